"""Speaking to the running site: a session over kept-alive connections, many clients at once."""

import http.client
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import uuid4


@dataclass
class Client:
    """One connection of one signed-in person, or of a bearer token."""

    port: int
    token: str = ""
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def request(self, method: str, path: str, body: str | bytes = b"", kind: str = "") -> tuple[int, bytes]:
        """Send a request and return status and body; keeps cookies."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if kind:
            headers["Content-Type"] = kind
            headers["Idempotency-Key"] = str(uuid4())
        if "csrftoken" in self.cookies:
            headers["X-CSRFToken"] = self.cookies["csrftoken"]
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        body_back = answer.read()
        if method == "GET" and answer.status == 302:
            return self.request("GET", answer.headers["Location"])
        return answer.status, body_back

    def sign_in(self, account: str) -> "Client":
        """Sign in as a member of the demo's cast."""
        self.request("GET", "/sign-in/")
        form = urlencode({"csrfmiddlewaretoken": self.cookies["csrftoken"], "next": "/"})
        status, _ = self.request(
            "POST", f"/sign-in/cast/{account}/", form, "application/x-www-form-urlencoded"
        )
        if status != 302:
            raise RuntimeError(f"signing in answered {status}")
        return self


def milliseconds(deed: Callable[[], object], times: int) -> list[float]:
    """Return how long a deed took, each time, in milliseconds."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        deed()
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def p95(taken: Sequence[float]) -> float:
    """Return the 95th percentile."""
    return statistics.quantiles(taken, n=20)[-1]


def per_second(deeds: Sequence[Callable[[], object]], seconds: float) -> float:
    """Let each deed run over and over in its own thread; return how many a second went through together."""
    counts = [0] * len(deeds)
    stop = time.monotonic() + seconds

    def work(index: int) -> None:
        while time.monotonic() < stop:
            deeds[index]()
            counts[index] += 1

    threads = [threading.Thread(target=work, args=(index,)) for index in range(len(deeds))]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.monotonic() - began)
