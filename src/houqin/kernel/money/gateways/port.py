"""What every gateway can be asked and what it answers: money in fen, instants aware, numbers our own.

An adapter speaks one provider's wire format and knows neither database nor clock. Each of its questions may be
asked again with the same number: a provider answers the second time as it did the first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol


class Standing(StrEnum):
    """How a payment stands with the provider. UNKNOWN: never heard of, so nothing was paid."""

    WAITING = "waiting"
    PAID = "paid"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class Return(StrEnum):
    """How a refund stands with the provider."""

    UNDER_WAY = "under_way"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"


class BillKind(StrEnum):
    """What a line of a bill tells of."""

    PAYMENT = "payment"
    REFUND = "refund"


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of the payer. `payer` is how the provider knows them, where it wants that (WeChat's openid)."""

    number: str
    fen: int
    description: str
    expires_at: datetime
    payer: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """How the payer can pay: a text to show as a QR code, or parameters for the provider's own page."""

    code: str = ""
    page: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trade:
    """A payment as the provider has it. `at` is when it was paid."""

    number: str
    standing: Standing
    fen: int = 0
    provider_id: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Back:
    """A refund to be made: `fen` out of a payment of `total` fen."""

    number: str
    payment: str
    fen: int
    total: int
    reason: str


@dataclass(frozen=True, slots=True)
class Returned:
    """A refund as the provider has it. `at` is when it was done, or else accepted."""

    number: str
    payment: str
    standing: Return
    fen: int = 0
    provider_id: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """An authentic notification: the provider's id of it, and what it tells of."""

    id: str
    told: Trade | Returned


@dataclass(frozen=True, slots=True)
class BillRow:
    """A line of the provider's bill of a day. `reference` is the trade's id, or our number of the refund."""

    kind: BillKind
    number: str
    reference: str
    fen: int
    fee_fen: int
    at: datetime
    standing: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What a provider wants to read after its notification."""

    status: int
    body: str
    content_type: str


class GatewayError(Exception):
    """Something between us and the provider. What was asked may or may not have happened."""


class Unreachable(GatewayError):
    """No answer, or one that says to ask later: asked again, the same number gets the same answer."""


class Rejected(GatewayError):
    """The provider has understood and refuses; `code` is its own word for why."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(f"{code} {message}".strip())
        self.code = code


class Forged(GatewayError):
    """A signature, time, recipient or form that is not the provider's: nothing in it is believed."""


class Gateway(Protocol):
    """One provider. All but the last three may raise `Unreachable`, `Rejected` and, for what came back, `Forged`."""

    name: str

    def create(self, order: Order, at: datetime) -> Offer:
        """Tell the provider of a payment and return how the payer can pay it."""

    def query(self, number: str, at: datetime) -> Trade:
        """Ask how a payment stands."""

    def close(self, number: str, at: datetime) -> bool:
        """See to it that a payment can no longer be paid; False where it has been paid already."""

    def refund(self, back: Back, at: datetime) -> Returned:
        """Have money given back to the payer."""

    def query_refund(self, back: Back, at: datetime) -> Returned:
        """Ask how a refund stands."""

    def bill(self, day: date, at: datetime) -> Sequence[BillRow]:
        """Fetch the bill of a day; empty where the provider had nothing on it."""

    def parse_notification(self, headers: Mapping[str, str], body: bytes, at: datetime) -> Notice:
        """Read a notification; raises `Forged` for anything but the provider's own, fresh words to us."""

    def welcome(self) -> Reply:
        """Return what the provider wants to read once its notification is kept."""

    def refusal(self) -> Reply:
        """Return what tells the provider that its notification was not taken."""
