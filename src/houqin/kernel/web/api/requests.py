"""What an operation receives."""

from datetime import datetime

from django.http import HttpRequest

from houqin.kernel.people.models import Person


class ApiRequest(HttpRequest):
    """A request with a valid token: `auth` is whose it is, `now` is frozen for its whole length."""

    auth: Person
    now: datetime
