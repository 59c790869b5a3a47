"""Subsidies by list: an error for each cell, and the same file twice gives nothing twice."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from houqin.kernel.money.models import Account as Books
from houqin.kernel.money.models import Entry
from houqin.kernel.money.queries.accounts import balance
from houqin.kernel.people.models import Person
from houqin.services.cashier.models import Receipt
from houqin.services.cashier.tests.conftest import TUESDAY_9
from houqin.services.cashier.views.lists import COLUMNS, check

AtDoor = Callable[[Person], Client]
NAME = "困难生伙食补贴 2026-03"
GOOD = {
    "number": "S001",
    "name": "学生甲",
    "what": NAME,
    "fen": "300",
    "purpose": "餐饮",
    "ends_on": "2026-03-31",
}


def book(*rows: dict[str, str]) -> SimpleUploadedFile:
    """Return a workbook with the template's heads."""
    out = BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = made.add_worksheet()
    sheet.write_row(0, 0, [str(column.title) for column in COLUMNS])
    for n, row in enumerate(rows, start=1):
        sheet.write_row(n, 0, [row.get(column.key, "") for column in COLUMNS])
    made.close()
    return SimpleUploadedFile("list.xlsx", out.getvalue())


def sent(browser: Client, *rows: dict[str, str]) -> str:
    """Upload a list and return the address of its preview."""
    answer = browser.post(reverse("cashier:import-subsidies"), {"file": book(*rows)})
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def test_a_list_is_looked_at_then_given(
    at_door: AtDoor, cashier: Person, student: Person, other: Person
) -> None:
    browser = at_door(cashier)
    preview = sent(browser, GOOD, GOOD | {"number": "S002", "name": "学生乙", "fen": "200.50"})
    assert "没有发现问题" in browser.get(preview).content.decode()
    assert not Entry.objects.exists()
    assert browser.post(preview).status_code == 302
    assert {one.person: one.fen for one in Receipt.objects.all()} == {student: 30_000, other: 20_050}
    pot = Books.objects.get(person=student)
    assert (pot.label, pot.purpose, balance(pot)) == (NAME, "canteen", 30_000)


def test_the_same_file_twice_gives_nothing_twice_and_says_so(
    at_door: AtDoor, cashier: Person, student: Person, other: Person
) -> None:
    browser = at_door(cashier)
    browser.post(sent(browser, GOOD))
    again = sent(browser, GOOD, GOOD | {"number": "S002", "name": "学生乙"})
    words = browser.get(again).content.decode()
    assert f"已于 2026-03-03 发放 ¥300.00（{Receipt.objects.get().number}）" in words
    browser.post(again)
    assert Receipt.objects.filter(person=student).count() == Receipt.objects.filter(person=other).count() == 1
    assert Entry.objects.count() == 2


def test_a_preview_confirmed_twice_gives_once(at_door: AtDoor, cashier: Person, student: Person) -> None:
    browser = at_door(cashier)
    first = sent(browser, GOOD)
    assert browser.post(first).status_code == 302
    assert browser.post(first).status_code == 404
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        ({}, []), ({"number": "S999"}, ["number"]), ({"name": "别人"}, ["name"]), ({"fen": "0"}, ["fen"]),
        ({"fen": "3.001"}, ["fen"]), ({"purpose": "旅行"}, ["purpose"]), ({"ends_on": "2026-02-28"}, ["ends_on"]),
        ({"ends_on": "soon"}, ["ends_on"]), ({"what": ""}, ["what"]), ({"what": "x" * 61}, ["what"]),
        ({"note": "x" * 121}, ["note"]), ({"number": "", "name": "", "fen": ""}, ["number", "name", "fen"]),
        ({"purpose": "", "ends_on": ""}, []),
    ],
    ids=str,
)  # fmt: skip
def test_each_cell_says_what_is_wrong_with_it(
    student: Person, cells: dict[str, str], wrong: list[str]
) -> None:
    (faults,) = check([GOOD | cells], TUESDAY_9)
    assert set(faults) == set(wrong)


def test_a_person_twice_in_one_list_is_named(student: Person) -> None:
    faults: list[Any] = list(check([GOOD, GOOD, GOOD | {"what": "另一项"}], TUESDAY_9))
    assert [set(one) for one in faults] == [{"number"}, {"number"}, set()]


def test_the_template_has_the_columns_and_is_the_cashier_s(
    at_door: AtDoor, cashier: Person, student: Person
) -> None:
    address = reverse("cashier:import-subsidies-template")
    assert at_door(cashier).get(address).status_code == 200
    assert at_door(student).get(address).status_code == 404


def test_a_cashier_of_a_college_gives_nothing_beyond_it(
    at_door: AtDoor, college_cashier: Person, stranger: Person
) -> None:
    browser = at_door(college_cashier)
    preview = sent(browser, GOOD | {"number": "T002", "name": "路人"})
    assert browser.post(preview).status_code in {403, 422}
    assert not Entry.objects.exists()
