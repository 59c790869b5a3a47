"""Names of places at their limits: long ways down, aliases of the aliased, codes no label holds, closed trees."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.actions.grants import grant
from houqin.kernel.people.finding import found_by, grams, pairs, runs
from houqin.kernel.people.models import OrgUnit, Person, Role
from houqin.kernel.people.pinyin import person_key, pinyin_key
from houqin.kernel.people.tests.stage import DAY, MONDAY_9, TODAY, refused, verbs
from houqin.kernel.places.actions import (
    add_alias,
    add_place,
    change_place,
    close_place,
    drop_alias,
    make_tag,
    move_place,
    rebind_tag,
    reopen_place,
    revoke_tag,
    tags_for,
)
from houqin.kernel.places.actions.tags import subject_of
from houqin.kernel.places.models import Alias, Place, QrTag
from houqin.kernel.places.queries import (
    aliases_of,
    all_places,
    below,
    buildings,
    campuses,
    closed_paths,
    places_named,
    resolve_tag,
    rooms_to_label,
    search,
    tag_named,
    tags_in_force,
)


def test_the_longest_names_of_a_long_way_down_are_cut_not_refused(campus: Place) -> None:
    place = campus
    for depth in range(6):
        place = add_place(
            code=f"d{depth}" + "x" * 38, name="名" * 80, name_en="n" * 120, kind="building", parent=place
        )
    assert (len(place.full_name), len(place.full_name_en)) == (240, 320)
    assert len(place.pinyin) <= 400
    change_place(campus, name="东" * 80, name_en="E" * 120, access="work", keeper=None, by=None, at=MONDAY_9)
    place.refresh_from_db()
    assert place.full_name.startswith("东" * 80)


@pytest.mark.parametrize("code", ["", "a b", "a-b", "a.b", "楼", "a\n", "x" * 41, "é", "٣", "\0"])
def test_a_code_that_is_no_label_is_named_in_the_refusal(campus: Place, code: str) -> None:
    with pytest.raises(Refused) as caught:
        add_place(code=code, name="x", kind="building", parent=campus)
    assert (caught.value.code, caught.value.params) == ("places.bad_code", {"code": code, "field": "code"})


@pytest.mark.parametrize("code", ["A", "a_1", "_", "0", "x" * 40, "B3"])
def test_a_code_of_letters_digits_and_lines_is_a_label_and_case_counts(building: Place, code: str) -> None:
    made = add_place(code=code, name="x", kind="room", parent=building)
    assert places_named([made.path]) == {made.path: made}


def test_codes_differ_by_their_case(campus: Place, building: Place) -> None:
    upper = add_place(code="B3", name="大写楼", kind="building", parent=campus)
    assert set(below(building)) == {building}
    assert below(upper).get() == upper


def test_an_alias_of_a_campus_finds_every_door_until_it_is_forgotten(campus: Place, room: Place) -> None:
    add_alias(campus, "  老校区  ")
    add_alias(campus, "老校区")
    add_alias(campus, "   ")
    assert [alias.name for alias in aliases_of(campus)] == ["老校区"]
    assert room in search("老校区 211")
    assert room in search("lxq211")
    drop_alias(aliases_of(campus).get(), by=None, at=MONDAY_9)
    assert search("老校区") == []
    assert verbs(room.pk) == ["followed"], "what was installed is not noted, what was changed is"


def test_an_alias_longer_than_may_be_is_cut(building: Place) -> None:
    add_alias(building, "名" * 200)
    assert len(Alias.objects.get().name) == 80


def test_a_moved_room_answers_to_the_aliases_of_its_new_way_only(
    campus: Place, building: Place, room: Place
) -> None:
    other = add_place(code="b9", name="图书馆", kind="building", parent=campus)
    add_alias(building, "三教")
    add_alias(other, "书楼")
    move_place(room, under=other)
    assert search("三教211") == []
    assert search("书楼211") == [room]


def test_nothing_is_put_under_what_is_closed(campus: Place, building: Place) -> None:
    stale = Place.objects.get(pk=building.pk)
    other = add_place(code="b9", name="图书馆", kind="building", parent=campus)
    close_place(building, on=TODAY, by=None, at=MONDAY_9)
    with pytest.raises(Refused) as caught:
        add_place(code="r1", name="1", kind="room", parent=stale)
    assert (caught.value.code, caught.value.params) == ("places.parent_closed", {"name": "东校区 信息楼"})
    with refused("places.parent_closed"):
        move_place(other, under=stale)
    assert not Place.objects.filter(code="r1").exists()


def test_closing_twice_keeps_the_first_day(building: Place, room: Place) -> None:
    close_place(room, on=TODAY - DAY, by=None, at=MONDAY_9)
    close_place(building, on=TODAY, by=None, at=MONDAY_9)
    close_place(building, on=TODAY + DAY, by=None, at=MONDAY_9)
    building.refresh_from_db()
    room.refresh_from_db()
    assert (building.closed_on, room.closed_on) == (TODAY, TODAY - DAY)
    assert closed_paths([building.path, room.path, "east", "damaged..path"]) == {building.path, room.path}
    assert all_places().count() == 4


def test_reopening_a_building_leaves_its_rooms_to_be_reopened_one_by_one(
    building: Place, room: Place, floor: Place
) -> None:
    close_place(building, on=TODAY, by=None, at=MONDAY_9)
    reopen_place(building, by=None, at=MONDAY_9)
    with refused("places.parent_closed"):
        reopen_place(Place.objects.get(pk=room.pk), by=None, at=MONDAY_9)
    reopen_place(Place.objects.get(pk=floor.pk), by=None, at=MONDAY_9)
    reopen_place(Place.objects.get(pk=room.pk), by=None, at=MONDAY_9)
    assert search("211") == [room]


def test_doors_to_label_are_the_open_rooms_and_points_and_the_place_itself(
    campus: Place, building: Place, room: Place
) -> None:
    point = add_place(code="gate", name="东门", kind="point", parent=campus)
    shut = add_place(code="r9", name="9", kind="room", parent=building)
    close_place(shut, on=TODAY, by=None, at=MONDAY_9)
    assert list(rooms_to_label(campus)) == [campus, room, point]
    assert (list(campuses()), list(buildings())) == ([campus], [building])


def test_of_two_stickers_on_a_door_the_oldest_in_force_counts(room: Place, building: Place) -> None:
    old, new = make_tag(room, at=MONDAY_9), make_tag(room, at=MONDAY_9 + DAY)
    assert tags_in_force([room, building]) == {room.pk: old}
    assert [tag.code for tag in tags_for([room], at=MONDAY_9)] == [old.code]
    revoke_tag(old, at=MONDAY_9)
    assert tags_in_force([room]) == {room.pk: new}
    assert tag_named(old.code) == old
    assert tag_named("") is None


def test_a_sticker_is_rebound_only_by_who_keeps_both_doors(
    clerk: Person, campus: Place, building: Place, room: Place
) -> None:
    keepers = Role.objects.create(key="keeper", title="楼管", permissions=["places.edit"])
    grant(clerk, keepers, by=None, at=MONDAY_9, place_path=building.path)
    inside, outside = make_tag(room, at=MONDAY_9), make_tag(campus, at=MONDAY_9)
    rebind_tag(inside, place=building, by=clerk, at=MONDAY_9)
    for tag, place in ((inside, campus), (outside, room)):
        with refused("people.not_permitted"):
            rebind_tag(tag, place=place, by=clerk, at=MONDAY_9)
    assert QrTag.objects.get(pk=inside.pk).place == building
    assert subject_of(inside) != subject_of(outside)


@pytest.mark.parametrize("code", ["", " ", "a" * 26, "A" * 500, "%", "\u0131", "'"])
def test_a_code_nobody_made_leads_nowhere(room: Place, code: str) -> None:
    make_tag(room, at=MONDAY_9)
    assert resolve_tag(code) is None


def test_a_keeper_given_to_a_building_is_that_of_new_rooms_not_of_old_ones(
    building: Place, room: Place, office: OrgUnit
) -> None:
    change_place(building, name="信息楼", name_en="", access="private", keeper=office, by=None, at=MONDAY_9)
    room.refresh_from_db()
    assert room.keeper is None
    assert add_place(code="r7", name="7", kind="room", parent=building).keeper == office


texts = st.text("三教信息楼abcXYZ019 ·-%_'\\😀ÀßИ", max_size=20)


@given(texts)
def test_the_pairs_of_a_text_are_those_of_its_runs_and_nothing_else(text: str) -> None:
    found = runs(text)
    assert all(run.lower() == run for run in found)
    assert set(grams(text)) == {gram for run in found for gram in (*run, *pairs(run))}
    assert grams(text) == sorted(set(grams(text)))


@given(texts, texts)
def test_a_text_within_another_has_no_pair_the_other_lacks(first: str, second: str) -> None:
    assert set(grams(first)) <= set(grams(f"{first} {second}"))


@given(st.text(max_size=30))
def test_any_name_has_a_key_one_can_type(name: str) -> None:
    for key in (pinyin_key(name), person_key(name)):
        assert key == key.lower()
        assert "\0" not in key
        assert len(key.split(" ")) <= 2


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=70))
def test_whatever_is_typed_is_a_search_and_no_fault(room: Place, text: str) -> None:
    found: Any = search(text)
    assert set(found) <= set(Place.objects.all())
    assert Place.objects.filter(found_by(text)).count() >= len(found)
