"""Periods at their edges: first and last day, Shanghai's midnight, the year's end, a leap day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from houqin.kernel.base.clock import local_date
from houqin.kernel.people.actions.employments import employ, end_employment
from houqin.kernel.people.actions.grants import end_grant, grant
from houqin.kernel.people.actions.stand_ins import appoint_stand_in, end_stand_in
from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import Employment, Grant, OrgUnit, Person, Role, StandIn
from houqin.kernel.people.periods import active_on, standing_at
from houqin.kernel.people.queries import units_of
from houqin.kernel.people.tests.stage import DAY, MONDAY_9, TODAY, refused, verbs

SECOND = timedelta(seconds=1)
days = st.dates(date(1999, 12, 25), date(2030, 1, 5))
instants = st.datetimes(datetime(2026, 2, 25), datetime(2026, 3, 5), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2025-12-31T15:59:59", date(2025, 12, 31)),
        ("2025-12-31T16:00:00", date(2026, 1, 1)),
        ("2028-02-28T15:59:59", date(2028, 2, 28)),
        ("2028-02-28T16:00:00", date(2028, 2, 29)),
        ("2028-02-29T16:00:00", date(2028, 3, 1)),
    ],
)
def test_a_grant_for_one_day_holds_from_shanghai_midnight_to_shanghai_midnight(
    clerk: Person, seers: Role, instant: str, day: date
) -> None:
    at = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert local_date(at) == day
    grant(clerk, seers, by=None, at=at, starts_on=day, ends_on=day)
    assert authority_of(clerk, at).holds("people.see")
    assert not authority_of(clerk, at + DAY).holds("people.see")
    assert not authority_of(clerk, at - DAY).holds("people.see")


@pytest.mark.parametrize(("starts", "ends"), [(date(1, 1, 1), None), (TODAY, date(9999, 12, 31))])
def test_a_grant_may_reach_as_far_as_dates_go_and_be_ended(
    clerk: Person, seers: Role, starts: date, ends: date | None
) -> None:
    given_ = grant(clerk, seers, by=None, at=MONDAY_9, starts_on=starts, ends_on=ends)
    assert authority_of(clerk, MONDAY_9).holds("people.see")
    end_grant(given_, by=None, at=MONDAY_9)
    assert not authority_of(clerk, MONDAY_9).holds("people.see")


def test_ending_what_ended_long_ago_does_not_lengthen_it(clerk: Person, seers: Role) -> None:
    over = grant(clerk, seers, by=None, at=MONDAY_9, starts_on=TODAY - 90 * DAY, ends_on=TODAY - 60 * DAY)
    end_grant(over, by=None, at=MONDAY_9)
    assert Grant.objects.get().ends_on == TODAY - 60 * DAY
    assert not authority_of(clerk, MONDAY_9 - 30 * DAY).holds("people.see"), "nobody held it a month ago"
    assert "ended" not in verbs(clerk.pk)


def test_ending_a_grant_twice_changes_nothing_the_second_time(clerk: Person, seers: Role) -> None:
    given_ = grant(clerk, seers, by=None, at=MONDAY_9, starts_on=TODAY - 9 * DAY)
    end_grant(given_, by=None, at=MONDAY_9)
    end_grant(given_, by=None, at=MONDAY_9 + 5 * DAY)
    assert Grant.objects.get().ends_on == TODAY - DAY
    assert verbs(clerk.pk).count("ended") == 1


def test_a_grant_that_has_not_begun_is_taken_back_whole(clerk: Person, seers: Role) -> None:
    later = grant(clerk, seers, by=None, at=MONDAY_9, starts_on=TODAY + DAY)
    end_grant(later, by=None, at=MONDAY_9)
    assert not Grant.objects.exists()


def test_an_employment_is_not_lengthened_into_the_next_one(clerk: Person, office: OrgUnit) -> None:
    first = employ(clerk, office, starts_on=TODAY - 9 * DAY, ends_on=TODAY - 5 * DAY)
    employ(clerk, office, starts_on=TODAY - 4 * DAY)
    with refused("people.employed_already"):
        end_employment(first, on=TODAY, by=None, at=MONDAY_9)
    assert Employment.objects.get(pk=first.pk).ends_on == TODAY - 5 * DAY
    assert first.ends_on == TODAY - 5 * DAY, "the row in hand is as it was"


def test_an_employment_of_a_single_day_counts_that_day(clerk: Person, office: OrgUnit) -> None:
    one = employ(clerk, office, starts_on=TODAY, ends_on=TODAY)
    assert units_of(clerk, MONDAY_9) == [office]
    assert units_of(clerk, MONDAY_9 + DAY) == units_of(clerk, MONDAY_9 - DAY) == []
    employ(clerk, office, starts_on=TODAY + DAY)
    with refused("people.period_backwards"):
        end_employment(one, on=TODAY - DAY, by=None, at=MONDAY_9)


def test_a_stand_in_begins_with_its_first_instant_and_is_over_at_its_last(
    clerk: Person, colleague: Person, seers: Role
) -> None:
    grant(clerk, seers, by=None, at=MONDAY_9, starts_on=TODAY - DAY)
    ends = MONDAY_9 + timedelta(hours=15)  # 24:00 in Shanghai
    appoint_stand_in(clerk, colleague, starts_at=MONDAY_9, ends_at=ends, reason="", at=MONDAY_9)

    def held(at: datetime) -> bool:
        return authority_of(colleague, at).holds("people.see")

    assert [held(MONDAY_9 - SECOND), held(MONDAY_9), held(ends - SECOND), held(ends)] == [
        False,
        True,
        True,
        False,
    ]


def test_one_stand_in_may_follow_another_without_a_gap(clerk: Person, colleague: Person) -> None:
    for start in (MONDAY_9, MONDAY_9 + DAY):
        appoint_stand_in(clerk, colleague, starts_at=start, ends_at=start + DAY, reason="", at=MONDAY_9)
    with refused("people.stand_in_overlaps"):
        appoint_stand_in(
            clerk, colleague, starts_at=MONDAY_9 + 2 * DAY - SECOND, ends_at=MONDAY_9 + 3 * DAY, reason="",
            at=MONDAY_9,
        )  # fmt: skip


def test_a_stand_in_ended_before_it_began_never_holds(clerk: Person, colleague: Person, seers: Role) -> None:
    grant(clerk, seers, by=None, at=MONDAY_9, starts_on=TODAY - DAY)
    made = appoint_stand_in(
        clerk, colleague, starts_at=MONDAY_9 + DAY, ends_at=MONDAY_9 + 2 * DAY, reason="", at=MONDAY_9
    )
    end_stand_in(made, at=MONDAY_9)
    assert not authority_of(colleague, MONDAY_9 + DAY).holds("people.see")


def test_a_stand_in_that_ran_out_is_not_ended_once_more(clerk: Person, colleague: Person) -> None:
    made = appoint_stand_in(
        clerk, colleague, starts_at=MONDAY_9, ends_at=MONDAY_9 + DAY, reason="", at=MONDAY_9
    )
    end_stand_in(made, at=MONDAY_9 + DAY)
    assert StandIn.objects.get().ended_at is None
    assert "ended" not in verbs(clerk.pk)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(starts=days, length=st.none() | st.integers(0, 400), asked=days)
def test_the_condition_for_a_day_agrees_with_comparing_dates(
    clerk: Person, seers: Role, starts: date, length: int | None, asked: date
) -> None:
    ends = None if length is None else starts + timedelta(days=length)
    row = Grant.objects.create(person=clerk, role=seers, starts_on=starts, ends_on=ends)
    found = Grant.objects.filter(active_on(asked), pk=row.pk).exists()
    row.delete()
    assert found == (starts <= asked and (ends is None or asked <= ends))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(starts=instants, length=st.integers(1, 5000), ended=st.none() | instants, asked=instants)
def test_the_condition_for_an_instant_agrees_with_comparing_instants(
    clerk: Person, colleague: Person, starts: datetime, length: int, ended: datetime | None, asked: datetime
) -> None:
    ends = starts + timedelta(minutes=length)
    row = StandIn.objects.create(
        principal=clerk, deputy=colleague, starts_at=starts, ends_at=ends, ended_at=ended
    )
    found = StandIn.objects.filter(standing_at(asked), pk=row.pk).exists()
    row.delete()
    assert found == (starts <= asked < ends and (ended is None or asked < ended))
