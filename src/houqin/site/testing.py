"""The pytest plugin: tests run against a real PostgreSQL, the embedded one or `DATABASE_OWNER_URL`.

Loaded with `-p` so that the environment stands before Django reads its settings. The tables are made once for each
state of the migrations, in a template that the test databases are copied from.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

if TYPE_CHECKING:
    from pytest_django.plugin import DjangoDbBlocker

PACKAGE = Path(__file__).parents[1]
PREFIX = "test_houqin_"
TEMPLATES = "houqin_template_"
IN_A_HURRY = ("-c fsync=off", "-c full_page_writes=off", "-c max_connections=200")
GUARDED = "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgtype & 40 > 0"
KEPT = 5  # older templates another run may be about to copy
BROWSER_FIXTURES = frozenset({"page", "browser", "context", "browser_type"})


def state_of_migrations() -> str:
    """Return a hash over everything that makes the tables."""
    total = sha256()
    for path in sorted(PACKAGE.glob("**/*")):
        if (
            path.is_file()
            and {"migrations", "sql", "data"} & set(path.parts)
            and path.suffix in {".py", ".sql", ".csv"}
        ):
            total.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:12]


os.environ.setdefault("HOUQIN_DATA", str(Path("var/test").resolve()))
os.environ.setdefault("HOUQIN_ROLE", "owner")
os.environ.setdefault("HOUQIN_TEST_DATABASE", f"{PREFIX}{os.getpid()}")
os.environ.setdefault("HOUQIN_TEST_TEMPLATE", f"{TEMPLATES}{state_of_migrations()}")


def pytest_configure(config: pytest.Config) -> None:
    """Start the embedded server unless another is named, and make the template; once, not in every worker."""
    config.addinivalue_line("markers", "browser: drives a real browser")
    if hasattr(config, "workerinput"):
        return
    (Path(os.environ["HOUQIN_DATA"]) / "static").mkdir(parents=True, exist_ok=True)
    if "DATABASE_OWNER_URL" not in os.environ:
        from houqin.site.postgres import Cluster

        Cluster(Path(os.environ["HOUQIN_DATA"]) / "postgres", IN_A_HURRY).ensure()
    make_template(os.environ["HOUQIN_TEST_TEMPLATE"])


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what drives a browser; where there is none outside CI, leave it out and say so."""
    drives = [item for item in items if BROWSER_FIXTURES & set(getattr(item, "fixturenames", ()))]
    for item in drives:
        item.add_marker("browser")
    if drives and shutil.which("chromium") is None and os.environ.get("CI") != "true":
        config.hook.pytest_deselected(items=drives)
        items[:] = [item for item in items if item not in drives]


@pytest.fixture(scope="session", autouse=True)
def every_test_begins_with_what_migrations_laid(
    django_db_setup: None, django_db_blocker: "DjangoDbBlocker"
) -> Iterator[None]:
    """After a test with real transactions put the tables back as they were before the first, those too that only grow.

    Django would truncate every table, which takes longer than most tests; here only what holds rows is emptied.
    """
    from django.db import connection
    from django.test import TransactionTestCase

    flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]
    with django_db_blocker.unblock():
        ours = {*connection.introspection.django_table_names(), "trail_happening"}
        tables = ours & {*connection.introspection.table_names()}  # none where no test here wants a database
        first = {table: rows_of(table) for table in filled(tables)}
    TransactionTestCase._fixture_teardown = lambda case: put_back(tables, first)  # type: ignore[attr-defined]
    yield
    TransactionTestCase._fixture_teardown = flush  # type: ignore[attr-defined]


def put_back(tables: set[str], first: dict[str, bytes]) -> None:
    """Empty the tables whose rows are others than the first, and lay those down again."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        there = {*filled(tables)}
        changed = there ^ first.keys()
        changed |= {table for table in there & first.keys() if rows_of(table) != first[table]}
        cursor.execute(GUARDED)
        guarded = {row[0] for row in cursor.fetchall()} & changed
        for table in guarded:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in changed:
            cursor.execute(f"DELETE FROM {table}")
        for table in first.keys() & changed:
            with cursor.copy(f"COPY {table} FROM STDIN (FORMAT binary)") as copy:
                copy.write(first[table])
    with connection.cursor() as cursor:
        for table in guarded:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def filled(tables: set[str]) -> list[str]:
    """Return the tables that hold rows."""
    from django.db import connection

    if not tables:
        return []
    each = ", ".join(f"CASE WHEN EXISTS (SELECT FROM {table}) THEN '{table}' END" for table in sorted(tables))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT array_remove(ARRAY[{each}], NULL)")
        found: list[str] = cursor.fetchone()[0]
    return found


def rows_of(table: str) -> bytes:
    """Return a table's rows in PostgreSQL's own format."""
    from django.db import connection

    with connection.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT (FORMAT binary)") as copy:
        return b"".join(copy)


def make_template(name: str) -> None:
    """Migrate a fresh database once and keep it under `name`; drop templates and test databases nobody needs."""
    from houqin.site.settings import DATABASE_OWNER_URL, DATABASE_URL

    with psycopg.connect(at(DATABASE_OWNER_URL, "postgres"), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext('houqin tests'))")
        names = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
        if name not in names:
            fresh = f"{name}_{os.getpid()}"
            _database(connection, "CREATE", fresh)
            urls = {
                "DATABASE_URL": at(DATABASE_URL, fresh),
                "DATABASE_OWNER_URL": at(DATABASE_OWNER_URL, fresh),
            }
            command = [sys.executable, "-W", "ignore", "-m", "houqin.site", "migrate"]
            subprocess.run(command, env=os.environ | urls, check=True)
            connection.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(fresh), sql.Identifier(name))
            )
        templates = {old for old in names if old.startswith(TEMPLATES) and old != name}
        for old in names:
            if (old in templates and len(templates) > KEPT) or (old.startswith(PREFIX) and not _in_use(old)):
                try:
                    _database(connection, "DROP", old)
                except (psycopg.errors.ObjectInUse, psycopg.errors.InvalidCatalogName):
                    continue


def at(url: str, database: str) -> str:
    """Return a connection URL for another database of the same server."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc or "", path=f"/{database}"))


def _database(connection: "psycopg.Connection[tuple[str, ...]]", verb: str, name: str) -> None:
    connection.execute(sql.SQL(f"{verb} DATABASE {{}}").format(sql.Identifier(name)))


def _in_use(name: str) -> bool:
    """Tell whether the process that made a test database still lives."""
    process = name.removeprefix(PREFIX).split("_")[0]
    return process.isdecimal() and Path(f"/proc/{process}").exists()
