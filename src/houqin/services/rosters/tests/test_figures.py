"""Hours on duty by team and the share of shifts handed over, each from its rows and only of one's own units."""

from houqin.services.rosters import figures
from houqin.services.rosters.actions import duty, handing
from houqin.services.rosters.tests.cast import DAY, HOUR, MONDAY, MONDAY_9, Cast, kind, planned

WEEK = (MONDAY_9 - 2 * DAY, MONDAY_9 + 7 * DAY, MONDAY_9 + 7 * DAY)


def test_numbers_are_of_what_ended_and_open_down_to_their_rows(cast: Cast) -> None:
    for who, day in ((cast.worker, 0), (cast.second, 0), (cast.worker, 1)):
        planned(cast, who, "early", MONDAY + day * DAY)
    planned(cast, cast.elsewhere, "night", MONDAY, cast.other_crew)
    duty.come_on(by=cast.worker, at=MONDAY_9)
    duty.go_off(by=cast.worker, at=MONDAY_9 + 6 * HOUR + HOUR / 2)
    duty.come_on(by=cast.second, at=MONDAY_9)
    made = handing.hand_over(
        team=cast.crew, day=MONDAY, shift_kind=kind("early"), taker=cast.second, by=cast.worker, at=MONDAY_9
    )
    assert figures.handed_over(cast.head, *WEEK) == 0
    handing.take(made, by=cast.second, at=MONDAY_9)
    assert figures.hours(cast.head, *WEEK) == 6.5
    assert figures.duty_rows(cast.head, *WEEK).get().person == cast.worker
    assert figures.handed_over(cast.head, *WEEK) == 33.3  # two of the crew's shifts, one of the other's
    assert figures.shift_rows(cast.head, *WEEK).count() == 4
    crew, other = figures.by_team(cast.head, *WEEK)
    assert (crew.unit, crew.hours, crew.planned_hours, crew.share) == (cast.crew, 6.5, 24.0, 50.0)
    assert (other.unit, other.hours, other.planned_hours, other.share) == (cast.other_crew, 0, 8.0, 0.0)
    assert [one.unit for one in figures.by_team(cast.leader, *WEEK)] == [cast.crew]
    assert figures.handed_over(cast.leader, *WEEK) == 50.0
    assert figures.by_team(cast.worker, *WEEK) == []
    assert figures.handed_over(cast.stranger, *WEEK) is None
    before = (WEEK[0], MONDAY_9, MONDAY_9)
    assert (figures.hours(cast.head, *before), figures.handed_over(cast.head, *before)) == (0, None)
