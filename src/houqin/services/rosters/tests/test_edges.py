"""The edges of days: shifts that touch, midnights, leave that cuts, swaps that lapse, last days of posts and certificates."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, time, timedelta
from itertools import product

from django.db import transaction

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.models import Employment
from houqin.services.rosters import figures, rules, tasks
from houqin.services.rosters.actions import certificates, duty, handing, leave, planning, swaps
from houqin.services.rosters.models import CertificateKind, Duty, Leave, Shift, ShiftKind, Swap
from houqin.services.rosters.queries import cases, duties, shifts, standing, teams
from houqin.services.rosters.tests.cast import DAY, HOUR, MONDAY, MONDAY_9, Cast, kind, planned, refused

MINUTE = timedelta(minutes=1)
TUESDAY = MONDAY + DAY
MIDNIGHT = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
"""Monday ends in Shanghai."""


@contextmanager
def undone() -> Iterator[None]:
    """Try something and take it back, so that the next line of a table begins where this one did."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def away(cast: Cast, starts_at: datetime, ends_at: datetime) -> Leave:
    """Return a leave of the worker's that was agreed to on Monday at nine."""
    made = leave.ask(leave_kind="sick", starts_at=starts_at, ends_at=ends_at, by=cast.worker, at=MONDAY_9)
    leave.grant(made, by=cast.leader, at=MONDAY_9)
    return made


def test_which_shift_may_follow_which_to_the_minute(cast: Cast) -> None:
    ShiftKind.objects.create(
        code="long",
        name_zh="长夜",
        name_en="Long",
        mark_zh="长",
        mark_en="X",
        begins=time(23),
        ends=time(7, 1),
    )
    codes = ("early", "late", "night", "standby", "long")
    followed = set()
    for before, after in product(codes, codes):
        with undone():
            cells = {(cast.worker.pk, MONDAY): kind(before), (cast.worker.pk, TUESDAY): kind(after)}
            with suppress(Refused):
                followed.add((before, after, planning.plan(cast.crew, cells, by=cast.leader, at=MONDAY_9)))
    assert set(product(codes, codes, [2])) - followed == {("standby", "early", 2), ("long", "early", 2)}


def test_shifts_stand_across_the_leap_day_and_the_year_s_end(cast: Cast) -> None:
    for first in (date(2027, 12, 27), date(2028, 2, 28)):
        last = first + 6 * DAY
        made = planning.fill(
            cast.crew, people=[cast.worker], pattern=[kind("night")], first=first, last=last, stagger=0,
            by=cast.leader, at=MONDAY_9,
        )  # fmt: skip
        assert (made.made, made.skipped) == (7, 0)
        row = next(
            one
            for one in shifts.grid(cast.crew, first, MONDAY_9, editable=True).rows
            if one.person == cast.worker
        )
        assert (row.hours, [one.day for one in row.cells]) == (56.0, rules.days(first, last))
    ends = Shift.objects.get(day=date(2028, 2, 29)).ends_at
    assert ends == datetime(2028, 2, 29, 23, tzinfo=UTC)  # 07:00 on the first of March
    new_year = datetime(2027, 12, 31, 16, tzinfo=UTC)
    assert (
        figures.shift_rows(cast.leader, new_year - 31 * DAY, new_year, new_year).count() == 4
    )  # the fifth ends next year
    assert figures.shift_rows(cast.leader, new_year, new_year + 31 * DAY, new_year + 31 * DAY).count() == 3
    copied = planning.copy_last_week(cast.crew, date(2028, 3, 6), by=cast.leader, at=MONDAY_9)
    assert (copied.made, Shift.objects.latest("day").day) == (7, date(2028, 3, 12))


def test_a_day_is_planned_until_it_ends_and_by_whom_the_team_has_then(cast: Cast) -> None:
    cells = {(cast.worker.pk, MONDAY): kind("late")}
    with undone():
        assert planning.plan(cast.crew, cells, by=cast.leader, at=MIDNIGHT - MINUTE) == 1
    with refused("rosters.day_over") as why:
        planning.plan(cast.crew, cells, by=cast.leader, at=MIDNIGHT)
    assert why.value.params["day"] == MONDAY
    for at, days in ((MIDNIGHT - MINUTE, 7), (MIDNIGHT, 6), (MIDNIGHT + 6 * DAY, 0)):
        row = shifts.grid(cast.crew, MONDAY, at, editable=True).rows[0]
        assert sum(one.editable for one in row.cells) == days
    Employment.objects.filter(person=cast.third).update(ends_on=TUESDAY)
    tell = {
        n: cast.third in teams.people_of(cast.crew, MONDAY + n * DAY, MONDAY + 9 * DAY) for n in (0, 1, 2)
    }
    assert tell == {0: True, 1: True, 2: False}
    assert (
        planning.plan(cast.crew, {(cast.third.pk, TUESDAY): kind("early")}, by=cast.leader, at=MONDAY_9) == 1
    )
    with refused("rosters.not_of_team"):
        planning.plan(cast.crew, {(cast.third.pk, TUESDAY + DAY): kind("early")}, by=cast.leader, at=MONDAY_9)


