"""The gate: what an upload really is, and whether it may come in."""

import re
from dataclasses import dataclass
from io import BytesIO
from zipfile import is_zipfile

from houqin.kernel.base.refused import Refused
from houqin.kernel.evidence import media
from houqin.kernel.evidence.archives import check_archive
from houqin.kernel.evidence.limits import DOCUMENT_BYTES, MEGABYTE, PHOTO_BYTES
from houqin.kernel.evidence.models import File
from houqin.kernel.evidence.papers import check_paper
from houqin.kernel.evidence.pictures import measured, photo

SECOND_FACE = re.compile(rb"%PDF-\d|<script|<html|<svg|<\?php|This program cannot be run", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Admitted:
    """What will be stored: the bytes, what they are, and a picture's size in pixels."""

    data: bytes
    media_type: str
    width: int | None = None
    height: int | None = None


def limit_of(kind: str) -> int:
    """Return how many bytes an upload of a kind may have."""
    return PHOTO_BYTES if kind == File.Kind.PHOTO else DOCUMENT_BYTES


def check_size(size: int, kind: str, name: str) -> None:
    """Raise `Refused` for nothing at all and for too much."""
    if size == 0:
        raise Refused("evidence.empty", name=name)
    if size > limit_of(kind):
        raise Refused("evidence.too_large", name=name, megabytes=limit_of(kind) // MEGABYTE)


def admit(data: bytes, *, kind: str, name: str) -> Admitted:
    """Return what to store of an upload. Pictures are made anew, vouchers stay byte for byte as they came.

    Raises `Refused` with what to do: wrong type, broken, disguised, too large, or with what runs by itself.
    """
    check_size(len(data), kind, name)
    found = media.sniff(data)
    if found in media.PICTURES:
        return _picture(data, found, kind, name)
    if found == media.PROGRAM:
        raise Refused("evidence.program", name=name)
    if found == media.MARKUP:
        raise Refused("evidence.markup", name=name)
    if found not in (media.PDF, media.ARCHIVE):
        raise Refused(
            "evidence.unknown_type" if kind != File.Kind.PHOTO else "evidence.not_a_photo", name=name
        )
    if kind == File.Kind.PHOTO:
        raise Refused("evidence.not_a_photo", name=name)
    if found == media.ARCHIVE:
        return Admitted(data, check_archive(data, name))
    if is_zipfile(BytesIO(data)):
        raise Refused("evidence.two_faced", name=name)
    check_paper(data, name)
    return Admitted(data, media.PDF)


def _picture(data: bytes, media_type: str, kind: str, name: str) -> Admitted:
    if is_zipfile(BytesIO(data)) or SECOND_FACE.search(data):
        raise Refused("evidence.two_faced", name=name)
    if kind == File.Kind.VOUCHER:
        return Admitted(data, media_type, *measured(data, media_type, name))
    made = photo(data, media_type, name)
    return Admitted(made.data, media.JPEG, made.width, made.height)
