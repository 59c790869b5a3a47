"""Word, Excel and OFD files: zips whose entries tell what they are, unpacked only within bounds."""

import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from houqin.kernel.base.refused import Refused
from houqin.kernel.evidence.limits import ARCHIVE_BYTES, ARCHIVE_ENTRIES
from houqin.kernel.evidence.media import DOCX, OFD, XLSX

MARKS = ((DOCX, "word/document.xml"), (XLSX, "xl/workbook.xml"), (OFD, "OFD.xml"))
MACROS = "vbaproject.bin"


def check_archive(data: bytes, name: str) -> str:
    """Return the media type of a zip-based document.

    Raises `Refused` where it is broken, unpacks to too much, holds macros, or is a plain zip.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            return _checked(archive, name)
    except (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as wrong:
        raise Refused("evidence.corrupt", name=name) from wrong
    except RuntimeError as locked:  # zipfile's word for an encrypted entry
        raise Refused("evidence.locked", name=name) from locked


def _checked(archive: ZipFile, name: str) -> str:
    entries = archive.infolist()
    if len(entries) > ARCHIVE_ENTRIES or sum(entry.file_size for entry in entries) > ARCHIVE_BYTES:
        raise Refused("evidence.bomb", name=name)
    names = {entry.filename for entry in entries}
    if any(one.lower().endswith(MACROS) for one in names):
        raise Refused("evidence.macros", name=name)
    if archive.testzip() is not None:
        raise Refused("evidence.corrupt", name=name)
    for media_type, mark in MARKS:
        if mark in names:
            return media_type
    raise Refused("evidence.unknown_type", name=name)
