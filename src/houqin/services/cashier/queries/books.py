"""The accountant's books: trial balance, accounts of a kind, an account, an entry with all that belongs to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from houqin.kernel.base.refused import Refused
from houqin.kernel.lifecycle.models import Case
from houqin.kernel.lifecycle.queries import visible_cases
from houqin.kernel.money.models import Account, Entry, Period, Posting, Seal
from houqin.kernel.money.queries.accounts import available, balance
from houqin.kernel.money.queries.accounts import visible_to as accounts_visible_to
from houqin.kernel.money.queries.statement import Line
from houqin.kernel.money.rules import Book, Kind, book_of
from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import Person
from houqin.kernel.people.queries import names
from houqin.kernel.registry.house import sentence
from houqin.kernel.trail.models import Happening
from houqin.services.cashier import rules
from houqin.services.cashier.models import Receipt
from houqin.services.cashier.queries import words

SEE = "money.see"
PAGE = 50
KINDS = """
SELECT kind, count(*), sum(least(opening, 0)), sum(greatest(opening, 0)), sum(debit), sum(credit),
    sum(least(opening + credit - debit, 0)), sum(greatest(opening + credit - debit, 0))
FROM ({each}) each GROUP BY kind ORDER BY kind
"""
EACH = """
SELECT a.id, a.kind,
    coalesce(sum(p.fen) FILTER (WHERE p.booked_on < %(since)s), 0)::bigint AS opening,
    coalesce(-sum(p.fen) FILTER (WHERE p.booked_on >= %(since)s AND p.fen < 0), 0)::bigint AS debit,
    coalesce(sum(p.fen) FILTER (WHERE p.booked_on >= %(since)s AND p.fen > 0), 0)::bigint AS credit
