"""What the mock provider knows: payments and refunds, and how it has been told to behave."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import RLock

from houqin.kernel.base.clock import local_date


@dataclass(slots=True)
class MockTrade:
    """A payment at the provider."""

    number: str
    fen: int
    description: str
    notify: str
    id: str
    expires_at: datetime
    state: str = "waiting"
    paid_fen: int = 0
    paid_at: datetime | None = None


@dataclass(slots=True)
class MockRefund:
    """A refund at the provider."""

    number: str
    payment: str
    fen: int
    id: str
    notify: str
    at: datetime
    state: str = "done"


class Denied(Exception):
    """The provider refuses: HTTP status and its own code."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


@dataclass
class Book:
    """One provider's memory. `refunds_end` is how refunds stand at first, `drops` how many answers get lost."""

    clock: Callable[[], datetime]
    prefix: str
    trades: dict[str, MockTrade] = field(default_factory=dict)
    refunds: dict[str, MockRefund] = field(default_factory=dict)
    refunds_end: str = "done"
    drops: int = 0
    lock: RLock = field(default_factory=RLock)

    def create(self, number: str, fen: int, description: str, notify: str, expires_at: datetime) -> MockTrade:
        """Open a payment; the same again is the same one."""
        with self.lock:
            there = self.trades.get(number)
            if there is None:
                trade_id = f"{self.prefix}{self.clock():%Y%m%d}{len(self.trades):010d}"
                there = MockTrade(number, fen, description, notify, trade_id, expires_at)
                self.trades[number] = there
            if there.fen != fen:
                raise Denied(403, "OUT_TRADE_NO_USED")
            return there

    def trade(self, number: str) -> MockTrade:
        """Return a payment; one nobody paid in time is closed."""
        trade = self.trades.get(number)
        if trade is None:
            raise Denied(404, "ORDER_NOT_EXIST")
        if trade.state == "waiting" and trade.expires_at <= self.clock():
            trade.state = "closed"
        return trade

    def close(self, number: str) -> MockTrade:
        """Close a payment nobody has paid."""
        with self.lock:
            trade = self.trade(number)
            if trade.state == "paid":
                raise Denied(400, "ORDERPAID")
            trade.state = "closed"
            return trade

    def pay(self, number: str, fen: int | None = None) -> MockTrade:
        """Pay a payment, even a closed one, if wanted in another amount; the first time counts."""
        with self.lock:
            trade = self.trade(number)
            if trade.state != "paid":
                trade.state, trade.paid_at = "paid", self.clock()
                trade.paid_fen = trade.fen if fen is None else fen
            return trade

    def refund(self, number: str, payment: str, fen: int, notify: str) -> MockRefund:
        """Refund part of a payment; the same again is the same one, all together are at most what was paid."""
        with self.lock:
            there = self.refunds.get(number)
            if there is not None:
                if (there.payment, there.fen) != (payment, fen):
                    raise Denied(400, "INVALID_REQUEST")
                return there
            trade = self.trade(payment)
            back = sum(
                one.fen for one in self.refunds.values() if one.payment == payment and one.state != "failed"
            )
            if trade.state != "paid" or back + fen > trade.paid_fen:
                raise Denied(403, "INVALID_REQUEST")
            refund_id = f"5{self.prefix}{len(self.refunds):012d}"
            made = MockRefund(number, payment, fen, refund_id, notify, self.clock(), self.refunds_end)
            self.refunds[number] = made
            return made

    def refunded(self, number: str) -> MockRefund:
        """Return a refund."""
        if number not in self.refunds:
            raise Denied(404, "RESOURCE_NOT_EXISTS")
        return self.refunds[number]

    def of_day(self, day: date) -> list[MockTrade | MockRefund]:
        """Return what the bill of a day tells of: payments by when they were paid, refunds by when they were taken."""
        paid = [
            one for one in self.trades.values() if one.paid_at is not None and local_date(one.paid_at) == day
        ]
        back = [one for one in self.refunds.values() if one.state != "failed" and local_date(one.at) == day]
        return [*paid, *back]
