"""Taking a file in: told by its bytes, within its limits, made safe, kept under its hash."""

from datetime import datetime
from hashlib import sha256
from pathlib import PurePath

from django.core.files.base import File as Upload

from houqin.kernel.base.refused import Refused
from houqin.kernel.evidence import disk, limits, sniff
from houqin.kernel.evidence.models import File
from houqin.kernel.evidence.pictures import opened, upright
from houqin.kernel.people.models import Person


def store(upload: "Upload[bytes]", *, by: Person | None, at: datetime, kind: str = File.Kind.PHOTO) -> File:
    """Keep an uploaded file and return its row.

    Photos are turned upright, shrunk and written anew; vouchers are kept byte for byte, for their hash is what
    counts. Raises `Refused` for what is empty, too large, corrupt, disguised or carries a program.
    """
    name = shown_name(upload.name or "")
    data = read(upload, kind, name)
    media_type = sniff.media_type(data)
    allowed = limits.PHOTO_TYPES if kind == File.Kind.PHOTO else limits.DOCUMENT_TYPES
    if media_type not in allowed:
        raise Refused("evidence.not_a_photo" if kind == File.Kind.PHOTO else "evidence.unknown_type", name=name)
    sniff.refuse_active(data, media_type, name)
    width = height = None
    if media_type in limits.PHOTO_TYPES and kind != File.Kind.VOUCHER:
        data, width, height = upright(data, name)
        media_type = "image/jpeg"
    elif media_type in limits.PHOTO_TYPES:
        width, height = opened(data, name).size
    digest = sha256(data).hexdigest()
    disk.keep(data, disk.path_of(digest))
    return File.objects.create(
        sha256=digest, kind=kind, media_type=media_type, size=len(data), width=width, height=height,
        name=name, by=by, at=at,
    )  # fmt: skip


def read(upload: "Upload[bytes]", kind: str, name: str) -> bytes:
    """Return the bytes of an upload; raises `Refused` for nothing and for too much."""
    most = limits.PHOTO_BYTES if kind == File.Kind.PHOTO else limits.DOCUMENT_BYTES
    upload.seek(0)
    data = upload.read(most + 1)
    if not data:
        raise Refused("evidence.empty", name=name)
    if len(data) > most:
        raise Refused("evidence.too_large", name=name, megabytes=most // limits.MEGABYTE)
    return bytes(data)


def content(file: File) -> bytes:
    """Return the bytes of a stored file."""
    return disk.path_of(file.sha256).read_bytes()


def shown_name(name: str) -> str:
    """Return the uploader's name for a file as it may be shown: no folders, no control characters, not too long."""
    plain = "".join(letter for letter in PurePath(name.replace("\\", "/")).name if letter.isprintable())
    return plain[-200:] or "file"
