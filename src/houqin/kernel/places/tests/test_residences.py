from houqin.kernel.people.models import Person
from houqin.kernel.people.tests.stage import DAY, EARLIER, MONDAY_9, TODAY, refused, verbs
from houqin.kernel.places.actions import add_place, end_residence, house
from houqin.kernel.places.feature import search_entries
from houqin.kernel.places.models import Place, Residence
from houqin.kernel.places.queries import beds_taken, residence_of, residences_of, residents, room_of
from houqin.kernel.trail.models import Happening
from houqin.kernel.trail.record import read


def test_a_move_ends_the_earlier_stay_the_day_before(student: Person, floor: Place, room: Place) -> None:
    other = add_place(code="r212", name="212", kind="room", parent=floor)
    house(student, room, starts_on=EARLIER)
    house(student, other, starts_on=TODAY)
    assert room_of(student, MONDAY_9 - DAY) == room
    assert room_of(student, MONDAY_9) == other
    assert [stay.place for stay in residences_of(student)] == [other, room]


def test_a_bed_is_one_persons_at_a_time(student: Person, clerk: Person, room: Place) -> None:
    first = house(student, room, starts_on=EARLIER, bed="1")
    with refused("places.bed_taken"):
        house(clerk, room, starts_on=TODAY, bed="1")
    assert beds_taken([room]) == {(room.pk, "1"): (student.pk, None)}
    end_residence(first, on=TODAY - DAY, by=None, at=MONDAY_9)
    house(clerk, room, starts_on=TODAY, bed="1")
    assert [stay.person for stay in residents(room, MONDAY_9)] == [clerk]


def test_beds_without_a_number_are_shared(student: Person, clerk: Person, room: Place) -> None:
    house(student, room, starts_on=TODAY)
    house(clerk, room, starts_on=TODAY)
    assert residents(room, MONDAY_9).count() == 2


def test_a_stay_of_fixed_length_is_not_cut_by_another(student: Person, floor: Place, room: Place) -> None:
    other = add_place(code="r212", name="212", kind="room", parent=floor)
    house(student, room, starts_on=EARLIER, ends_on=TODAY + DAY)
    with refused("places.lives_elsewhere"):
        house(student, other, starts_on=TODAY)
    with refused("places.period_backwards"):
        house(student, other, starts_on=TODAY, ends_on=EARLIER)
    assert Residence.objects.count() == 1


def test_where_somebody_lives_stands_sealed_in_the_trail(
    administrator: Person, student: Person, room: Place
) -> None:
    house(student, room, starts_on=TODAY, bed="2", by=administrator, at=MONDAY_9)
    told = Happening.objects.get(subject=student.pk, verb="moved_in")
    assert "信息楼" not in str(told.facts)
    assert read(told) == {"place": "东校区 信息楼 211", "bed": "2"}
    lives = residence_of(student, MONDAY_9)
    assert lives is not None
    end_residence(lives, on=TODAY, by=administrator, at=MONDAY_9)
    assert verbs(student.pk) == ["added", "moved_in", "moved_out"]


def test_a_place_in_use_is_a_search_entry_for_who_keeps_the_register(room: Place) -> None:
    [(found, entry)] = search_entries([room.pk])
    assert found == room.pk
    assert entry.title == "东校区 信息楼 211"
    assert (entry.permission, entry.place_path) == ("places.edit", room.path)
