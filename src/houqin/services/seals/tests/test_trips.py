"""A seal out of house: approved as a whole, due in working time, asked for, late, lost, never twice at once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.base.refused import Refused
from houqin.kernel.lifecycle.approvals import decide
from houqin.kernel.people.models import Person
from houqin.kernel.trail.models import Happening
from houqin.services.seals import figures
from houqin.services.seals.actions import keeping, seals
from houqin.services.seals.lifecycle import APPLICATION, SealState, State
from houqin.services.seals.models import Application, Seal, Stamping, TakeOut
from houqin.services.seals.tasks import chase_late_seals
from houqin.services.seals.tests.conftest import (
    MONDAY_9,
    MONDAY_10,
    MONDAY_11,
    MONDAY_14,
    TUESDAY_9,
    fresh,
    refused,
)
from houqin.services.seals.tests.papers import pdf

HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)


def at(text: str) -> datetime:
    """Return an instant written as on the campus's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def out(application: Application, keeper: Person, when: datetime = MONDAY_11) -> TakeOut:
    """Hand the seal out."""
    return keeping.take_out(application, code=application.code, by=keeper, at=when)


DUE = [
    ("2026-03-02 09:00", 240, "2026-03-02 14:30"),
    ("2026-03-02 16:30", 60, "2026-03-03 09:00"),
    ("2026-03-02 11:30", 30, "2026-03-02 13:30"),
    ("2026-03-06 16:00", 480, "2026-03-09 17:00"),
    ("2026-03-07 10:00", 420, "2026-03-09 17:00"),
    ("2026-09-30 16:00", 120, "2026-10-08 09:30"),
    ("2026-09-19 12:00", 420, "2026-09-20 17:00"),
]


def test_a_seal_is_due_back_in_office_hours(going_out: Application, keeper: Person) -> None:
    for taken, minutes, due in DUE:
        Application.objects.filter(pk=going_out.pk).update(out_minutes=minutes)
        sid = transaction.savepoint()
        trip = out(fresh(going_out), keeper, at(taken))
        transaction.savepoint_rollback(sid)
        assert (trip.due_at, trip.next_chase_at) == (at(due), at(due)), taken


def test_back_to_the_very_minute_is_in_time_and_a_minute_later_is_late(
    going_out: Application, keeper: Person, head: Person
) -> None:
    trip = out(going_out, keeper)
    keeping.bring_back(going_out, copies=1, by=keeper, at=trip.due_at)
    march = (MONDAY_9 - DAY, MONDAY_9 + 20 * DAY, MONDAY_9 + 20 * DAY)
    assert figures.late_returns(head, *march).count() == 0
    TakeOut.objects.update(ended_at=trip.due_at + MINUTE)
    assert figures.late_returns(head, *march).count() == 1


def test_a_seal_still_out_counts_as_late_once_its_hour_is_over_and_not_before(
    going_out: Application, keeper: Person, head: Person
) -> None:
    """The page's period ends at midnight; what is due this afternoon is not late this morning."""
    trip = out(going_out, keeper)
    midnight = MONDAY_9 + 15 * HOUR
    assert trip.due_at < midnight
    assert figures.late_returns(head, MONDAY_9, midnight, trip.due_at).count() == 0
    assert figures.late_returns(head, MONDAY_9, midnight, trip.due_at + MINUTE).count() == 1


def test_the_clock_asks_by_day_until_the_seal_is_back(going_out: Application, keeper: Person) -> None:
    trip = out(going_out, keeper)
    moment, asked = trip.due_at - MINUTE, []
    while moment < trip.due_at + 7 * DAY:
        if chase_late_seals(moment):
            asked.append(moment.astimezone(SHANGHAI).date())
        moment += 30 * MINUTE
    assert len(asked) >= 5
    assert len(set(asked)) == len(asked), "nobody is asked twice on one day"
    assert all(day.isoweekday() < 6 for day in asked)
    keeping.bring_back(going_out, copies=1, by=keeper, at=moment)
    assert chase_late_seals(moment + 5 * DAY) == 0
    assert going_out.state == State.BROUGHT_BACK


HALF: list[dict[str, Any]] = [
    {"destination": "公证处"},
    {"out_minutes": 240},
    {"escort": True},
    {"destination": "公证处", "escort": True},
    {"escort": True, "out_minutes": 240},
]


def test_half_a_trip_is_no_trip_and_is_not_taken(apply: Any, stranger: Person) -> None:
    """An escort and an hour without a destination would be approved as paper that stays."""
    for half in HALF:
        given = half | ({"escort": stranger} if half.get("escort") else {})
        with pytest.raises(Refused) as caught:
            apply(key="contract", **given)
        assert {one.code for one in caught.value.reasons} <= {
            "seals.trip_half_told",
            "seals.escort_not_staff",
        }
    assert not Application.objects.exists()


