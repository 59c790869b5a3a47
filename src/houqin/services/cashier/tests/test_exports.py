"""Vouchers out: as the layout says, adding up to the trial balance, no entry twice unless asked."""

import csv
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from houqin.kernel.money.models import Entry
from houqin.kernel.people.models import OrgUnit, Person
from houqin.services.cashier import rules
from houqin.services.cashier.actions import desk, exporting
from houqin.services.cashier.models import Export, Exported, Layout
from houqin.services.cashier.queries import vouchers
from houqin.services.cashier.queries.books import Span
from houqin.services.cashier.tests.conftest import MARCH, MONDAY_9, TUESDAY_9, refused, ticket

AtDoor = Callable[[Person], Client]
LAST = date(2026, 3, 31)
COLUMNS = [("voucher", "凭证号"), ("date", "日期"), ("summary", "摘要"), ("code", "科目"), ("owner", "往来"),
           ("debit", "借方"), ("credit", "贷方")]  # fmt: skip


@pytest.fixture
def layout(accountant: Person) -> Layout:
    return made(accountant)


def made(by: Person, **other: Any) -> Layout:
    """Make a layout; what is not said is the usual."""
    given: dict[str, Any] = {
        "name": "财务系统", "columns": COLUMNS, "codes": dict(vouchers.FIRST_CODES), "dates": "%Y/%m/%d",
        "amounts": "yuan", "file_type": "csv",
    }  # fmt: skip
    return exporting.save_layout(None, by=by, at=MONDAY_9, **given | other)


def sent(layout: Layout, by: Person, *, again: bool = False) -> Export:
    """Export March."""
    return exporting.export(layout, first=MARCH, last=LAST, again=again, by=by, at=TUESDAY_9)


def rows_of(run: Export, encoding: str = "utf-8-sig") -> list[list[str]]:
    """Return the rows of a run's CSV."""
    return list(csv.reader(StringIO(bytes(run.content).decode(encoding))))


def test_a_voucher_is_written_as_the_layout_says(meal: Entry, layout: Layout, accountant: Person) -> None:
    run = sent(layout, accountant)
    heads, *rows = rows_of(run)
    assert heads == [title for _key, title in COLUMNS]
    assert rows[-3:] == [
        ["3", "2026/03/03", "食堂消费：面档", "2241.02", "学生甲", "30.00", ""],
        ["3", "2026/03/03", "食堂消费：面档", "2241.01", "学生甲", "12.00", ""],
        ["3", "2026/03/03", "食堂消费：面档", "2202", "面档", "", "42.00"],
    ]
    assert (run.entries, run.lines, run.debit, run.credit) == (3, 7, 17_200, 17_200)
    assert run.sha256 == sha256(bytes(run.content)).hexdigest()


def test_totals_equal_the_trial_balance(meal: Entry, layout: Layout, accountant: Person) -> None:
    before = vouchers.summed(accountant, TUESDAY_9, Span(MARCH, LAST))
    assert (before.turnover, before.went_out, before.rest) == (17_200, 0, 17_200)
    run = sent(layout, accountant)
    after = vouchers.summed(accountant, TUESDAY_9, Span(MARCH, LAST))
    assert after.turnover == after.went_out == run.debit
    assert after.rest == 0


def test_an_entry_goes_out_once_unless_asked_again(
    meal: Entry, layout: Layout, accountant: Person, cashier: Person, college: OrgUnit
) -> None:
    sent(layout, accountant)
    with refused("cashier.nothing_to_export"):
        sent(layout, accountant)
    desk.charge(college, fen=500, what="用餐", note="", ticket=ticket(), by=cashier, at=TUESDAY_9)
    assert sent(layout, accountant).entries == 1
    repeat = sent(layout, accountant, again=True)
    assert (repeat.entries, repeat.exported.filter(again=True).count()) == (4, 4)
    assert vouchers.summed(accountant, TUESDAY_9, Span(MARCH, LAST)).rest == 0
    first = Exported.objects.filter(again=False).first()
    assert first is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        Exported.objects.create(export=repeat, entry=first.entry)


def test_an_account_without_a_code_stops_the_run_and_is_named(meal: Entry, accountant: Person) -> None:
    lacking = made(accountant, codes={"wallet": "1", "payable": "2", "clearing": "3", "expense": "4"})
    with refused("cashier.code_missing") as caught:
        sent(lacking, accountant)
    assert "伙食补贴" in caught.value.reasons[0].params["accounts"]
    assert not Export.objects.exists()


