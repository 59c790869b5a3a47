"""Reading a sheet: rows by the heads of its columns, whatever their order, every cell as text."""

import re
import zlib
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile, is_zipfile

from django.core.files.uploadedfile import UploadedFile
from python_calamine import CalamineError, CalamineWorkbook

from houqin.kernel.base.refused import Refused
from houqin.kernel.web.importing.declare import ImportColumn

LARGEST = 10 * 1024 * 1024
MOST_ROWS = 20_000
LARGEST_UNPACKED = 100 * 1024 * 1024
MOST_LINES, MOST_CELLS = 200_000, 4_000_000
"""The reader lays a sheet out as one rectangle: a single cell in its last corner would be 17 milliards of cells."""
UNPACKING = (
    BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
)  # the last two: locked or packed oddly
SPOT = re.compile(rb"""\sr=["']([A-Z]{1,3})?([0-9]{1,7})["']""")


def read_sheet(upload: "UploadedFile[bytes]", columns: Sequence[ImportColumn]) -> list[dict[str, str]]:
    """Return the rows of the first sheet; raises `Refused` for what is no sheet, too large, or lacks a column."""
    if (upload.size or 0) > LARGEST:
        raise Refused("import.too_large", megabytes=LARGEST // 1024 // 1024, field="file")
    data = upload.read()
    try:
        _refuse_stray_cells(data)
        sheet = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0)
        lines = sheet.to_python(skip_empty_area=True)
    except (CalamineError, ValueError, IndexError, OSError, *UNPACKING) as broken:
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


def _refuse_stray_cells(data: bytes) -> None:
    """Look into the packed file before the reader does; an old one that is not packed holds 65,536 rows at most."""
    if not is_zipfile(BytesIO(data)):
        return
    with ZipFile(BytesIO(data)) as packed:
        if sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED:
            raise Refused("import.too_large", megabytes=LARGEST // 1024 // 1024, field="file")
        for part in packed.infolist():
            content = packed.read(part)
            if b"sheetData" in content:
                row, column = _corner(content)
                if row > MOST_LINES or row * column > MOST_CELLS:
                    raise Refused("import.stray_cells", row=row, column=column, field="file")


def _corner(content: bytes) -> tuple[int, int]:
    """Return the last row and the last column that cells of a sheet name."""
    spots = set(SPOT.findall(content))
    rows = (int(row) for _column, row in spots)
    columns = (
        sum((letter - 64) * 26**place for place, letter in enumerate(reversed(name))) for name, _row in spots
    )
    return max(rows, default=0), max(columns, default=0)


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
            return str(cell).replace("\0", "").strip()[:500]  # the database holds no NUL
