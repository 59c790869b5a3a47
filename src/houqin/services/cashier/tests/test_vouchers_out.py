"""The file of a run: every column in every format, nothing that calculates, totals of the ledger, its hash."""

import csv
import json
from datetime import date
from hashlib import sha256
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from houqin.kernel.money.models import Entry
from houqin.kernel.money.rules import Book
from houqin.kernel.people.models import Person
from houqin.services.cashier import rules
from houqin.services.cashier.actions import desk, exporting, reversing
from houqin.services.cashier.models import Export, Exported, Layout
from houqin.services.cashier.queries import vouchers
from houqin.services.cashier.queries.books import Span, trial_balance
from houqin.services.cashier.tests.conftest import MARCH, MONDAY_9, TUESDAY_9, refused, ticket

LAST = date(2026, 3, 31)
ALL = [(key, f"列{key}") for key in rules.COLUMNS]
HOSTILE = [
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    '=HYPERLINK("x")',
    "-cmd|' /C calc'!A0",
    "\n=1",
    "\uff1d1+1",
    "--1",
]


def laid_out(by: Person, **other: Any) -> Layout:
    """Make a layout of every column."""
    usual: dict[str, Any] = {"name": "财务", "columns": ALL, "codes": dict(vouchers.FIRST_CODES), "dates": "%Y-%m-%d",
                             "amounts": "yuan", "file_type": "csv"}  # fmt: skip
    return exporting.save_layout(None, by=by, at=MONDAY_9, **usual | other)


def sent(
    layout: Layout, by: Person, first: date = MARCH, last: date = LAST, *, again: bool = False
) -> Export:
    """Export a span."""
    return exporting.export(layout, first=first, last=last, again=again, by=by, at=TUESDAY_9)


