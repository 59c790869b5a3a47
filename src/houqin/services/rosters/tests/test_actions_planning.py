"""Planning a roster: who may, what stands against it, last week again, a pattern."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from houqin.kernel.trail.models import Happening
from houqin.services.rosters import rules
from houqin.services.rosters.actions import leave, planning
from houqin.services.rosters.models import Shift
from houqin.services.rosters.queries import shifts
from houqin.services.rosters.tests.cast import DAY, MONDAY, MONDAY_9, Cast, kind, planned, refused

TUESDAY = MONDAY + DAY


def week_of(cast: Cast, first: date = MONDAY) -> dict[str, str]:
    """Return a crew's week as the grid shows it: seven letters a person."""
    grid = shifts.grid(cast.crew, first, MONDAY_9, editable=True)
    return {
        row.person.name: "".join(cell.shift.kind.mark_zh if cell.shift else "-" for cell in row.cells)
        for row in grid.rows
    }


def test_a_leader_plans_changes_and_clears_cells_and_each_saving_is_one_happening(cast: Cast) -> None:
    early, night = kind("early"), kind("night")
    given = {
        (cast.worker.pk, MONDAY): early,
        (cast.worker.pk, TUESDAY): early,
        (cast.second.pk, MONDAY): night,
    }
    assert planning.plan(cast.crew, given, by=cast.leader, at=MONDAY_9) == 3
    assert week_of(cast) == {"赵六": "早早-----", "孙七": "夜------", "钱五": "-------", "李班长": "-------"}
    made = Shift.objects.get(person=cast.second)
    assert (made.ends_at - made.starts_at).total_seconds() == 8 * 3600
    assert made.ends_at.date() == TUESDAY - DAY  # 07:00 in Shanghai is Monday evening in UTC
    again = {**given, (cast.worker.pk, TUESDAY): None, (cast.second.pk, MONDAY): kind("late")}
    assert planning.plan(cast.crew, again, by=cast.leader, at=MONDAY_9) == 2
    assert week_of(cast)["赵六"] == "早------"
    assert week_of(cast)["孙七"] == "中------"
    assert planning.plan(cast.crew, again, by=cast.leader, at=MONDAY_9) == 0
    told = Happening.objects.filter(subject=cast.crew.pk, kind="rosters.roster")
    assert [one.facts["cells"] for one in told.order_by("id")] == [3, 2]


@pytest.mark.parametrize("who", ["worker", "other_leader", "head", "stranger"])
def test_only_who_leads_the_team_plans_it(cast: Cast, who: str) -> None:
    for deed in (
        lambda by: planning.plan(cast.crew, {(cast.worker.pk, MONDAY): kind("early")}, by=by, at=MONDAY_9),
        lambda by: planning.copy_last_week(cast.crew, MONDAY, by=by, at=MONDAY_9),
    ):
        with refused("people.not_permitted"):
            deed(getattr(cast, who))
    assert not Shift.objects.exists()


def test_what_stands_against_a_shift_is_named_and_nothing_is_kept_of_the_rest(cast: Cast) -> None:
    early, standby, night = kind("early"), kind("standby"), kind("night")
    worker, at = cast.worker, MONDAY_9

    def try_to(cells: dict[Any, Any], code: str) -> None:
        with refused(code):
            planning.plan(cast.crew, cells, by=cast.leader, at=at)

    try_to({(worker.pk, MONDAY - DAY): early, (worker.pk, TUESDAY): early}, "rosters.day_over")
    try_to({(cast.elsewhere.pk, TUESDAY): early}, "rosters.not_of_team")
    try_to({(worker.pk, MONDAY): standby, (worker.pk, TUESDAY): early}, "rosters.overlap")
    away = leave.ask(
        leave_kind="sick", starts_at=at + DAY, ends_at=at + 2 * DAY, by=worker, at=at, note="感冒"
    )
    leave.grant(away, by=cast.leader, at=at)
    try_to({(worker.pk, TUESDAY): early, (cast.second.pk, TUESDAY): early}, "rosters.on_leave")
    assert not Shift.objects.exists()
    assert planning.plan(cast.crew, {(worker.pk, MONDAY): night}, by=cast.leader, at=at) == 1
    borrowed = planned(cast, cast.elsewhere, "early", TUESDAY, cast.other_crew)
    with refused("rosters.not_of_team"):
        planning.plan(cast.crew, {(cast.elsewhere.pk, TUESDAY): None}, by=cast.leader, at=at)
    assert Shift.objects.filter(pk=borrowed.pk).exists()


def test_the_database_itself_lets_nobody_be_in_two_shifts_at_once(cast: Cast) -> None:
    one = planned(cast, cast.worker, "standby")
    span = kind("early").on(TUESDAY)
    for day, starts_at, ends_at in (
        (TUESDAY, *span),
        (MONDAY, one.ends_at, one.ends_at + DAY),
        (TUESDAY, span.ends_at, span.ends_at),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Shift.objects.create(
                unit=cast.crew, person=cast.worker, day=day, kind=kind("early"), starts_at=starts_at, ends_at=ends_at
            )  # fmt: skip


def test_last_week_comes_again_where_nothing_stands(cast: Cast) -> None:
    for n, code in enumerate(("early", "early", "late")):
        planned(cast, cast.worker, code, MONDAY - 7 * DAY + n * DAY)
    planned(cast, cast.second, "night", MONDAY - 6 * DAY)
    planned(cast, cast.second, "early", TUESDAY)
    made = planning.copy_last_week(cast.crew, MONDAY, by=cast.leader, at=MONDAY_9)
    assert (made.made, made.skipped) == (3, 1)
    assert week_of(cast)["赵六"] == "早早中----"
    assert week_of(cast)["孙七"] == "-早-----"
    again = planning.copy_last_week(cast.crew, MONDAY, by=cast.leader, at=MONDAY_9)
    assert (again.made, again.skipped) == (0, 4)
    assert planning.copy_last_week(cast.crew, MONDAY + 70 * DAY, by=cast.leader, at=MONDAY_9).made == 0


def test_a_pattern_is_filled_person_by_person_and_stops_at_what_stands(cast: Cast) -> None:
    turns = rules.pattern("早早中中夜夜休休", shifts.marks())
    people = [cast.worker, cast.second, cast.third]
    planned(cast, cast.third, "early", MONDAY)
    given: dict[str, Any] = {
        "people": people,
        "pattern": turns,
        "first": MONDAY,
        "last": MONDAY + 6 * DAY,
        "stagger": 2,
    }
    made = planning.fill(cast.crew, **given, by=cast.leader, at=MONDAY_9)
    assert week_of(cast)["赵六"] == "早早中中夜夜-"
    assert week_of(cast)["孙七"] == "中中夜夜--早"
    assert week_of(cast)["钱五"] == "早夜--早早中"
    assert (made.made, made.skipped) == (6 + 5 + 4, 1)
    past = {**given, "first": MONDAY - DAY, "last": MONDAY - DAY}
    assert planning.fill(cast.crew, **past, by=cast.leader, at=MONDAY_9).made == 0
    with refused("rosters.nobody_chosen"):
        planning.fill(cast.crew, **{**given, "people": []}, by=cast.leader, at=MONDAY_9)
