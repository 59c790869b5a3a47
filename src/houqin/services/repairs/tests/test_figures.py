"""Numbers, and that each is counted from the rows it opens down to."""

from datetime import timedelta

import pytest

from houqin.kernel.registry.feature import Figure
from houqin.services.repairs import figures, tasks
from houqin.services.repairs.actions import answer, work
from houqin.services.repairs.figures import FIGURES
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, brought_to, photo, promised, reported

START = MONDAY_9 - timedelta(days=1)
END = MONDAY_9 + timedelta(days=10)
AT = END


def test_reported_counts_the_period_half_open(cast: Cast) -> None:
    reported(cast)
    assert figures.reported(cast.head, MONDAY_9, END, AT) == 1
    assert figures.reported(cast.head, START, MONDAY_9, AT) == 0


def test_on_time_is_kept_promises_over_promises_that_fell_due(cast: Cast) -> None:
    brought_to(cast, "fixed", code="plumbing.pipe_leak")
    late = reported(cast, code="plumbing.pipe_leak")
    assert figures.on_time(cast.head, START, END, AT) == 100.0, "what still runs is neither kept nor broken"
    tasks.escalate_overdue(promised(late) + timedelta(minutes=1))
    assert figures.on_time(cast.head, START, END, AT) == 50.0


def test_nothing_due_is_no_number(cast: Cast) -> None:
    assert figures.on_time(cast.head, START, END, AT) is None
    assert figures.median_fix_minutes(cast.head, START, END, AT) is None


def test_rework_past_the_promise_breaks_it(cast: Cast) -> None:
    order = brought_to(cast, "fixed", code="plumbing.pipe_leak")
    answer.send_back(order, note="还漏", by=cast.student, at=MONDAY_9 + timedelta(hours=1))
    late = promised(order) + timedelta(minutes=1)
    work.finish(order, photos=[photo("late.jpg")], by=cast.technician, at=late)
    assert figures.on_time(cast.head, START, END, AT) == 0.0


def test_what_was_taken_back_counts_for_nobody(cast: Cast) -> None:
    answer.cancel(reported(cast), by=cast.student, at=MONDAY_9)
    assert figures.on_time(cast.head, START, END, AT) is None
    assert figures.overdue(cast.head, START, END, AT) == 0


def test_the_median_is_of_minutes_that_counted(cast: Cast) -> None:
    for minutes in (30, 90, 600):
        order = brought_to(cast, "working")
        work.finish(
            order,
            photos=[photo(f"{minutes}.jpg")],
            by=cast.technician,
            at=MONDAY_9 + timedelta(minutes=minutes),
        )
    assert figures.median_fix_minutes(cast.head, START, END, AT) == 90.0


def test_overdue_is_what_is_not_mended_when_the_period_ends(cast: Cast) -> None:
    order = reported(cast)
    assert figures.overdue(cast.head, START, END, AT) == 0
    tasks.escalate_overdue(promised(order) + timedelta(minutes=1))
    assert figures.overdue(cast.head, START, promised(order), AT) == 0
    assert figures.overdue(cast.head, START, END, AT) == 1


@pytest.mark.parametrize("figure", FIGURES, ids=lambda one: one.key)
def test_a_number_counts_only_places_whose_figures_one_may_see(cast: Cast, figure: Figure) -> None:
    brought_to(cast, "fixed")
    reported(cast)
    rows, value = figure.rows, figure.value
    assert not rows(cast.student, START, END, AT).exists()
    assert value(cast.student, START, END, AT) in (0, None)
    assert not rows(cast.west_dispatcher, START, END, AT).exists()


def test_the_commonest_faults_come_first(cast: Cast) -> None:
    for code in ("electrical.light", "plumbing.faucet", "plumbing.faucet"):
        reported(cast, code=code)
    shares = figures.by_category(cast.head, START, END, AT)
    assert [(one.trade, one.count) for one in shares] == [("plumbing", 2), ("electrical", 1)]
