"""Storing uploads and getting them back."""

from datetime import datetime
from io import BytesIO
from typing import IO

from django.core.files.base import File as Upload
from django.db import connection, transaction

from houqin.kernel.evidence import disk
from houqin.kernel.evidence.admission import admit, check_size
from houqin.kernel.evidence.limits import THUMB_SIDES
from houqin.kernel.evidence.models import File
from houqin.kernel.evidence.names import named, shown
from houqin.kernel.evidence.pictures import small
from houqin.kernel.people.models import Person

LOCK = 0x48_51_45_56  # "HQEV"
SHARED = "SELECT pg_advisory_xact_lock_shared(%s)"  # many may store one content, only the sweeper waits


def store(upload: Upload[bytes], *, by: Person | None, at: datetime, kind: str) -> File:
    """Keep an upload as evidence of a kind ("photo", "document", "voucher") and return its row.

    The bytes reach the disk before the row is written: a crash between leaves bytes that nobody sees. The
    same content from the same person gives the row that is there. Raises `Refused` with what to do instead.
    """
    kind = File.Kind(kind).value
    name = shown(upload.name or "")
    check_size(upload.size, kind, name)
    upload.seek(0)
    admitted = admit(upload.read(), kind=kind, name=name)
    with transaction.atomic():
        _hold_off_sweeper()
        digest = disk.put(admitted.data)
        fresh = File(
            sha256=digest, kind=kind, media_type=admitted.media_type, size=len(admitted.data),
            width=admitted.width, height=admitted.height, name=named(name, admitted.media_type), by=by, at=at,
        )  # fmt: skip
        if by is None:
            fresh.save(force_insert=True)
            return fresh
        File.objects.bulk_create([fresh], ignore_conflicts=True)
        return File.objects.get(by=by, sha256=digest, kind=kind)


def content(file: File) -> bytes:
    """Return a file's bytes, checked against their SHA-256; raises `Refused("evidence.lost")`."""
    return disk.get(file.sha256)


def open_file(file: File) -> IO[bytes]:
    """Return a file's content, checked against its SHA-256; raises `Refused("evidence.lost")`."""
    return BytesIO(content(file))


def thumbnail(file: File, side: int = THUMB_SIDES[-1]) -> bytes:
    """Return a small JPEG of a picture, kept on disk once made; `side` is one of `limits.THUMB_SIDES`.

    Raises `ValueError` for other sizes and for what is no picture, `Refused` where the content is lost.
    """
    if side not in THUMB_SIDES or not file.is_picture:
        raise ValueError(f"no small picture of {side} pixels for {file.media_type}")
    place = disk.thumb_place_of(file.sha256, side)
    try:
        return place.read_bytes()
    except FileNotFoundError:
        made = small(content(file), file.media_type, side, file.name).data
        disk.write(place, made)
        return made


def _hold_off_sweeper() -> None:
    with connection.cursor() as cursor:
        cursor.execute(SHARED, [LOCK])
