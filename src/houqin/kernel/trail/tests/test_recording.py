"""Recording deeds one by one and in bulk, and reading them back."""

import threading
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from houqin.kernel.base.ids import new_id
from houqin.kernel.trail.keys import key_of
from houqin.kernel.trail.models import Happening, Private, SubjectKey
from houqin.kernel.trail.queries import last_of, timeline
from houqin.kernel.trail.record import Entry, erase, read, record, record_many, record_read
from houqin.kernel.trail.tests.stage import MONDAY, SUBJECT, entries

if TYPE_CHECKING:
    from houqin.kernel.people.models import Person


def _deed(by: "Person | None", note: str = "", subject: UUID = SUBJECT, minute: int = 0) -> Happening:
    return record(
        subject=subject, kind="toy.case", verb="assign", by=by, at=MONDAY + timedelta(minutes=minute),
        facts={"to": "electrician"}, private={"note": note} if note else {},
    )  # fmt: skip


def test_a_deed_is_one_plain_insert(dispatcher: "Person") -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        made = _deed(dispatcher)
    assert [query["sql"].split()[0] for query in queries] == ["INSERT"]
    stored = Happening.objects.get(pk=made.pk)
    assert (stored.actor, stored.on_behalf_of, stored.at, stored.digest) == (
        dispatcher.pk,
        None,
        MONDAY,
        None,
    )
    assert stored.facts == {"to": "electrician"}
    assert stored.recorded_at > stored.at
    assert stored.xact > 0


def test_personal_words_cost_one_look_for_the_key_and_one_more_insert(dispatcher: "Person") -> None:
    _deed(dispatcher, "first")
    with CaptureQueriesContext(connection) as queries:
        _deed(dispatcher, "second")
    assert [query["sql"].split()[0] for query in queries] == ["SELECT", "INSERT", "INSERT"]


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded() -> None:
    with pytest.raises(TransactionManagementError, match="in the transaction of its deed"):
        _deed(None)
    assert not Happening.objects.exists()


def test_facts_may_hold_what_json_cannot(dispatcher: "Person") -> None:
    facts = {
        "day": date(2026, 11, 24),
        "at": MONDAY,
        "id": SUBJECT,
        "fen": Decimal("1.50"),
        "words": "水管漏水 💧",
    }
    one = record(subject=SUBJECT, kind="a", verb="b", by=dispatcher, at=MONDAY, facts=facts)
    record_many([Entry(subject=SUBJECT, kind="a", verb="b", at=MONDAY, actor=dispatcher.pk, facts=facts)])
    first, second = timeline(SUBJECT)
    assert first.pk == one.pk
    assert first.facts == second.facts
    assert second.facts["day"] == "2026-11-24"
    assert second.facts["words"] == "水管漏水 💧"


def test_the_timeline_reads_old_to_new_with_all_words_in_one_query(dispatcher: "Person") -> None:
    for minute in (3, 1, 2):
        _deed(dispatcher, f"word {minute}", minute=minute)
    _deed(dispatcher, minute=4)
    _deed(dispatcher, "another's", subject=new_id())
    with CaptureQueriesContext(connection) as queries:
        words = [read(each) for each in timeline(SUBJECT)]
    assert words == [{"note": "word 1"}, {"note": "word 2"}, {"note": "word 3"}, {}]
    assert len(queries) == 1


def test_a_timeline_since_an_instant_looks_only_into_its_months(dispatcher: "Person") -> None:
    _deed(dispatcher)
    _deed(dispatcher, minute=10)
    with CaptureQueriesContext(connection) as queries:
        assert [each.at for each in timeline(SUBJECT, MONDAY + timedelta(minutes=5))] == [
            MONDAY + timedelta(minutes=10)
        ]
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + queries[0]["sql"])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "trail_happening_202611" in plan
    assert "trail_happening_202610" not in plan


def test_words_lie_in_the_database_only_sealed(dispatcher: "Person") -> None:
    _deed(dispatcher, "我的手机坏了")
    sealed = Private.objects.get()
    for blob in (sealed.ciphertext, sealed.key.wrapped, Happening.objects.get().digest):
        assert blob is not None
        assert "手机".encode() not in bytes(blob)


