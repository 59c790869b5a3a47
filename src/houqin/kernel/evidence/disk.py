"""Bytes on disk under their SHA-256: written whole or not at all, readable by the program alone."""

import os
import tempfile
from pathlib import Path

from django.conf import settings


def path_of(sha256: str, suffix: str = "") -> Path:
    """Return where bytes of a hash lie."""
    return Path(settings.EVIDENCE_ROOT) / sha256[:2] / sha256[2:4] / f"{sha256}{suffix}"


def keep(data: bytes, path: Path) -> None:
    """Write bytes atomically and durably; the same content written twice at once is harmless."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
