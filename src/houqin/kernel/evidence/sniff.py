"""What a file really is, told by its bytes; its name is not asked."""

import re
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from houqin.kernel.base.refused import Refused
from houqin.kernel.evidence.limits import MEGABYTE, ZIPPED

HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis"}
ACTIVE_PDF = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia|OpenAction\s*<<\s*/S\s*/(?!GoTo))\b")
UNPACKED = 200 * MEGABYTE
MEMBERS = 5000


def media_type(data: bytes) -> str:
    """Return the media type of the bytes, "" for what is not known here."""
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS:
        return "image/heic"
    if data.startswith(b"%PDF-"):
        return "application/pdf"
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data)
    return ""


def refuse_active(data: bytes, kind: str, name: str) -> None:
    """Refuse documents that carry programs: PDF actions and attachments, macros, packed bombs."""
    if kind == "application/pdf" and (ACTIVE_PDF.search(data) or b"%%EOF" not in data[-2048:]):
        code = "evidence.active" if ACTIVE_PDF.search(data) else "evidence.corrupt"
        raise Refused(code, name=name)
    if kind in ZIPPED.values():
        with ZipFile(BytesIO(data)) as box:
            members = box.infolist()
            if len(members) > MEMBERS or sum(one.file_size for one in members) > UNPACKED:
                raise Refused("evidence.bomb", name=name)
            if any("vbaProject" in one.filename or one.filename.endswith(".bin") for one in members):
                raise Refused("evidence.active", name=name)


def _zipped(data: bytes) -> str:
    try:
        with ZipFile(BytesIO(data)) as box:
            names = set(box.namelist())
    except (BadZipFile, ValueError, OSError):
        return ""
    return next((kind for member, kind in ZIPPED.items() if member in names), "")
