"""Who asks: a bearer token, and nothing else; a browser's cookie opens no API, so no page can be tricked."""

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from houqin.kernel.people.authority import ask_once
from houqin.kernel.people.models import Person
from houqin.kernel.web.api import tokens

KEPT = "_houqin_api_person"


class Bearer(HttpBearer):
    """`Authorization: Bearer hq_...`; the person becomes `request.auth` and `request.person`."""

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        """Return the token's person."""
        return person_of(request, token)


def person_of(request: Any, token: str) -> Person | None:
    """Return the person of a token, looked up once for each request."""
    if not hasattr(request, KEPT):
        found = tokens.owner(token, request.now)
        person = found[1] if found else None
        if found and person:
            ask_once(person)
            request.person, request.api_token = person, found[0].pk
        setattr(request, KEPT, person)
    kept: Person | None = getattr(request, KEPT)
    return kept


BEARER = Bearer()


def asking(request: HttpRequest) -> Person | None:
    """Return who asks, before an operation has looked."""
    found: Person | None = BEARER(request)
    return found
