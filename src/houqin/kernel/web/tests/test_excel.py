"""Excel out and in: what is written can be read back, and no cell becomes a formula."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from houqin.kernel.base.refused import Refused
from houqin.kernel.web.excel import workbook
from houqin.kernel.web.importing.declare import ImportColumn
from houqin.kernel.web.importing.sheet import read_sheet

COLUMNS = (ImportColumn("number", "学号", required=True), ImportColumn("name", "姓名", required=True))


def upload(heads: list[str], rows: list[list[object]]) -> SimpleUploadedFile:
    return SimpleUploadedFile("人员.xlsx", workbook("人员", heads, rows))


def test_a_workbook_keeps_words_numbers_dates_and_campus_time() -> None:
    at = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
    data = workbook("报修/台账", ["单号", "数", "日", "时"], [["BX1", 3, date(2026, 3, 2), at]])
    sheet = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0)
    assert sheet.to_python()[1] == ["BX1", 3.0, date(2026, 3, 2), datetime(2026, 3, 2, 9, 30)]


def test_a_hostile_cell_stays_text() -> None:
    data = workbook("x", ["说明"], [['=HYPERLINK("http://evil")'], ["@SUM(1)"]])
    sheet = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0)
    assert sheet.to_python()[1:] == [['=HYPERLINK("http://evil")'], ["@SUM(1)"]]


def test_columns_are_found_by_their_heads_in_any_order_and_numbers_read_as_written() -> None:
    rows = read_sheet(upload(["姓名", "备注", "学号"], [["张三", "x", 26001], ["", "", ""]]), COLUMNS)
    assert rows == [{"number": "26001", "name": "张三"}]


def test_a_missing_column_is_named() -> None:
    with pytest.raises(Refused) as refused:
        read_sheet(upload(["姓名"], [["张三"]]), COLUMNS)
    assert (refused.value.code, refused.value.params["columns"]) == ("import.missing_columns", "学号")


def test_what_is_no_sheet_is_refused() -> None:
    with pytest.raises(Refused, match="no_sheet"):
        read_sheet(SimpleUploadedFile("人员.xlsx", b"not a sheet"), COLUMNS)


def test_a_sheet_without_rows_is_refused() -> None:
    with pytest.raises(Refused, match="empty"):
        read_sheet(upload(["学号", "姓名"], []), COLUMNS)
