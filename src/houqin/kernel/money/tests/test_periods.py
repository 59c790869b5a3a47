"""Closed months take no posting; two different people open one again."""

from datetime import date, timedelta

import pytest

from houqin.kernel.money.actions.periods import (
    ask_to_reopen,
    close_period,
    decline_reopening,
    reopen_period,
)
from houqin.kernel.money.actions.posting import Posted, post
from houqin.kernel.money.models import Account, Period
from houqin.kernel.money.naming import period_id
from houqin.kernel.money.tests.stage import HOUR, MONDAY, NOVEMBER, allow
from houqin.kernel.people.models import Person, StandIn
from houqin.kernel.people.tests.stage import refused, verbs

pytestmark = pytest.mark.django_db
OCTOBER = date(2026, 10, 1)


def book(wallet: Account, clearing: Account, day: date, key: str = "1") -> Posted:
    return post(
        source="t",
        key=key,
        lines=[(clearing, -5), (wallet, 5)],
        reason="x",
        by=None,
        at=MONDAY,
        booked_on=day,
    )


def test_a_closed_month_takes_nothing_its_neighbours_do(
    wallet: Account, clearing: Account, accountant: Person
) -> None:
    kept = book(wallet, clearing, date(2026, 10, 31), "before")
    close_period(date(2026, 10, 17), by=accountant, at=MONDAY)
    for day in (OCTOBER, date(2026, 10, 31)):
        with refused("money.period_closed"):
            book(wallet, clearing, day, str(day))
    for day in (date(2026, 9, 30), NOVEMBER):
        assert book(wallet, clearing, day, str(day)).fresh
    assert book(wallet, clearing, date(2026, 10, 31), "before") == Posted(kept.entry, False)


def test_a_month_is_opened_by_another_than_who_asked(
    wallet: Account, clearing: Account, accountant: Person, chief: Person
) -> None:
    close_period(OCTOBER, by=accountant, at=MONDAY)
    with refused("money.period_state"):
        close_period(OCTOBER, by=accountant, at=MONDAY)
    with refused("money.period_state"):
        reopen_period(OCTOBER, by=chief, at=MONDAY)
    with refused("money.reason_needed"):
        ask_to_reopen(OCTOBER, why=" ", by=accountant, at=MONDAY)
    ask_to_reopen(OCTOBER, why="漏记水费", by=accountant, at=MONDAY)
    with refused("money.period_closed"):
        book(wallet, clearing, OCTOBER)
    reopen_period(OCTOBER, by=chief, at=MONDAY)
    assert book(wallet, clearing, OCTOBER).fresh
    close_period(OCTOBER, by=accountant, at=MONDAY)
    with refused("money.period_closed"):
        book(wallet, clearing, OCTOBER, "2")
    assert verbs(period_id(OCTOBER)) == ["closed", "asked", "reopened", "closed"]
    period = Period.objects.get()
    assert (period.asked_by, period.reopened_by, period.why) == (None, None, "")


def test_who_asked_cannot_allow_it_not_even_through_a_deputy(accountant: Person, chief: Person) -> None:
    close_period(OCTOBER, by=accountant, at=MONDAY)
    ask_to_reopen(OCTOBER, why="漏记", by=chief, at=MONDAY)
    with refused("money.two_people"):
        reopen_period(OCTOBER, by=chief, at=MONDAY)
    deputy = Person.objects.create(name="钱七", kind=Person.Kind.STAFF, created_at=MONDAY)
    StandIn.objects.create(
        principal=chief, deputy=deputy, starts_at=MONDAY - HOUR, ends_at=MONDAY + HOUR, reason="出差"
    )
    with refused("money.two_people"):
        reopen_period(OCTOBER, by=deputy, at=MONDAY)
    other = allow(Person.objects.create(name="孙八", kind="staff", created_at=MONDAY), "money.reopen")
    decline_reopening(OCTOBER, by=other, at=MONDAY)
    assert Period.objects.get().state == "closed"
    assert verbs(period_id(OCTOBER)) == ["closed", "asked", "declined"]


def test_a_running_month_cannot_be_closed(accountant: Person) -> None:
    for month in (NOVEMBER, date(2026, 12, 1)):
        with refused("money.period_running"):
            close_period(month, by=accountant, at=MONDAY)
    close_period(NOVEMBER, by=accountant, at=MONDAY + timedelta(days=8))


def test_a_stranger_neither_closes_nor_opens(student: Person, accountant: Person) -> None:
    with refused("people.not_permitted"):
        close_period(OCTOBER, by=student, at=MONDAY)
    close_period(OCTOBER, by=accountant, at=MONDAY)
    with refused("people.not_permitted"):
        ask_to_reopen(OCTOBER, why="x", by=student, at=MONDAY)
    ask_to_reopen(OCTOBER, why="x", by=accountant, at=MONDAY)
    with refused("people.not_permitted"):
        reopen_period(OCTOBER, by=accountant, at=MONDAY)
