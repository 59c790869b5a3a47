"""Reading a sheet: rows by the heads of its columns, whatever their order, every cell as text."""

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from python_calamine import CalamineError, CalamineWorkbook

from houqin.kernel.base.refused import Refused
from houqin.kernel.web.importing.declare import ImportColumn

LARGEST = 10 * 1024 * 1024
MOST_ROWS = 20_000


def read_sheet(upload: "UploadedFile[bytes]", columns: Sequence[ImportColumn]) -> list[dict[str, str]]:
    """Return the rows of the first sheet; raises `Refused` for what is no sheet, too large, or lacks a column."""
    if (upload.size or 0) > LARGEST:
        raise Refused("import.too_large", megabytes=LARGEST // 1024 // 1024, field="file")
    try:
        sheet = CalamineWorkbook.from_filelike(BytesIO(upload.read())).get_sheet_by_index(0)
        lines = sheet.to_python(skip_empty_area=True)
    except (CalamineError, ValueError, IndexError, OSError) as broken:
        raise Refused("import.no_sheet", field="file") from broken
    if not lines:
        raise Refused("import.empty", field="file")
    heads = [_text(cell) for cell in lines[0]]
    places = {column.key: heads.index(str(column.title)) for column in columns if str(column.title) in heads}
    missing = [str(column.title) for column in columns if column.required and column.key not in places]
    if missing:
        raise Refused("import.missing_columns", columns="、".join(missing), field="file")
    rows = [
        {key: _text(line[place]) if place < len(line) else "" for key, place in places.items()}
        for line in lines[1:]
    ]
    filled = [row for row in rows if any(row.values())]
    if not filled:
        raise Refused("import.empty", field="file")
    if len(filled) > MOST_ROWS:
        raise Refused("import.too_many", most=MOST_ROWS, field="file")
    return filled


def _text(cell: Any) -> str:
    match cell:
        case None:
            return ""
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(sep=" ")
        case date():
            return cell.isoformat()
        case _:
            return str(cell).strip()[:500]
