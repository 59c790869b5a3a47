"""Workbooks no template ever was: patched from the inside, merged, dated, stretched, of many sheets."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile


def book(*rows: Sequence[Any], more: Callable[[Any, Any], None] | None = None) -> bytes:
    """Return a workbook whose first sheet has these rows; `more` goes on writing into book and sheet."""
    out = BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = made.add_worksheet()
    day = made.add_format({"num_format": "yyyy-mm-dd"})
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, (date, datetime)):
                sheet.write_datetime(number, column, value, day)
            else:
                sheet.write(number, column, value)
    if more is not None:
        more(made, sheet)
    made.close()
    return out.getvalue()


def patched(raw: bytes, old: bytes, new: bytes, part: str = "") -> bytes:
    """Return a workbook in which bytes of its parts are replaced."""
    source, out = ZipFile(BytesIO(raw)), BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(old, new) if part in name else content)
    return out.getvalue()


def upload(raw: bytes, name: str = "表.xlsx") -> SimpleUploadedFile:
    """Return the workbook as a browser sends it."""
    return SimpleUploadedFile(name, raw)
