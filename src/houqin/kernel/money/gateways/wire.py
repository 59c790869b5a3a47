"""One HTTP call: with timeouts, once more where no answer came. Whoever calls asks only what may be asked twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import urllib3

from houqin.kernel.money.gateways.port import Unreachable

CONNECT_SECONDS, READ_SECONDS, TRIES = 3.0, 10.0, 2


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Wire(Protocol):
    """How an adapter reaches its provider."""

    def ask(self, method: str, url: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        """Make a call; raises `Unreachable` where no whole answer came."""


class HttpWire:
    """The real one. Follows no redirects: a provider's address is what was configured."""

    def __init__(self, connect: float = CONNECT_SECONDS, read: float = READ_SECONDS) -> None:
        timeout = urllib3.Timeout(connect=connect, read=read)
        self._pool = urllib3.PoolManager(timeout=timeout, retries=False)

    def ask(self, method: str, url: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        """Make a call, and once more where the connection broke or was silent."""
        for tried in range(1, TRIES + 1):
            try:
                answer = self._pool.request(
                    method, url, headers=dict(headers), body=body or None, redirect=False
                )
                return Answer(answer.status, answer.headers, answer.data)
            except urllib3.exceptions.HTTPError as error:
                if tried == TRIES:
                    raise Unreachable(f"{method} {url}: {error}") from error
        raise AssertionError("a try ends by its answer or its error")
