"""Nobody changes the journal or a balance: not the application, not even the owner of the tables."""

import pytest
from django.db import DatabaseError, connection, transaction

from houqin.kernel.base.ids import new_id
from houqin.kernel.money.actions.holds import hold
from houqin.kernel.money.actions.posting import refund
from houqin.kernel.money.models import Account, Balance, Entry, Hold
from houqin.kernel.money.naming import LEDGER
from houqin.kernel.money.tests.stage import HOUR, MONDAY, commit_checks, execute, give
from houqin.kernel.people.models import Person

pytestmark = pytest.mark.django_db
JOURNAL = ["money_entry", "money_posting", "money_snapshot", "money_seal", "money_holdline"]
KEPT = ["money_account", "money_balance", "money_refunded", "money_hold", "money_mark", "money_period"]


@pytest.fixture
def filled(wallet: Account, clearing: Account) -> None:
    """A row in every table."""
    given = give(wallet, 500, clearing)
    refund(entry=given.entry, fen=100, source="t", key="r", reason="x", by=None, at=MONDAY)
    hold(
        pots=[(wallet, 50)],
        to=clearing,
        source="t",
        key="h",
        reason="x",
        expires_at=MONDAY + HOUR,
        by=None,
        at=MONDAY,
    )
    execute("INSERT INTO money_snapshot (account_id, upto, balance) VALUES (%s, 1, 1)", clearing.pk)
    execute("INSERT INTO money_seal VALUES ('2026-11-01', 0, 1, 1, '')")
    execute("INSERT INTO money_mark VALUES (1, 0, 0, '0', 0, 0)")
    execute(
        "INSERT INTO money_period (month, state, closed_at, why) VALUES ('2026-10-01', 'closed', now(), '')"
    )
    commit_checks()


def refuses(statement: str, match: str) -> None:
    with pytest.raises(DatabaseError, match=match), transaction.atomic():
        execute(statement)


@pytest.mark.parametrize("table", JOURNAL)
def test_even_the_owner_changes_no_line_of_the_journal(table: str, filled: None) -> None:
    columns = (
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 1 AND attidentity = ''"
    )
    column = execute(columns, table)
    refuses(f"UPDATE {table} SET {column} = {column}", f"keeps {table}: UPDATE is refused")


@pytest.mark.parametrize("table", [*JOURNAL, *KEPT])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_even_the_owner_takes_nothing_out(statement: str, table: str, filled: None) -> None:
    refuses(statement.format(table), "the ledger keeps")


def test_an_entry_that_does_not_balance_cannot_be_committed(wallet: Account, clearing: Account) -> None:
    entry = (
        "INSERT INTO money_entry (id, source, key, at, booked_on, reason, note, fen, request, digest) "
        f"VALUES ('{new_id()}', 't', 'k', now(), '2026-11-23', 'x', '', 5, '', '') RETURNING id"
    )
    posting = (
        "INSERT INTO money_posting (entry_id, line, account_id, fen, booked_on) "
        f"SELECT id, n, CASE n WHEN 1 THEN '{wallet.pk}'::uuid ELSE '{clearing.pk}' END, t.fen, booked_on "
        "FROM money_entry, (VALUES {}) AS t (n, fen) WHERE key = 'k'"
    )

    def write(lines: str) -> None:
        execute(entry)
        if lines:
            execute(posting.format(lines))
        commit_checks()

    for lines in ("(1, 5), (2, -4)", "(1, 5)", ""):
        with pytest.raises(DatabaseError, match="postings that sum to"), transaction.atomic():
            write(lines)
    write("(1, 5), (2, -5)")


def test_a_hold_and_an_account_stay_what_they_were_made(filled: None, wallet: Account) -> None:
    refuses("UPDATE money_hold SET fen = 1", "ends once")
    execute("UPDATE money_hold SET state = 'voided', ended_at = now()")
    refuses("UPDATE money_hold SET state = 'pending', ended_at = NULL", "ends once")
    for change in ("opened_at = now()", "person_id = NULL", "kind = 'deposit'", "label = 'x'"):
        refuses(f"UPDATE money_account SET {change} WHERE id = '{wallet.pk}'", "stays what it was opened as")
    refuses("UPDATE money_account SET append_only = false WHERE append_only", "stays what it was opened as")


def test_the_constraints_stand_behind_the_functions(filled: None, wallet: Account) -> None:
    refuses(f"UPDATE money_balance SET balance = 49 WHERE account_id = '{wallet.pk}'", "money_floor")
    refuses("UPDATE money_balance SET held = -1", "money_floor")
    refuses("UPDATE money_refunded SET fen = total + 1", "money_refunded")


def test_a_period_goes_its_way_and_by_two_people(filled: None, accountant: Person, chief: Person) -> None:
    asked, allowed = f"asked_by_id = '{accountant.pk}'", f"reopened_by_id = '{chief.pk}'"
    refuses(f"UPDATE money_period SET state = 'open', {asked}, {allowed}", "by no way")
    execute(f"UPDATE money_period SET state = 'asked', {asked}")
    refuses("UPDATE money_period SET state = 'open', reopened_by_id = asked_by_id", "money_period_two_people")


@pytest.mark.parametrize("table", sorted(LEDGER))
def test_the_application_may_read_the_ledger_and_write_nothing(table: str, filled: None) -> None:
    with transaction.atomic():
        execute("SET LOCAL ROLE houqin")
        assert isinstance(execute(f"SELECT count(*) FROM {table}"), int)
        for statement in (f"INSERT INTO {table} DEFAULT VALUES", f"DELETE FROM {table}"):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                execute(statement)
        execute("RESET ROLE")


def test_the_application_posts_through_the_functions_alone(wallet: Account, clearing: Account) -> None:
    with transaction.atomic():
        execute("SET LOCAL ROLE houqin")
        give(wallet, 700, clearing)
        held = hold(
            pots=[(wallet, 5)], to=clearing, source="t", key="h", reason="x", expires_at=MONDAY + HOUR, by=None,
            at=MONDAY,
        )  # fmt: skip
        commit_checks()
        for function in ("money_write", "money_look", "money_pots"):
            name = execute("SELECT oid::regprocedure::text FROM pg_proc WHERE proname = %s", function)
            assert not execute("SELECT has_function_privilege('houqin', %s, 'EXECUTE')", name)
        execute("RESET ROLE")
    assert (Balance.objects.get(account=wallet).balance, Hold.objects.get().pk) == (700, held.hold)
    assert Entry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_ledger_posts_only_where_each_statement_sees_what_was_committed(
    wallet: Account, clearing: Account
) -> None:
    with transaction.atomic():
        execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        with pytest.raises(DatabaseError, match="read committed"):
            give(wallet, 1, clearing, key="once")


@pytest.mark.django_db(transaction=True)
def test_no_later_transaction_adds_to_an_entry(wallet: Account, clearing: Account) -> None:
    made = give(wallet, 500, clearing)
    pair = (
        "INSERT INTO money_posting (entry_id, line, account_id, fen, booked_on) "
        f"VALUES ('{made.entry}', 3, '{wallet.pk}', 7, '2026-11-23'), ('{made.entry}', 4, '{clearing.pk}', -7, '2026-11-23')"
    )
    refuses(pair, "of its own transaction")
    assert connection.in_atomic_block is False
