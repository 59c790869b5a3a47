"""One person and one frozen now for each request; refusals become pages; pages travel compressed."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render

from houqin.kernel.base.clock import now
from houqin.kernel.base.refused import Refused
from houqin.kernel.people.authority import ask_once
from houqin.kernel.people.models import Person
from houqin.kernel.registry.house import sentence
from houqin.kernel.web.doors import ours
from houqin.kernel.web.errors import no_right


class CompressedPages(GZipMiddleware):
    """Compresses what is text, with Django's guard against BREACH; photos and workbooks are as small as they get."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress a page or an answer of the API."""
        kind = response.headers.get("Content-Type", "")
        if response.streaming or not kind.startswith(
            ("text/", "application/json", "application/problem+json")
        ):
            return response
        return super().process_response(request, response)


class RequestContext:
    """Sets `request.now` and `request.person`, and answers a `Refused` that no view has caught."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = now()  # type: ignore[attr-defined]
        request.person = _person(request)  # type: ignore[attr-defined]
        if _holds_nul(request) and not request.path_info.startswith(
            "/api/"
        ):  # the API has its own words for it
            raise Http404
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Show all reasons of a refusal with what to do next; nothing else is caught here."""
        if not isinstance(exception, Refused):
            return None
        reasons = [sentence(reason) for reason in exception.reasons]
        status = 403 if no_right(exception) else 409
        context = {"reasons": reasons, "back": _back(request), "status": status}
        return render(request, "web/pages/refused.html", context, status=status)


def _holds_nul(request: HttpRequest) -> bool:
    """Tell whether an address holds a NUL: none of ours does, and the database refuses one."""
    return "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", "")


def _person(request: HttpRequest) -> Person | None:
    if not request.user.is_authenticated:
        return None
    person = Person.objects.filter(account=request.user, erased_at=None).first()
    if person is not None:
        ask_once(person)
    return person


def _back(request: HttpRequest) -> str:
    """Return where the reader came from, if that is a page of ours."""
    return ours(request, request.headers.get("referer"))
