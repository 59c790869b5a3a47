"""The deployment's secret: from the environment, or made once beside the data."""

import os
import secrets
from pathlib import Path


def secret_key(data: Path) -> str:
    """Return the signing key: `HOUQIN_SECRET_KEY`, or the key file in the data directory, made on first use."""
    if given := os.environ.get("HOUQIN_SECRET_KEY"):
        return given
    file = data / "secret.key"
    try:
        return file.read_text().strip()
    except FileNotFoundError:
        data.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as out:
            out.write(secrets.token_urlsafe(50))
        return file.read_text().strip()
