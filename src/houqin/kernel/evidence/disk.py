"""Content on disk: each under its own SHA-256, private, written whole or not at all."""

import os
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings

from houqin.kernel.base.refused import Refused


def place_of(digest: str) -> Path:
    """Return where the content with a SHA-256 (hex) lies."""
    return Path(settings.EVIDENCE_ROOT) / "files" / digest[:2] / digest[2:4] / digest


def thumb_place_of(digest: str, side: int) -> Path:
    """Return where a content's small picture lies."""
    return Path(settings.EVIDENCE_ROOT) / "thumbs" / digest[:2] / f"{digest}-{side}.jpg"


def put(data: bytes) -> str:
    """Write content to disk for good and return its SHA-256; what is there already is not written again."""
    digest = sha256(data).hexdigest()
    place = place_of(digest)
    try:
        os.utime(place)  # young again: the sweeper leaves it alone
    except FileNotFoundError:
        write(place, data)
    return digest


def get(digest: str) -> bytes:
    """Return content; raises `Refused("evidence.lost")` where it is not there or not what it was."""
    try:
        data = place_of(digest).read_bytes()
    except FileNotFoundError as lost:
        raise Refused("evidence.lost") from lost
    if sha256(data).hexdigest() != digest:
        raise Refused("evidence.lost")
    return data


def write(place: Path, data: bytes) -> None:
    """Write a file under a passing name, flush it to the disk, then give it its own: never half a file."""
    _private_folder(place.parent)
    with NamedTemporaryFile(dir=place.parent, prefix=".", delete=False) as out:
        try:
            os.fchmod(out.fileno(), 0o600)
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
            Path(out.name).replace(place)
        except BaseException:
            Path(out.name).unlink(missing_ok=True)
            raise
    _flush(place.parent)


def older_than(instant: datetime) -> list[Path]:
    """Return all content, and what a crash left half-written, that was last touched before an instant."""
    root = Path(settings.EVIDENCE_ROOT) / "files"
    limit = instant.timestamp()
    return [path for path in root.glob("*/*/*") if path.is_file() and path.stat().st_mtime < limit]


def _private_folder(folder: Path) -> None:
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for made in missing:
        made.chmod(0o700)
        _flush(made.parent)


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
