"""The site's addresses, and a few that only refuse or break, to see how the house answers."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path

from houqin.kernel.base.refused import Refusals, Refused
from houqin.kernel.web.doors import PersonRequest, permitted, signed_in
from houqin.site import urls as site


def two_reasons(request: HttpRequest) -> HttpResponse:
    raise Refusals([Refused("lifecycle.empty_message"), Refused("import.missing_columns", columns="姓名")])


def not_yours(request: HttpRequest) -> HttpResponse:
    raise Refused("people.not_permitted")


def denied(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def breaks(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


@signed_in
def open_door(request: PersonRequest, name: str) -> HttpResponse:
    return HttpResponse(f"{name}:{request.person.name}:{request.now.isoformat()}")


@permitted("people.see")
def guarded_door(request: PersonRequest) -> HttpResponse:
    return HttpResponse("inside")


urlpatterns = [
    *site.urlpatterns,
    path("test/two-reasons/", two_reasons),
    path("test/not-yours/", not_yours),
    path("test/denied/", denied),
    path("test/breaks/", breaks),
    path("test/open/<slug:name>/", open_door),
    path("test/guarded/", guarded_door),
]
handler403, handler404, handler500 = site.handler403, site.handler404, site.handler500
