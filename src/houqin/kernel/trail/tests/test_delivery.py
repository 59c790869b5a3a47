"""Subscribers: each in order, each on its own, a failing one in nobody's way."""

import threading
from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from houqin.kernel.registry.feature import Subscriber
from houqin.kernel.trail.delivery import deliver, failing
from houqin.kernel.trail.models import Cursor, Happening
from houqin.kernel.trail.record import record_many
from houqin.kernel.trail.relay import run_once
from houqin.kernel.trail.tests.stage import entries, link_all, link_here

pytestmark = pytest.mark.django_db


class Reader:
    """A subscriber that notes what it gets, and fails at one number as long as it is told to."""

    def __init__(self, name: str, poison: int | None = None) -> None:
        self.subscriber = Subscriber(name, self.handle)
        self.poison = poison
        self.batches: list[list[int]] = []

    def handle(self, happenings: Sequence[Happening]) -> None:
        numbers = [each.facts["n"] for each in happenings]
        Cursor.objects.filter(name="written by the subscriber").update(seq=F("seq") + len(numbers))
        if self.poison in numbers:
            raise RuntimeError(f"cannot stomach {self.poison}")
        self.batches.append(numbers)

    @property
    def got(self) -> list[int]:
        return [number for batch in self.batches for number in batch]


def _be_patient(name: str) -> None:
    """Let the waiting time pass."""
    Cursor.objects.filter(name=name).update(retry_at=timezone.now() - timedelta(seconds=1))


def test_every_subscriber_gets_everything_in_order_and_once() -> None:
    record_many(entries(25))
    link_here()
    one, two = Reader("one"), Reader("two")
    while run_once(10, [one.subscriber, two.subscriber]):
        pass
    assert one.got == two.got == list(range(25))
    assert [len(batch) for batch in one.batches] == [10, 10, 5]
    assert run_once(10, [one.subscriber, two.subscriber]) == 0


def test_one_that_comes_later_gets_all_from_the_beginning() -> None:
    record_many(entries(5))
    link_here()
    deliver(Reader("early").subscriber, 10)
    late = Reader("late")
    assert deliver(late.subscriber, 10) == 5
    assert late.got == list(range(5))


def test_a_failing_subscriber_keeps_nobody_waiting_and_says_what_is_wrong() -> None:
    record_many(entries(10))
    link_here()
    bad, good = Reader("bad", poison=3), Reader("good")
    while run_once(100, [bad.subscriber, good.subscriber]):
        pass
    assert good.got == list(range(10))
    assert bad.got == []
    (row,) = failing()
    assert (row.name, row.failures, row.seq) == ("bad", 1, 0)
    assert "RuntimeError: cannot stomach 3" in row.error
    assert row.retry_at is not None
    assert row.retry_at > timezone.now()


def test_a_failing_subscriber_is_brought_one_by_one_to_just_before_what_it_fails_at() -> None:
    record_many(entries(10))
    link_here()
    bad = Reader("bad", poison=3)
    for _ in range(2):
        _be_patient("bad")
        while deliver(bad.subscriber, 100):
            pass
    assert bad.got == [0, 1, 2]
    assert Cursor.objects.get(name="bad").seq == 3
    bad.poison = None
    _be_patient("bad")
    while deliver(bad.subscriber, 100):
        pass
    assert bad.got == list(range(10))
    row = Cursor.objects.get(name="bad")
    assert (row.failures, row.error, row.retry_at) == (0, "", None)


def test_the_waiting_time_doubles_and_ends_at_ten_minutes() -> None:
    record_many(entries(1))
    link_here()
    bad = Reader("bad", poison=0)
    waits = []
    for _ in range(12):
        _be_patient("bad")
        before = timezone.now()
        assert deliver(bad.subscriber, 1) == 0
        retry_at = Cursor.objects.get(name="bad").retry_at
        assert retry_at is not None
        waits.append(round((retry_at - before).total_seconds()))
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600]


def test_what_a_failing_subscriber_had_written_is_undone() -> None:
    record_many(entries(3))
    link_here()
    Cursor.objects.create(name="written by the subscriber")
    deliver(Reader("bad", poison=2).subscriber, 10)
    assert Cursor.objects.get(name="written by the subscriber").seq == 0
    deliver(Reader("good").subscriber, 10)
    assert Cursor.objects.get(name="written by the subscriber").seq == 3


@pytest.mark.django_db(transaction=True)
def test_two_relays_never_serve_one_subscriber_at_once() -> None:
    record_many(entries(10))
    link_all()
    inside, go_on = threading.Event(), threading.Event()
    served: list[int] = []

    def slow(happenings: Sequence[Happening]) -> None:
        inside.set()
        go_on.wait(20)
        served.extend(each.facts["n"] for each in happenings)

    def other_relay() -> None:
        deliver(Subscriber("slow", slow), 10)
        connection.close()

    thread = threading.Thread(target=other_relay)
    thread.start()
    assert inside.wait(20)
    assert deliver(Subscriber("slow", slow), 10) == 0
    go_on.set()
    thread.join()
    assert served == list(range(10))
