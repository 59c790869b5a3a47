"""Two people at once, with real threads: one wins, the other learns who and when."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from houqin.kernel.base.refused import Refused
from houqin.services.repairs.actions import answer, clock, dispatch, work
from houqin.services.repairs.actions.report import report
from houqin.services.repairs.models import Assignment, Escalation, Order
from houqin.services.repairs.queries import taxonomy
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, brought_to, reported

pytestmark = pytest.mark.django_db(transaction=True)
LATER = MONDAY_9 + timedelta(minutes=5)


def together(*deeds: Callable[[], object]) -> list[object]:
    """Do several deeds at the same moment; returns what each gave or why it was refused."""
    start = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> object:
        start.wait()
        try:
            return deed()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(run, deeds))


def fresh(order: Order) -> Order:
    """Return an order as another browser has it."""
    return Order.objects.get(pk=order.pk)


def refusals(results: list[object]) -> Iterator[Refused]:
    """Iterate over the refusals among results."""
    return (one for one in results if isinstance(one, Refused))


def test_two_dispatchers_give_out_one_order(cast: Cast) -> None:
    order = reported(cast)
    one, other = fresh(order), fresh(order)
    results = together(
        lambda: dispatch.assign(one, technician=cast.technician, by=cast.dispatcher, at=LATER, expected=1),
        lambda: dispatch.assign(
            other, technician=cast.second_technician, by=cast.second_dispatcher, at=LATER, expected=1
        ),
    )
    (refused,) = refusals(results)
    won = Assignment.objects.get(order=order)
    assert refused.code == "lifecycle.moved_on"
    assert (refused.params["who"], refused.params["at"]) == (won.given_by.name if won.given_by else "", LATER)
    assert fresh(order).handler == won.technician


def test_done_work_and_a_cancellation_do_not_both_happen(cast: Cast) -> None:
    order = brought_to(cast, "taken")
    one, other = fresh(order), fresh(order)
    results = together(
        lambda: work.arrive(one, by=cast.technician, at=LATER),
        lambda: answer.cancel(other, by=cast.student, at=LATER),
    )
    assert len(list(refusals(results))) == 1
    assert fresh(order).state in ("working", "cancelled")


def test_a_form_sent_twice_at_once_makes_one_order(cast: Cast) -> None:
    form, fault = uuid4(), taxonomy.category("plumbing.faucet")

    def send() -> Order:
        return report(place=cast.room, category=fault, by=cast.student, at=MONDAY_9, form=form)

    first, second = together(send, send)
    assert isinstance(first, Order)
    assert isinstance(second, Order)
    assert first.pk == second.pk
    assert Order.objects.count() == 1


def test_two_clocks_tell_of_one_overrun_once(cast: Cast) -> None:
    order = reported(cast)
    one, other = fresh(order), fresh(order)
    results = together(
        lambda: clock.escalate(one, clock="fix", step=100, at=LATER),
        lambda: clock.escalate(other, clock="fix", step=100, at=LATER),
    )
    assert sorted(map(str, results)) == ["False", "True"]
    assert Escalation.objects.count() == 1
