import re

from houqin.kernel.people.models import Person
from houqin.kernel.people.tests.stage import DAY, MONDAY_9, TODAY, refused, verbs
from houqin.kernel.places.actions import close_place, make_tag, rebind_tag, revoke_tag, tag_of, tags_for
from houqin.kernel.places.actions.tags import subject_of
from houqin.kernel.places.history import history_of_tag
from houqin.kernel.places.models import Place, QrTag
from houqin.kernel.places.queries import resolve_tag, rooms_to_label, tags_in_force, tags_of


def test_a_code_says_nothing_of_its_place_and_holds_128_bits(room: Place) -> None:
    codes = {make_tag(room, at=MONDAY_9).code for _ in range(20)}
    assert len(codes) == 20
    assert all(re.fullmatch(r"[A-Z2-7]{26}", code) for code in codes)


def test_a_sticker_leads_to_its_place_in_either_case_of_letters(room: Place) -> None:
    tag = make_tag(room, at=MONDAY_9)
    for typed in (tag.code, tag.code.lower(), f" {tag.code} "):
        found = resolve_tag(typed)
        assert found is not None
        assert found.place == room
    assert resolve_tag("A" * 26) is None
    assert resolve_tag("") is None


def test_printing_again_gives_the_same_codes(building: Place, room: Place) -> None:
    rooms = list(rooms_to_label(building))
    assert [place.code for place in rooms] == ["b3", "r211"]
    first = [tag.code for tag in tags_for(rooms, at=MONDAY_9)]
    assert [tag.code for tag in tags_for(rooms, at=MONDAY_9 + DAY)] == first
    assert [tags_in_force(rooms)[place.pk].code for place in rooms] == first
    assert QrTag.objects.count() == 2


def test_a_revoked_sticker_leads_nowhere_and_is_replaced_by_a_new_one(
    administrator: Person, room: Place
) -> None:
    old = tag_of(room, at=MONDAY_9, by=administrator)
    revoke_tag(old, at=MONDAY_9, by=administrator)
    revoke_tag(old, at=MONDAY_9 + DAY, by=administrator)
    assert old.revoked_at == MONDAY_9
    assert resolve_tag(old.code) is None
    new = tag_of(room, at=MONDAY_9)
    assert new.code != old.code
    assert list(tags_of(room)) == [new, old]
    assert verbs(subject_of(old)) == ["made", "revoked"]


def test_a_rebound_sticker_leads_to_the_other_door_and_keeps_its_history(
    administrator: Person, building: Place, room: Place
) -> None:
    tag = make_tag(building, at=MONDAY_9, by=administrator)
    rebind_tag(tag, place=room, at=MONDAY_9 + DAY, by=administrator)
    found = resolve_tag(tag.code)
    assert found is not None
    assert found.place == room
    assert [(line.who, str(line.words)) for line in history_of_tag(tag)] == [
        ("管理员甲", "改绑了二维码"), ("管理员甲", "制作了二维码"),
    ]  # fmt: skip
    revoke_tag(tag, at=MONDAY_9, by=administrator)
    with refused("places.tag_revoked"):
        rebind_tag(tag, place=building, at=MONDAY_9, by=administrator)


def test_a_sticker_of_a_closed_place_leads_nowhere(room: Place) -> None:
    tag = make_tag(room, at=MONDAY_9)
    close_place(room, on=TODAY, by=None, at=MONDAY_9)
    assert resolve_tag(tag.code) is None


def test_who_may_not_edit_places_makes_no_stickers(clerk: Person, room: Place) -> None:
    with refused("people.not_permitted"):
        make_tag(room, at=MONDAY_9, by=clerk)
    assert QrTag.objects.count() == 0