def test_on_and_off_duty_at_the_edges_of_a_shift_and_of_the_longest_duty(cast: Cast) -> None:
    shift = planned(cast, cast.worker, "standby")  # 17:30 to 07:30
    begins = MONDAY_9 + timedelta(hours=8, minutes=30)
    told = {}
    for n in (-121, -120, 0, 839, 840):
        with undone():
            told[n] = duty.come_on(by=cast.worker, at=begins + n * MINUTE).shift
    assert told == {-121: None, -120: shift, 0: shift, 839: shift, 840: None}
    on = duty.come_on(by=cast.worker, at=begins)
    with refused("rosters.not_on"):
        duty.go_off(by=cast.worker, at=begins)  # not in the same instant
    for minutes, ended in ((959, 0), (960, 1), (961, 0)):
        assert list(duties.forgotten(begins + minutes * MINUTE)) == [on] * ended
        assert tasks.end_forgotten(begins + minutes * MINUTE) == ended
        if minutes == 959:
            with refused("rosters.on_already"):
                duty.come_on(by=cast.worker, at=begins + 959 * MINUTE)
    on.refresh_from_db()
    assert (on.off_at, on.forgotten) == (shift.ends_at, True)
    with refused("rosters.not_on"):
        duty.go_off(by=cast.worker, at=begins + 961 * MINUTE)
    with refused("rosters.on_already"):  # what the clock wrote stands
        duty.come_on(by=cast.worker, at=shift.ends_at - MINUTE)
    duty.come_on(by=cast.worker, at=shift.ends_at)
    assert Duty.objects.filter(person=cast.worker, off_at=None).get().shift is None


def test_a_duty_for_a_shift_that_left_the_roster_lasts_the_longest(cast: Cast) -> None:
    borrowed = planned(cast, cast.elsewhere, "early", MONDAY, cast.other_crew)
    on = duty.come_on(by=cast.elsewhere, at=MONDAY_9)
    assert (on.shift, on.unit) == (borrowed, cast.other_crew)
    planning.plan(cast.other_crew, {(cast.elsewhere.pk, MONDAY): None}, by=cast.other_leader, at=MONDAY_9)
    assert tasks.end_forgotten(MONDAY_9 + 30 * HOUR) == 1
    on.refresh_from_db()
    assert (on.shift, on.off_at) == (None, MONDAY_9 + rules.LONGEST_DUTY)
    since, until = MONDAY_9 + 16 * HOUR, MONDAY_9 + 40 * HOUR
    assert [figures.hours(cast.head, one, until, until) for one in (since, since + MINUTE)] == [16.0, 0]
    assert [figures.hours(cast.head, MONDAY_9, one, until) for one in (since, since + MINUTE)] == [0, 16.0]
    (team,) = figures.by_team(cast.other_leader, MONDAY_9, until, until)
    assert (team.forgotten, team.share) == (1, None)


def test_a_leave_cuts_what_it_touches_and_no_shift_beside_it(cast: Cast) -> None:
    begins, ends = MONDAY_9 + 30 * HOUR, MONDAY_9 + 46 * HOUR  # Tuesday 15:00 to Wednesday 07:00
    cut = set()
    for code, n in product(("early", "late", "night", "standby"), (0, 1, 2)):
        with undone():
            shift = planned(cast, cast.worker, code, MONDAY + n * DAY)
            made = away(cast, begins, ends)
            if not Shift.objects.filter(pk=shift.pk).exists():
                cut.add((code, n))
            planning.plan(cast.crew, {(cast.worker.pk, MONDAY + n * DAY): None}, by=None, at=MONDAY_9)
            filled = planning.fill(
                cast.crew, people=[cast.worker], pattern=[kind(code)], first=shift.day, last=shift.day, stagger=0,
                by=cast.leader, at=MONDAY_9,
            )  # fmt: skip
            assert filled.skipped == ((code, n) in cut), (code, n)
            leave.come_back(made, by=cast.worker, at=begins)
            assert cases.on_leave(cast.worker, begins, ends) is False
    assert cut == {("late", 1), ("night", 1), ("standby", 1)}
    with undone():  # a shift that has begun is worked, the leave notwithstanding
        shift = planned(cast, cast.worker, "early")
        made = leave.ask(
            leave_kind="sick", starts_at=shift.starts_at, ends_at=ends, by=cast.worker, at=MONDAY_9
        )
        leave.grant(made, by=cast.leader, at=shift.starts_at)
        assert Shift.objects.filter(pk=shift.pk).exists()
    made = away(cast, begins, ends)
    duty.come_on(by=cast.worker, at=MONDAY_9 + 20 * HOUR)
    ranks = {}
    for at in (begins - MINUTE, begins, ends - MINUTE, ends):
        told = standing.visible_to([cast.worker.pk, cast.second.pk], at)
        ranks[at] = [told[cast.worker.pk].rank, told[cast.second.pk].rank]
    assert list(ranks.values()) == [[0, 2], [3, 2], [3, 2], [0, 2]]
    for starts_at, ends_at, free in (
        (ends, ends + HOUR, True), (begins - HOUR, begins, True), (ends - MINUTE, ends + HOUR, False),
        (begins - HOUR, begins + MINUTE, False), (begins + HOUR, ends - HOUR, False),
    ):  # fmt: skip
        assert cases.overlapping(cast.worker, starts_at, ends_at).exists() is not free


