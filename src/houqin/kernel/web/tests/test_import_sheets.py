"""Sheets as they come in from offices: stray cells, merged ones, dates, errors, NULs, twenty thousand rows."""

from datetime import date, datetime, time
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from houqin.kernel.base.refused import Refused
from houqin.kernel.registry.house import sentence
from houqin.kernel.web.importing.declare import ImportColumn
from houqin.kernel.web.importing.sheet import LARGEST, MOST_ROWS, read_sheet
from houqin.kernel.web.tests.books import book, patched, upload

HEADS = ["学工号", "姓名", "入住日"]
COLUMNS = (
    ImportColumn("number", "学工号", required=True),
    ImportColumn("name", "姓名", required=True),
    ImportColumn("day", "入住日"),
)


def read(raw: bytes) -> list[dict[str, str]]:
    return read_sheet(upload(raw), COLUMNS)


def first(*cells: Any, more: Any = None) -> dict[str, str]:
    return read(book(HEADS, cells, more=more))[0]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (26001, "26001"), (26001.0, "26001"), (0.5, "0.5"), (-3, "-3"), (13900000000, "13900000000"), (1e15, "1000000000000000"),
        (True, "True"), (date(2026, 9, 1), "2026-09-01"), (datetime(2026, 9, 1, 8, 30), "2026-09-01 08:30:00"),
        (date(2028, 2, 29), "2028-02-29"), (" 张三 ", "张三"), ("\u3000张三\u3000", "张三"), ("2026/9/1", "2026/9/1"),
        ("'001", "'001"), ("001", "001"), ("=1+1", "=1+1"), ('=HYPERLINK("http://x")', '=HYPERLINK("http://x")'),
        ("😀", "😀"), ("\u202e反", "\u202e反"), ("a\tb", "a\tb"), ("x" * 600, "x" * 500),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_a_person_reads_it(cell: Any, text: str) -> None:
    assert first("S1", cell)["name"] == text


def test_a_cell_that_hides_a_nul_is_read_without_it() -> None:
    raw = patched(book(HEADS, ["S1", "甲某"]), "甲某".encode(), "甲_x0000_某".encode(), "sharedStrings")
    assert read(raw) == [{"number": "S1", "name": "甲某", "day": ""}]


def test_a_computed_cell_gives_what_it_shows() -> None:
    def more(made: Any, sheet: Any) -> None:
        sheet.write_formula(1, 1, '="张"&"三"', None, "张三")

    assert first("S1", more=more)["name"] == "张三"


def test_a_merged_cell_counts_where_it_begins() -> None:
    def more(made: Any, sheet: Any) -> None:
        sheet.merge_range(1, 1, 2, 1, "甲")
        sheet.write(2, 0, "S2")

    rows = read(book(HEADS, ["S1"], more=more))
    assert [(row["number"], row["name"]) for row in rows] == [("S1", "甲"), ("S2", "")]


@pytest.mark.parametrize(
    "heads", [["姓名", "入住日", "学工号"], ["备注", "学工号", "", "姓名"], [" 学工号 ", "姓名"]]
)
def test_columns_stand_in_any_order_and_others_are_passed_over(heads: list[str]) -> None:
    wanted = {"学工号": "S1", "姓名": "甲"}
    row = read(book(heads, [wanted.get(head.strip(), "别的") for head in heads]))[0]
    assert (row["number"], row["name"]) == ("S1", "甲")


def test_a_head_that_stands_twice_is_the_first_of_the_two() -> None:
    assert read(book(["学工号", "姓名", "姓名"], ["S1", "甲", "乙"]))[0]["name"] == "甲"


def test_only_the_first_sheet_is_read() -> None:
    def more(made: Any, sheet: Any) -> None:
        made.add_worksheet().write_row(0, 0, ["学工号", "姓名"])

    with pytest.raises(Refused) as caught:
        read(book(["别的", "表"], ["1", "2"], more=more))
    assert (caught.value.code, caught.value.params["columns"]) == ("import.missing_columns", "学工号、姓名")


