"""A person's own pots and their statement. Whoever else asks gets nothing: the owner is the only argument."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import count
from uuid import UUID

from django.db.models import QuerySet, Sum

from houqin.kernel.base.clock import local_date
from houqin.kernel.lifecycle.models import Case
from houqin.kernel.money.models import Account, Entry, HoldLine, Posting, SpendingOrder
from houqin.kernel.money.models.hold import Hold
from houqin.kernel.money.rules import DEFAULT_ORDER, POTS, Kind, Pot, in_spending_order
from houqin.kernel.people.models import Person
from houqin.services.cashier import rules
from houqin.services.cashier.queries import words

POT_KINDS = [kind.value for kind in POTS]


@dataclass(frozen=True, slots=True)
class Purse:
    """A pot, or a deposit, as its owner sees it; amounts in fen. `turn` 1 is spent first, 0 not at all."""

    account: Account
    balance: int
    held: int
    turn: int
    soon: bool
    ended: bool

    @property
    def available(self) -> int:
        """What can be spent of it now."""
        return 0 if self.ended else self.balance - self.held - (self.account.floor or 0)

    @property
    def name(self) -> str:
        """What its owner calls it."""
        return words.pot_words(self.account)

    @property
    def kind(self) -> str:
        """The word of its kind."""
        return words.kind_words(self.account.kind)

    @property
    def icon(self) -> str:
        """The picture of its kind."""
        return words.ICONS.get(self.account.kind, "wallet")

    @property
    def tone(self) -> str:
        """The tone of its kind."""
        return words.TONES.get(self.account.kind, "gray")

    @property
    def purpose(self) -> str:
        """What it may be spent on, in words."""
        return words.purpose_words(self.account.purpose)

    @property
    def last_day(self) -> date | None:
        """The last day on which it can be spent."""
        return rules.last_day_of(self.account.ends_at) if self.account.ends_at else None


@dataclass(frozen=True, slots=True)
class Held:
    """Money set aside in a pot until something is paid or given up."""

    hold: Hold
    fen: int
    pots: Sequence[str]

    @property
    def title(self) -> str:
        """What it is set aside for."""
        return words.reason_words(Entry(reason=self.hold.reason, source=self.hold.source))


@dataclass(frozen=True, slots=True)
class Wallet:
    """All that a person has with the house."""

    pots: Sequence[Purse]
    deposits: Sequence[Purse]
    held: Sequence[Held]

    @property
    def available(self) -> int:
        """What can be spent at once, in fen; some of it for one purpose only."""
        return sum(pot.available for pot in self.pots)

    @property
    def held_fen(self) -> int:
        """What is set aside, in fen."""
        return sum(one.fen for one in self.held)

    @property
    def deposit_fen(self) -> int:
        """What stands as deposit, in fen."""
        return sum(one.balance for one in self.deposits)

    @property
    def empty(self) -> bool:
        """Whether there is nothing at all."""
        return not (self.pots or self.deposits)


@dataclass(slots=True)
class Line:
    """A line of a statement: what an entry did to the pots asked for; `balance` is theirs after it, in fen."""

    entry: Entry
    fen: int = 0
    balance: int = 0
    parts: list[tuple[Account, int]] = field(default_factory=list)
    number: str = ""

    @property
    def title(self) -> str:
        """What it was for."""
        return words.reason_words(self.entry)

    @property
    def pots(self) -> list[tuple[str, int]]:
        """From which pots, or into which, with the amount of each."""
        return [(words.pot_words(account), fen) for account, fen in self.parts]


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a statement: opening and closing balance, what came and went, and its lines, oldest first."""

    month: date
    opening: int
    lines: Sequence[Line]

    @property
    def came(self) -> int:
        """All that came in."""
        return sum(line.fen for line in self.lines if line.fen > 0)

    @property
    def went(self) -> int:
        """All that went out, as a positive amount."""
        return -sum(line.fen for line in self.lines if line.fen < 0)

    @property
    def closing(self) -> int:
        """The balance after the last line."""
        return self.lines[-1].balance if self.lines else self.opening

    @property
    def newest_first(self) -> Sequence[Line]:
        """The lines as a phone shows them."""
        return self.lines[::-1]