def test_what_was_approved_to_go_out_is_not_stamped_in_and_what_stays_not_taken_out(
    going_out: Application, approved: Application, keeper: Person
) -> None:
    with refused("seals.goes_out"):
        keeping.stamp(going_out, copies=1, code=going_out.code, by=keeper, at=MONDAY_11)
    with refused("seals.stays_here"):
        out(approved, keeper)
    assert not Stamping.objects.exists()
    assert not TakeOut.objects.exists()


def test_a_second_trip_waits_for_the_first(
    going_out: Application, apply: Any, dean: Person, head: Person, stranger: Person, keeper: Person
) -> None:
    second = apply(pdf("Second"), key="contract", destination="法院", escort=stranger, out_minutes=240)
    for who in (dean, head):
        decide(APPLICATION, second, verdict="yes", by=who, at=MONDAY_10)
    out(going_out, keeper)
    with refused("seals.seal_away"):
        out(second, keeper)
    keeping.bring_back(going_out, copies=0, by=keeper, at=MONDAY_14)
    out(second, keeper, TUESDAY_9)
    assert [trip.ended_at is None for trip in TakeOut.objects.order_by("taken_at")] == [False, True]


def test_the_database_itself_lets_a_seal_out_once(
    going_out: Application, keeper: Person, approved: Application
) -> None:
    trip = out(going_out, keeper)
    with pytest.raises(IntegrityError, match="take_out_one_open"), transaction.atomic():
        TakeOut.objects.create(
            application=approved, seal=trip.seal, escort=trip.escort, check_by="code", taken_at=MONDAY_11,
            due_at=TUESDAY_9, next_chase_at=TUESDAY_9,
        )  # fmt: skip


def test_a_seal_lost_outside_ends_its_trip_and_its_application_and_bars_everything(
    going_out: Application, approved: Application, seal: Seal, keeper: Person, apply: Any
) -> None:
    trip = out(going_out, keeper)
    seals.report_lost(fresh(seal), loss_report="BS-7", note="车上遗失", by=keeper, at=MONDAY_14)
    lost = fresh(going_out)
    assert (lost.state, lost.closed_at, fresh(seal).state) == (State.LOST, MONDAY_14, SealState.LOST)
    assert TakeOut.objects.get().ended_at == MONDAY_14
    assert chase_late_seals(trip.due_at + 3 * DAY) == 0
    with refused("lifecycle.moved_on"):
        keeping.bring_back(lost, copies=1, by=keeper, at=TUESDAY_9)
    with refused("seals.seal_lost"):
        keeping.stamp(approved, copies=1, code=approved.code, by=keeper, at=TUESDAY_9)
    with refused("seals.seal_lost"):
        apply()
    verbs = set(Happening.objects.filter(subject__in=[seal.pk, going_out.pk]).values_list("verb", flat=True))
    assert {"take_out", "lose", "report_lost"} <= verbs


def test_a_lost_seal_that_is_found_is_used_only_after_somebody_checked_it(
    going_out: Application, approved: Application, seal: Seal, keeper: Person, administrator: Person
) -> None:
    out(going_out, keeper)
    seals.report_lost(fresh(seal), loss_report="BS-7", note="车上遗失", by=keeper, at=MONDAY_14)
    seals.find(fresh(seal), note="司机送回", by=administrator, at=TUESDAY_9)
    with refused("seals.seal_suspended"):
        keeping.stamp(approved, copies=1, code=approved.code, by=keeper, at=TUESDAY_9)
    seals.resume(fresh(seal), by=administrator, at=TUESDAY_9 + HOUR)
    keeping.stamp(approved, copies=1, code=approved.code, by=keeper, at=TUESDAY_9 + HOUR)
    assert fresh(seal).loss_report == "BS-7", "the number of the report stays on record"
    assert fresh(going_out).state == State.LOST


def test_the_keeper_s_deputy_takes_back_what_the_keeper_gave_out(
    going_out: Application, keeper: Person, deputy: Person, stranger: Person
) -> None:
    out(going_out, keeper)
    with refused("lifecycle.not_permitted"):
        keeping.bring_back(going_out, copies=1, by=stranger, at=MONDAY_14)
    keeping.bring_back(going_out, copies=1, by=deputy, at=MONDAY_14)
    line = Stamping.objects.get()
    assert (line.keeper, line.outside, line.check_by) == (deputy, "区行政服务中心", "code")


def test_a_seal_out_of_house_changes_no_keeper(
    going_out: Application, seal: Seal, keeper: Person, deputy: Person, administrator: Person
) -> None:
    out(going_out, keeper)
    for verb in ("hand_over", "suspend"):
        with refused("lifecycle.moved_on"):
            if verb == "hand_over":
                seals.hand_over(fresh(seal), keeper=deputy, deputy=keeper, by=administrator, at=MONDAY_14)
            else:
                seals.suspend(fresh(seal), note="x", by=administrator, at=MONDAY_14)
    assert fresh(seal).handler == keeper
