"""The bridge: pages are WSGI, the server is ASGI, and neither may notice."""

import asyncio
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from houqin.site import bridge as module
from houqin.site.bridge import Bridge, environment

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def scope(
    method: str = "GET", path: str = "/", query: bytes = b"", headers: tuple[tuple[bytes, bytes], ...] = ()
) -> dict[str, Any]:
    return {
        "type": "http", "method": method, "path": path, "query_string": query, "headers": list(headers),
        "http_version": "1.1", "scheme": "http", "client": ("10.0.0.7", 4711), "server": ("127.0.0.1", 8000),
    }  # fmt: skip


def ask(
    application: Wsgi, request: dict[str, Any], *parts: bytes, leaves: bool = False
) -> list[dict[str, Any]]:
    """Send a request through the bridge; return what the server would have sent."""
    sent: list[dict[str, Any]] = []
    messages = [
        {"type": "http.request", "body": part, "more_body": n < len(parts) - 1 or leaves}
        for n, part in enumerate(parts)
    ] or [{"type": "http.request", "body": b"", "more_body": False}]
    if leaves:
        messages.append({"type": "http.disconnect"})
    queue = iter(messages)

    async def receive() -> dict[str, Any]:
        return next(queue)

    async def send(message: Any) -> None:
        sent.append(dict(message))

    asyncio.run(Bridge(application, threads=2)(request, receive, send))
    return sent


def echo(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    start("201 Created", [("Content-Type", "text/plain"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
    return [environ["wsgi.input"].read()]


def test_a_body_in_parts_arrives_whole_and_goes_back() -> None:
    start, *bodies = ask(echo, scope("POST"), b"ab", b"cd", b"ef")
    assert start["status"] == 201
    assert b"".join(body["body"] for body in bodies) == b"abcdef"
    assert bodies[-1]["more_body"] is False


def test_headers_may_repeat() -> None:
    start, *_bodies = ask(echo, scope("POST"), b"")
    assert [value for name, value in start["headers"] if name == b"set-cookie"] == [b"a=1", b"b=2"]


def test_a_large_body_is_spooled_and_arrives_whole() -> None:
    part = b"x" * 700_000
    _start, *bodies = ask(echo, scope("POST"), part, part, part)
    assert sum(len(body["body"]) for body in bodies) == 3 * len(part)


def test_a_body_too_large_is_refused_before_any_page_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_REQUEST_BYTES", 10)
    ran: list[int] = []

    def page(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        ran.append(1)
        return echo(environ, start)

    start, *_bodies = ask(page, scope("POST"), b"123456", b"789012")
    assert start["status"] == 413
    assert not ran


def test_no_page_runs_for_a_browser_that_left_while_sending() -> None:
    ran: list[int] = []

    def page(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        ran.append(1)
        return echo(environ, start)

    assert ask(page, scope("POST"), b"half", leaves=True) == []
    assert not ran


def test_a_streamed_answer_goes_out_part_by_part_and_is_closed() -> None:
    closed: list[int] = []

    class Parts:
        def __iter__(self) -> Iterator[bytes]:
            yield b"one"
            yield b"two"

        def close(self) -> None:
            closed.append(1)

    def page(environ: dict[str, Any], start: Callable[..., Any]) -> Parts:
        start("200 OK", [])
        return Parts()

    sent = ask(page, scope())
    assert [message["body"] for message in sent if message["type"].endswith("body")] == [b"one", b"two", b""]
    assert closed == [1]


def test_the_answer_is_closed_in_the_thread_that_made_it() -> None:
    threads: list[int] = []

    class Parts(list[bytes]):
        def close(self) -> None:
            threads.append(threading.get_ident())

    def page(environ: dict[str, Any], start: Callable[..., Any]) -> Parts:
        threads.append(threading.get_ident())
        start("200 OK", [])
        return Parts([b"x"])

    ask(page, scope())
    assert len(set(threads)) == 1
    assert threads[0] != threading.get_ident()


def test_the_environment_says_what_the_request_said() -> None:
    headers = ((b"host", b"houqin.example"), (b"content-type", b"text/plain"), (b"x-one", b"1"), (b"x-one", b"2"),
               (b"cookie", b"a=1"), (b"cookie", b"b=2"))  # fmt: skip
    environ = environment(scope("PUT", "/报修/", b"q=%E7%81%AF", headers), body=None)  # type: ignore[arg-type]
    assert environ["REQUEST_METHOD"] == "PUT"
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/报修/"
    assert environ["QUERY_STRING"] == "q=%E7%81%AF"
    assert environ["HTTP_HOST"] == "houqin.example"
    assert environ["CONTENT_TYPE"] == "text/plain"
    assert environ["HTTP_X_ONE"] == "1,2"
    assert environ["HTTP_COOKIE"] == "a=1;b=2"
    assert environ["REMOTE_ADDR"] == "10.0.0.7"


def test_a_failing_page_reaches_the_server_as_its_error() -> None:
    def page(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        ask(page, scope())
