"""Who may be given work, what it costs, how an amount is written out. Pure: no Django, no clock; money in fen."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.base.refused import Refused

ACTIVE, SUSPENDED = "active", "suspended"
REMIND_DAYS = (30, 7)  # own default: a month to renew, a week as the last call
JOB, HOUR = "job", "hour"
HOUR_MINUTES = 60
MOST_FEN = 10**13  # what 大写 below can name: under a thousand 亿 yuan
MOST_PRICE = 2**31 - 1  # fen; what one line may cost
DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES, GROUPS = ("", "拾", "佰", "仟"), ("", "万", "亿")


@dataclass(frozen=True, slots=True)
class Cover:
    """What a contract covers: kinds of work by key, places by path, days from first to last, both included."""

    number: str
    starts_on: date
    ends_on: date
    works: frozenset[str]
    places: tuple[str, ...]

    def reaches(self, work: str, place: str) -> bool:
        """Tell whether a kind of work (or the trade above it) at a place is in the contract."""
        known = work in self.works or trade_of(work) in self.works
        return known and any(place == one or place.startswith(f"{one}.") for one in self.places)

    def runs(self, day: date) -> bool:
        """Tell whether the contract is in force on a day of the campus."""
        return self.starts_on <= day <= self.ends_on


@dataclass(frozen=True, slots=True)
class Wanted:
    """Work that somebody would give to a supplier, and what is known of the supplier that day."""

    supplier: str
    state: str
    why: str
    contracts: tuple[Cover, ...]
    work: str
    place: str
    what: str
    where: str
    day: date


@dataclass(frozen=True, slots=True)
class Rate:
    """A dated price: for one job, or for an hour of work."""

    work: str
    unit: str
    fen: int
    since: date


def trade_of(work: str) -> str:
    """Return the trade that a kind of work belongs to ("plumbing" of "plumbing.faucet")."""
    return work.partition(".")[0]


def chosen(wanted: Wanted) -> Cover | None:
    """Return the contract under which work would be given: of those in force that reach it, the newest."""
    fitting = [
        one for one in wanted.contracts if one.reaches(wanted.work, wanted.place) and one.runs(wanted.day)
    ]
    return max(fitting, key=lambda one: (one.starts_on, one.number), default=None)


def reasons_against(wanted: Wanted) -> Iterator[Refused]:
    """Name why a supplier gets no new work: suspended, ended, no contract that covers it, one past its period."""
    if wanted.state == SUSPENDED:
        yield Refused("suppliers.suspended", supplier=wanted.supplier, why=wanted.why, field="supplier")
    elif wanted.state != ACTIVE:
        yield Refused("suppliers.ended", supplier=wanted.supplier, field="supplier")
    if chosen(wanted) is not None:
        return
    near = [one for one in wanted.contracts if one.reaches(wanted.work, wanted.place)]
    told = {"supplier": wanted.supplier, "what": wanted.what, "where": wanted.where, "field": "supplier"}
    if not near:
        yield Refused("suppliers.no_contract", **told)
        return
    last = max(near, key=lambda one: one.ends_on)
    if last.ends_on < wanted.day:
        yield Refused("suppliers.contract_over", number=last.number, day=last.ends_on, **told)
    else:
        coming = min((one for one in near if one.starts_on > wanted.day), key=lambda one: one.starts_on)
        yield Refused("suppliers.contract_not_begun", number=coming.number, day=coming.starts_on, **told)


def rate_for(rates: Iterable[Rate], work: str, day: date) -> Rate | None:
    """Return the price in force on a day: the kind of work's own, else its trade's; the latest row counts."""
    known = [one for one in rates if one.since <= day]
    for key in dict.fromkeys((work, trade_of(work))):
        found = [one for one in known if one.work == key]
        if found:
            return max(found, key=lambda one: one.since)
    return None


def price(rate: Rate, minutes: int) -> int:
    """Return the fen of one piece of work: the job's price, or the hour's by the minute, half a fen rounded up."""
    if rate.unit == JOB:
        return rate.fen
    return (2 * rate.fen * max(minutes, 0) + HOUR_MINUTES) // (2 * HOUR_MINUTES)


def read_yuan(text: str) -> int | None:
    """Return the fen of an amount written in yuan with at most two digits after the point; None where it is none."""
    whole, point, rest = text.strip().replace(",", "").partition(".")
    digits = whole + rest
    if not whole or not (digits.isascii() and digits.isdigit()) or len(rest) > 2 or (point and not rest):
        return None
    fen = int(whole) * 100 + int(f"{rest:0<2}")
    return fen if fen <= MOST_PRICE else None


def month_of(day: date) -> date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    """Return the first day of the month after."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def bounds(month: date) -> tuple[datetime, datetime]:
    """Return the instants a month of the campus begins and ends, half-open."""
    first, last = month_of(month), next_month(month)
    return datetime.combine(first, time(), SHANGHAI), datetime.combine(last, time(), SHANGHAI)


def reminds(ends_on: date, day: date, told: int | None) -> int | None:
    """Return the step (days before the end) that a contract has newly reached; None where nothing is to be said."""
    left = (ends_on - day).days
    reached = [step for step in REMIND_DAYS if 0 <= left <= step]
    step = min(reached, default=None)
    return step if step is not None and (told is None or step < told) else None


def written_out(fen: int) -> str:
    """Return an amount in Chinese capitals (大写), as bills have it.

    Source: 《票据法》 and 《支付结算办法》附一《正确填写票据和结算凭证的基本规定》: 整 after yuan and jiao, 零 before fen
    without jiao and inside a row of noughts. Raises ValueError for what is negative or beyond its words.
    """
    if not 0 <= fen < MOST_FEN:
        raise ValueError(f"no words for {fen} fen")
    yuan, rest = divmod(fen, 100)
    jiao, cents = divmod(rest, 10)
    words = f"{_whole(yuan)}元" if yuan else ""
    if not rest:
        return f"{words or '零元'}整"
    if jiao:
        gap = "零" if yuan and yuan % 10 == 0 else ""
        words += f"{gap}{DIGITS[jiao]}角"
        return words + (f"{DIGITS[cents]}分" if cents else "整")
    return words + ("零" if yuan else "") + f"{DIGITS[cents]}分"


def _whole(yuan: int) -> str:
    digits = [int(one) for one in reversed(str(yuan))]
    words, owed = "", False
    for position in range(len(digits) - 1, -1, -1):
        digit, (group, place) = digits[position], divmod(position, 4)
        if digit:
            words += ("零" if owed else "") + DIGITS[digit] + PLACES[place]
            owed = False
        else:
            owed = bool(words)
        if place == 0 and any(digits[group * 4 : group * 4 + 4]):
            words, owed = words + GROUPS[group], owed and bool(group) and digit == 0
    return words