def wallet_of(owner: Person, at: datetime) -> Wallet:
    """Return a person's pots in the order they are spent, their deposits, and what is set aside."""
    mine = accounts_of(owner).filter(closed_at=None).select_related("standing")
    accounts = {str(one.pk): one for one in mine.order_by("opened_at", "id")}
    pots = [
        Pot(key, Kind(one.kind), 0, one.ends_at, one.opened_at)
        for key, one in accounts.items()
        if one.kind in POT_KINDS
    ]
    turns = [pot.account for pot in in_spending_order(pots, _order(), "", at)]
    spent = [_purse(accounts[key], at, turn) for turn, key in enumerate(turns, start=1)]
    rest = [_purse(accounts[pot.account], at, 0) for pot in pots if pot.account not in turns]
    deposits = [_purse(one, at, 0) for one in accounts.values() if one.kind == Kind.DEPOSIT]
    shown = [one for one in (*spent, *rest) if one.balance or one.account.kind == Kind.WALLET]
    return Wallet(_counted(shown), [one for one in deposits if one.balance], _held(owner))


def _counted(pots: Sequence[Purse]) -> list[Purse]:
    """Number the pots that are spent anew, once those used up are left out."""
    turns = count(1)
    return [replace(one, turn=next(turns)) if one.turn else one for one in pots]


def accounts_of(owner: Person) -> QuerySet[Account]:
    """Return a person's own accounts."""
    return Account.objects.filter(person=owner, kind__in=[*POT_KINDS, Kind.DEPOSIT.value])


def statement_of(owner: Person, month: date, account: Account | None = None) -> Month:
    """Return a month of a person's pots together, or of one account, by accounting date."""
    mine = {one.pk: one for one in accounts_of(owner)}
    asked = [account.pk] if account else [pk for pk, one in mine.items() if one.kind in POT_KINDS]
    postings = Posting.objects.filter(account_id__in=asked)
    opening = postings.filter(booked_on__lt=month).aggregate(fen=Sum("fen"))["fen"] or 0
    there = postings.filter(booked_on__gte=month, booked_on__lt=rules.month_after(month))
    lines: dict[UUID, Line] = {}
    for each in there.select_related("entry").order_by("booked_on", "seq"):
        line = lines.setdefault(each.entry_id, Line(each.entry))
        line.fen += each.fen
        line.parts.append((mine[each.account_id], each.fen))
    found = list(lines.values())
    for line, balance in zip(found, rules.running(int(opening), (one.fen for one in found)), strict=True):
        line.balance = balance
    _number(found, owner)
    return Month(month, int(opening), found)


def months_of(owner: Person, at: datetime) -> list[date]:
    """Return the months a person's statement has, the newest first."""
    first = accounts_of(owner).order_by("opened_at").values_list("opened_at", flat=True).first()
    today = local_date(at)
    return rules.months_back(today, local_date(first) if first else today)


def _number(lines: Sequence[Line], owner: Person) -> None:
    """Note the number of the matter a line belongs to, where it is the owner's own."""
    subjects = {line.entry.subject for line in lines if line.entry.subject}
    if not subjects:
        return
    numbers = dict(Case.objects.filter(pk__in=subjects, applicant=owner).values_list("pk", "number"))
    for line in lines:
        line.number = numbers.get(line.entry.subject, "") if line.entry.subject else ""


def _purse(account: Account, at: datetime, turn: int) -> Purse:
    ended = account.ends_at is not None and account.ends_at <= at
    stands = account.standing
    return Purse(account, stands.balance, stands.held, turn, rules.ends_soon(account.ends_at, at), ended)


def _held(owner: Person) -> list[Held]:
    lines = HoldLine.objects.filter(account__person=owner, hold__state=Hold.State.PENDING)
    found: dict[UUID, list[HoldLine]] = {}
    for line in lines.select_related("hold", "account").order_by("hold__expires_at", "line"):
        found.setdefault(line.hold_id, []).append(line)
    return [
        Held(group[0].hold, sum(one.fen for one in group), [words.pot_words(one.account) for one in group])
        for group in found.values()
    ]


def _order() -> list[Kind]:
    own = SpendingOrder.objects.filter(purpose="").values_list("kinds", flat=True).first()
    return [Kind(kind) for kind in own] if own else list(DEFAULT_ORDER)
