"""Doors of pages: who may come in. Strangers to a page get 404, guests the sign-in page."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import Person

P = ParamSpec("P")


class AnyRequest(HttpRequest):
    """A request as the middleware leaves it; `person` is None for guests."""

    person: Person | None
    now: datetime


class PersonRequest(HttpRequest):
    """A request of somebody signed in; `now` is frozen for its whole length."""

    person: Person
    now: datetime


Page = Callable[Concatenate[PersonRequest, P], HttpResponseBase]
Door = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def signed_in(view: Page[P]) -> Door[P]:
    """Let signed-in people through; send others to sign in and back here."""

    @wraps(view)
    def door(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if cast(AnyRequest, request).person is None:
            if request.headers.get("HX-Request"):
                return HttpResponse(status=401, headers={"HX-Redirect": resolve_url("sign-in")})
            return redirect_to_login(request.get_full_path(), resolve_url("sign-in"))
        return view(cast(PersonRequest, request), *args, **kwargs)

    return cast("Door[P]", door)


def permitted(*permissions: str) -> Callable[[Page[P]], Door[P]]:
    """Let holders of one of the permissions (over any scope) through; to others the page does not exist."""

    def wrap(view: Page[P]) -> Door[P]:
        @wraps(view)
        def guarded(request: PersonRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            authority = authority_of(request.person, request.now)
            if not any(authority.holds(one) for one in permissions):
                raise Http404
            return view(request, *args, **kwargs)

        return signed_in(cast("Page[P]", guarded))

    return wrap


def ours(request: HttpRequest, address: str | None, otherwise: str = "/") -> str:
    """Return an address somebody wants to go to, if it is one of this site; another site's counts for nothing."""
    here = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    return address if address and here else otherwise


def way_back(request: HttpRequest, otherwise: str = "/") -> str:
    """Return where the page that sent this form (`next`) wants to be again."""
    return ours(request, request.POST.get("next"), otherwise)
