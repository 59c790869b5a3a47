"""Pages and API run as WSGI inside the one ASGI server: one hop to a thread for each request.

So one port serves pages and live streams alike. Measured in docs/decisions/0007-one-port.md.
"""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterable, MutableMapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import IO, Any, cast

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

IN_MEMORY_BYTES = 1024 * 1024
LARGEST_REQUEST_BYTES = 120 * 1024 * 1024
TOO_LARGE = b"413 Request too large\n"


@dataclass
class Answer:
    """What a WSGI application says before its body."""

    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)

    def begin(self, status: str, headers: Sequence[tuple[str, str]], error: object = None) -> None:
        """Serve as the application's `start_response`."""
        self.status = int(status.split(" ", 1)[0])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]

    def start(self) -> Message:
        """Return the message that opens the answer."""
        return {"type": "http.response.start", "status": self.status, "headers": self.headers}


class Bridge:
    """Serves a WSGI application to an ASGI server; bodies are spooled, so a slow upload holds no thread."""

    def __init__(self, application: Wsgi, threads: int) -> None:
        self.application = application
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="page")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        with tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES) as body:
            whole = await _receive_body(receive, cast(IO[bytes], body))
            if whole is None:
                return  # the browser went away
            if not whole:
                await _refuse(send)
                return
            size = body.tell()
            body.seek(0)
            loop = asyncio.get_running_loop()
            environ = environment(scope, cast(IO[bytes], body))
            if size:  # a body sent in chunks names no length, and a WSGI application reads none without
                environ["CONTENT_LENGTH"] = str(size)
            await loop.run_in_executor(self.threads, self._answer, environ, loop, send)

    def _answer(self, environ: dict[str, Any], loop: asyncio.AbstractEventLoop, send: Send) -> None:
        """Run the application in a thread and hand each part of its body to the server before the next."""

        def hand_over(message: Message) -> None:
            asyncio.run_coroutine_threadsafe(_send(send, message), loop).result()

        answer = Answer()
        parts = self.application(environ, answer.begin)
        try:
            if not getattr(parts, "streaming", True):  # a Django response that is whole
                hand_over({"start": answer.start(), "body": b"".join(parts), "more_body": False})
                return
            start: Message | None = answer.start()
            for part in parts:
                hand_over({"start": start, "body": part, "more_body": True})
                start = None
            hand_over({"start": start, "body": b"", "more_body": False})
        finally:
            close = getattr(parts, "close", None)
            if close is not None:
                close()


def environment(scope: Scope, body: IO[bytes]) -> dict[str, Any]:
    """Return the WSGI environment (PEP 3333) of an ASGI HTTP scope."""
    server = scope.get("server") or ("localhost", 80)
    client = scope.get("client") or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": scope.get("root_path", ""),
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 80),
        "REMOTE_ADDR": client[0],
        "REMOTE_PORT": str(client[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        if b"_" in name:  # would pass for the header a proxy sets with a dash
            continue
        key = name.decode("latin-1").upper().replace("-", "_")
        key = key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"
        text = value.decode("latin-1")
        environ[key] = (
            f"{environ[key]}{';' if key == 'HTTP_COOKIE' else ','}{text}" if key in environ else text
        )
    return environ


async def _receive_body(receive: Receive, body: IO[bytes]) -> bool | None:
    """Read the whole body; False when it is too large, None when the client left before its end."""
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        part = message.get("body", b"")
        size += len(part)
        if size > LARGEST_REQUEST_BYTES:
            return False
        body.write(part)
        if not message.get("more_body"):
            return True


async def _send(send: Send, message: Message) -> None:
    if message["start"] is not None:
        await send(message["start"])
    await send({"type": "http.response.body", "body": message["body"], "more_body": message["more_body"]})


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": TOO_LARGE})
