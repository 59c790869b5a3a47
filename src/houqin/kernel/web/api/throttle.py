"""How often a token may ask: so many requests a minute, counted by each server process."""

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

MINUTE = 60
DEFAULT = 600


class PerToken(BaseThrottle):
    """`HOUQIN_API_RATE` requests a minute for each token (default 600); 0 switches it off."""

    def __init__(self) -> None:
        self._left: float | None = None

    def allow_request(self, request: Any) -> bool:
        """Count the request and tell whether it may pass."""
        most = int(getattr(settings, "HOUQIN_API_RATE", DEFAULT))
        minute, second = divmod(request.now.timestamp(), MINUTE)
        key = f"api-rate-{self._who(request)}-{int(minute)}"
        cache.add(key, 0, 2 * MINUTE)
        self._left = MINUTE - second
        return most == 0 or cache.incr(key) <= most

    def wait(self) -> float | None:
        """Return the seconds until the next minute begins."""
        return self._left

    def _who(self, request: HttpRequest) -> str:
        return str(getattr(request, "api_token", None) or self.get_ident(request))
