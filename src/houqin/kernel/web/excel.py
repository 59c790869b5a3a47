"""Excel out: one way for every list, register and template."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from math import isfinite
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse
from django_stubs_ext import StrOrPromise

from houqin.kernel.base.clock import SHANGHAI

FIRST_DAY, LAST_DAY = (
    date(1900, 3, 1),
    date(9999, 12, 31),
)  # what Excel counts rightly; others are written out
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(title: str, heads: Sequence[StrOrPromise], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a workbook of one sheet with a frozen, filterable head; instants are shown in campus time."""
    out = BytesIO()
    options = {
        "in_memory": True,
        "remove_timezone": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    book = xlsxwriter.Workbook(out, options)
    sheet = book.add_worksheet(_sheet_name(title))
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    formats: dict[type, Any] = {
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        date: book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    widths = [_width(str(head)) for head in heads]
    for column, head in enumerate(heads):
        sheet.write_string(0, column, str(head), bold)
    last = 0
    for last, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            _write(sheet, last, column, value, formats)
            widths[column] = max(widths[column], min(_width(str(value if value is not None else "")), 60))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width + 2)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, max(len(heads) - 1, 0))
    book.close()
    return out.getvalue()


def workbook_response(
    title: str, heads: Sequence[StrOrPromise], rows: Iterable[Sequence[Any]], at: datetime
) -> HttpResponse:
    """Return a workbook as a download named by title and day."""
    name = quote(f"{title} {at.astimezone(SHANGHAI):%Y-%m-%d}.xlsx")
    response = HttpResponse(workbook(title, heads, rows), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def _write(sheet: Any, row: int, column: int, value: Any, formats: dict[type, Any]) -> None:
    match value:
        case None:
            return
        case bool():
            sheet.write_string(row, column, "✓" if value else "")
        case int() | float() | Decimal() if isfinite(value):
            sheet.write_number(row, column, value)
        case datetime() if FIRST_DAY <= value.date() < LAST_DAY:
            sheet.write_datetime(
                row, column, value.astimezone(SHANGHAI).replace(tzinfo=None), formats[datetime]
            )
        case date() if not isinstance(value, datetime) and value >= FIRST_DAY:
            sheet.write_datetime(row, column, value, formats[date])
        case _:
            sheet.write_string(row, column, str(value)[:32_000])


def _width(text: str) -> int:
    return sum(2 if ord(letter) > 0x2E80 else 1 for letter in text)


def _sheet_name(title: str) -> str:
    """Return what Excel takes for a name: without its signs, at most 31 units of UTF-16."""
    plain = "".join(letter for letter in title if letter not in r"[]:*?/\\").encode("utf-16-le")[:62]
    return plain.decode("utf-16-le", "ignore").strip("' ") or "Sheet1"
