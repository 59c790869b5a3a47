"""Addresses of the suppliers' pages; a matter's own page and moves are the kernel's."""

from django.urls import path

from houqin.services.suppliers.views import contracts, months, register

app_name = "suppliers"
urlpatterns = [
    path("", register.suppliers, name="suppliers"),
    path("new/", register.new, name="new"),
    path("contracts/", contracts.contracts, name="contracts"),
    path("contracts/<uuid:contract>/", contracts.contract, name="contract"),
    path("contracts/<uuid:contract>/edit/", contracts.edit, name="edit-contract"),
    path("settlements/", months.settlements, name="settlements"),
    path("settlements/<str:number>/report/", months.report, name="report"),
    path("lines/", months.lines, name="lines"),
    path("<str:number>/edit/", register.edit, name="edit"),
    path("<str:number>/people/", register.people, name="people"),
    path("<str:number>/people/<uuid:person>/end/", register.discharge, name="discharge"),
    path("<str:number>/contracts/new/", contracts.new, name="new-contract"),
]
