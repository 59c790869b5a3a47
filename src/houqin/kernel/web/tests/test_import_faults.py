"""Sheets of the registers: what the database would not hold is said beside its cell, before anything is written."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from houqin.kernel.people.actions.employments import employ
from houqin.kernel.people.actions.grants import grant
from houqin.kernel.people.actions.people import add_person, erase_person
from houqin.kernel.people.models import Employment, OrgUnit, Person, Role
from houqin.kernel.people.tests.stage import DAY, EARLIER, MONDAY_9, TODAY, refused, verbs
from houqin.kernel.places.actions import add_place, close_place, house
from houqin.kernel.places.models import Alias, Place, Residence
from houqin.kernel.web.admin.import_cells import choice_of, day_of
from houqin.kernel.web.admin.people_import import (
    apply_people,
    apply_residences,
    check_people,
    check_residences,
)
from houqin.kernel.web.admin.places_import import apply_places, check_places
from houqin.kernel.web.models import ImportDraft
from houqin.kernel.web.tests.admin_cast import (
    administrator,
    administrators,
    another,
    as_,
    building,
    office,
    owner,
    room,
    sheet,
)

__all__ = ["administrator", "administrators", "another", "building", "office", "owner", "room"]
PERSON = {"number": "S1", "name": "甲", "kind": "学生"}
PLACE = {"above": "east", "code": "b4", "name": "四教", "kind": "楼栋"}


@pytest.mark.parametrize(
    ("key", "fits", "too_long"),
    [
        ("number", "S" * 32, "S" * 33), ("name", "名" * 80, "名" * 81), ("phone", "1" * 20, "1" * 21),
        ("post", "岗" * 60, "岗" * 61), ("email", "a" * 60 + "@" + "b" * 60 + ".cn", "a" * 60 + "@" + ("b" * 60 + ".") * 4 + "cn"),
    ],
)  # fmt: skip
def test_what_is_as_long_as_may_be_is_imported_and_one_letter_more_is_a_fault(
    administrator: Person, office: OrgUnit, key: str, fits: str, too_long: str
) -> None:
    good, bad = PERSON | {"unit": "office", key: fits}, PERSON | {"unit": "office", key: too_long}
    assert check_people([good], MONDAY_9) == [{}]
    assert list(check_people([bad], MONDAY_9)[0]) == [key]
    assert apply_people([good], by=administrator, at=MONDAY_9) == 1


@pytest.mark.parametrize(
    ("key", "fits", "too_long"),
    [
        ("code", "r" * 40, "r" * 41), ("name", "名" * 80, "名" * 81), ("name_en", "n" * 120, "n" * 121),
        ("aliases", "别" * 80 + "、" + "名" * 80, "别、" + "名" * 81),
    ],
)  # fmt: skip
def test_a_place_fits_or_is_a_fault_beside_its_cell(
    administrator: Person, building: Place, key: str, fits: str, too_long: str
) -> None:
    good, bad = PLACE | {key: fits}, PLACE | {key: too_long}
    assert check_places([good], MONDAY_9) == [{}]
    assert list(check_places([bad], MONDAY_9)[0]) == [key]
    assert apply_places([good], by=administrator, at=MONDAY_9) == 1


def test_a_bed_fits_or_is_a_fault_beside_its_cell(owner: Person, administrator: Person, room: Place) -> None:
    row = {"number": "T0001", "place": "east.b3.r211", "bed": "上" * 10, "starts_on": "2026-09-01"}
    assert list(check_residences([row | {"bed": "上" * 11}], MONDAY_9)[0]) == ["bed"]
    assert check_residences([row], MONDAY_9) == [{}]
    assert apply_residences([row], by=administrator, at=MONDAY_9) == 1


@pytest.mark.parametrize("code", ["b 4", "b-4", "四", "b.4", "", "b4\n", "\u0664", "b\uff14"])
def test_a_code_that_is_no_label_is_a_fault(building: Place, code: str) -> None:
    assert "code" in check_places([PLACE | {"code": code}], MONDAY_9)[0]


def test_the_place_above_is_named_by_its_code_path_alone(administrator: Person, room: Place) -> None:
    named = {"above": "东校区 信息楼", "code": "r211", "name": "211", "kind": "房间"}
    assert list(check_places([named], MONDAY_9)[0]) == ["above"]
    assert check_places([named | {"above": "east.b3"}], MONDAY_9) == [{}]


def test_a_place_whose_place_above_has_a_fault_is_left_out_and_not_hung_elsewhere(
    administrator: Person, building: Place
) -> None:
    rows = [PLACE | {"name": ""}, {"above": "east.b4", "code": "r1", "name": "1", "kind": "房间"}]
    faults = check_places(rows, MONDAY_9)
    assert [sorted(each) for each in faults] == [["name"], []]
    good = [row for row, fault in zip(rows, faults, strict=True) if not fault]
    assert apply_places(good, by=administrator, at=MONDAY_9) == 0
    assert not Place.objects.filter(code="r1").exists()


def test_a_closed_place_takes_in_neither_changes_nor_rooms(building: Place, room: Place) -> None:
    close_place(building, on=TODAY, by=None, at=MONDAY_9)
    rows = [
        {"above": "east", "code": "b3", "name": "信息楼", "kind": "楼栋"},
        {"above": "east.b3", "code": "r9", "name": "9", "kind": "房间"},
    ]
    assert "code" in check_places(rows, MONDAY_9)[0]
    assert "above" in check_places(rows[1:], MONDAY_9)[0]


def test_a_sheet_of_places_read_twice_changes_nothing_the_second_time(
    administrator: Person, building: Place, office: OrgUnit
) -> None:
    rows = [PLACE | {"keeper": "office", "access": "住宿", "aliases": "老楼；红楼"}]
    for _ in range(2):
        assert apply_places(rows, by=administrator, at=MONDAY_9) == 1
    made = Place.objects.get(code="b4")
    assert (made.keeper, made.access) == (office, "private")
    assert sorted(Alias.objects.values_list("name", flat=True)) == ["红楼", "老楼"]
    assert verbs(made.pk).count("alias_added") == 2


def test_a_sheet_of_people_read_twice_employs_nobody_twice(administrator: Person, office: OrgUnit) -> None:
    rows = [PERSON | {"unit": "office", "post": "电工"}]
    for days in (0, 1):
        apply_people(rows, by=administrator, at=MONDAY_9 + days * DAY)
    assert Employment.objects.get().post == "电工"
    assert verbs(Person.objects.get(number="S1").pk) == ["added"]


def test_somebody_whose_time_in_a_unit_is_still_to_come_is_imported_all_the_same(
    administrator: Person, owner: Person, office: OrgUnit
) -> None:
    employ(owner, office, starts_on=TODAY + 7 * DAY)
    rows = [{"number": "T0001", "name": "张三", "kind": "教职工", "unit": "office", "phone": "139"}]
    assert apply_people(rows, by=administrator, at=MONDAY_9) == 1
    owner.refresh_from_db()
    assert owner.phone == "139"
    assert owner.employments.count() == 1, "one of the two would overlap the other"


def test_empty_cells_leave_what_is_known_and_erased_people_stay_erased(
    administrator: Person, owner: Person, another: Person
) -> None:
    erase_person(another, by=administrator, at=MONDAY_9)
    rows = [{"number": "T0001", "name": "张三丰", "kind": "staff", "phone": ""}]
    apply_people(rows, by=administrator, at=MONDAY_9)
    owner.refresh_from_db()
    assert (owner.name, owner.phone) == ("张三丰", "10000000001")
    assert check_people([PERSON | {"number": "T0002"}], MONDAY_9) == [{}], "the number is free again"


def test_an_editor_of_one_unit_imports_nobody_elsewhere(
    owner: Person, office: OrgUnit, administrator: Person
) -> None:
    editors = Role.objects.create(key="editor", title="编辑", permissions=["people.edit"])
    grant(owner, editors, by=None, at=MONDAY_9, unit=office)
    assert apply_people([PERSON | {"unit": "office"}], by=owner, at=MONDAY_9) == 1
    for unit in ("", "school"):
        with refused("people.not_permitted"):
            apply_people([PERSON | {"number": "S2", "unit": unit}], by=owner, at=MONDAY_9)
    outside = add_person(name="外人", kind="staff", number="T9", at=MONDAY_9)
    assert office.parent is not None
    employ(outside, office.parent, starts_on=EARLIER)
    with refused("people.not_permitted"):
        apply_people(
            [{"number": "T9", "name": "改名", "kind": "staff", "unit": "office"}], by=owner, at=MONDAY_9
        )
    outside.refresh_from_db()
    assert (outside.name, outside.employments.count()) == ("外人", 1), "all or nothing"


def test_a_bed_free_from_the_day_after_is_taken_from_that_day(
    administrator: Person, owner: Person, another: Person, room: Place
) -> None:
    house(another, room, starts_on=EARLIER, ends_on=TODAY, bed="1")
    row = {"number": "T0001", "place": "east.b3.r211", "bed": "1"}
    assert "bed" in check_residences([row | {"starts_on": TODAY.isoformat()}], MONDAY_9)[0]
    free = row | {"starts_on": (TODAY + DAY).isoformat()}
    assert check_residences([free], MONDAY_9) == [{}]
    assert apply_residences([free], by=administrator, at=MONDAY_9) == 1


def test_who_lives_elsewhere_for_a_fixed_time_or_from_a_later_day_is_told_in_the_cell(
    administrator: Person, owner: Person, room: Place
) -> None:
    other = add_place(code="r9", name="9", kind="room", parent=room.parent)
    house(owner, other, starts_on=EARLIER, ends_on=TODAY)
    row = {"number": "T0001", "place": "east.b3.r211", "bed": "1", "starts_on": TODAY.isoformat()}
    assert list(check_residences([row], MONDAY_9)[0]) == ["starts_on"]
    after = row | {"starts_on": (TODAY + DAY).isoformat()}
    assert check_residences([after], MONDAY_9) == [{}]
    house(owner, other, starts_on=TODAY + 9 * DAY)
    assert list(check_residences([after], MONDAY_9)[0]) == ["starts_on"], "another stay is to come"


def test_the_first_refusal_of_a_confirmed_sheet_undoes_the_whole_and_keeps_the_draft(
    owner: Person, another: Person, room: Place
) -> None:
    assert room.parent is not None
    add_place(
        code="r9",
        name="9",
        kind="room",
        parent=add_place(code="b9", name="九号楼", kind="building", parent=room.parent.parent),
    )
    editors = Role.objects.create(key="editor", title="编辑", permissions=["people.edit", "places.edit"])
    grant(owner, editors, by=None, at=MONDAY_9, starts_on=EARLIER, place_path=room.parent.path)
    client = as_(owner)
    heads = ["学工号", "房间", "床位", "入住日"]
    rows = [["T0001", "east.b3.r211", "1", "2026-09-01"], ["T0002", "east.b9.r9", "2", "2026-09-01"]]
    draft = _upload(client, "residences", heads, *rows)
    answer = client.post(draft)
    assert answer.status_code == 403
    assert "权限" in answer.content.decode()
    assert not Residence.objects.filter(place=room).exists()
    assert ImportDraft.objects.exists()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2028-02-29", "2028-02-29"), ("2026-02-29", None), ("2026年9月1日 08:30", "2026-09-01"), ("2026.9.1", "2026-09-01"),
        (" 2026/09/01 ", "2026-09-01"), ("\uff12\uff10\uff12\uff16-\uff19-\uff11", "2026-09-01"),
        ("2026-9-1-1", None), ("9/1/2026", None), ("46266", None),
        ("0000-01-01", None), ("10000-01-01", None), ("0001-01-01", "0001-01-01"), ("9999-12-31", "9999-12-31"), ("-1-1-1", None),
        ("2026-09-01\u202e", None), ("9" * 5000 + "-1-1", None), ("年月日", None),
    ],
)  # fmt: skip
def test_a_day_is_a_day_or_nothing(text: str, day: str | None) -> None:
    found = day_of(text)
    assert (found and found.isoformat()) == day


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("学生", "student"),
        ("Student", "student"),
        (" 教职工 ", "staff"),
        ("STAFF", "staff"),
        ("学 生", None),
        ("", None),
    ],
)
def test_a_choice_is_named_by_its_word_or_its_key(text: str, key: str | None) -> None:
    assert choice_of(text, Person.Kind.choices) == key


def test_somebody_may_be_housed_from_the_first_day_there_is(
    administrator: Person, owner: Person, room: Place
) -> None:
    row = {"number": "T0001", "place": "east.b3.r211", "starts_on": "0001-01-01"}
    assert apply_residences([row], by=administrator, at=MONDAY_9 + timedelta(hours=1)) == 1


def _upload(client: Client, key: str, heads: list[str], *rows: list[Any]) -> str:
    return client.post(f"/admin/import/{key}/", {"file": sheet(heads, *rows)}).headers["Location"]
