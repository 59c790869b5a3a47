"""The outside in tests: mock providers in this process behind a wire that can break, and a clock that stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path

from houqin.kernel.money.actions.payments import ask
from houqin.kernel.money.gateways.configured import read_gateways
from houqin.kernel.money.gateways.port import Gateway, Unreachable
from houqin.kernel.money.gateways.wire import Answer
from houqin.kernel.money.mock.book import Book
from houqin.kernel.money.mock.keys import Keys, make_keys, write_files
from houqin.kernel.money.mock.server import MockGateways
from houqin.kernel.money.models import Account, Payment
from houqin.kernel.money.tests.stage import HOUR, MONDAY
from houqin.kernel.people.models import Person

ADDRESS = "http://mock.test"
NAMES = ("wechat", "alipay", "card")
KEYS = count(1)


@cache
def keys() -> Keys:
    """Make keys once for all tests of a process."""
    return make_keys()


@dataclass
class Outside:
    """Mock providers and the adapters that reach them. `at` is everybody's clock."""

    folder: Path
    at: datetime = MONDAY
    asked: list[str] = field(default_factory=list)
    gone: bool = False

    def __post_init__(self) -> None:
        self.mock = MockGateways(keys(), ADDRESS, lambda: self.at)
        file = write_files(keys(), self.folder, ADDRESS)
        self.gateways: dict[str, Gateway] = read_gateways(file, "http://houqin.test", self)

    def ask(self, method: str, url: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        """Be the wire."""
        path = url.removeprefix(ADDRESS)
        self.asked.append(f"{method} {path.partition('?')[0]}")
        answer = None if self.gone else self.mock.answer(method, path, headers, body)
        if answer is None:
            raise Unreachable("no answer came")
        return answer

    def book(self, name: str) -> Book:
        """Return what a provider knows."""
        return self.mock.mocks[name].book

    def pass_time(self, **much: int) -> datetime:
        """Let time pass."""
        self.at += timedelta(**much)
        return self.at


def ask_for(
    payer: Person,
    to: Account,
    *,
    gateway: str = "wechat",
    fen: int = 1_250,
    key: str = "",
    at: datetime = MONDAY,
) -> Payment:
    """Ask for a meal's money, payable for an hour."""
    return ask(
        gateway=gateway, payer=payer, fen=fen, to=to, purpose="meal", description="午餐，两荤一素", source="canteen.order",
        key=key or f"order {next(KEYS)}", expires_at=at + HOUR, by=payer, at=at,
    )  # fmt: skip
