"""Short news at the foot of the next page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase


def done(request: HttpRequest, sentence: str, response: HttpResponseBase) -> HttpResponseBase:
    """Say that something has been done, then answer."""
    messages.success(request, sentence)
    return response
