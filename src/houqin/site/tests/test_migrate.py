"""What the application's role may and may not do after migrating."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import ProgrammingError, connection, transaction

from houqin.site.commands.migrate import OWNED, grant
from houqin.site.postgres import APPLICATION

pytestmark = pytest.mark.django_db


@contextmanager
def as_application() -> Iterator[None]:
    """Work as the role the running site has."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {APPLICATION}")
        yield


def allowed(statement: str) -> bool:
    try:
        with as_application(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except ProgrammingError:
        return False
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
    return True


@pytest.fixture(autouse=True)
def granted(db: None) -> None:
    grant(APPLICATION)


def test_the_application_reads_and_writes_ordinary_tables() -> None:
    assert allowed("SELECT count(*) FROM people_person")
    assert allowed("DELETE FROM people_person WHERE false")
    assert allowed("UPDATE lifecycle_case SET version = version WHERE false")


def test_the_application_adds_to_the_trail_and_never_alters_it() -> None:
    assert allowed("SELECT count(*) FROM trail_happening")
    assert not allowed("UPDATE trail_happening SET verb = 'x' WHERE false")
    assert not allowed("DELETE FROM trail_happening WHERE false")
    assert not allowed("TRUNCATE trail_happening")


def test_the_application_neither_makes_nor_drops_tables() -> None:
    assert not allowed("CREATE TABLE mine (n int)")
    assert not allowed("DROP TABLE people_person")
    assert not allowed("ALTER TABLE people_person ADD COLUMN n int")


def test_the_application_may_use_the_queue() -> None:
    assert allowed("INSERT INTO procrastinate_workers DEFAULT VALUES")


def test_granting_again_changes_nothing_and_the_owner_needs_no_grant() -> None:
    assert grant(APPLICATION) > 20
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (me,) = cursor.fetchone()
    assert grant(me) == 0
    assert grant("somebody_unknown") == 0


def test_what_extensions_bring_is_left_alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute(OWNED)
        names = {name for name, _kind in cursor.fetchall()}
    assert "people_person" in names
    assert not any(name.startswith("pg_") for name in names)