FROM money_account a JOIN money_posting p ON p.account_id = a.id AND p.booked_on < %(until)s
WHERE a.book = %(book)s AND (%(everywhere)s OR a.id = ANY (%(seen)s))
AND (%(kind)s = '' OR a.kind = %(kind)s) AND a.id > %(after)s
GROUP BY a.id
"""
NIL = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Span:
    """Accounting dates, both included."""

    first: date
    last: date

    @property
    def until(self) -> date:
        """The day after the last."""
        return self.last + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the trial balance; every amount in fen and positive, in its column."""

    key: str
    title: str
    note: str
    opening_debit: int
    opening_credit: int
    debit: int
    credit: int
    closing_debit: int
    closing_credit: int

    @property
    def amounts(self) -> tuple[int, int, int, int, int, int]:
        """The six columns."""
        return (
            self.opening_debit, self.opening_credit, self.debit, self.credit, self.closing_debit, self.closing_credit,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Balance:
    """A trial balance: its lines, their sums, and whether the viewer sees the whole book."""

    rows: Sequence[Row]
    whole: bool

    @property
    def total(self) -> Row:
        """The sum of every column."""
        sums = [sum(column) for column in zip(*(row.amounts for row in self.rows), strict=True)] or [0] * 6
        return Row("", "", "", *sums)

    @property
    def even(self) -> bool:
        """Whether debit equals credit in each of the three pairs."""
        six = self.total.amounts
        return all(six[n] == six[n + 1] for n in (0, 2, 4))


def sees_all(person: Person, at: datetime) -> bool:
    """Tell whether a person sees every account."""
    return authority_of(person, at).scope(SEE).everywhere


def trial_balance(person: Person, at: datetime, book: Book, span: Span) -> Balance:
    """Return the trial balance of what a person may see, a line for each kind of account."""
    found = _ask(KINDS.format(each=EACH), person, at, book, span)
    rows = [
        Row(
            kind,
            words.kind_words(kind),
            str(count),
            -int(od),
            int(oc),
            int(debit),
            int(credit),
            -int(cd),
            int(cc),
        )
        for kind, count, od, oc, debit, credit, cd, cc in found
    ]
    return Balance(rows, sees_all(person, at))


def accounts_of_kind(
    person: Person, at: datetime, kind: str, span: Span, after: UUID = NIL
) -> tuple[list[Row], UUID | None]:
    """Return the accounts of a kind with their span, fifty at a time, and where the next page begins."""
    book = book_of(Kind(kind))
    each = f"{EACH} ORDER BY a.id LIMIT {PAGE + 1}"
    found = _ask(each, person, at, book, span, kind=kind, after=after)
    shown = found[:PAGE]
    accounts = Account.objects.select_related("person", "unit").in_bulk([row[0] for row in shown])
    rows = [_account_row(accounts[pk], opening, debit, credit) for pk, _kind, opening, debit, credit in shown]
    return rows, shown[-1][0] if len(found) > PAGE else None


def accounts(person: Person, at: datetime) -> QuerySet[Account]:
    """Return the accounts whose books a person may open: by "money.see" only, not merely as their owner."""
    seen = authority_of(person, at).scope(SEE).q(place=None)
    return accounts_visible_to(person, at).filter(seen).select_related("person", "unit", "standing")


def entries(person: Person, at: datetime) -> QuerySet[Entry]:
    """Return the entries of which a person may see an account."""
    if sees_all(person, at):
        return Entry.objects.all()
    seen = accounts(person, at).values("pk")
    return Entry.objects.filter(Exists(Posting.objects.filter(entry=OuterRef("pk"), account__in=seen)))


@dataclass(frozen=True, slots=True)
class PostingLine:
    """A posting in words; `back` is what a reversal of the whole does to the account."""

    account: UUID
    title: str
    owner: str
    debit: int
    credit: int

    @property
    def back(self) -> int:
        """The opposite movement, in fen."""
        return self.debit - self.credit


@dataclass(frozen=True, slots=True)
class Detail:
    """An entry with all that belongs to it."""

    entry: Entry
    lines: Sequence[PostingLine]
    reversals: Sequence[Entry]
    left: int
    receipt: Receipt | None
    happening: Happening | None
    who: str
    behalf: str
    matter: str
    sealed_on: date | None
    closed: bool
    why_not: str

    @property
    def title(self) -> str:
        """What it was for."""
        return words.reason_words(self.entry)

    @property
    def why_not_words(self) -> str:
        """Why it cannot be reversed here, as a sentence."""
        return sentence(Refused(self.why_not)) if self.why_not else ""


def detail(person: Person, at: datetime, entry: Entry) -> Detail:
    """Return an entry's page; postings on accounts out of the person's sight are left out."""
    postings = (
        Posting.objects.filter(entry=entry)
        .select_related("account__person", "account__unit")
        .order_by("line")
    )
    if not sees_all(person, at):
        postings = postings.filter(account__in=accounts(person, at).values("pk"))
    reversals = list(Entry.objects.filter(reverses=entry).order_by("seq"))
    left = entry.fen - sum(one.fen for one in reversals)
    people = names([one for one in (entry.by_id, entry.on_behalf_of) if one])
    subject = entry.subject or entry.pk
    happened = Happening.objects.filter(
        subject=subject, at=entry.at, kind="money.entry", facts__entry=str(entry.pk)
    )
    matter: str | None = None
    if entry.subject:
        matter = visible_cases(person, at).filter(pk=entry.subject).values_list("number", flat=True).first()
    seal = Seal.objects.filter(since__lt=entry.seq, upto__gte=entry.seq).first()
    shut = Period.objects.filter(month=entry.booked_on.replace(day=1)).exclude(state=Period.State.OPEN)
    return Detail(
        entry=entry, lines=[_line(one) for one in postings], reversals=reversals, left=left,
        receipt=Receipt.objects.filter(entry=entry).first(), happening=happened.first(),
        who=people.get(entry.by_id, "") if entry.by_id else "",
        behalf=people.get(entry.on_behalf_of, "") if entry.on_behalf_of else "", matter=matter or "",
        sealed_on=seal.day if seal else None, closed=shut.exists(),
        why_not=rules.why_not_correct(
            reverses=entry.reverses_id, matter=belongs_to_matter(entry), source=entry.source, left=left
        ),
    )  # fmt: skip


def _line(posting: Posting) -> PostingLine:
    account = posting.account
    title = " · ".join(part for part in (words.kind_words(account.kind), words.label_words(account)) if part)
    return PostingLine(account.pk, title, words.owner_words(account), *rules.sides(posting.fen))


def belongs_to_matter(entry: Entry) -> bool:
    """Tell whether an entry was posted for a matter, which is where it is put right."""
    return entry.subject is not None and Case.objects.filter(pk=entry.subject).exists()


def _account_row(account: Account, opening: int, debit: int, credit: int) -> Row:
    before, after = rules.sides(opening), rules.sides(opening + credit - debit)
    title = words.label_words(account) or words.kind_words(account.kind)
    return Row(str(account.pk), title, words.owner_words(account), *before, debit, credit, *after)


def _ask(
    statement: str, person: Person, at: datetime, book: Book, span: Span, *, kind: str = "", after: UUID = NIL
) -> list[Any]:
    everywhere = sees_all(person, at)
    seen = [] if everywhere else list(accounts(person, at).values_list("pk", flat=True))
    values: dict[str, Any] = {
        "since": span.first, "until": span.until, "book": book.value, "everywhere": everywhere, "seen": seen,
        "kind": kind, "after": after,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[Any] = cursor.fetchall()
        return found


@dataclass(frozen=True, slots=True)
class Told:
    """A line of an account's statement with its words."""

    line: Line
    title: str

    @property
    def sides(self) -> tuple[int, int]:
        """Its amount as (debit, credit)."""
        return rules.sides(self.line.fen)


def told(lines: Sequence[Line]) -> list[Told]:
    """Return lines of a statement with what each was for."""
    known = Entry.objects.only("id", "reason", "source").in_bulk([line.entry for line in lines])
    return [Told(line, words.reason_words(known[line.entry])) for line in lines]


@dataclass(frozen=True, slots=True)
class Standing:
    """How an account stands now, in fen; `available` None where it may fall without end."""

    balance: int
    held: int
    available: int | None


def stands(account: Account) -> Standing:
    """Return how an account stands now."""
    return Standing(balance(account), account.standing.held, available(account))
