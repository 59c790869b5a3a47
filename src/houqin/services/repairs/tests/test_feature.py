"""What the service registers hangs together with what it declares."""

from string import Formatter

import pytest
from django.urls import reverse

from houqin.kernel.registry.feature import MenuItem, Notice, Tile
from houqin.kernel.registry.house import house
from houqin.kernel.web.icons import shape
from houqin.services.repairs.feature import FEATURE
from houqin.services.repairs.finding import entries
from houqin.services.repairs.lifecycle import REPAIR, STOP
from houqin.services.repairs.tests.cast import Cast, brought_to, reported

GAPS = {"number", "when", "title", "place", "who", "state", "step", "target"}
PERMISSIONS = {one.name for one in FEATURE.permissions}


def test_every_move_and_role_names_a_declared_permission() -> None:
    assert {move.permission for move in REPAIR.moves} <= PERMISSIONS
    assert {name for role in FEATURE.roles for name in role.permissions} <= set(house().permissions)


@pytest.mark.parametrize("notice", FEATURE.notices, ids=lambda one: one.key)
def test_a_notice_tells_of_a_declared_deed_with_known_gaps(notice: Notice) -> None:
    lifecycle = STOP if notice.kind == STOP.kind else REPAIR
    assert set(notice.verbs) <= {"open", *(move.name for move in lifecycle.moves)}
    assert {gap for _text, gap, _spec, _conv in Formatter().parse(str(notice.body)) if gap} <= GAPS
    assert notice.audience != "permission" or notice.permission in PERMISSIONS


def test_every_door_is_there_with_its_icon() -> None:
    doors: list[Tile | MenuItem] = [*FEATURE.tiles, *FEATURE.menu]
    for one in doors:
        assert reverse(one.url_name).startswith(("/repairs/", "/surveys/mine/"))
        assert shape(one.icon)


def test_every_move_that_people_make_has_a_door() -> None:
    matter = FEATURE.matters[0]
    by_people_too = {"lapse"}  # the clock ends a pause, and so may a dispatcher
    assert set(matter.moves) == {move.name for move in REPAIR.moves if not move.system} | by_people_too


def test_an_order_is_found_by_its_words_and_only_by_its_people(cast: Cast) -> None:
    reported(cast)
    order = brought_to(cast, "taken")
    ((pk, entry),) = entries([order.pk])
    assert pk == order.pk
    assert set(entry.people) == {str(cast.student.pk), str(cast.technician.pk)}
    assert entry.permission == "repairs.see"
    assert not entry.public
    assert "水龙头" in entry.body
