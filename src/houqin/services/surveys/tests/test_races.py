"""Two presses at once, with real threads: one rating, one change, one reminder."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from houqin.kernel.base.refused import Refused
from houqin.services.surveys.actions.inviting import remind
from houqin.services.surveys.actions.rating import rate, revise
from houqin.services.surveys.models import Invitation, Rating
from houqin.services.surveys.tests.cast import DAY, HOUR, MONDAY_9, Cast, finished, rated

pytestmark = pytest.mark.django_db(transaction=True)


def together(deed: Callable[[int], object], times: int = 2) -> list[object]:
    """Do a deed several times at the same moment; returns what each gave or why it was refused."""
    start = Barrier(times)

    def run(number: int) -> object:
        start.wait()
        try:
            return deed(number)
        except Refused as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(run, range(times)))


def test_two_ratings_at_once_are_one_row(cast: Cast) -> None:
    case = finished(cast)
    results = together(lambda n: rate(case, done=True, stars=n + 1, by=cast.student, at=MONDAY_9 + HOUR), 4)
    assert sum(isinstance(one, Rating) for one in results) == 1
    assert results.count("surveys.rated_already") == 3
    assert Rating.objects.get() in results


def test_two_changes_at_once_add_one_version(cast: Cast) -> None:
    first = rated(cast, 3)
    at = first.at + timedelta(minutes=5)
    results = together(
        lambda n: revise(first.invitation.case, done=True, stars=n + 4, expected=1, by=cast.student, at=at)
    )
    assert results.count("surveys.changed_meanwhile") == 1
    assert sorted(Rating.objects.values_list("number", flat=True)) == [1, 2]


def test_two_clocks_remind_once(cast: Cast) -> None:
    finished(cast)
    one = Invitation.objects.select_related("case").get()
    assert sorted(map(bool, together(lambda n: remind(one, at=MONDAY_9 + 12 * DAY), 3))) == [
        False,
        False,
        True,
    ]