def test_a_swap_lapses_with_the_first_of_its_shifts_and_the_faster_swap_wins(cast: Cast) -> None:
    mine = planned(cast, cast.worker, "late", TUESDAY)  # begins after theirs
    theirs = planned(cast, cast.second, "early", TUESDAY)
    third = planned(cast, cast.third, "night", TUESDAY)
    swap = swaps.ask(mine, theirs, by=cast.worker, at=theirs.starts_at - MINUTE)
    for one, other, by in ((theirs, mine, cast.second), (third, third, cast.third)):
        with refused("rosters.swap_same"):
            swaps.ask(one, other, by=cast.leader, at=MONDAY_9)
        with refused("rosters.swap_asked_already" if other == mine else "rosters.swap_same"):
            swaps.ask(one, other, by=by, at=MONDAY_9)
    for minutes, lapsed in ((-1, 0), (0, 1)):
        with undone():
            assert tasks.lapse_swaps(theirs.starts_at + minutes * MINUTE) == lapsed
            assert Swap.objects.get().state == ("lapsed" if lapsed else "asked")
    with undone():
        planning.plan(cast.crew, {(cast.second.pk, TUESDAY): None}, by=cast.leader, at=MONDAY_9)
        assert tasks.lapse_swaps(MONDAY_9) == 1
    with refused("rosters.swap_begun"):
        swaps.agree(swap, by=cast.second, at=theirs.starts_at)
    rival = swaps.ask(third, theirs, by=cast.third, at=MONDAY_9)
    swaps.agree(rival, by=cast.second, at=MONDAY_9)
    with refused("rosters.swap_stale"):
        swaps.agree(swap, by=cast.second, at=MONDAY_9)
    whose = Shift.objects.order_by("starts_at").values_list("person__name", flat=True)
    assert list(whose) == ["钱五", "赵六", "孙七"]


def test_a_shift_is_handed_to_a_colleague_up_to_their_last_day(cast: Cast) -> None:
    Employment.objects.filter(person=cast.second).update(ends_on=MONDAY)

    def hand(code: str, at: datetime, day: date = MONDAY) -> None:
        handing.hand_over(
            team=cast.crew, day=day, shift_kind=kind(code), taker=cast.second, by=cast.worker, at=at
        )

    hand("late", MIDNIGHT - MINUTE)
    with refused("rosters.not_a_colleague") as why:
        hand("night", MIDNIGHT)
    assert why.value.params["who"] == "孙七"
    with refused("rosters.handed_already"):
        hand("late", MONDAY_9)
    hand("late", MONDAY_9, TUESDAY)
    hand("early", MONDAY_9)
    planned(cast, cast.worker, "late")
    at = MONDAY_9 + DAY
    assert figures.handed_over(cast.head, MONDAY_9, at, at) == 0  # given, not taken
    given = cases.handover_of(cast.crew, MONDAY, kind("late"))
    assert given is not None
    handing.take(given, by=cast.second, at=MIDNIGHT + DAY)  # who has left may still end what they were given
    assert figures.handed_over(cast.head, MONDAY_9, at, at) == 100


def test_a_certificate_counts_from_its_first_day_to_the_midnight_of_its_last(cast: Cast) -> None:
    height, special = (CertificateKind.objects.get(code=one) for one in ("height", "special_equipment"))
    first, last = date(2026, 2, 28), date(2028, 2, 29)
    for held in (height, special):
        certificates.register(person=cast.worker, certificate_kind=held, serial="G-1", valid_from=first, valid_until=last,
                              by=cast.leader, at=MONDAY_9)  # fmt: skip
    days = (first - DAY, first, last, last + DAY)
    assert [bool(standing.certified([cast.worker.pk], height, day)) for day in days] == [
        False,
        True,
        True,
        False,
    ]
    over = datetime(2028, 2, 29, 16, tzinfo=UTC)
    told = {n: tasks.watch_certificates(over - n * DAY - MINUTE) for n in (62, 61, 60, 32, 31, 30, 29, 1, 0)}
    assert told == {62: 0, 61: 0, 60: 1, 32: 0, 31: 0, 30: 1, 29: 0, 1: 0, 0: 0}
    assert (tasks.watch_certificates(over), tasks.watch_certificates(over + DAY)) == (2, 0)
    assert not standing.certified([cast.worker.pk], special, last + DAY)
    one = cases.own_certificates(cast.worker, over).get(certificate_kind=height)
    with refused("rosters.renew_later"):
        certificates.renew(one, valid_until=last, by=cast.leader, at=over)
    certificates.renew(one, valid_until=last + DAY, serial=" G-2 ", by=cast.leader, at=over)
    assert (one.state, one.serial, bool(standing.certified([cast.worker.pk], height, last + DAY))) == (
        "valid",
        "G-2",
        True,
    )
    assert (tasks.watch_certificates(over), tasks.watch_certificates(over + DAY)) == (1, 1)
