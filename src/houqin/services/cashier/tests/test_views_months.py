"""Closing months and opening them again by two people; seals and checks as the accountant sees them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from houqin.kernel.money.models import Entry, Period
from houqin.kernel.money.tests.stage import settle_all
from houqin.kernel.people.models import Person
from houqin.services.cashier import tasks
from houqin.services.cashier.models import Verification
from houqin.services.cashier.queries import months as reading
from houqin.services.cashier.tests.conftest import APRIL_9, TUESDAY_9

AtDoor = Callable[[Person], Client]


@pytest.fixture
def in_april(monkeypatch: pytest.MonkeyPatch, a_fixed_morning: None) -> None:
    monkeypatch.setattr("houqin.kernel.web.middleware.now", lambda: APRIL_9)


def deed(browser: Client, name: str, **given: str) -> Any:
    """Post a deed on March."""
    return browser.post(reverse(f"cashier:{name}", args=["2026-03"]), given)


def test_a_month_is_closed_asked_for_and_opened_by_another(
    at_door: AtDoor, meal: Entry, accountant: Person, head: Person, in_april: None
) -> None:
    books, chief = at_door(accountant), at_door(head)
    assert "待结账" in books.get(reverse("cashier:months")).content.decode()
    assert deed(books, "close").status_code == 302
    assert deed(books, "ask", why="").status_code == 422
    assert deed(books, "ask", why="补记一笔").status_code == 302
    assert deed(books, "allow").status_code == 404
    assert "补记一笔" in chief.get(reverse("cashier:months")).content.decode()
    assert deed(chief, "allow").status_code == 302
    period = Period.objects.get()
    assert (period.state, period.asked_by, period.reopened_by) == ("open", accountant, head)


def test_a_request_may_be_declined(
    at_door: AtDoor, meal: Entry, accountant: Person, head: Person, in_april: None
) -> None:
    books = at_door(accountant)
    deed(books, "close")
    deed(books, "ask", why="补记")
    assert deed(at_door(head), "decline").status_code == 302
    assert Period.objects.get().state == "closed"


def test_what_the_ledger_refuses_is_said_on_the_page(
    at_door: AtDoor, meal: Entry, accountant: Person
) -> None:
    answer = deed(at_door(accountant), "close")
    assert answer.status_code == 422
    assert "还没有结束" in answer.content.decode()
    assert at_door(accountant).post(reverse("cashier:close", args=["nonsense"])).status_code == 404
    assert at_door(accountant).get(reverse("cashier:close", args=["2026-03"])).status_code == 405


def test_each_month_offers_only_what_one_may_do(
    meal: Entry, accountant: Person, head: Person, in_april: None
) -> None:
    (april, march) = reading.months(accountant, APRIL_9)
    assert (april.state, march.state) == ("running", "unclosed")
    assert (april.may_close, march.may_close) == (False, True)
    assert (march.entries, march.fen) == (3, 17_200)
    assert not any(line.may_close for line in reading.months(head, APRIL_9))


@pytest.mark.parametrize("who", ["student", "cashier", "stranger"])
def test_months_and_checks_are_not_there_for_others(
    at_door: AtDoor, meal: Entry, request: pytest.FixtureRequest, who: str
) -> None:
    browser = at_door(request.getfixturevalue(who))
    for name in ("close", "ask", "allow", "decline"):
        assert deed(browser, name).status_code == 404
    assert browser.post(reverse("cashier:checks")).status_code == 404
    assert not Period.objects.exists()


def test_the_ledger_is_checked_on_the_page_and_by_the_clock(
    at_door: AtDoor, meal: Entry, accountant: Person
) -> None:
    browser, address = at_door(accountant), reverse("cashier:checks")
    assert "还没有核对过" in browser.get(address).content.decode()
    assert browser.post(address).status_code == 302
    assert tasks.check_daily(TUESDAY_9)
    mine, clocks = Verification.objects.order_by("-at")
    assert (mine.by, mine.entries, mine.sound) == (accountant, 3, True)
    assert clocks.by is None
    assert "账目完整" in browser.get(address).content.decode()


@pytest.mark.django_db(transaction=True)
def test_seals_are_shown_and_an_altered_entry_is_named(
    at_door: AtDoor, meal: Entry, accountant: Person
) -> None:
    settle_all()
    with connection.cursor() as cursor:
        cursor.execute("SELECT money_seal(%s)", [date(2026, 3, 3)])
        cursor.execute("ALTER TABLE money_entry DISABLE TRIGGER money_keep")
        cursor.execute("UPDATE money_entry SET note = 'x' WHERE id = %s", [meal.pk])
        cursor.execute("ALTER TABLE money_entry ENABLE TRIGGER money_keep")
    browser, address = at_door(accountant), reverse("cashier:checks")
    browser.post(address)
    page = browser.get(address)
    assert [seal.entries for seal in page.context["seals"]] == [3]
    words = page.content.decode()
    assert "核对发现问题" in words
    assert "账目内容被改动" in words
    assert reverse("cashier:entry", args=[meal.pk]) in words
    assert not tasks.check_daily(TUESDAY_9)
