"""The relay: commit order, nothing lost, nothing twice, whatever dies or runs twice."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import quote
from uuid import UUID

import psycopg
import pytest
from django.db import connection, transaction

from houqin.kernel.base.ids import new_id
from houqin.kernel.registry.feature import Subscriber
from houqin.kernel.trail.models import Happening, Link, RelayState
from houqin.kernel.trail.queries import after, timeline
from houqin.kernel.trail.record import erase, read, record, record_many
from houqin.kernel.trail.relay import link_new, run_once
from houqin.kernel.trail.tests.stage import MONDAY, SUBJECT, entries, link_all, settle
from houqin.kernel.trail.verify import verify

pytestmark = pytest.mark.django_db(transaction=True)


def _record(verb: str, subject: UUID = SUBJECT) -> UUID:
    with transaction.atomic():
        return record(subject=subject, kind="toy.case", verb=verb, by=None, at=MONDAY).pk


def _chain() -> list[tuple[int, UUID]]:
    return list(Link.objects.order_by("seq").values_list("seq", "happening"))


def test_happenings_are_numbered_without_a_gap_in_the_order_they_were_committed() -> None:
    made = [_record(f"v{n}") for n in range(5)]
    settle()
    assert link_new(3) == 3
    assert link_new(3) == 2
    assert link_new(3) == 0
    assert _chain() == list(enumerate(made, 1))
    assert [(seq, each.verb) for seq, each in after(2, 2)] == [(3, "v2"), (4, "v3")]
    assert verify().sound


def test_an_idle_relay_writes_nothing() -> None:
    _record("once")
    link_all()
    with transaction.atomic(), connection.cursor() as cursor:
        assert [link_new(10) for _ in range(3)] == [0] * 3
        cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NULL")
        assert cursor.fetchone() == (True,)


def test_what_began_early_and_committed_late_is_not_lost() -> None:
    """Its number is lower than those already there; a relay that kept the highest number would skip it."""
    began, finish, made = threading.Event(), threading.Event(), []

    def slow() -> None:
        with transaction.atomic():
            made.append(record(subject=SUBJECT, kind="toy.case", verb="slow", by=None, at=MONDAY).pk)
            began.set()
            finish.wait(20)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert began.wait(20)
    quick = [_record("quick") for _ in range(3)]
    assert link_new(100) == 0
    finish.set()
    thread.join()
    link_all()
    assert _chain() == list(enumerate([*made, *quick], 1))


def test_a_long_transaction_in_another_database_holds_nobody_up() -> None:
    made = _record("ours")
    with psycopg.connect(_url("postgres")) as neighbour:
        neighbour.execute("SELECT pg_current_xact_id()")
        assert link_all() == 1
        later = _record("ours too")
        assert link_all() == 1
    assert _chain() == [(1, made), (2, later)]


def test_without_the_right_to_see_the_others_the_whole_server_is_waited_for() -> None:
    with psycopg.connect(_url("postgres")) as neighbour, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER FUNCTION trail_safe_xact() OWNER TO houqin")
        (started,) = neighbour.execute("SELECT pg_current_xact_id()::text").fetchone() or ()
        cursor.execute("SELECT trail_safe_xact() <= %s::xid8", [started])
        assert cursor.fetchone() == (True,)
        transaction.set_rollback(True)


def test_many_writers_and_two_relays_at_once_leave_one_whole_chain() -> None:
    stop, problems = threading.Event(), []

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    def write() -> None:
        for n in range(40):
            with transaction.atomic():
                record(subject=new_id(), kind="toy.case", verb="a", by=None, at=MONDAY)
                time.sleep(0.002 * (n % 3))
                record(subject=new_id(), kind="toy.case", verb="b", by=None, at=MONDAY)

    def relay() -> None:
        while not stop.is_set():
            link_new(7)

    relays = [threading.Thread(target=guarded, args=(relay,)) for _ in range(2)]
    writers = [threading.Thread(target=guarded, args=(write,)) for _ in range(4)]
    for thread in (*relays, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    for thread in relays:
        thread.join()
    link_all()
    assert problems == []
    chain = _chain()
    assert [seq for seq, _id in chain] == list(range(1, 321))
    assert {happening for _seq, happening in chain} == set(Happening.objects.values_list("pk", flat=True))
    assert verify().sound


def test_a_batch_that_ends_in_the_middle_of_a_transaction_goes_on_there() -> None:
    record_many(entries(2_500))
    settle()
    assert [link_new(1_000) for _ in range(4)] == [1_000, 1_000, 500, 0]
    assert [each.facts["n"] for _seq, each in after(0, 3_000)] == list(range(2_500))


def test_the_application_s_own_role_may_do_all_that_the_trail_needs() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE houqin")
        try:
            record_many(entries(2, private={"note": "x"}))
            assert link_all() == 2
            assert run_once(10, [Subscriber("toy", lambda happenings: None)]) == 2
            assert [read(each) for each in timeline(SUBJECT)] == [{"note": "x"}] * 2
            assert erase(SUBJECT, by=None, at=MONDAY)
            assert link_all() == 1
            assert verify().sound
        finally:
            cursor.execute("RESET ROLE")


def test_the_live_pages_are_woken_only_after_the_links_are_there() -> None:
    with psycopg.connect(_url(), autocommit=True) as listener:
        listener.execute("LISTEN houqin_live")
        _record("woken")
        assert link_all() == 1
        (word,) = [notice.payload for notice in listener.notifies(timeout=5, stop_after=1)]
    assert json.loads(word) == {"seq": 1, "kind": "toy.case", "subject": str(SUBJECT)}


def test_in_a_restored_copy_that_counts_transactions_anew_nothing_is_lost_or_doubled() -> None:
    old = [_record("before the backup") for _ in range(3)]
    settle()
    link_new(2)
    _pretend_restored(horizon="9000000000000")
    new = [_record("after the restore") for _ in range(3)]
    settle()
    assert [link_new(2) for _ in range(4)] == [2, 2, 0, 0]
    assert RelayState.objects.get().horizon < 9_000_000_000_000
    newest = _record("and on")
    assert link_all() == 1
    assert _chain() == list(enumerate([*old, *new, newest], 1))


def test_a_copy_on_another_server_is_known_by_the_server_s_own_number() -> None:
    _record("before")
    link_all()
    RelayState.objects.update(cluster=1, horizon=5)
    late = _record("after")
    assert link_all() == 1
    assert _chain()[-1] == (2, late)
    assert RelayState.objects.get().cluster > 1


INSERT = "INSERT INTO toy_seen VALUES (%s)"
KILLED = f"""
import django
django.setup()
from django.db import connection
from houqin.kernel.registry.feature import Subscriber
from houqin.kernel.trail.relay import run_once

