"""Stays at their edges: the day of a move, a bed between two people, an end that reaches into the next stay."""

from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.actions.grants import grant
from houqin.kernel.people.actions.people import add_person
from houqin.kernel.people.models import Person, Role
from houqin.kernel.people.tests.stage import DAY, MONDAY_9, TODAY, refused, verbs
from houqin.kernel.places.actions import add_place, close_place, end_residence, house
from houqin.kernel.places.models import Place, Residence
from houqin.kernel.places.queries import beds_taken, residence_of, residences_of, residents, room_of


@pytest.fixture
def other(floor: Place) -> Place:
    return add_place(code="r212", name="212", kind="room", parent=floor)


def test_on_the_day_of_a_move_one_lives_in_the_new_room(student: Person, room: Place, other: Place) -> None:
    house(student, room, starts_on=TODAY - 9 * DAY)
    house(student, other, starts_on=TODAY)
    midnight = MONDAY_9 - timedelta(hours=9)  # 00:00 in Shanghai
    assert room_of(student, midnight - timedelta(seconds=1)) == room
    assert room_of(student, midnight) == other


def test_a_second_move_on_the_same_day_is_refused_and_the_first_stands(
    student: Person, room: Place, other: Place
) -> None:
    house(student, room, starts_on=TODAY)
    with refused("places.lives_elsewhere"):
        house(student, other, starts_on=TODAY)
    assert room_of(student, MONDAY_9) == room


def test_a_stay_does_not_begin_before_a_later_one_that_is_noted_already(
    student: Person, room: Place, other: Place
) -> None:
    house(student, room, starts_on=TODAY + 5 * DAY)
    with refused("places.lives_elsewhere"):
        house(student, other, starts_on=TODAY)
    house(student, other, starts_on=TODAY, ends_on=TODAY + 4 * DAY)
    assert [stay.place for stay in residences_of(student)] == [room, other]


def test_a_stay_is_not_lengthened_into_the_next_persons_bed(
    student: Person, clerk: Person, room: Place
) -> None:
    first = house(student, room, starts_on=TODAY - 9 * DAY, ends_on=TODAY - 5 * DAY, bed="1")
    house(clerk, room, starts_on=TODAY - 4 * DAY, bed="1")
    with pytest.raises(Refused) as caught:
        end_residence(first, on=TODAY, by=None, at=MONDAY_9)
    wanted = {"bed": "1", "place": "东校区 信息楼 211", "field": "ends_on"}
    assert (caught.value.code, caught.value.params) == ("places.bed_taken", wanted)
    assert first.ends_on == Residence.objects.get(pk=first.pk).ends_on == TODAY - 5 * DAY


def test_a_stay_is_not_lengthened_into_ones_own_next_room(student: Person, room: Place, other: Place) -> None:
    first = house(student, room, starts_on=TODAY - 9 * DAY)
    house(student, other, starts_on=TODAY - 4 * DAY)
    first.refresh_from_db()
    with pytest.raises(Refused) as caught:
        end_residence(first, on=TODAY, by=None, at=MONDAY_9)
    assert (caught.value.code, caught.value.params["name"]) == ("places.lives_elsewhere", "学生甲")
    end_residence(first, on=TODAY - 5 * DAY, by=None, at=MONDAY_9)
    assert "moved_out" in verbs(student.pk)


def test_a_stay_cannot_end_before_it_began_but_on_its_first_day(student: Person, room: Place) -> None:
    stay = house(student, room, starts_on=TODAY)
    with refused("places.period_backwards"):
        end_residence(stay, on=TODAY - DAY, by=None, at=MONDAY_9)
    end_residence(stay, on=TODAY, by=None, at=MONDAY_9)
    assert room_of(student, MONDAY_9) == room
    assert residence_of(student, MONDAY_9 + DAY) is None


@pytest.mark.parametrize("day", [date(1, 1, 1), date(2028, 2, 29), date(9999, 12, 31)])
def test_a_stay_may_begin_on_any_day_there_is(student: Person, room: Place, day: date) -> None:
    assert house(student, room, starts_on=day).starts_on == day
    assert Residence.objects.get().ends_on is None


@pytest.mark.parametrize(("first", "second"), [("1", " 1 "), ("A", "A")])
def test_a_bed_with_spaces_round_it_is_the_same_bed(
    student: Person, clerk: Person, room: Place, first: str, second: str
) -> None:
    house(student, room, starts_on=TODAY, bed=first)
    with refused("places.bed_taken"):
        house(clerk, room, starts_on=TODAY, bed=second)


