"""Ratings that meet each other or the clock at the same moment, with real threads: one acceptance, one rating."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from houqin.kernel.base.refused import Refused
from houqin.kernel.trail.models import Happening
from houqin.services.repairs import tasks
from houqin.services.repairs.actions import answer
from houqin.services.repairs.actions.rating import rate
from houqin.services.repairs.models import Order
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, brought_to
from houqin.services.surveys.models import Rating

pytestmark = pytest.mark.django_db(transaction=True)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def together(*deeds: Callable[[], object]) -> list[object]:
    """Do deeds at the same moment; returns what each gave or why it was refused."""
    start = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> object:
        start.wait()
        try:
            return deed()
        except Refused as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(run, deeds))


def fresh(order: Order) -> Order:
    """Return an order as another request reads it."""
    return Order.objects.get(pk=order.pk)


def test_two_presses_of_one_rating_accept_once(cast: Cast) -> None:
    order = brought_to(cast, "fixed")
    copies = [fresh(order) for _ in range(3)]
    at = MONDAY_9 + HOUR
    results = together(
        *(lambda one=one: rate(one, done=True, stars=4, by=cast.student, at=at) for one in copies)
    )
    assert sum(isinstance(one, Rating) for one in results) == 1
    assert all(isinstance(one, Rating | str) for one in results)
    assert Rating.objects.count() == 1
    assert fresh(order).state == "closed"
    assert Happening.objects.filter(subject=order.pk, verb="approve").count() == 1


@pytest.mark.parametrize("other", ["send_back", "auto_close"])
def test_a_rating_and_another_answer_at_once_leave_one_of_them(cast: Cast, other: str) -> None:
    """Whichever comes first holds: an order sent back has no rating that accepted it, one accepted is not sent back."""
    order = brought_to(cast, "fixed")
    one, two, at = fresh(order), fresh(order), MONDAY_9 + 3 * DAY
    deeds: dict[str, Callable[[], object]] = {
        "send_back": lambda: answer.send_back(two, note="还漏", by=cast.student, at=at),
        "auto_close": lambda: tasks.close_unanswered(at),
    }
    rated, _other = together(lambda: rate(one, done=True, stars=5, by=cast.student, at=at), deeds[other])
    told = Happening.objects.filter(subject=order.pk, verb__in=["approve", "send_back", "auto_close"])
    assert told.count() == 1
    verb, state = told.get().verb, fresh(order).state
    assert state == ("working" if verb == "send_back" else "closed")
    assert Rating.objects.count() == (1 if isinstance(rated, Rating) else 0)
    assert verb != "send_back" or not Rating.objects.exists()
    if isinstance(rated, Rating) and other != "auto_close":
        assert verb == "approve"
