"""Months: each deed from each state, opened again by two people only, and no money into a closed one."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from houqin.kernel.base.refused import Refused
from houqin.kernel.money.actions import periods
from houqin.kernel.money.models import Entry, Period
from houqin.kernel.people.actions.grants import grant
from houqin.kernel.people.models import OrgUnit, Person, Role
from houqin.kernel.trail.models import Happening
from houqin.services.cashier.queries import months
from houqin.services.cashier.tests import stage
from houqin.services.cashier.tests.conftest import APRIL_9, LONG_AGO, MARCH, MONDAY_9, refused, ticket

DEEDS: dict[str, Callable[[Person], Any]] = {
    "close": lambda by: periods.close_period(MARCH, by=by, at=APRIL_9),
    "ask": lambda by: periods.ask_to_reopen(MARCH, why="补记一笔", by=by, at=APRIL_9),
    "allow": lambda by: periods.reopen_period(MARCH, by=by, at=APRIL_9),
    "decline": lambda by: periods.decline_reopening(MARCH, by=by, at=APRIL_9),
}
DOES = {"close": "accountant", "ask": "accountant", "allow": "head", "decline": "head"}
WAYS: dict[str, tuple[str, ...]] = {
    "": (), "closed": ("close",), "asked": ("close", "ask"), "open": ("close", "ask", "allow"),
}  # fmt: skip
LEADS = {
    ("", "close"): "closed", ("closed", "ask"): "asked", ("asked", "allow"): "open", ("asked", "decline"): "closed",
    ("open", "close"): "closed",
}  # fmt: skip


def state() -> str:
    """Return how March stands; "" where nobody ever closed it."""
    return Period.objects.filter(month=MARCH).values_list("state", flat=True).first() or ""


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("before", WAYS)
def test_a_deed_leads_where_it_says_or_changes_nothing(
    accountant: Person, head: Person, before: str, deed: str
) -> None:
    people = {"accountant": accountant, "head": head}
    for step in WAYS[before]:
        DEEDS[step](people[DOES[step]])
    told = Happening.objects.filter(kind="money.period").count()
    if after := LEADS.get((before, deed)):
        DEEDS[deed](people[DOES[deed]])
    else:
        with refused("money.period_state"):
            DEEDS[deed](people[DOES[deed]])
    assert state() == (after or before)
    assert Happening.objects.filter(kind="money.period").count() == told + bool(after)


@pytest.mark.parametrize("before", ["closed", "asked"])
@pytest.mark.parametrize("name", ["subsidy", "voucher", "deposit", "charge", "settled"])
def test_no_deed_of_the_desk_gets_into_a_closed_month(
    student: Person,
    cashier: Person,
    college: OrgUnit,
    accountant: Person,
    head: Person,
    before: str,
    name: str,
) -> None:
    held = stage.deposit(student, cashier, ticket())
    for step in WAYS[before]:
        DEEDS[step](accountant)
    deeds = stage.deeds(student, college, held, note="", ticket=ticket(), by=cashier, at=MONDAY_9)
    there = stage.standing()
    with refused("money.period_closed"):
        deeds[name](100)
    assert stage.standing() == there
    if before == "asked":
        DEEDS["allow"](head)
        deeds[name](100)
        assert Entry.objects.count() == there[0] + 1


@pytest.fixture
def both(hire: Any, office: OrgUnit, roles: dict[str, Role]) -> Person:
    """Somebody who may close and may open again."""
    person: Person = hire("T040", "两职", office, "ledger-accountant")
    grant(person, roles["ledger-head"], by=None, at=LONG_AGO)
    return person


def test_who_asked_does_not_allow_though_they_hold_both_permissions(
    at_door: Any, both: Person, head: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("houqin.kernel.web.middleware.now", lambda: APRIL_9)
    DEEDS["close"](both)
    DEEDS["ask"](both)
    with refused("money.two_people"):
        DEEDS["allow"](both)
    assert at_door(both).post(reverse("cashier:allow", args=["2026-03"])).status_code == 422
    (_april, march) = months.months(both, APRIL_9)
    assert (march.state, march.may_allow, march.may_close, march.may_ask) == ("asked", False, False, False)
    assert next(line for line in months.months(head, APRIL_9) if line.month == MARCH).may_allow
    assert state() == "asked"
    DEEDS["allow"](head)
    assert state() == "open"


def test_who_asked_may_withdraw(both: Person) -> None:
    for step in ("close", "ask", "decline"):
        DEEDS[step](both)
    assert state() == "closed"


@pytest.mark.parametrize("month", ["2026-04", "2026-05", "9998-12"])
def test_a_month_not_over_is_not_closed(
    at_door: Any, accountant: Person, month: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("houqin.kernel.web.middleware.now", lambda: APRIL_9)
    answer = at_door(accountant).post(reverse("cashier:close", args=[month]))
    assert answer.status_code == 422
    assert month in answer.content.decode()
    assert not Period.objects.exists()


@pytest.mark.parametrize("month", ["2026-13", "2026-00", "x", "9999-12", "²026-03", "2026-03-01"])
def test_a_month_that_is_none_is_not_there(at_door: Any, accountant: Person, month: str) -> None:
    browser = at_door(accountant)
    for name in ("close", "ask"):
        address = reverse(f"cashier:{name}", args=[month])
        assert browser.post(address, {"why": "x"}).status_code == 404
    assert not Period.objects.exists()


@pytest.mark.parametrize("why", ["", "  ", "\0", "字" * 201], ids=["none", "blank", "NUL", "long"])
def test_a_request_wants_its_reason(at_door: Any, accountant: Person, why: str) -> None:
    DEEDS["close"](accountant)
    answer = at_door(accountant).post(reverse("cashier:ask", args=["2026-03"]), {"why": why})
    assert answer.status_code == 422
    assert state() == "closed"


@pytest.mark.parametrize("who", ["student", "stranger", "cashier", "college_cashier"])
def test_nobody_else_touches_a_month(request: pytest.FixtureRequest, accountant: Person, who: str) -> None:
    person = request.getfixturevalue(who)
    DEEDS["close"](accountant)
    DEEDS["ask"](accountant)
    for deed in DEEDS.values():
        with pytest.raises(Refused, match=r"people\.not_permitted"):
            deed(person)
    assert (state(), months.months(person, APRIL_9)) == ("asked", [])
    assert Period.objects.get().month == date(2026, 3, 1)