def test_beds_tell_who_has_each_last_and_until_when(
    student: Person, clerk: Person, room: Place, other: Place
) -> None:
    house(student, room, starts_on=TODAY - 9 * DAY, ends_on=TODAY - DAY, bed="1")
    house(clerk, room, starts_on=TODAY, bed="1")
    house(student, other, starts_on=TODAY, ends_on=TODAY + DAY, bed="2")
    assert beds_taken([room, other]) == {
        (room.pk, "1"): (clerk.pk, None),
        (other.pk, "2"): (student.pk, TODAY + DAY),
    }
    assert beds_taken([]) == {}


def test_residents_of_a_building_are_those_of_its_rooms_now(
    student: Person, clerk: Person, colleague: Person, building: Place, room: Place, other: Place
) -> None:
    house(student, other, starts_on=TODAY, bed="2")
    house(clerk, room, starts_on=TODAY, bed="9")
    house(colleague, room, starts_on=TODAY + DAY, bed="1")
    assert [stay.person for stay in residents(building, MONDAY_9)] == [clerk, student]
    assert [stay.person for stay in residents(room, MONDAY_9 + DAY)] == [colleague, clerk]


def test_closing_a_room_leaves_on_record_who_lived_there(student: Person, room: Place) -> None:
    house(student, room, starts_on=TODAY - DAY)
    close_place(room, on=TODAY, by=None, at=MONDAY_9)
    assert [stay.place for stay in residences_of(student)] == [room]


def test_who_keeps_one_building_houses_nobody_in_another(
    clerk: Person, student: Person, campus: Place, room: Place
) -> None:
    keepers = Role.objects.create(key="keeper", title="楼管", permissions=["places.edit"])
    far = add_place(code="b9", name="远楼", kind="building", parent=campus)
    grant(clerk, keepers, by=None, at=MONDAY_9, place_path=far.path)
    with refused("people.not_permitted"):
        house(student, room, starts_on=TODAY, by=clerk, at=MONDAY_9)
    stay = house(student, room, starts_on=TODAY, by=None, at=MONDAY_9)
    with refused("people.not_permitted"):
        end_residence(stay, on=TODAY, by=clerk, at=MONDAY_9)
    house(student, far, starts_on=TODAY + DAY, by=clerk, at=MONDAY_9)


stays = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 1), st.integers(0, 12), st.none() | st.integers(0, 5)),
    max_size=8,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=stays)
def test_however_people_move_nobody_lives_twice_and_no_bed_is_shared(
    room: Place, other: Place, wanted: list[Any]
) -> None:
    people = [add_person(name=f"甲{n}", kind="student", at=MONDAY_9) for n in range(3)]
    codes: set[str] = set()
    for who, where, begins, length in wanted:
        starts = TODAY + begins * DAY
        ends = None if length is None else starts + length * DAY
        try:
            house(people[who], (room, other)[where], starts_on=starts, ends_on=ends, bed="1")
        except Refused as no:
            codes.add(no.code)
    assert codes <= {"places.bed_taken", "places.lives_elsewhere"}
    for day in range(20):
        there = [
            stay for stay in Residence.objects.filter(person__in=people)
            if stay.starts_on <= TODAY + day * DAY and (stay.ends_on is None or stay.ends_on >= TODAY + day * DAY)
        ]  # fmt: skip
        assert len({stay.person_id for stay in there}) == len(there)
        assert len({(stay.place_id, stay.bed) for stay in there}) == len(there)
    Residence.objects.filter(person__in=people).delete()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_the_same_bed_at_once_one_gets_it() -> None:
    campus = add_place(code="east", name="东校区", kind="campus")
    room = add_place(code="r1", name="101", kind="room", parent=campus)
    people = [add_person(name=name, kind="student", at=MONDAY_9) for name in ("学生甲", "学生乙")]
    start, answers = Barrier(2), []

    def move_in(person: Person) -> None:
        start.wait(10)
        try:
            house(person, room, starts_on=TODAY, bed="1", at=MONDAY_9)
            answers.append("in")
        except Refused as no:
            answers.append(no.code)
        finally:
            connection.close()

    threads = [Thread(target=move_in, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers) == ["in", "places.bed_taken"]
    assert Residence.objects.count() == 1
