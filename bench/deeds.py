"""What is measured on the running site: a move over HTTP, the to-do list, lists and pages at any depth, search."""

import itertools
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

from bench.web import Client, milliseconds, p95, per_second

CLIENTS, TIMES = 8, 40


class Turns:
    """Orders that go to and fro between two technicians: each turn is a move with permission, row and happening."""

    def __init__(self, port: int) -> None:
        from houqin.kernel.people.models import Person
        from houqin.services.repairs.models import Order

        self.port = port
        self.technicians = list(
            Person.objects.filter(grants__role__permissions__contains=["repairs.technician"]).distinct()[:2]
        )
        self.numbers = list(Order.objects.filter(state="assigned").values_list("number", flat=True)[:CLIENTS])
        self.token = token_of("T2001")

    def moves_per_second(self, seconds: float) -> float:
        """Return moves a second over HTTP with one client for each order."""
        return per_second([self._turn(number) for number in self.numbers], seconds)

    def _turn(self, number: str) -> Callable[[], None]:
        client = Client(self.port, token=self.token)
        whose = itertools.cycle(self.technicians)

        def turn() -> None:
            body = urlencode({"technician": str(next(whose).pk)})
            path = f"/api/v1/repairs/orders/{number}/reassign"
            status, said = client.request("POST", path, body, "application/x-www-form-urlencoded")
            if status != 200:
                raise RuntimeError(said.decode())

        return turn


def token_of(number: str) -> str:
    """Return a bearer token for a person of the demo."""
    command = [sys.executable, "-m", "houqin.site", "token", "create", "--person", number, "--name", "bench"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[-1]


def reads(port: int, cases: int) -> Iterator[str]:
    """Yield a line for each kind of page: median and 95th percentile, and the deep page against the first."""
    dispatcher = Client(port).sign_in("dispatcher")
    first = "/repairs/orders/"
    deep = _deep(dispatcher, first)
    pages = {
        "to-do list": "/todo/",
        "board": "/repairs/board/",
        "list, first page": first,
        "list, deep page": deep,
    }
    medians = {}
    for name, path in pages.items():
        taken = milliseconds(lambda path=path: _get(dispatcher, path), TIMES)  # type: ignore[misc]
        medians[name] = statistics.median(taken)
        yield f"   {name:<36} median {medians[name]:7.1f} ms   p95 {p95(taken):7.1f} ms   at {cases:,} orders"
    ratio = medians["list, deep page"] / medians["list, first page"]
    yield f"   deep page / first page               {ratio:.2f}"


def _get(client: Client, path: str) -> None:
    status, said = client.request("GET", path)
    if status != 200:
        raise RuntimeError(f"{path} answered {status}: {said[:200]!r}")


def _deep(client: Client, path: str) -> str:
    """Return the address of a page two thirds down the list, made as the pager makes it."""
    from houqin.kernel.web.paging import write_cursor
    from houqin.services.repairs.models import Order

    rows = Order.objects.order_by("-opened_at", "-id")
    row = rows[rows.count() * 2 // 3]
    return f"{path}?after={write_cursor(row, ('-opened_at', '-id'))}"
