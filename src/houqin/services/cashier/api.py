"""The wallet as JSON, for the person of the token and nobody else."""

from datetime import date, datetime
from typing import Annotated

from ninja import Query, Router, Schema
from ninja.errors import HttpError

from houqin.kernel.base.clock import local_date
from houqin.kernel.web.api import ApiRequest
from houqin.services.cashier import rules
from houqin.services.cashier.queries import wallet

router = Router()
Month = Annotated[str, Query(max_length=7, description="2026-11; empty: this month")]


class PotOut(Schema):
    """A pot; amounts in fen. `turn` 1 is spent first, 0 not at all; `purpose` empty for anything."""

    name: str
    kind: str
    balance_fen: int
    held_fen: int
    available_fen: int
    purpose: str
    ends_at: datetime | None
    turn: int


class WalletOut(Schema):
    """The pots in the order they are spent, and the sums, in fen."""

    pots: list[PotOut]
    deposits: list[PotOut]
    available_fen: int
    held_fen: int


class LineOut(Schema):
    """A line of a statement; `balance_fen` is all pots' together after it."""

    entry: str
    booked_on: date
    at: datetime
    title: str
    note: str
    matter: str
    fen: int
    balance_fen: int


class StatementOut(Schema):
    """A month of all pots together, oldest first; amounts in fen."""

    month: str
    opening_fen: int
    closing_fen: int
    lines: list[LineOut]


@router.get("/wallet", response=WalletOut, summary="我的钱包 / My wallet")
def my_wallet(request: ApiRequest) -> dict[str, object]:
    """The pots of the person of the token, in the order they are spent."""
    found = wallet.wallet_of(request.auth, request.now)
    return {
        "pots": [_pot(one) for one in found.pots],
        "deposits": [_pot(one) for one in found.deposits],
        "available_fen": found.available,
        "held_fen": found.held_fen,
    }


@router.get("/statement", response=StatementOut, summary="我的对账单 / My statement")
def my_statement(request: ApiRequest, month: Month = "") -> dict[str, object]:
    """A month of the statement of the person of the token."""
    asked = rules.read_month(month) if month else local_date(request.now).replace(day=1)
    if asked is None:
        raise HttpError(422, "month must be written like 2026-11")
    found = wallet.statement_of(request.auth, asked)
    return {
        "month": f"{found.month:%Y-%m}",
        "opening_fen": found.opening,
        "closing_fen": found.closing,
        "lines": [_line(line) for line in found.lines],
    }


def _pot(one: wallet.Purse) -> dict[str, object]:
    return {
        "name": one.name, "kind": one.account.kind, "balance_fen": one.balance, "held_fen": one.held,
        "available_fen": one.available, "purpose": one.account.purpose, "ends_at": one.account.ends_at, "turn": one.turn,
    }  # fmt: skip


def _line(line: wallet.Line) -> dict[str, object]:
    entry = line.entry
    return {
        "entry": str(entry.pk), "booked_on": entry.booked_on, "at": entry.at, "title": line.title, "note": entry.note,
        "matter": line.number, "fen": line.fen, "balance_fen": line.balance,
    }  # fmt: skip
