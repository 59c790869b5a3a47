import pytest
from django.db import connection

from houqin.kernel.people.finding import found_by
from houqin.kernel.people.tests.stage import MONDAY_9
from houqin.kernel.places.actions import add_alias, add_place, drop_alias
from houqin.kernel.places.models import Place
from houqin.kernel.places.queries import aliases_of, closed_paths, places_named, search


@pytest.mark.parametrize("text", ["信息", "信息楼", "xxl", "XinXiLou", "Information", "b3"])
def test_a_building_is_found_by_any_of_its_names_and_comes_before_its_rooms(
    building: Place, room: Place, text: str
) -> None:
    assert search(text)[0] == building
    assert room in search(text)


@pytest.mark.parametrize("text", ["211", "信息楼211", "信息 211", "xxl211", "r211", "东校区 211", "east 211"])
def test_a_room_is_found_by_its_number_and_any_word_of_the_way_there(room: Place, text: str) -> None:
    assert search(text) == [room]


@pytest.mark.parametrize("text", ["", "  ", "食堂", "212", "%", "😀", "信息楼 999", "'; DROP"])
def test_what_does_not_fit_finds_nothing(room: Place, text: str) -> None:
    assert search(text) == []


def test_an_alias_finds_the_building_first_and_its_rooms(campus: Place, building: Place, room: Place) -> None:
    add_place(code="b9", name="第三教学楼", kind="building", parent=campus)
    add_alias(building, "三教", by=None, at=MONDAY_9)
    assert search("三教")[0] == building
    assert search("三教211") == [room]
    assert search("sj211") == [room]
    add_alias(building, "三教")
    assert aliases_of(building).count() == 1


def test_a_forgotten_alias_finds_nothing(building: Place, room: Place) -> None:
    add_alias(building, "三教")
    drop_alias(aliases_of(building).get(), by=None, at=MONDAY_9)
    assert search("三教") == []


def test_the_search_keeps_to_kinds_and_limit(building: Place, room: Place) -> None:
    assert search("信息", kinds=("room",)) == [room]
    assert search("信息", limit=1) == [building]


def test_a_two_character_word_is_served_by_the_index(db: None) -> None:
    query, params = Place.objects.filter(found_by("信息")).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {query}", params)
        assert "place_grams" in str(cursor.fetchall())


def test_places_are_fetched_by_path_or_full_name_at_once(building: Place, room: Place) -> None:
    asked = ["east.b3", "东校区 信息楼 211", "nowhere", "a..b", ""]
    assert places_named(asked) == {"east.b3": building, "东校区 信息楼 211": room}
    assert closed_paths(["east.b3", "a..b"]) == set()
