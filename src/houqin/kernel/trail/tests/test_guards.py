"""Nobody changes the past: not the application, not even the owner of the tables."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from houqin.kernel.base.ids import new_id
from houqin.kernel.trail.models import Happening, SubjectKey
from houqin.kernel.trail.record import Entry, record_many
from houqin.kernel.trail.tasks import add_partitions
from houqin.kernel.trail.tests.stage import MONDAY, SUBJECT, Value, entries, past_the_guards

pytestmark = pytest.mark.django_db

STATEMENTS = [
    "UPDATE {table} SET {column} = {column}",
    "DELETE FROM {table}",
    "TRUNCATE {table} CASCADE",
]
TABLES = [
    ("trail_happening", "verb"),
    ("trail_happening_202611", "verb"),
    ("trail_happening_other", "verb"),
    ("trail_link", "hash"),
    ("trail_private", "ciphertext"),
]


def _run(statement: str, *values: Value) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def _run_as_application(statement: str, *values: Value) -> None:
    with transaction.atomic():
        _run("SET LOCAL ROLE houqin")
        _run(statement, *values)
        _run("RESET ROLE")


def _one(query: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


@pytest.fixture
def filled() -> None:
    """A row in every guarded table."""
    record_many(entries(1, private={"note": "x"}))
    record_many([Entry(subject=SUBJECT, kind="a", verb="b", at=datetime(2090, 1, 1, tzinfo=UTC))])
    _run("INSERT INTO trail_link VALUES (1, %s, now(), now(), '')", new_id())
    _run("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(("table", "column"), TABLES)
@pytest.mark.parametrize("statement", STATEMENTS)
def test_even_the_owner_is_refused(statement: str, table: str, column: str, filled: None) -> None:
    with pytest.raises(DatabaseError, match="the trail is insert-only"):
        _run(statement.format(table=table, column=column))


@pytest.mark.parametrize("statement", STATEMENTS)
@pytest.mark.parametrize("table", ["trail_happening", "trail_happening_202611"])
def test_the_application_has_not_even_the_right_to_try(statement: str, table: str, filled: None) -> None:
    with pytest.raises(DatabaseError, match="permission denied"):
        _run_as_application(statement.format(table=table, column="verb"))


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE trail_happening DISABLE TRIGGER ALL",
        "DROP TRIGGER trail_insert_only ON trail_happening",
        "ALTER TABLE trail_happening DETACH PARTITION trail_happening_202611",
        "DROP TABLE trail_happening_202611",
        "SET session_replication_role = replica",
        "INSERT INTO trail_happening_202611 SELECT * FROM trail_happening",
    ],
)
def test_the_application_cannot_get_round_the_guards(statement: str, filled: None) -> None:
    with pytest.raises(DatabaseError, match=r"must be owner|permission denied"):
        _run_as_application(statement)


def test_the_application_may_add_and_read() -> None:
    with transaction.atomic():
        _run("SET LOCAL ROLE houqin")
        insert = "INSERT INTO trail_happening (id, at, subject, kind, verb) VALUES (%s, %s, %s, 'a', 'b')"
        _run(insert, new_id(), MONDAY, SUBJECT)
        assert _one("SELECT count(*) FROM trail_happening") == 1
        _run("RESET ROLE")


def test_another_role_owns_the_record() -> None:
    owners = "SELECT string_agg(DISTINCT pg_get_userbyid(relowner), ',') FROM pg_class WHERE relname LIKE "
    assert _one(owners + "'trail\\_happening%%' AND relkind IN ('r', 'p')") == "houqin_trail"


def test_a_key_can_be_destroyed_once_and_nothing_else(filled: None) -> None:
    for statement in (
        "UPDATE trail_subject_key SET wrapped = 'x'",
        "UPDATE trail_subject_key SET subject = gen_random_uuid(), wrapped = NULL, destroyed_at = now()",
        "DELETE FROM trail_subject_key",
    ):
        with pytest.raises(DatabaseError, match=r"insert-only|only be destroyed"):
            _run(statement)
    SubjectKey.objects.update(wrapped=None, destroyed_at=MONDAY)
    with pytest.raises(DatabaseError, match="only be destroyed"), transaction.atomic():
        SubjectKey.objects.update(wrapped=b"back again", destroyed_at=None)


def test_there_is_a_partition_for_every_month_from_2024_to_two_years_ahead() -> None:
    for at in (datetime(2024, 1, 1, tzinfo=UTC), MONDAY, MONDAY + timedelta(days=700)):
        record_many([Entry(subject=SUBJECT, kind="a", verb="b", at=at)])
    places = "SELECT string_agg(tableoid::regclass::text, ' ' ORDER BY at) FROM trail_happening"
    assert _one(places) == "trail_happening_202401 trail_happening_202611 trail_happening_202810"


def test_the_month_begins_at_midnight_in_shanghai() -> None:
    last = datetime(2026, 10, 31, 15, 59, 59, tzinfo=UTC)
    for at in (last, last + timedelta(seconds=1)):
        record_many([Entry(subject=SUBJECT, kind="a", verb="b", at=at)])
    places = "SELECT string_agg(tableoid::regclass::text, ' ' ORDER BY at) FROM trail_happening"
    assert _one(places) == "trail_happening_202610 trail_happening_202611"


def test_rows_that_came_before_their_month_s_partition_move_into_it_unchanged() -> None:
    early = datetime(2090, 5, 17, tzinfo=UTC)
    record_many(
        Entry(subject=SUBJECT, kind="a", verb="b", at=early + timedelta(days=40 * n), facts={"n": n})
        for n in range(3)
    )
    whole = "SELECT string_agg(h::text, '|' ORDER BY at) FROM trail_happening h"
    before = _one(whole)
    assert _one("SELECT trail_add_partition(date '2090-05-31')") is True
    assert _one("SELECT trail_add_partition(date '2090-05-01')") is False
    assert _one(whole) == before
    assert _one("SELECT count(*) FROM trail_happening_209005") == 1
    assert _one("SELECT count(*) FROM trail_happening_other") == 2
    for table in ("trail_happening_209005", "trail_happening_other"):
        for statement in STATEMENTS:
            with pytest.raises(DatabaseError, match="insert-only"):
                _run(statement.format(table=table, column="verb"))


def test_the_application_s_job_makes_the_partitions_of_the_months_ahead() -> None:
    with transaction.atomic():
        _run("SET LOCAL ROLE houqin")
        made = add_partitions(datetime(2040, 1, 31, 20, 0, tzinfo=UTC))
        assert made == 25
        assert add_partitions(datetime(2040, 2, 1, tzinfo=UTC)) == 0
        _run("RESET ROLE")
    first, last = "trail_happening_204002", "trail_happening_204202"
    assert _one(f"SELECT to_regclass('{first}') IS NOT NULL AND to_regclass('{last}') IS NOT NULL")
    assert _one("SELECT to_regclass('trail_happening_204001') IS NULL")
    assert _one(f"SELECT pg_get_userbyid(relowner) FROM pg_class WHERE relname = '{first}'") == "houqin_trail"


def test_only_a_superuser_with_triggers_off_can_tamper_and_that_is_what_the_chain_is_for(
    filled: None,
) -> None:
    with past_the_guards():
        Happening.objects.filter(subject=SUBJECT).update(verb="forged")
    assert Happening.objects.filter(verb="forged").exists()
