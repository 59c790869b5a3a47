"""The cashier's arithmetic: amounts and months as people write them, sides of a balance, what may be reversed."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from uuid import UUID

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.base.refused import Refused

MOST_FEN = 100_000_000_00
"""No amount at the desk is a hundred million yuan: a slip of the finger is."""
AMOUNT = re.compile(r"[¥￥]?\s*(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.(\d{1,2}))?\s*元?", re.ASCII)
PURPOSES = ("canteen", "charging", "lodging", "laundry")
SOON = timedelta(days=7)
LONGEST_STATEMENT = 36
"""Months of a statement that a page offers."""
LAST_YEAR = 9998
"""The last year whose every day and month has one after it in the calendar that is computed with."""


def read_yuan(text: str) -> int | None:
    """Return an amount written in yuan ("12.5", "¥1,200.00") in fen; None for none, nothing, or too much."""
    found = AMOUNT.fullmatch(text.strip())
    if found is None:
        return None
    whole, rest = found.groups()
    fen = int(whole.replace(",", "")) * 100 + int((rest or "").ljust(2, "0"))
    return fen if 0 < fen < MOST_FEN else None


def amount_range(text: str) -> tuple[int, int] | None:
    """Return the bounds in fen of "12.50", "10-20", "10-" or "-20"; None where it is none of them."""
    low, dash, high = text.strip().replace("~", "-").replace("—", "-").partition("-")
    first = read_yuan(low) if low.strip() else 0
    last = (read_yuan(high) if high.strip() else MOST_FEN) if dash else first
    if first is None or last is None or first > last or not (low.strip() or high.strip()):
        return None
    return first, last


def read_month(text: str) -> date | None:
    """Return the first day of a month written "2026-11"; None where it is none, or where no year follows."""
    return read_day(f"{text.strip()}-01")


def month_after(month: date) -> date:
    """Return the first day of the month after."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def month_before(month: date) -> date:
    """Return the first day of the month before."""
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)


def months_back(last: date, first: date, most: int = LONGEST_STATEMENT) -> list[date]:
    """Return the months from `last` back to `first`, both included, at most so many."""
    found: list[date] = []
    month = last.replace(day=1)
    while month >= first.replace(day=1) and len(found) < most:
        found.append(month)
        month = month_before(month)
    return found


def last_of(month: date) -> date:
    """Return the last day of a month."""
    return month_after(month) - timedelta(days=1)


def read_day(text: str) -> date | None:
    """Return a day written "2026-11-24"; None where it is none, or where no year follows."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return day if day.year <= LAST_YEAR else None


def span(*, month: str, first: str, last: str, today: date) -> tuple[date, date]:
    """Return the days, both included, that a written month or two written days name; else this month to date."""
    if named := read_month(month):
        return named, last_of(named)
    end = read_day(last) or today
    begin = read_day(first) or end.replace(day=1)
    return min(begin, end), end


def end_of(day: date) -> datetime:
    """Return the instant at which something that lasts through a day has ended."""
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI)


def last_day_of(ends_at: datetime) -> date:
    """Return the last whole day before an instant: the other way round."""
    return (ends_at.astimezone(SHANGHAI) - timedelta(microseconds=1)).date()


def running(opening: int, amounts: Iterable[int]) -> Iterator[int]:
    """Iterate over the balance after each amount."""
    for fen in amounts:
        opening += fen
        yield opening


def sides(fen: int) -> tuple[int, int]:
    """Return a balance as (debit, credit), both positive: credit is what stands to the owner's credit."""
    return (-fen, 0) if fen < 0 else (0, fen)


def ends_soon(ends_at: datetime | None, at: datetime) -> bool:
    """Tell whether a pot ends within a week and has not ended yet."""
    return ends_at is not None and at < ends_at <= at + SOON


def why_not_correct(*, reverses: UUID | None, matter: bool, source: str, left: int) -> str:
    """Return the code of the refusal to reverse an entry here, "" where it may be.

    What belongs to a matter is put right at the matter, so that its state and the ledger do not part.
    """
    if reverses is not None:
        return "money.reversal_reversed"
    if left <= 0:
        return "cashier.already_reversed"
    if source.startswith("gateway."):
        return "cashier.paid_outside"
    if matter:
        return "cashier.belongs_to_matter"
    return ""


def given_once(name: str, person: UUID) -> str:
    """Return the key under which a subsidy of a list is given to a person, once for ever; at most 80 signs."""
    return f"list {sha256(name.encode()).hexdigest()[:32]} {person.hex}"


def off_by(kind: str, ours: int | None, theirs: int | None) -> int:
    """Return by how many fen the provider has more of our money than our books say; negative: less.

    A refund the provider made is money it no longer has. Where only the standing differs there is no amount.
    """
    if kind == "state_differs":
        return 0
    more = (theirs or 0) - (ours or 0)
    return -more if kind == "refund_differs" else more


def has_amount(fen: int) -> Iterator[Refused]:
    """Refuse to book or write off a difference that has no amount: what differs there is the payment itself."""
    if fen == 0:
        yield Refused("cashier.no_amount")


COLUMNS = (
    "voucher",
    "date",
    "summary",
    "code",
    "account",
    "owner",
    "debit",
    "credit",
    "amount",
    "note",
    "key",
    "entry",
)
"""What a line of a voucher may hold."""


def read_pairs(text: str) -> tuple[list[tuple[str, str]], int]:
    """Return the pairs of lines "left = right", and the number of the first line that is none (0: all are)."""
    found: list[tuple[str, str]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        left, equals, right = (part.strip() for part in line.partition("="))
        if not (left and equals and right):
            return found, number
        found.append((left, right))
    return found, 0


def code_of(codes: Mapping[str, str], kind: str, name: str) -> str:
    """Return the account code for a kind and name: the closer line wins; "" where there is none."""
    return codes.get(f"{kind}/{name}") or codes.get(kind, "")


def written_amount(fen: int, form: str) -> str:
    """Return an amount as a layout wants it: "yuan" 1234.50, "grouped" 1,234.50, "fen" 123450."""
    if form == "fen":
        return str(fen)
    sign, whole, rest = "-" if fen < 0 else "", *divmod(abs(fen), 100)
    return f"{sign}{whole:,}.{rest:02d}" if form == "grouped" else f"{sign}{whole}.{rest:02d}"