def lines_of(run: Export, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    """Return a run's lines by the key of their column."""
    _heads, *rows = csv.reader(StringIO(bytes(run.content).decode(encoding), newline=""))
    return [dict(zip((key for key, _title in run.layout.columns), row, strict=True)) for row in rows]


@pytest.mark.parametrize(
    ("dates", "day"), [("%Y-%m-%d", "2026-03-03"), ("%Y/%m/%d", "2026/03/03"), ("%Y%m%d", "20260303")]
)
@pytest.mark.parametrize(("amounts", "paid"), [("yuan", "12.00"), ("grouped", "12.00"), ("fen", "1200")])
def test_days_and_amounts_are_written_as_the_layout_says(
    meal: Entry, accountant: Person, dates: str, day: str, amounts: str, paid: str
) -> None:
    line = lines_of(sent(laid_out(accountant, dates=dates, amounts=amounts), accountant))[-2]
    assert (line["date"], line["debit"], line["credit"], line["amount"]) == (day, paid, "", f"-{paid}")
    assert (line["key"], line["entry"], line["owner"]) == (meal.key, str(meal.pk), "学生甲")


@pytest.mark.parametrize("key", rules.COLUMNS)
def test_each_column_stands_alone_under_its_title(meal: Entry, accountant: Person, key: str) -> None:
    whole = sent(laid_out(accountant), accountant)
    alone = sent(laid_out(accountant, name="一列", columns=[(key, "只此")]), accountant, again=True)
    assert bytes(alone.content).decode("utf-8-sig").splitlines()[0] == "只此"
    assert [line[key] for line in lines_of(alone)] == [line[key] for line in lines_of(whole)]


@pytest.mark.parametrize("typed", HOSTILE, ids=repr)
def test_no_cell_and_no_title_calculates(
    student: Person, cashier: Person, accountant: Person, typed: str
) -> None:
    desk.take_deposit(student, fen=100, what="押金", note="", ticket=ticket(), by=cashier, at=MONDAY_9)
    codes = {"clearing": typed, "deposit": "2241"}
    run = sent(laid_out(accountant, columns=[("code", typed), ("amount", "金额")], codes=codes), accountant)
    heads, first, second = csv.reader(StringIO(bytes(run.content).decode("utf-8-sig"), newline=""))
    assert heads[0] == first[0] == f"'{typed}"
    assert (first[1], second[1]) == ("-1.00", "1.00")


def test_a_workbook_holds_formulas_as_words_and_amounts_as_numbers(
    student: Person, cashier: Person, accountant: Person
) -> None:
    desk.take_deposit(student, fen=123_456, what="=1+1", note="", ticket=ticket(), by=cashier, at=MONDAY_9)
    layout = laid_out(
        accountant, file_type="xlsx", amounts="grouped", columns=[("note", "=1"), ("amount", "金额")]
    )
    run = sent(layout, accountant)
    sheet = CalamineWorkbook.from_filelike(BytesIO(bytes(run.content))).get_sheet_by_index(0).to_python()
    assert sheet == [["=1", "金额"], ["=1+1", -1234.56], ["=1+1", 1234.56]]


@pytest.mark.parametrize("file_type", ["csv", "csv_gb"])
def test_what_people_write_survives_either_encoding(
    student: Person, cashier: Person, accountant: Person, file_type: str
) -> None:
    what = '龘𠮷é€,"引号"；\n第二行'
    desk.take_deposit(student, fen=100, what=what, note="", ticket=ticket(), by=cashier, at=MONDAY_9)
    run = sent(laid_out(accountant, file_type=file_type), accountant)
    encoding = {"csv": "utf-8-sig", "csv_gb": "gb18030"}[file_type]
    assert [line["note"] for line in lines_of(run, encoding)] == [what, what]


def test_runs_day_by_day_add_up_to_the_trial_balance_kind_by_kind(
    meal: Entry, student: Person, cashier: Person, accountant: Person
) -> None:
    reversing.refund(student, meal, fen=1_500, note="有异物", ticket=ticket(), by=cashier, at=TUESDAY_9)
    layout = laid_out(
        accountant, codes={**{row: row for row in vouchers.FIRST_CODES if "/" not in row}}, amounts="fen"
    )
    days = [MONDAY_9.date(), TUESDAY_9.date()]
    runs = [sent(layout, accountant, day, day) for day in days]
    told: dict[str, list[int]] = {}
    for line in (line for run in runs for line in lines_of(run)):
        pair = told.setdefault(line["code"], [0, 0])
        pair[0] += int(line["debit"] or 0)
        pair[1] += int(line["credit"] or 0)
    found = trial_balance(accountant, TUESDAY_9, Book.MONEY, Span(MARCH, LAST))
    assert told == {row.key: [row.debit, row.credit] for row in found.rows}
    assert sum(run.debit for run in runs) == sum(run.credit for run in runs) == found.total.debit
    assert Exported.objects.count() == Entry.objects.count() == sum(run.entries for run in runs)
    with refused("cashier.nothing_to_export"):
        sent(layout, accountant)


@pytest.mark.parametrize(
    ("first", "last", "entries"),
    [(MARCH, date(2026, 3, 2), 2), (date(2026, 3, 3), LAST, 1), (date(2026, 3, 2), date(2026, 3, 3), 3)],
    ids=str,
)
def test_both_days_of_a_span_are_in_it(
    meal: Entry, accountant: Person, first: date, last: date, entries: int
) -> None:
    assert sent(laid_out(accountant), accountant, first, last).entries == entries


def test_a_run_keeps_its_file_when_its_layout_changes(at_door: Any, meal: Entry, accountant: Person) -> None:
    layout = laid_out(accountant)
    run = sent(layout, accountant)
    exporting.save_layout(layout, name="改过", columns=[("note", "说明")], codes={}, dates="%Y%m%d", amounts="fen",
                          file_type="xlsx", by=accountant, at=TUESDAY_9)  # fmt: skip
    answer = at_door(accountant).get(reverse("cashier:export-file", args=[run.pk]))
    assert sha256(answer.content).hexdigest() == run.sha256 == Export.objects.get().sha256
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert json.dumps(Export.objects.get().layout.columns, ensure_ascii=False) == '[["note", "说明"]]'


def test_the_same_entries_make_the_same_file(meal: Entry, accountant: Person) -> None:
    layout = laid_out(accountant)
    first, again = sent(layout, accountant), sent(layout, accountant, again=True)
    assert (first.sha256, first.lines, first.debit) == (again.sha256, again.lines, again.debit)
