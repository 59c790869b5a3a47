"""The pytest plugin: tests run against a real PostgreSQL, the embedded one or `DATABASE_OWNER_URL`.

Loaded with `-p` so that the environment stands before Django reads its settings.
"""

import os
from pathlib import Path

os.environ.setdefault("HOUQIN_DATA", str(Path("var/test").resolve()))
os.environ.setdefault("HOUQIN_ROLE", "owner")
os.environ.setdefault("HOUQIN_TEST_DATABASE", f"test_houqin_{os.getpid()}")


def pytest_configure() -> None:
    """Start the embedded server once for all workers, unless another server is named."""
    if "DATABASE_OWNER_URL" not in os.environ:
        from houqin.site.postgres import Cluster

        Cluster(Path(os.environ["HOUQIN_DATA"]) / "postgres").ensure()
