"""The pytest plugin: tests run against a real PostgreSQL, the embedded one or `DATABASE_OWNER_URL`.

Loaded with `-p` so that the environment stands before Django reads its settings.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("HOUQIN_DATA", str(Path("var/test").resolve()))
os.environ.setdefault("HOUQIN_ROLE", "owner")
os.environ.setdefault("HOUQIN_TEST_DATABASE", f"test_houqin_{os.getpid()}")


def pytest_configure() -> None:
    """Start the embedded server once for all workers, unless another server is named."""
    if "DATABASE_OWNER_URL" not in os.environ:
        from houqin.site.postgres import Cluster

        Cluster(Path(os.environ["HOUQIN_DATA"]) / "postgres").ensure()


@pytest.fixture(scope="session", autouse=True)
def _flush_past_the_trail() -> Iterator[None]:
    """Between transactional tests all tables are emptied; the trail refuses that even to its owner.

    Only the superuser that tests run as can set triggers aside.
    """
    from django.db.backends.postgresql.operations import DatabaseOperations

    def flush(self: DatabaseOperations, sql_list: list[str]) -> None:
        aside = ["SET LOCAL session_replication_role = replica", *sql_list]
        super(DatabaseOperations, self).execute_sql_flush(aside)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", flush, raising=False)
        yield