@pytest.mark.parametrize(
    ("amounts", "written"), [("yuan", "1234.50"), ("grouped", "1,234.50"), ("fen", "123450")]
)
def test_amounts_are_written_as_asked(amounts: str, written: str) -> None:
    assert rules.written_amount(123_450, amounts) == written
    assert rules.written_amount(-123_450, amounts) == f"-{written}"


def test_the_closer_rule_names_the_code() -> None:
    codes = {"clearing": "1221", "clearing/cash": "1001"}
    assert rules.code_of(codes, "clearing", "cash") == "1001"
    assert rules.code_of(codes, "clearing", "transfer") == "1221"
    assert rules.code_of(codes, "income", "") == ""


def test_lines_of_pairs_are_read_and_the_wrong_one_is_named() -> None:
    assert rules.read_pairs("a = 1\n\n b=2 = 3 ") == ([("a", "1"), ("b", "2 = 3")], 0)
    assert rules.read_pairs("a = 1\nnonsense")[1] == 2
    assert rules.read_pairs("= x")[1] == 1


def test_files_come_in_three_types(meal: Entry, accountant: Person) -> None:
    gb = sent(made(accountant, name="国标", file_type="csv_gb"), accountant)
    assert rows_of(gb, "gb18030")[0][0] == "凭证号"
    excel = sent(made(accountant, name="表格", file_type="xlsx"), accountant, again=True)
    heads, *rows = (
        CalamineWorkbook.from_filelike(BytesIO(bytes(excel.content))).get_sheet_by_index(0).to_python()
    )
    assert sum(float(str(row[heads.index("借方")] or 0)) for row in rows) == 172


def test_what_somebody_wrote_calculates_nothing(
    layout: Layout, accountant: Person, cashier: Person, student: Person
) -> None:
    desk.take_deposit(
        student, fen=100, what='=HYPERLINK("x")', note="", ticket=ticket(), by=cashier, at=MONDAY_9
    )
    run = sent(made(accountant, name="带说明", columns=[("note", "说明"), ("amount", "金额")]), accountant)
    assert rows_of(run)[1:] == [['\'=HYPERLINK("x")', "-1.00"], ['\'=HYPERLINK("x")', "1.00"]]


def test_a_layout_is_edited_previewed_and_run_on_its_pages(
    at_door: AtDoor, meal: Entry, accountant: Person
) -> None:
    browser, address = at_door(accountant), reverse("cashier:new-layout")
    initial = browser.get(address).context["form"].initial
    given = {**initial, "name": "财务系统", "dates": "%Y%m%d", "amounts": "fen", "file_type": "csv"}
    for wrong in (
        {"columns": "nonsense"},
        {"columns": "shoe = 鞋"},
        {"codes": "wallet = 1\nwallet = 2"},
        {"name": ""},
    ):
        assert browser.post(address, given | wrong).status_code == 422
    saved = browser.post(address, given)
    layout = Layout.objects.get()
    assert saved.headers["Location"] == reverse("cashier:layout", args=[layout.pk])
    assert "20260303" in browser.get(saved.headers["Location"]).content.decode()
    assert browser.post(address, given).status_code == 422
    runs = reverse("cashier:exports")
    asked = {"layout": str(layout.pk), "first": "2026-03-01", "last": "2026-03-31"}
    assert browser.post(runs, asked | {"last": "2026-02-01"}).status_code == 422
    done = browser.post(runs, asked)
    assert done.status_code == 302
    words = browser.get(done.headers["Location"]).content.decode()
    assert Export.objects.get().sha256 in words
    assert "全部相符" in words
    file = browser.get(reverse("cashier:export-file", args=[Export.objects.get().pk]))
    assert sha256(file.content).hexdigest() == Export.objects.get().sha256
    assert browser.post(runs, asked).status_code == 422
    assert Export.objects.get().layout.name in browser.get(runs).content.decode()


@pytest.mark.parametrize("who", ["student", "cashier", "head", "stranger"])
def test_exports_are_not_there_for_others(
    at_door: AtDoor, meal: Entry, layout: Layout, accountant: Person, request: pytest.FixtureRequest, who: str
) -> None:
    run = sent(layout, accountant)
    browser = at_door(request.getfixturevalue(who))
    addresses = [reverse("cashier:exports"), reverse("cashier:new-layout"), reverse("cashier:layout", args=[layout.pk]),
                 reverse("cashier:export", args=[run.pk]), reverse("cashier:export-file", args=[run.pk])]  # fmt: skip
    assert {one: browser.get(one).status_code for one in addresses} == dict.fromkeys(addresses, 404)
    with refused("people.not_permitted"):
        sent(layout, request.getfixturevalue(who), again=True)
