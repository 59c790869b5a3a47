"""Whatever is altered behind the ledger's back is found and named."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection

from houqin.kernel.money.actions.holds import hold
from houqin.kernel.money.actions.posting import post, refund
from houqin.kernel.money.commands import verify_ledger
from houqin.kernel.money.models import Account, Entry, Seal
from houqin.kernel.money.tasks import seal_yesterday, settle
from houqin.kernel.money.tests.stage import HOUR, MONDAY, execute, give, settle_all
from houqin.kernel.money.verify import Finding, verify

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


@contextmanager
def past_the_guards() -> Iterator[None]:
    """Do what only a superuser with the triggers off can do."""
    execute("SET session_replication_role = replica")
    try:
        yield
    finally:
        execute("SET session_replication_role = origin")


@pytest.fixture
def three_days(wallet: Account, stall: Account, clearing: Account) -> list[Entry]:
    """Six entries over three sealed days, one of them refunded in part, and a hold."""
    given = give(wallet, 1_000, clearing, key="0")
    for day in range(3):
        for n in (1, 2):
            key, lines = f"{day} {n}", [(wallet, -10 * n), (stall, 10 * n)]
            made = post(source="t", key=key, lines=lines, reason="meal", by=None, at=MONDAY + day * DAY)
        settle_all()
        assert seal_yesterday(MONDAY + (day + 1) * DAY)
        assert not seal_yesterday(MONDAY + (day + 1) * DAY)
    refund(entry=made.entry, fen=5, source="t", key="back", reason="x", by=None, at=MONDAY)
    hold(
        pots=[(wallet, 7)],
        to=stall,
        source="t",
        key="h",
        reason="x",
        expires_at=MONDAY + HOUR,
        by=None,
        at=MONDAY,
    )
    assert given.fresh
    return list(Entry.objects.order_by("seq"))


def test_an_untouched_ledger_is_sound(three_days: list[Entry], capsys: pytest.CaptureFixture[str]) -> None:
    report = verify()
    assert (report.entries, report.days, report.findings) == (8, 3, [])
    assert list(Seal.objects.order_by("day").values_list("entries", flat=True)) == [3, 2, 2]
    verify_ledger([])
    assert "账目完整" in capsys.readouterr().out


def _fen(entry: Entry) -> None:
    execute("UPDATE money_posting SET fen = fen * 2 WHERE entry_id = %s", entry.pk)


def _account(entry: Entry) -> None:
    execute(
        "UPDATE money_posting SET account_id = (SELECT id FROM money_account WHERE kind = 'clearing')"
        " WHERE entry_id = %s AND fen > 0", entry.pk,
    )  # fmt: skip


def _note(entry: Entry) -> None:
    execute("UPDATE money_entry SET note = '改过' WHERE id = %s", entry.pk)


def _booked(entry: Entry) -> None:
    execute("UPDATE money_entry SET booked_on = booked_on - 30 WHERE id = %s", entry.pk)


def _key(entry: Entry) -> None:
    execute("UPDATE money_entry SET key = 'other' WHERE id = %s", entry.pk)


@pytest.mark.parametrize("alter", [_fen, _account, _note, _booked, _key])
def test_an_altered_entry_is_named_with_its_day(
    three_days: list[Entry], alter: Callable[[Entry], None]
) -> None:
    victim = three_days[3]
    with past_the_guards():
        alter(victim)
    altered = [finding for finding in verify().findings if finding.fault == "entry_altered"]
    assert altered == [Finding("entry_altered", (MONDAY + DAY).date(), victim.pk)]


def test_who_mends_the_digest_too_is_given_away_by_the_trail_and_the_day(three_days: list[Entry]) -> None:
    victim = three_days[4]
    with past_the_guards():
        _note(victim)
        execute(
            "UPDATE money_entry e SET digest = money_digest(e.id, e.source, e.key, e.at, e.booked_on, e.reason, e.note,"
            " e.subject, e.by_id, e.on_behalf_of, e.reverses_id, (SELECT array_agg(account_id ORDER BY line) FROM"
            " money_posting WHERE entry_id = e.id), (SELECT array_agg(fen ORDER BY line) FROM money_posting"
            " WHERE entry_id = e.id)) WHERE id = %s", victim.pk,
        )  # fmt: skip
    day = (MONDAY + DAY).date()
    assert verify().findings == [Finding("entry_not_in_trail", day, victim.pk), Finding("day_altered", day)]


def test_a_deleted_entry_is_missed_by_its_day_and_by_the_trail(three_days: list[Entry]) -> None:
    victim = three_days[5]
    with past_the_guards():
        execute("DELETE FROM money_posting WHERE entry_id = %s", victim.pk)
        execute("DELETE FROM money_entry WHERE id = %s", victim.pk)
    found = verify().findings
    assert Finding("entry_missing", entry=victim.pk) in found
    assert Finding("day_altered", (MONDAY + 2 * DAY).date()) in found


def test_a_pair_of_postings_slipped_in_is_found(
    three_days: list[Entry], wallet: Account, stall: Account
) -> None:
    victim = three_days[1]
    with past_the_guards():
        execute(
            "INSERT INTO money_posting (entry_id, line, account_id, fen, booked_on) VALUES"
            " (%s, 3, %s, 9, '2026-11-23'), (%s, 4, %s, -9, '2026-11-23')", victim.pk, wallet.pk, victim.pk, stall.pk,
        )  # fmt: skip
    assert Finding("entry_altered", MONDAY.date(), victim.pk) in verify().findings


def test_an_altered_seal_gives_itself_away_and_no_other_day(three_days: list[Entry]) -> None:
    with past_the_guards():
        execute("UPDATE money_seal SET hash = sha256(hash) WHERE day = %s", (MONDAY + 2 * DAY).date())
    assert verify().findings == [Finding("day_altered", (MONDAY + 2 * DAY).date())]


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ("UPDATE money_balance SET balance = balance + 1 WHERE NOT append_only", {"balance_differs"}),
        ("UPDATE money_balance SET held = held + 1 WHERE NOT append_only", {"held_differs"}),
        ("UPDATE money_snapshot SET balance = balance - 1", {"balance_differs"}),
        ("UPDATE money_refunded SET fen = fen - 1", {"over_refunded"}),
        ("UPDATE money_hold SET fen = 6", {"held_differs"}),
    ],
)
def test_a_balance_a_snapshot_a_hold_a_refund_that_differs_is_found(
    three_days: list[Entry], change: str, faults: set[str]
) -> None:
    with past_the_guards():
        execute(change)
    assert {finding.fault for finding in verify().findings} == faults


def test_the_command_names_the_fault_and_fails(
    three_days: list[Entry], capsys: pytest.CaptureFixture[str]
) -> None:
    with past_the_guards():
        _note(three_days[3])
    with pytest.raises(SystemExit, match="1"):
        verify_ledger([])
    assert f"2026-11-24 {three_days[3].pk}  账目内容被改动" in capsys.readouterr().out


def test_a_short_tail_waits_and_what_runs_is_not_final(wallet: Account, clearing: Account) -> None:
    give(wallet, 10, clearing)
    assert [settle(MONDAY), settle(MONDAY)] == [0, 0], "two postings are no long tail"
    final = "SELECT final_entry FROM money_mark"
    settled = execute(final)
    other = connection.copy()
    try:
        with other.cursor() as running:
            running.execute("BEGIN")
            running.execute("SELECT pg_current_xact_id()")
            give(wallet, 10, clearing)
            for _ in range(3):
                settle(MONDAY)
            assert execute(final) == settled, "somebody who began before may still add a number below"
            running.execute("COMMIT")
    finally:
        other.close()
    settle_all()
    assert execute(final) != settled
