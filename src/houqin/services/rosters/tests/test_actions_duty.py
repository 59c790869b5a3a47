"""On and off duty: one press, a row each, nobody on twice, forgotten ones ended by the clock."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from houqin.kernel.base.refused import Refused
from houqin.services.rosters import tasks
from houqin.services.rosters.actions import duty
from houqin.services.rosters.models import Duty
from houqin.services.rosters.queries import duties, standing
from houqin.services.rosters.tests.cast import DAY, HOUR, MONDAY_9, Cast, make_cast, planned, refused


def test_a_press_comes_on_for_the_shift_and_the_next_goes_off(cast: Cast) -> None:
    shift = planned(cast, cast.worker, "early")
    on = duty.come_on(by=cast.worker, at=MONDAY_9)
    assert (on.shift, on.unit, on.off_at) == (shift, cast.crew, None)
    assert duties.going_on(cast.worker) == on
    with refused("rosters.on_already"):
        duty.come_on(by=cast.worker, at=MONDAY_9 + HOUR)
    off = duty.go_off(by=cast.worker, at=MONDAY_9 + 6 * HOUR)
    assert (off.pk, off.off_at, off.forgotten) == (on.pk, MONDAY_9 + 6 * HOUR, False)
    with refused("rosters.not_on"):
        duty.go_off(by=cast.worker, at=MONDAY_9 + 7 * HOUR)
    again = duty.come_on(by=cast.worker, at=MONDAY_9 + 7 * HOUR)  # 16:00: the early shift is over
    assert (again.shift, again.unit) == (None, cast.crew)
    assert Duty.objects.count() == 2


def test_who_works_by_no_roster_presses_nothing(cast: Cast) -> None:
    for one in (cast.stranger, cast.head):
        with refused("rosters.not_by_roster"):
            duty.come_on(by=one, at=MONDAY_9)


def test_a_late_shift_is_come_on_for_two_hours_before_and_not_earlier(cast: Cast) -> None:
    shift = planned(cast, cast.worker, "late")  # 15:00
    early = duty.come_on(by=cast.worker, at=MONDAY_9 + 3 * HOUR)
    assert early.shift is None
    duty.go_off(by=cast.worker, at=MONDAY_9 + 4 * HOUR - timedelta(minutes=1))
    assert duty.come_on(by=cast.worker, at=MONDAY_9 + 4 * HOUR).shift == shift


def test_the_database_lets_nobody_be_on_twice_whatever_the_program_asks(cast: Cast) -> None:
    Duty.objects.create(person=cast.worker, on_at=MONDAY_9, off_at=MONDAY_9 + 2 * HOUR)
    for on_at, off_at in ((MONDAY_9 + HOUR, None), (MONDAY_9 - HOUR, MONDAY_9 + HOUR), (MONDAY_9 - HOUR, None),
                          (MONDAY_9 + 5 * HOUR, MONDAY_9 + 4 * HOUR)):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Duty.objects.create(person=cast.worker, on_at=on_at, off_at=off_at)
    Duty.objects.create(person=cast.worker, on_at=MONDAY_9 + 2 * HOUR)
    Duty.objects.create(person=cast.second, on_at=MONDAY_9)


def test_what_nobody_ended_the_clock_ends_once_and_marks(cast: Cast) -> None:
    shift = planned(cast, cast.worker, "early")
    duty.come_on(by=cast.worker, at=MONDAY_9)
    duty.come_on(by=cast.second, at=MONDAY_9)
    assert tasks.end_forgotten(MONDAY_9 + 15 * HOUR) == 0
    assert tasks.end_forgotten(MONDAY_9 + 17 * HOUR) == 2
    assert tasks.end_forgotten(MONDAY_9 + 17 * HOUR) == 0
    ended = {one.person_id: one for one in Duty.objects.all()}
    assert ended[cast.worker.pk].off_at == shift.ends_at
    assert ended[cast.second.pk].off_at == MONDAY_9 + 16 * HOUR
    assert all(one.forgotten for one in ended.values())
    duty.come_on(by=cast.worker, at=MONDAY_9 + DAY)


def test_standing_tells_duty_shift_and_leave(cast: Cast) -> None:
    planned(cast, cast.second, "early")
    duty.come_on(by=cast.worker, at=MONDAY_9)
    people = [cast.worker.pk, cast.second.pk, cast.third.pk]
    told = standing.visible_to(people, MONDAY_9)
    assert [told[one].rank for one in people] == [0, 1, 2]
    assert told[cast.second.pk].shift == "早班"
    assert standing.visible_to(people, MONDAY_9 + 9 * HOUR)[cast.second.pk].rank == 2


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_are_one_duty() -> None:
    cast, start = make_cast(), Barrier(2)
    said: list[str] = []

    def press() -> None:
        try:
            start.wait(10)
            duty.come_on(by=cast.worker, at=MONDAY_9)
            said.append("on")
        except Refused as refused:
            said.append(refused.code)
        finally:
            connection.close()

    threads = [Thread(target=press) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(said) == ["on", "rosters.on_already"]
    assert Duty.objects.count() == 1
