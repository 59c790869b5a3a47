"""The deployment's secret: from the environment, or made once beside the data."""

import os
import secrets
import tempfile
from pathlib import Path


def secret_key(data: Path) -> str:
    """Return the signing key: `HOUQIN_SECRET_KEY`, or the key file in the data directory, made on first use."""
    if given := os.environ.get("HOUQIN_SECRET_KEY"):
        return given
    file = data / "secret.key"
    if not (file.exists() and file.read_text().strip()):
        _make(file)
    return file.read_text().strip()


def _make(file: Path) -> None:
    """Put a whole key in place at once: several processes begin together, and all must sign with the same."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, fresh = tempfile.mkstemp(dir=file.parent, prefix=file.name)  # readable by its owner only
    with os.fdopen(descriptor, "w") as out:
        out.write(secrets.token_urlsafe(50))
    try:
        os.link(fresh, file)
    except FileExistsError:
        if not file.read_text().strip():  # left behind by a start broken off
            Path(fresh).replace(file)
    finally:
        Path(fresh).unlink(missing_ok=True)
