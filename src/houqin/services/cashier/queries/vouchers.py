"""Vouchers: entries of a span as lines of a layout, what went out before, and whether it adds up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from django.db.models import Exists, OuterRef, QuerySet

from houqin.kernel.money.models import Entry, Posting
from houqin.kernel.money.rules import Book
from houqin.kernel.people.models import Person
from houqin.services.cashier import rules
from houqin.services.cashier.models import Export, Exported, Layout
from houqin.services.cashier.queries import words
from houqin.services.cashier.queries.books import Span, sees_all, trial_balance

PREVIEWED = 5
DATES, AMOUNTS, FILES = Layout.Dates.choices, Layout.Amounts.choices, Layout.Files.choices
FIRST_CODES = {
    "wallet": "2241.01", "subsidy": "2241.02", "voucher": "2241.03", "deposit": "2241.04", "payable": "2202",
    "clearing": "1221", "clearing/cash": "1001", "clearing/transfer": "1002", "income": "6051", "expense": "6602",
}  # fmt: skip
"""What a new layout suggests: the Accounting Standards for Business Enterprises' codes, to be replaced by one's own."""


@dataclass(frozen=True, slots=True)
class Voucher:
    """Entries written out: the rows under a layout's columns, totals in fen, and accounts that lack a code."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    entries: int
    debit: int
    credit: int
    lacking: Sequence[str]


def layouts(person: Person, at: datetime) -> QuerySet[Layout]:
    """Return the layouts, for whoever sees the whole book."""
    found = Layout.objects.select_related("changed_by").order_by("name")
    return found if sees_all(person, at) else found.none()


def exports(person: Person, at: datetime) -> QuerySet[Export]:
    """Return the runs, the newest first, without their files; for whoever sees the whole book."""
    found = Export.objects.select_related("layout", "by").defer("content").order_by("-at", "-id")
    return found if sees_all(person, at) else found.none()


def entries_of(span: Span, *, again: bool) -> QuerySet[Entry]:
    """Return the entries of the money book in a span; without `again` only those that never went out."""
    money = Posting.objects.filter(entry=OuterRef("pk"), account__book=Book.MONEY.value)
    found = Entry.objects.filter(Exists(money), booked_on__gte=span.first, booked_on__lte=span.last)
    if not again:
        found = found.filter(~Exists(Exported.objects.filter(entry=OuterRef("pk"))))
    return found.order_by("booked_on", "seq")


def written(layout: Layout, entries: Sequence[Entry]) -> Voucher:
    """Return entries as a layout writes them, one row for each posting; debits before credits."""
    postings: dict[object, list[Posting]] = {one.pk: [] for one in entries}
    there = Posting.objects.filter(entry__in=entries).select_related("account__person", "account__unit")
    for posting in there:
        postings[posting.entry_id].append(posting)
    lacking: dict[str, None] = {}
    rows = list(_rows(layout, entries, postings, lacking))
    fen = [one.fen for group in postings.values() for one in group]
    heads = [title for _key, title in layout.columns]
    debit, credit = -sum(one for one in fen if one < 0), sum(one for one in fen if one > 0)
    return Voucher(heads, rows, len(entries), debit, credit, list(lacking))


def preview(layout: Layout, span: Span) -> Voucher:
    """Return the first entries of a span as a layout writes them."""
    return written(layout, list(entries_of(span, again=True)[:PREVIEWED]))


@dataclass(frozen=True, slots=True)
class Sum:
    """Whether what went out adds up to the trial balance of the span: amounts in fen, debits."""

    turnover: int
    went_out: int

    @property
    def rest(self) -> int:
        """What has not gone out yet."""
        return self.turnover - self.went_out


def summed(person: Person, at: datetime, span: Span) -> Sum:
    """Return the debits of a span and how much of them went out, each entry counted once."""
    balance = trial_balance(person, at, Book.MONEY, span)
    out = Exists(Exported.objects.filter(entry=OuterRef("entry_id")))
    lines = Posting.objects.filter(
        out, booked_on__gte=span.first, booked_on__lte=span.last, fen__lt=0, account__book=Book.MONEY.value
    )
    return Sum(balance.total.debit, -sum(lines.values_list("fen", flat=True)))


def _rows(
    layout: Layout, entries: Sequence[Entry], postings: dict[object, list[Posting]], lacking: dict[str, None]
) -> Iterator[list[str]]:
    keys, numbers = [key for key, _title in layout.columns], count(1)
    for entry in entries:
        number = next(numbers)
        for posting in sorted(postings[entry.pk], key=lambda one: (one.fen > 0, one.line)):
            cells = _cells(layout, entry, posting, number)
            if not cells["code"]:
                lacking[words.account_words(posting.account)] = None
            yield [cells[key] for key in keys]


def _cells(layout: Layout, entry: Entry, posting: Posting, number: int) -> dict[str, str]:
    account, (debit, credit) = posting.account, rules.sides(posting.fen)
    summary = "：".join(part for part in (words.reason_words(entry), entry.note) if part)
    return {
        "voucher": str(number),
        "date": entry.booked_on.strftime(layout.dates),
        "summary": summary,
        "code": rules.code_of(layout.codes, account.kind, account.label or account.contractor),
        "account": " ".join(
            part for part in (words.kind_words(account.kind), words.label_words(account)) if part
        ),
        "owner": words.owner_words(account),
        "debit": rules.written_amount(debit, layout.amounts) if debit else "",
        "credit": rules.written_amount(credit, layout.amounts) if credit else "",
        "amount": rules.written_amount(posting.fen, layout.amounts),
        "note": entry.note,
        "key": entry.key,
        "entry": str(entry.pk),
    }
