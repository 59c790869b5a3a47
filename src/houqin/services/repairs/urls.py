"""Addresses of the repairs."""

from django.urls import path

from houqin.services.repairs.views import (
    board,
    contractors,
    desk,
    faults,
    guest,
    ledger,
    qualification,
    rating,
    report,
    stops,
    work,
)

app_name = "repairs"
urlpatterns = [
    path("report/", report.report, name="report"),
    path("report/known/", report.already_known, name="known"),
    path("guest/", guest.report, name="guest"),
    path("guest/code/", guest.code, name="guest-code"),
    path("guest/<str:token>/", guest.follow, name="guest-report"),
    path("mine/", work.mine, name="mine"),
    path("rate/<str:number>/", rating.rate, name="rate"),
    path("today/", work.today, name="today"),
    path("board/", board.board, name="board"),
    path("board/give/", board.give, name="give"),
    path("board/merge/", board.merge, name="merge"),
    path("contracted/", contractors.contracted, name="contracted"),
    path("contractors/", contractors.compare, name="contractors"),
    path("settle/", contractors.settle, name="settle"),
    path("orders/", ledger.orders, name="orders"),
    path("faults/", faults.faults, name="faults"),
    path("faults/new/", faults.edit, name="new-fault"),
    path("faults/<uuid:fault>/", faults.edit, name="edit-fault"),
    path("certificates/", qualification.certificates, name="certificates"),
    path("desk/", desk.desk, name="desk"),
    path("desk/people/", desk.people, name="desk-people"),
    path("desk/places/", desk.places, name="desk-places"),
    path("stops/", stops.stops, name="stops"),
    path("stops/new/", stops.announce, name="announce-stop"),
    path("figures/", ledger.figures, name="figures"),
]
