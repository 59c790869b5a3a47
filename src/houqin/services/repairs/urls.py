"""Addresses of the repairs."""

from django.urls import path

from houqin.services.repairs.views import board, faults, ledger, qualification, rating, report, work

app_name = "repairs"
urlpatterns = [
    path("report/", report.report, name="report"),
    path("report/known/", report.already_known, name="known"),
    path("mine/", work.mine, name="mine"),
    path("rate/<str:number>/", rating.rate, name="rate"),
    path("today/", work.today, name="today"),
    path("board/", board.board, name="board"),
    path("board/give/", board.give, name="give"),
    path("board/merge/", board.merge, name="merge"),
    path("orders/", ledger.orders, name="orders"),
    path("faults/", faults.faults, name="faults"),
    path("faults/new/", faults.edit, name="new-fault"),
    path("faults/<uuid:fault>/", faults.edit, name="edit-fault"),
    path("certificates/", qualification.certificates, name="certificates"),
    path("figures/", ledger.figures, name="figures"),
]
