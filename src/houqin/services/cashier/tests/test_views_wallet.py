"""My wallet and statement: what the owner sees, in which order, and that nobody else sees any of it."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from houqin.kernel.money.actions.holds import hold_from
from houqin.kernel.money.actions.spending import set_spending_order
from houqin.kernel.money.models import Account as Books
from houqin.kernel.money.models import Entry
from houqin.kernel.money.rules import Kind
from houqin.kernel.people.models import Person
from houqin.services.cashier.actions import desk
from houqin.services.cashier.models import Receipt
from houqin.services.cashier.queries import wallet as reading
from houqin.services.cashier.tests.conftest import HOUR, MARCH, MONDAY_9, TUESDAY_9, ticket

AtDoor = Callable[[Person], Client]


@pytest.fixture
def rich(student: Person, cashier: Person, subsidy: Receipt) -> Person:
    """The student with two vouchers beside subsidy and wallet; the later one limited to laundry."""
    for name, purpose, day in (("洗衣券", "laundry", 30), ("迎新券", "", 6)):
        gift = desk.Gift(Receipt.Kind.VOUCHER, name, 1_000, purpose, date(2026, 3, day))
        desk.give(student, gift, note="", ticket=ticket(), by=cashier, at=MONDAY_9)
    return student


def test_pots_stand_in_the_order_they_are_spent(rich: Person) -> None:
    found = reading.wallet_of(rich, TUESDAY_9)
    assert [(pot.name, pot.turn) for pot in found.pots] == [
        ("迎新券", 1), ("洗衣券", 2), ("伙食补贴", 3), ("个人钱包", 4),
    ]  # fmt: skip
    assert found.available == 15_000
    assert [pot.soon for pot in found.pots] == [True, False, False, False]
    assert found.pots[1].purpose == "仅限洗衣"


def test_the_order_is_the_house_s_own_and_what_is_left_out_is_spent_by_no_turn(rich: Person) -> None:
    set_spending_order("", [Kind.WALLET, Kind.VOUCHER], by=None, at=MONDAY_9)
    turns = {pot.name: pot.turn for pot in reading.wallet_of(rich, TUESDAY_9).pots}
    assert turns == {"个人钱包": 1, "迎新券": 2, "洗衣券": 3, "伙食补贴": 0}


def test_what_has_ended_is_shown_and_not_counted(rich: Person) -> None:
    later = TUESDAY_9 + timedelta(days=5)
    found = reading.wallet_of(rich, later)
    assert [pot.name for pot in found.pots if pot.ended] == ["迎新券"]
    assert found.available == 14_000


def test_what_is_held_is_not_available(rich: Person, stall: Books) -> None:
    hold_from(payer=rich, fen=1_500, to=stall, purpose="charging", source="cashier.card", key="c1",
              reason="cashier.charging", expires_at=TUESDAY_9 + 9 * HOUR, by=rich, at=TUESDAY_9)  # fmt: skip
    found = reading.wallet_of(rich, TUESDAY_9)
    (held,) = found.held
    assert (held.title, held.fen, list(held.pots)) == ("充电", 1_500, ["迎新券", "个人钱包"])
    assert (found.available, found.held_fen) == (13_500, 1_500)


def test_a_statement_runs_from_the_opening_to_the_closing_balance(
    meal: Entry, student: Person, eat: Callable[..., Any], wallet: Books
) -> None:
    eat(500, at=TUESDAY_9 + HOUR)
    month = reading.statement_of(student, MARCH)
    assert [line.fen for line in month.lines] == [10_000, 3_000, -4_200, -500]
    assert [line.balance for line in month.lines] == [10_000, 13_000, 8_800, 8_300]
    assert (month.opening, month.came, month.went, month.closing) == (0, 13_000, 4_700, 8_300)
    assert month.lines[2].pots == [("伙食补贴", -3_000), ("个人钱包", -1_200)]
    april = reading.statement_of(student, date(2026, 4, 1))
    assert (april.opening, april.closing, list(april.lines)) == (8_300, 8_300, [])
    only = reading.statement_of(student, MARCH, wallet)
    assert [line.fen for line in only.lines] == [10_000, -1_200, -500]


def test_the_owner_sees_wallet_and_statement(at_door: AtDoor, meal: Entry, student: Person) -> None:
    browser = at_door(student)
    page = browser.get(reverse("cashier:wallet"))
    assert page.status_code == 200
    assert "¥88.00" in page.content.decode()
    statement = browser.get(reverse("cashier:statement"))
    words = statement.content.decode()
    assert statement.status_code == 200
    for shown in ("食堂消费", "发放补贴", "旧卡余额转入", "\N{MINUS SIGN}¥42.00", "¥88.00"):
        assert shown in words


@pytest.mark.parametrize("who", ["other", "stranger", "cashier", "accountant"])
def test_nobody_else_sees_anything_of_it(
    at_door: AtDoor, meal: Entry, wallet: Books, request: pytest.FixtureRequest, who: str
) -> None:
    browser = at_door(request.getfixturevalue(who))
    assert browser.get(reverse("cashier:statement"), {"account": str(wallet.pk)}).status_code == 404
    for name in ("wallet", "statement"):
        words = browser.get(reverse(f"cashier:{name}")).content.decode()
        assert "食堂消费" not in words
        assert "¥88.00" not in words


def test_an_empty_wallet_says_what_will_come(at_door: AtDoor, other: Person) -> None:
    words = at_door(other).get(reverse("cashier:wallet")).content.decode()
    assert "钱包里还没有钱" in words


def test_a_guest_is_asked_to_sign_in(db: None) -> None:
    assert Client().get(reverse("cashier:wallet")).status_code == 302


@pytest.mark.parametrize(
    "query", [{"month": "2026-13"}, {"month": "x"}, {"account": ""}, {"month": "1999-01"}]
)
def test_a_damaged_address_shows_a_month(
    at_door: AtDoor, meal: Entry, student: Person, query: dict[str, str]
) -> None:
    assert at_door(student).get(reverse("cashier:statement"), query).status_code == 200


@pytest.mark.parametrize("account", ["7", "0" * 32, "not-a-uuid"])
def test_an_unknown_account_is_not_there(
    at_door: AtDoor, student: Person, wallet: Books, account: str
) -> None:
    assert at_door(student).get(reverse("cashier:statement"), {"account": account}).status_code == 404


def test_the_statement_goes_out_as_excel_with_amounts_to_calculate_with(
    at_door: AtDoor, meal: Entry, student: Person
) -> None:
    answer = at_door(student).get(reverse("cashier:statement"), {"format": "xlsx", "month": "2026-03"})
    heads, opening, *rows = (
        CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    )
    assert heads[-3:] == ["收入（元）", "支出（元）", "余额（元）"]
    assert (opening[2], opening[-1]) == ("期初余额", 0)
    assert [row[-1] for row in rows] == [100, 130, 88]
    assert [row[-2] for row in rows] == ["", "", 42]
