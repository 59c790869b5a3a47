"""Who sees what: owner, another owner, a stranger, keepers, approvers, the head; and what happens next."""

from typing import Any

import pytest

from houqin.kernel.people.models import OrgUnit, Person
from houqin.services.seals import queries
from houqin.services.seals.actions import keeping
from houqin.services.seals.models import Application, KindOfMatter, Seal
from houqin.services.seals.tests.conftest import MONDAY_10, MONDAY_11, MONDAY_14


def seen(person: Any, at: Any = MONDAY_11) -> Any:
    return set(queries.visible_to(person, at).values_list("pk", flat=True))


def test_the_owner_sees_their_own_and_another_owner_only_theirs(
    submitted: Application, apply: Any, applicant: Person, stranger: Person
) -> None:
    other = apply(by=stranger)
    assert seen(applicant) == {submitted.pk}
    assert seen(stranger) == {other.pk}


def test_dean_head_keeper_and_deputy_see_it_a_student_does_not(
    submitted: Application, dean: Person, head: Person, keeper: Person, deputy: Person, student: Person
) -> None:
    for person in (dean, head, keeper, deputy):
        assert seen(person) == {submitted.pk}
    assert seen(student) == set()


def test_a_dean_of_another_college_does_not_see_it(
    submitted: Application, hire: Any, office: OrgUnit
) -> None:
    other = hire("T011", "另一院长", unit=office, role="seal-approver", over=office)
    assert seen(other) == set()


def test_the_escort_sees_what_they_escort(going_out: Application, stranger: Person) -> None:
    assert seen(stranger) == {going_out.pk}


def test_seals_and_lines_of_the_register_follow_the_same_sight(
    approved: Application, keeper: Person, applicant: Person, student: Person, head: Person, seal: Seal
) -> None:
    keeping.stamp(approved, copies=1, code=approved.code, by=keeper, at=MONDAY_11)
    lines = {
        person: queries.stampings_visible_to(person, MONDAY_14).count()
        for person in (applicant, student, head)
    }
    assert lines == {applicant: 1, student: 0, head: 1}
    assert queries.seals_visible_to(student, MONDAY_14).count() == 0
    assert queries.seals_visible_to(keeper, MONDAY_14).count() == 1


def test_the_desk_holds_what_is_approved_or_out_for_one_s_own_seals(
    approved: Application, submitted: Application, keeper: Person, deputy: Person, head: Person
) -> None:
    for person in (keeper, deputy):
        assert list(queries.desk(person, MONDAY_11)) == [approved]
        assert queries.waiting_at_desk(person, MONDAY_11) == 1
    assert not queries.desk(head, MONDAY_11).exists()


def test_the_desk_loses_what_has_been_stamped(approved: Application, keeper: Person) -> None:
    keeping.stamp(approved, copies=1, code=approved.code, by=keeper, at=MONDAY_11)
    assert not queries.desk(keeper, MONDAY_14).exists()


def test_a_closed_kind_is_no_longer_offered(applicant: Person, administrator: Person) -> None:
    KindOfMatter.objects.filter(key="bid").update(closed_on=MONDAY_10.date())
    offered = queries.kinds_to_choose(applicant, MONDAY_10)
    assert "bid" not in set(offered.values_list("key", flat=True))


def test_the_way_of_each_kind_is_told_with_its_longest_time(
    applicant: Person, django_assert_num_queries: Any
) -> None:
    queries.day_minutes(MONDAY_10)  # the hours are built once
    with django_assert_num_queries(5):
        ways = {way.kind.key: way for way in queries.ways(applicant, MONDAY_10)}
    assert [str(step) for step in ways["contract"].steps] == [
        "部门负责人审批",
        "印章主管部门审批",
        "保管员用印",
    ]
    assert ways["contract"].days == 2
    assert ways["major-contract"].steps[1] == "会议决定"


@pytest.mark.parametrize(
    ("number", "found"), [("T001", True), (" T001 ", True), ("S001", False), ("", False)]
)
def test_staff_are_found_by_their_whole_number_only(
    applicant: Person, student: Person, number: Any, found: Any
) -> None:
    assert (queries.staff_by_number(student, MONDAY_10, number) is not None) == found


def test_the_slip_names_who_said_yes(approved: Application, applicant: Person, dean: Person) -> None:
    (seat,) = queries.decisions(approved, applicant, MONDAY_11)
    assert seat.decided_by == dean
