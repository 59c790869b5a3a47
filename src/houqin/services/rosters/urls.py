"""Addresses of the rosters."""

from django.urls import path

from houqin.services.rosters.views import handing, mine, office, week

app_name = "rosters"
urlpatterns = [
    path("", week.week, name="week"),
    path("copy/", week.copy, name="copy"),
    path("fill/", week.fill, name="fill"),
    path("mine/", mine.mine, name="mine"),
    path("press/", mine.press, name="press"),
    path("leaves/", office.leaves, name="leaves"),
    path("leaves/new/", mine.ask_leave, name="ask-leave"),
    path("swap/<uuid:shift>/", mine.ask_swap, name="swap"),
    path("handovers/", handing.handovers, name="handovers"),
    path("handovers/new/", handing.hand_over, name="hand-over"),
    path("certificates/", office.certificates, name="certificates"),
    path("certificates/new/", office.register, name="register"),
    path("duties/", office.duty_list, name="duties"),
    path("shifts/", office.shift_list, name="shifts"),
    path("report/", office.report, name="report"),
    path("kinds/", office.kinds, name="kinds"),
    path("kinds/shift/new/", office.edit_shift_kind, name="new-shift-kind"),
    path("kinds/shift/<uuid:kind>/", office.edit_shift_kind, name="edit-shift-kind"),
    path("kinds/certificate/new/", office.edit_certificate_kind, name="new-certificate-kind"),
    path("kinds/certificate/<uuid:kind>/", office.edit_certificate_kind, name="edit-certificate-kind"),
]
