"""Addresses of the seals' pages; a matter's own page and moves are the kernel's."""

from django.urls import path

from houqin.services.seals.views import applications, figures, kinds, register

app_name = "seals"
urlpatterns = [
    path("apply/", applications.apply, name="apply"),
    path("desk/", applications.desk, name="desk"),
    path("applications/", applications.listed, name="applications"),
    path("applications/<str:number>/slip/", applications.slip, name="slip"),
    path("stampings/", register.stampings, name="stampings"),
    path("register/", register.register, name="register"),
    path("register/new/", register.new_seal, name="new-seal"),
    path("figures/", figures.page, name="figures"),
    path("kinds/", kinds.kinds, name="kinds"),
    path("kinds/new/", kinds.edit, name="new-kind"),
    path("kinds/<uuid:kind>/", kinds.edit, name="edit-kind"),
]
