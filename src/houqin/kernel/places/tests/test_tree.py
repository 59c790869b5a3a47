from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from houqin.kernel.people.actions.grants import grant
from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import OrgUnit, Person, Role
from houqin.kernel.people.scope import lies_in
from houqin.kernel.people.tests.stage import MONDAY_9, TODAY, refused, verbs
from houqin.kernel.places.actions import add_place, change_place, close_place, move_place, reopen_place
from houqin.kernel.places.history import history_of_place
from houqin.kernel.places.models import Place
from houqin.kernel.places.queries import ancestors, below, children, open_places, search


def test_a_room_is_named_from_campus_to_door_and_its_number_tells_the_floor(
    room: Place, floor: Place
) -> None:
    assert room.full_name == "东校区 信息楼 211"
    assert room.full_name_en == "East Campus Information Building 211"
    toilet = add_place(code="wc", name="公共卫生间", kind="room", parent=floor)
    assert toilet.full_name == "东校区 信息楼 二层 公共卫生间"


def test_codes_are_plain_labels_unique_under_one_place(campus: Place, building: Place) -> None:
    with refused("places.bad_code"):
        add_place(code="b-3", name="x", kind="building", parent=campus)
    with refused("places.code_taken"):
        add_place(code="b3", name="x", kind="building", parent=campus)
    add_place(code="b3", name="x", kind="room", parent=building)


def test_a_renamed_building_renames_all_its_rooms_and_tells_the_trail_of_each(
    administrator: Person, building: Place, room: Place
) -> None:
    change_place(
        building, name="统信楼", name_en="", access="work", keeper=None, by=administrator, at=MONDAY_9
    )
    room.refresh_from_db()
    assert room.full_name == "东校区 统信楼 211"
    assert room.full_name_en == "East Campus 统信楼 211"
    assert verbs(building.pk) == ["changed"]
    assert verbs(room.pk) == ["followed"]
    assert search("统信") == [building, *below(building).exclude(pk=building.pk)]
    assert search("信息") == []
    assert [str(line.words) for line in history_of_place(building)] == ["修改了地点"]


def test_a_moved_building_takes_rooms_names_and_grants_along(
    clerk: Person, seers: Role, building: Place, room: Place
) -> None:
    west = add_place(code="west", name="西校区", kind="campus")
    grant(clerk, seers, by=None, at=MONDAY_9, place_path=building.path)
    move_place(building, under=west, by=None, at=MONDAY_9)
    room.refresh_from_db()
    assert (room.path, room.full_name) == ("west.b3.f2.r211", "西校区 信息楼 211")
    assert authority_of(clerk, MONDAY_9).over("people.see", place=room)
    assert [place.code for place in ancestors(room)] == ["west", "b3", "f2", "r211"]


def test_a_move_under_itself_or_onto_a_taken_code_changes_nothing(building: Place, room: Place) -> None:
    west = add_place(code="west", name="西校区", kind="campus")
    add_place(code="b3", name="老信息楼", kind="building", parent=west)
    with refused("places.under_itself"):
        move_place(building, under=room)
    with refused("places.code_taken"):
        move_place(building, under=west)
    room.refresh_from_db()
    assert room.path == "east.b3.f2.r211"


def test_a_closed_building_closes_its_rooms_and_they_are_not_found(building: Place, room: Place) -> None:
    close_place(building, on=TODAY, by=None, at=MONDAY_9)
    assert list(open_places().values_list("code", flat=True)) == ["east"]
    assert search("211") == []
    room.refresh_from_db()
    with refused("places.parent_closed"):
        reopen_place(room, by=None, at=MONDAY_9)
    reopen_place(building, by=None, at=MONDAY_9)
    assert search("信息楼") == [building]


def test_who_keeps_one_building_edits_there_only(
    clerk: Person, campus: Place, building: Place, room: Place, office: OrgUnit
) -> None:
    keepers = Role.objects.create(key="keeper", title="楼管", permissions=["places.edit"])
    grant(clerk, keepers, by=None, at=MONDAY_9, place_path=building.path)
    change_place(room, name="212", name_en="", access="work", keeper=office, by=clerk, at=MONDAY_9)
    with refused("people.not_permitted"):
        add_place(code="b4", name="x", kind="building", parent=campus, by=clerk, at=MONDAY_9)
    with refused("people.not_permitted"):
        move_place(room, under=campus, by=clerk, at=MONDAY_9)


def test_a_room_is_kept_by_the_unit_of_its_building_unless_said_otherwise(
    campus: Place, office: OrgUnit
) -> None:
    hall = add_place(code="h", name="礼堂", kind="building", parent=campus, keeper=office)
    assert add_place(code="r1", name="1", kind="room", parent=hall).keeper == office


def test_children_are_counted_without_the_closed_ones(campus: Place, building: Place, floor: Place) -> None:
    close_place(floor, on=TODAY, by=None, at=MONDAY_9)
    assert [(each.code, each.inside) for each in children(campus)] == [("b3", 0)]
    assert [(each.code, each.inside) for each in children(None)] == [("east", 1)]


KINDS = ["campus", "building", "floor", "room"]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    tree=st.lists(st.tuples(st.integers(0, 50), st.sampled_from(KINDS)), min_size=2, max_size=8),
    moves=st.lists(st.tuples(*[st.integers(0, 8)] * 2), max_size=5),
)
def test_after_any_moves_paths_and_full_names_follow_the_tree(
    db: None, tree: list[Any], moves: list[Any]
) -> None:
    with transaction.atomic():
        made: list[Place] = []
        for number, (above, kind) in enumerate(tree):
            parent = made[above % len(made)] if made and above % 3 else None
            made.append(add_place(code=f"n{number}", name=f"甲{number}", kind=kind, parent=parent))
        for which, where in moves:
            place, under = made[which % len(made)], made[where % len(made)]
            place.refresh_from_db()
            under.refresh_from_db()
            if not lies_in(under.path, place.path):
                move_place(place, under=under)
        for place in Place.objects.select_related("parent"):
            assert place.path == (f"{place.parent.path}.{place.code}" if place.parent else place.code)
            line = list(ancestors(place))
            words = [each.name for each in line[:-1] if each.kind != "floor"] + [place.name]
            assert place.full_name == " ".join(words)
            assert all(word in place.findable for word in words)
        transaction.set_rollback(True)