def test_empty_rows_between_are_left_out_and_rows_may_end_early() -> None:
    rows = read(book(HEADS, ["S1", "甲", "2026-09-01"], [], ["", "  "], ["S2", "乙"]))
    assert [(row["number"], row["day"]) for row in rows] == [("S1", "2026-09-01"), ("S2", "")]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "import.no_sheet"),
        ("学工号,姓名\nS1,甲\n".encode("utf-8-sig"), "import.no_sheet"),
        (b"%PDF-1.7", "import.no_sheet"),
        (b"PK\x03\x04" + b"\0" * 400, "import.no_sheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "import.no_sheet"),
        (book(HEADS)[:900], "import.no_sheet"),
        (book(), "import.empty"),
        (book(HEADS), "import.empty"),
        (book(HEADS, [], ["", " "]), "import.empty"),
        (book(["学工号"], ["S1"]), "import.missing_columns"),
        (book(["\u200b学工号", "姓名"], ["S1", "甲"]), "import.missing_columns"),
        (b"x" * (LARGEST + 1), "import.too_large"),
    ],
)
def test_what_cannot_be_read_is_refused_beside_the_file_in_both_languages(raw: bytes, code: str) -> None:
    with pytest.raises(Refused) as caught:
        read(raw)
    assert (caught.value.code, caught.value.params["field"]) == (code, "file")
    words = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            words.append(sentence(caught.value))
    assert words[0] != words[1]
    assert not any(sign in "".join(words) for sign in "{}")


@pytest.mark.parametrize("cell", ["XFD1048576", "A1048576", "C200001", "ZZ20001"])
def test_a_cell_astray_far_from_the_rest_is_named_instead_of_filling_the_memory(cell: str) -> None:
    def more(made: Any, sheet: Any) -> None:
        sheet.write(cell, "x")
        sheet.write("C20", "x")

    with pytest.raises(Refused) as caught:
        read(book(HEADS, ["S1", "甲"], more=more))
    assert caught.value.code == "import.stray_cells"
    assert caught.value.params["field"] == "file"


def test_a_few_cells_aside_do_no_harm() -> None:
    assert first("S1", "甲", more=lambda made, sheet: sheet.write("XFD2", "x"))["name"] == "甲"


def test_a_packed_book_that_unpacks_to_more_than_memory_holds_is_refused() -> None:
    heap = patched(
        book(HEADS, ["S1", "甲"]), b"</sheetData>", b"</sheetData>" + b" " * 120_000_000, "sheet1.xml"
    )
    assert len(heap) < 1_000_000
    with pytest.raises(Refused, match="too_large"):
        read(heap)


def test_more_rows_than_twenty_thousand_are_to_be_split() -> None:
    raw = book(HEADS, *([f"S{n}", "甲"] for n in range(MOST_ROWS + 1)))
    with pytest.raises(Refused) as caught:
        read(raw)
    assert (caught.value.code, caught.value.params["most"]) == ("import.too_many", MOST_ROWS)


def test_a_time_of_day_is_a_text_like_any_other() -> None:
    def more(made: Any, sheet: Any) -> None:
        sheet.write_datetime(1, 1, time(8, 30), made.add_format({"num_format": "hh:mm"}))

    assert first("S1", more=more)["name"] == "08:30:00"


def test_a_template_in_english_is_read_by_who_reads_english() -> None:
    from houqin.kernel.web.admin.people_import import PEOPLE_COLUMNS

    with translation.override("en"):
        heads = [str(column.title) for column in PEOPLE_COLUMNS]
        [row] = read_sheet(upload(book(heads, ["S1", "Zhang San", "Student"])), PEOPLE_COLUMNS)
        assert row["name"] == "Zhang San"
    with pytest.raises(Refused, match="missing_columns"):
        read_sheet(upload(book(heads, ["S1", "Zhang San", "Student"])), PEOPLE_COLUMNS)


RAW = book(HEADS, ["S1", "甲", "2026-09-01"], ["S2", "乙", 3])


@settings(max_examples=120, deadline=None)
@given(
    flips=st.lists(st.tuples(st.integers(0, len(RAW) - 1), st.integers(0, 255)), max_size=8),
    cut=st.integers(0, len(RAW)) | st.none(),
)
def test_a_damaged_file_is_read_or_refused_and_nothing_else(
    flips: list[tuple[int, int]], cut: int | None
) -> None:
    damaged = bytearray(RAW)
    for place, value in flips:
        damaged[place] = value
    try:
        rows = read(bytes(damaged[:cut]))
    except Refused as no:
        rows, code = [], no.code
    else:
        code = ""
    assert all(set(row) <= {"number", "name", "day"} for row in rows)
    assert code == "" or code.startswith("import.")
