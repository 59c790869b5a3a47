"""Two people at once, with real threads: one wins, the other learns who and when."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from houqin.kernel.base.refused import Refused
from houqin.services.repairs.actions import answer, clock, dispatch, merging, work
from houqin.services.repairs.actions.joins import join
from houqin.services.repairs.actions.report import report
from houqin.services.repairs.models import Assignment, Escalation, Order, Report
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


def test_two_dispatchers_join_each_to_the_other_and_one_wins(cast: Cast) -> None:
    one, two = reported(cast), reported(cast)
    results = together(
        lambda: merging.join_to(fresh(one), target=fresh(two), by=cast.dispatcher, at=LATER),
        lambda: merging.join_to(fresh(two), target=fresh(one), by=cast.second_dispatcher, at=LATER),
    )
    (refused,) = refusals(results)
    assert refused.code == "repairs.join_over"
    assert sorted([fresh(one).state, fresh(two).state]) == ["joined", "submitted"]
    (live,) = Order.objects.exclude(state="joined")
    assert Report.objects.filter(order=live).count() == 2


def test_who_joins_while_it_is_joined_to_another_lands_on_the_one_that_lives(cast: Cast) -> None:
    one, two = reported(cast), reported(cast)
    people = (cast.other_student, cast.outsider, cast.head)
    results = together(
        lambda: merging.join_to(fresh(one), target=fresh(two), by=cast.dispatcher, at=LATER),
        *(partial(join, fresh(one), place=cast.room, by=who, at=LATER) for who in people),
    )
    assert not list(refusals(results))
    assert Report.objects.filter(order=two, left_at=None).count() == 5
    assert not Report.objects.filter(order=one, left_at=None).exists()


def test_one_person_presses_me_too_twice_at_once_and_is_counted_once(cast: Cast) -> None:
    order = reported(cast)
    results = together(
        *(partial(join, fresh(order), place=cast.room, by=cast.other_student, at=LATER) for _turn in range(2))
    )
    assert [one.code for one in refusals(results)] == ["repairs.joined_already"]
    assert Report.objects.filter(order=order, reporter=cast.other_student).count() == 1
