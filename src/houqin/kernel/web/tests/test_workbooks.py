"""Excel out, by laws: what goes into a workbook comes out of it, nothing becomes a formula, nothing breaks it."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from io import BytesIO
from typing import Any
from urllib.parse import unquote
from uuid import UUID
from zipfile import ZipFile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.web.excel import workbook, workbook_response
from houqin.kernel.web.importing.declare import ImportColumn
from houqin.kernel.web.importing.sheet import read_sheet
from houqin.kernel.web.tests.books import upload

AT = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)  # the first minute of 2027 in Shanghai
COLUMNS = (ImportColumn("a", "甲"), ImportColumn("b", "乙"))
words = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=30
)


def rows_of(raw: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(BytesIO(raw)).get_sheet_by_index(0).to_python()


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(words, words), min_size=1, max_size=6))
@example(rows=[("=1+1", "@SUM(A1)"), ("+1", "-1"), ("{=A1}", "http://x"), ("'a", "\u202eb")])
def test_what_goes_out_as_a_list_comes_in_as_the_same_rows(rows: list[tuple[str, str]]) -> None:
    raw = workbook("往返", ["甲", "乙"], rows)
    assert b"<f>" not in ZipFile(BytesIO(raw)).read("xl/worksheets/sheet1.xml"), "no formula"
    wanted = [{"a": a.strip(), "b": b.strip()} for a, b in rows if a.strip() or b.strip()]
    if wanted:
        assert read_sheet(upload(raw), COLUMNS) == wanted


@settings(max_examples=40, deadline=None)
@given(
    at=st.datetimes(
        datetime(1950, 1, 1),
        datetime(2200, 1, 1),
        timezones=st.sampled_from([UTC, SHANGHAI, timezone(timedelta(hours=-11))]),
    )
)
def test_an_instant_of_any_zone_is_shown_in_campus_time(at: datetime) -> None:
    [_head, [shown]] = rows_of(workbook("x", ["时"], [[at]]))
    local = at.astimezone(SHANGHAI).replace(tzinfo=None)
    read = shown if isinstance(shown, datetime) else datetime(shown.year, shown.month, shown.day)
    assert abs(read - local) < timedelta(seconds=1)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""), (True, "✓"), (False, ""), (0, 0), (-5, -5), (2.5, 2.5), (Decimal("3.25"), 3.25), (10**15, 1e15),
        (UUID(int=1), str(UUID(int=1))), (date(2028, 2, 29), date(2028, 2, 29)), (date(1900, 3, 1), date(1900, 3, 1)),
        ("", ""), ("\x07", "\x07"), ("字" * 40_000, "字" * 32_000), ((1, 2), "(1, 2)"),
    ],
)  # fmt: skip
def test_every_kind_of_value_has_its_cell(value: Any, shown: Any) -> None:
    found = rows_of(workbook("x", ["一", "二"], [["甲", value]]))[1]
    assert (found[1] if len(found) > 1 else "") == shown


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), float("-inf"), Decimal("NaN"), Decimal("Infinity")]
)
def test_a_number_that_is_none_is_a_word_and_breaks_no_ledger(value: Any) -> None:
    assert str(rows_of(workbook("x", ["一", "二"], [["甲", value]]))[1][1]).lower().lstrip("-") in {
        "nan",
        "inf",
        "infinity",
    }


@pytest.mark.parametrize(
    "day",
    [
        date(1, 1, 1),
        date(1899, 12, 31),
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, tzinfo=UTC),
    ],
)
def test_a_day_before_or_after_what_excel_knows_is_written_out(day: Any) -> None:
    assert str(day.year) in str(rows_of(workbook("x", ["一", "二"], [["甲", day]]))[1][1])


@pytest.mark.parametrize(
    "title",
    ["报修/台账", "a:b*c?d[e]\\f", "", "名" * 60, "'quoted'", "History", "history", "😀" * 20, "''", "   "],
)
def test_any_title_names_a_sheet(title: str) -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(workbook(title, ["甲"], [["x"]])))
    [name] = book.sheet_names
    assert 0 < len(name) <= 31
    assert not set(name) & set("[]:*?/\\")
    assert not name.startswith("'")
    assert not name.endswith("'")


def test_a_list_without_rows_or_heads_is_still_a_workbook() -> None:
    assert rows_of(workbook("x", ["甲", "乙"], [])) == [["甲", "乙"]]
    assert rows_of(workbook("x", [], [])) == []


def test_a_download_is_named_by_title_and_campus_day() -> None:
    answer = workbook_response("报修 台账\r\nX: 1", ["甲"], [], AT)
    name = unquote(answer["Content-Disposition"].partition("''")[2])
    assert name.endswith("2027-01-01.xlsx")
    assert "\n" not in answer["Content-Disposition"]
    assert answer["Content-Type"].startswith("application/vnd.openxmlformats")
