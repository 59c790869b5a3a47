"""Addresses of the administration pages, under /admin/."""

from django.urls import include, path

from houqin.kernel.web.admin import (
    calendars,
    notice_rules,
    people,
    places,
    qr,
    roles,
    routes,
    stand_ins,
    units,
)

PAGES = (calendars, notice_rules, people, places, qr, roles, routes, stand_ins, units)
urlpatterns = [
    path("admin/", include([pattern for page in PAGES for pattern in page.urlpatterns])),
]