def keep(happenings):
    with connection.cursor() as cursor:
        cursor.executemany("{INSERT}", [[each.pk] for each in happenings])

print("ready", flush=True)
while True:
    run_once(20, [Subscriber("toy", keep)])
"""


@pytest.fixture
def seen_table() -> Iterator[None]:
    """A table in which a subscriber writes what it saw; nothing in it keeps it from writing twice."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE toy_seen (happening uuid)")
        yield
        cursor.execute("DROP TABLE toy_seen")


def test_a_relay_killed_again_and_again_loses_and_doubles_nothing(seen_table: None) -> None:
    record_many(entries(4_000))
    settle()
    for pause in (0.0, 0.013, 0.031, 0.047):
        done = _done()
        process = _relay_process()
        deadline = time.monotonic() + 120
        while _done() == done and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(pause)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert done < _done() < 8_000
    while run_once(1_000, [Subscriber("toy", _keep)]):
        pass
    assert [seq for seq, _id in _chain()] == list(range(1, 4_001))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT happening) FROM toy_seen")
        assert cursor.fetchone() == (4_000, 4_000)
    assert verify().sound


def _keep(happenings: Sequence[Happening]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(INSERT, [[each.pk] for each in happenings])


def _relay_process() -> "subprocess.Popen[str]":
    environment = os.environ | {
        "DATABASE_OWNER_URL": _url(),
        "DJANGO_SETTINGS_MODULE": "houqin.site.settings",
    }
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", KILLED], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.stdout.close()
    return process


def _done() -> int:
    """How many happenings have been linked and how many delivered, together."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM trail_link) + (SELECT count(*) FROM toy_seen)")
        return int(cursor.fetchone()[0])


def _pretend_restored(horizon: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE trail_relay_state SET horizon = %s::xid8", [horizon])


def _url(database: str = "") -> str:
    settings = connection.settings_dict
    host = quote(str(settings["HOST"]), safe="")
    password = f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else ""
    port = f"&port={settings['PORT']}" if settings["PORT"] else ""
    return f"postgresql://{settings['USER']}{password}@/{database or settings['NAME']}?host={host}{port}"
