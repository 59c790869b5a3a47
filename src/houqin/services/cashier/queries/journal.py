"""Searching the journal: by accounting date, account, kind, source, amount, person."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from houqin.kernel.base.clock import local_date
from houqin.kernel.figures.period import read_period
from houqin.kernel.money.models import Account, Entry, Posting
from houqin.kernel.people.models import Person
from houqin.kernel.registry.house import house
from houqin.services.cashier import rules
from houqin.services.cashier.queries import words
from houqin.services.cashier.queries.books import sees_all

NOTHING = Q(pk__in=())
MONTHS_OFFERED = 13


def booked_in(text: str) -> Q:
    """Filter entries by accounting month "2026-11" or a written period "2026-11-01..2026-11-30"."""
    if month := rules.read_month(text):
        return Q(booked_on__gte=month, booked_on__lt=rules.month_after(month))
    period = read_period(text)
    return Q(booked_on__gte=period.first, booked_on__lte=period.last) if period else NOTHING


def booked_from(text: str) -> Q:
    """Filter entries from a day on."""
    day = rules.read_day(text)
    return Q(booked_on__gte=day) if day else NOTHING


def booked_to(text: str) -> Q:
    """Filter entries up to a day, included."""
    day = rules.read_day(text)
    return Q(booked_on__lte=day) if day else NOTHING


def on_account(text: str) -> Q:
    """Filter entries that touch an account."""
    try:
        account = UUID(text)
    except ValueError:
        return NOTHING
    return _touching(Q(account_id=account))


def of_kind(kind: str) -> Q:
    """Filter entries that touch an account of a kind."""
    return _touching(Q(account__kind=kind))


def from_source(name: str) -> Q:
    """Filter entries by the service they came from."""
    return Q(source=name) | Q(source__startswith=f"{name}.")


def of_amount(text: str) -> Q:
    """Filter entries by an amount in yuan: "12.50", "10-20", "100-"."""
    bounds = rules.amount_range(text)
    return Q(fen__range=bounds) if bounds else NOTHING


def of_person(text: str) -> Q:
    """Filter entries that touch an account of a person, named by their whole number or name."""
    wanted = Person.objects.filter(Q(number=text) | Q(name=text)).values("pk")
    return _touching(Q(account__person__in=wanted))


def searched(text: str) -> Q:
    """Find entries by the words of their note or the key they were posted under."""
    return Q(note__icontains=text) | Q(key__istartswith=text)


def month_choices(at: datetime) -> list[tuple[str, StrOrPromise]]:
    """Return the last months to filter by."""
    today = local_date(at)
    first = date(today.year - 2, 1, 1)
    return [(f"{month:%Y-%m}", f"{month:%Y-%m}") for month in rules.months_back(today, first, MONTHS_OFFERED)]


def source_choices() -> list[tuple[str, StrOrPromise]]:
    """Return the services entries may come from: those that declare what their entries are for."""
    services = [(each.name, each.title) for each in house().features if each.reasons]
    return [*services, (words.GATEWAY, _("支付渠道"))]


def account_choices(person: Person, at: datetime) -> list[tuple[str, StrOrPromise]]:
    """Return the house's own accounts to filter by; a person's are opened from their own page."""
    if not sees_all(person, at):
        return []
    own = Account.objects.filter(person=None, unit=None).order_by("kind", "contractor", "label")
    return [(str(one.pk), words.account_words(one)) for one in own]


def kind_choices() -> Sequence[tuple[str, StrOrPromise]]:
    """Return the kinds of account."""
    return list(Account.Kinds.choices)


def sides_of(entry: Entry) -> tuple[str, str]:
    """Return what an entry moved from (debit) and to (credit), in words."""
    lines = sorted(entry.postings.all(), key=lambda one: one.line)
    return _shown([one for one in lines if one.fen < 0]), _shown([one for one in lines if one.fen > 0])


def _shown(lines: Sequence[Posting]) -> str:
    found = list(dict.fromkeys(words.account_words(one.account) for one in lines))
    return "、".join(found[:2]) + (f" +{len(found) - 2}" if len(found) > 2 else "")


def _touching(account: Q) -> Q:
    return Q(Exists(Posting.objects.filter(account, entry=OuterRef("pk"))))
