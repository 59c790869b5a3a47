"""The accountant's pages: trial balance, accounts, journal, entries, reversal; who sees them and who does not."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from houqin.kernel.money.models import Account as Books
from houqin.kernel.money.models import Entry
from houqin.kernel.money.queries.trial_balance import trial_balance as of_the_kernel
from houqin.kernel.money.rules import Book
from houqin.kernel.people.actions.grants import grant
from houqin.kernel.people.models import OrgUnit, Person
from houqin.services.cashier.actions import desk
from houqin.services.cashier.models import Receipt
from houqin.services.cashier.queries import books
from houqin.services.cashier.tests.conftest import MARCH, MONDAY_9, TUESDAY_9, Hire, ticket

AtDoor = Callable[[Person], Client]
SPAN = books.Span(MARCH, TUESDAY_9.date())


def sheet(answer: Any) -> list[list[Any]]:
    """Return the rows of a workbook."""
    rows: list[list[Any]] = (
        CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    )
    return rows


@pytest.fixture
def charged(college: OrgUnit, cashier: Person) -> Receipt:
    return desk.charge(college, fen=8_000, what="接待用餐", note="", ticket=ticket(), by=cashier, at=MONDAY_9)


def test_the_trial_balance_is_even_and_agrees_with_the_kernel_s(
    meal: Entry, charged: Receipt, accountant: Person
) -> None:
    found = books.trial_balance(accountant, TUESDAY_9, Book.MONEY, SPAN)
    assert found.even
    assert found.whole
    assert found.total.debit == found.total.credit == 10_000 + 3_000 + 4_200 + 8_000
    mine = {row.key: row.closing_credit - row.closing_debit for row in found.rows}
    kernel = {row.kind: row.closing for row in of_the_kernel(Book.MONEY, SPAN.first, SPAN.until)}
    assert mine == kernel


def test_a_later_span_opens_where_the_one_before_closed(meal: Entry, accountant: Person) -> None:
    monday = books.Span(MARCH, MONDAY_9.date())
    tuesday = books.Span(TUESDAY_9.date(), TUESDAY_9.date())
    first, then = (books.trial_balance(accountant, TUESDAY_9, Book.MONEY, span) for span in (monday, tuesday))
    assert first.total.closing_credit == then.total.opening_credit
    assert {row.key: row.closing_credit for row in first.rows if row.closing_credit} == {
        row.key: row.opening_credit for row in then.rows if row.opening_credit
    }


def test_a_kind_opens_to_its_accounts_and_their_sums_are_the_kind_s(
    at_door: AtDoor, meal: Entry, accountant: Person, student: Person
) -> None:
    (row,), further = books.accounts_of_kind(accountant, TUESDAY_9, "wallet", SPAN)
    kinds = {one.key: one for one in books.trial_balance(accountant, TUESDAY_9, Book.MONEY, SPAN).rows}
    assert row.amounts == kinds["wallet"].amounts
    assert (row.note, further) == (student.name, None)
    page = at_door(accountant).get(reverse("cashier:kind", args=["wallet"]))
    assert student.name in page.content.decode()
    assert at_door(accountant).get(reverse("cashier:kind", args=["no-such"])).status_code == 404


def test_accounts_of_a_kind_come_page_by_page(
    monkeypatch: pytest.MonkeyPatch, accountant: Person, cashier: Person, student: Person, other: Person
) -> None:
    for n, person in enumerate((student, other, cashier)):
        gift = desk.Gift(Receipt.Kind.SUBSIDY, "补助", 100 + n)
        desk.give(person, gift, note="", ticket=ticket(), by=cashier, at=MONDAY_9)
    monkeypatch.setattr(books, "PAGE", 2)
    seen, after = [], books.NIL
    while True:
        rows, following = books.accounts_of_kind(accountant, TUESDAY_9, "subsidy", SPAN, after)
        seen += [row.credit for row in rows]
        if following is None:
            break
        after = following
    assert seen == [100, 101, 102]


def test_the_trial_balance_goes_out_as_excel_with_its_sum(
    at_door: AtDoor, meal: Entry, accountant: Person
) -> None:
    rows = sheet(
        at_door(accountant).get(reverse("cashier:trial-balance"), {"format": "xlsx", "month": "2026-03"})
    )
    assert rows[0][0] == "账户类型"
    assert rows[-1][0] == "合计"
    for debit, credit in ((1, 2), (3, 4), (5, 6)):
        assert rows[-1][debit] == rows[-1][credit] == sum(row[debit] for row in rows[1:-1])


def test_an_account_opens_to_its_entries_and_an_entry_to_its_postings(
    at_door: AtDoor, meal: Entry, accountant: Person, wallet: Books, student: Person
) -> None:
    browser = at_door(accountant)
    words = browser.get(reverse("cashier:account", args=[wallet.pk])).content.decode()
    assert "食堂消费" in words
    assert reverse("cashier:entry", args=[meal.pk]) in words
    page = browser.get(reverse("cashier:entry", args=[meal.pk]))
    detail = page.context["detail"]
    assert [(line.owner, line.debit, line.credit) for line in detail.lines] == [
        (student.name, 3_000, 0), (student.name, 1_200, 0), ("面档", 0, 4_200),
    ]  # fmt: skip
    assert detail.happening.facts["digest"] in page.content.decode()
    assert detail.left == 4_200


def test_an_account_s_page_pages_back(
    at_door: AtDoor, monkeypatch: pytest.MonkeyPatch, meal: Entry, accountant: Person, wallet: Books
) -> None:
    monkeypatch.setattr("houqin.services.cashier.views.books.LINES", 1)
    browser, address = at_door(accountant), reverse("cashier:account", args=[wallet.pk])
    first = browser.get(address)
    second = browser.get(address, {"before": first.context["following"]})
    assert [one.line.fen for one in first.context["lines"]] == [-1_200]
    assert [one.line.fen for one in second.context["lines"]] == [10_000]
    assert second.context["following"] is None
    for damaged in ("x", "9" * 30, "-1"):
        assert browser.get(address, {"before": damaged}).status_code == 200


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, 3), ({"month": "2026-03"}, 3), ({"month": "2026-02"}, 0), ({"from": "2026-03-03"}, 1),
        ({"to": "2026-03-02"}, 2), ({"kind": "subsidy"}, 2), ({"kind": "income"}, 0), ({"source": "cashier"}, 3),
        ({"source": "canteen"}, 0), ({"amount": "42"}, 1), ({"amount": "30-50"}, 2), ({"amount": "x"}, 0),
        ({"person": "S001"}, 3), ({"person": "学生甲"}, 3), ({"person": "S002"}, 0), ({"q": "面档"}, 1),
        ({"account": "x"}, 0), ({"from": "x"}, 0), ({"amount": "30-50", "kind": "payable"}, 1),
    ],
    ids=str,
)  # fmt: skip
def test_the_journal_is_searched_by_what_stands_in_the_address(
    at_door: AtDoor, meal: Entry, accountant: Person, query: dict[str, str], found: int
) -> None:
    page = at_door(accountant).get(reverse("cashier:journal"), query)
    assert page.status_code == 200
    assert page.context["page"].counted == found


def test_the_journal_by_account_and_out_as_excel(
    at_door: AtDoor, meal: Entry, accountant: Person, stall: Books, student: Person
) -> None:
    query = {"account": str(stall.pk), "format": "xlsx"}
    heads, row = sheet(at_door(accountant).get(reverse("cashier:journal"), query))
    told = dict(zip(heads, row, strict=True))
    assert told["事由"] == "食堂消费"
    assert told["金额"] == 42
    assert told["贷方"] == "应付服务单位 · 面档"
    assert told["借方"] == f"补贴 · 伙食补贴 · {student.name}、个人钱包 · {student.name}"


def test_a_mistaken_entry_is_reversed_on_its_page(
    at_door: AtDoor, subsidy: Receipt, accountant: Person, cashier: Person
) -> None:
    browser, address = at_door(accountant), reverse("cashier:correct", args=[subsidy.entry_id])
    form = browser.get(address).context["form"]
    assert browser.post(address, {"ticket": form["ticket"].value(), "note": ""}).status_code == 422
    given = {"ticket": form["ticket"].value(), "note": "给错人"}
    for _twice in range(2):
        answer = browser.post(address, given)
        assert answer.status_code == 302
    assert Receipt.objects.filter(kind="correction").count() == 1
    assert at_door(cashier).get(address).status_code == 404
    again = browser.get(address)
    assert "已经全部冲正" in again.content.decode()


def test_a_keeper_of_one_unit_sees_its_accounts_and_no_other(
    at_door: AtDoor,
    hire: Hire,
    roles: dict[str, Any],
    college: OrgUnit,
    meal: Entry,
    charged: Receipt,
    wallet: Books,
) -> None:
    keeper = hire("T050", "预算员", college)
    grant(keeper, roles["ledger-accountant"], by=None, at=MONDAY_9, unit=college)
    browser = at_door(keeper)
    balance = browser.get(reverse("cashier:trial-balance"), {"month": "2026-03"}).context["balance"]
    assert [(row.key, row.closing_debit) for row in balance.rows] == [("clearing", 8_000)]
    assert not balance.whole
    assert browser.get(reverse("cashier:account", args=[wallet.pk])).status_code == 404
    assert browser.get(reverse("cashier:entry", args=[meal.pk])).status_code == 404
    lines = browser.get(reverse("cashier:entry", args=[charged.entry_id])).context["detail"].lines
    assert [line.debit for line in lines] == [8_000]
    assert browser.get(reverse("cashier:journal")).context["page"].counted == 1
    for name in ("months", "checks"):
        assert browser.get(reverse(f"cashier:{name}")).status_code == 200


PAGES = ("trial-balance", "journal", "months", "checks", "reconcile", "differences")


@pytest.mark.parametrize("who", ["student", "stranger", "cashier"])
def test_the_books_are_not_there_for_others(
    at_door: AtDoor, meal: Entry, wallet: Books, request: pytest.FixtureRequest, who: str
) -> None:
    browser = at_door(request.getfixturevalue(who))
    addresses = [reverse(f"cashier:{name}") for name in PAGES]
    addresses += [reverse("cashier:account", args=[wallet.pk]), reverse("cashier:entry", args=[meal.pk]),
                  reverse("cashier:kind", args=["wallet"]), reverse("cashier:correct", args=[meal.pk])]  # fmt: skip
    assert {address: browser.get(address).status_code for address in addresses} == dict.fromkeys(
        addresses, 404
    )


def test_an_entry_nobody_knows_is_not_there(at_door: AtDoor, accountant: Person) -> None:
    for name in ("entry", "account", "correct"):
        assert at_door(accountant).get(reverse(f"cashier:{name}", args=[UUID(int=7)])).status_code == 404
