"""Two people at once, on the real database with real threads: one wins, the other learns of it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.models import Person
from houqin.services.seals.actions import keeping, seals
from houqin.services.seals.lifecycle import SealState, State
from houqin.services.seals.models import Application, Seal, Stamping, TakeOut
from houqin.services.seals.tests.conftest import MONDAY_11, fresh

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds: Any) -> Any:
    """Run deeds at the same moment; return "done" or the code of the refusal for each."""
    start = Barrier(len(deeds))

    def run(deed: Any) -> Any:
        try:
            start.wait(timeout=10)
            deed()
            return "done"
        except Refused as refused:
            return refused.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def test_two_keepers_stamp_at_once_and_one_line_is_written(
    approved: Application, keeper: Person, deputy: Person
) -> None:
    outcome = at_once(
        *(
            lambda person=person: keeping.stamp(
                fresh(approved), copies=2, code=approved.code, by=person, at=MONDAY_11
            )
            for person in (keeper, deputy)
        )
    )
    assert sorted(outcome) == ["done", "lifecycle.moved_on"]
    assert Stamping.objects.count() == 1


def test_a_seal_reported_lost_while_it_is_stamped_is_lost_or_was_used_before(
    approved: Application, keeper: Person, deputy: Person, seal: Seal
) -> None:
    stamped, lost = at_once(
        lambda: keeping.stamp(fresh(approved), copies=1, code=approved.code, by=deputy, at=MONDAY_11),
        lambda: seals.report_lost(fresh(seal), loss_report="BS-9", note="不见了", by=keeper, at=MONDAY_11),
    )
    assert lost == "done"
    assert fresh(seal).state == SealState.LOST
    assert (stamped == "done") == (fresh(approved).state == State.STAMPED)
    assert stamped in {"done", "seals.seal_lost"}


def test_a_seal_taken_out_while_it_is_stamped_makes_one_story(
    approved: Application, going_out: Application, keeper: Person, deputy: Person, seal: Seal
) -> None:
    stamped, taken = at_once(
        lambda: keeping.stamp(fresh(approved), copies=1, code=approved.code, by=deputy, at=MONDAY_11),
        lambda: keeping.take_out(fresh(going_out), code=going_out.code, by=keeper, at=MONDAY_11),
    )
    assert taken == "done"
    assert stamped in {"done", "seals.seal_away"}
    assert TakeOut.objects.still_out().count() == 1
    assert fresh(seal).state == SealState.AWAY