def test_erasing_takes_the_words_and_leaves_the_deed(dispatcher: "Person") -> None:
    _deed(dispatcher, "old words")
    _deed(dispatcher, "kept", subject=(other := new_id()))
    assert erase(SUBJECT, by=dispatcher, at=MONDAY + timedelta(days=1))
    deed, erased = timeline(SUBJECT)
    assert read(deed) is None
    assert read(Happening.objects.get(pk=deed.pk)) is None
    assert (erased.verb, erased.actor, erased.at) == ("erased", dispatcher.pk, MONDAY + timedelta(days=1))
    assert deed.facts == {"to": "electrician"}
    assert read(timeline(other)[0]) == {"note": "kept"}
    assert SubjectKey.objects.get(subject=SUBJECT).wrapped is None


def test_words_written_after_an_erasure_get_a_key_of_their_own(dispatcher: "Person") -> None:
    _deed(dispatcher, "old")
    erase(SUBJECT, by=dispatcher, at=MONDAY + timedelta(minutes=1))
    _deed(dispatcher, "new", minute=2)
    assert [read(each) for each in timeline(SUBJECT)] == [None, {}, {"note": "new"}]


def test_erasing_what_has_no_words_records_nothing(dispatcher: "Person") -> None:
    _deed(dispatcher)
    assert not erase(SUBJECT, by=dispatcher, at=MONDAY)
    assert [each.verb for each in timeline(SUBJECT)] == ["assign"]


def test_looking_at_sensitive_rows_is_recorded(dispatcher: "Person") -> None:
    record_read(subject=SUBJECT, kind="people.person", what="phone", by=dispatcher, at=MONDAY)
    (seen,) = timeline(SUBJECT)
    assert (seen.verb, seen.kind, seen.actor, seen.facts) == (
        "read",
        "people.person",
        dispatcher.pk,
        {"what": "phone"},
    )


def test_bulk_and_single_recording_leave_the_same(dispatcher: "Person") -> None:
    behalf = new_id()
    same: dict[str, Any] = {"kind": "a", "verb": "b", "at": MONDAY, "before": "x", "after": "y", "version": 3}
    one, two = new_id(), new_id()
    record(subject=one, by=dispatcher, on_behalf_of=behalf, facts={"f": 1}, private={"note": "嗯"}, **same)
    count = record_many(
        [
            Entry(
                subject=two,
                actor=dispatcher.pk,
                on_behalf_of=behalf,
                facts={"f": 1},
                private={"note": "嗯"},
                **same,
            )
        ]
    )
    assert count == 1
    (first,), (second,) = timeline(one), timeline(two)
    for name in (
        "kind",
        "verb",
        "actor",
        "on_behalf_of",
        "before",
        "after",
        "version",
        "facts",
        "at",
        "xact",
    ):
        assert getattr(first, name) == getattr(second, name), name
    assert read(first) == read(second) == {"note": "嗯"}
    assert first.digest != second.digest


def test_bulk_recording_of_twelve_thousand_deeds_keeps_their_order(dispatcher: "Person") -> None:
    assert record_many(entries(12_000)) == 12_000
    story = timeline(SUBJECT)
    assert [each.facts["n"] for each in story] == list(range(12_000))


def test_bulk_recording_is_all_or_nothing(dispatcher: "Person") -> None:
    bad = Entry(subject=SUBJECT, kind="x" * 41, verb="b", at=MONDAY)
    with pytest.raises(Exception, match="too long"), transaction.atomic():
        record_many([*entries(6_000), bad])
    assert not Happening.objects.exists()


def test_the_newest_deed_of_each_subject_is_found(dispatcher: "Person") -> None:
    other = new_id()
    _deed(dispatcher, minute=1)
    newest = _deed(dispatcher, minute=2)
    only = _deed(dispatcher, subject=other)
    assert last_of([SUBJECT, other, new_id()]) == {SUBJECT: newest, other: only}


@pytest.mark.django_db(transaction=True)
def test_two_who_make_a_subject_s_first_key_at_once_agree_on_one() -> None:
    start, found = threading.Barrier(6), []

    def make() -> None:
        with transaction.atomic():
            start.wait()
            found.append(key_of(SUBJECT))
        connection.close()

    threads = [threading.Thread(target=make) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len(set(found)) == 1
    assert SubjectKey.objects.count() == 1
