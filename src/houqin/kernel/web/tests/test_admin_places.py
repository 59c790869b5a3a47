import pytest

from houqin.kernel.people.actions.grants import grant
from houqin.kernel.people.models import OrgUnit, Person, Role
from houqin.kernel.people.tests.stage import EARLIER, MONDAY_9
from houqin.kernel.places.actions import tag_of
from houqin.kernel.places.models import Alias, Place, QrTag
from houqin.kernel.web.tests.admin_cast import (
    administrator,
    administrators,
    another,
    as_,
    building,
    office,
    owner,
    room,
)

__all__ = ["administrator", "administrators", "another", "building", "office", "owner", "room"]


@pytest.mark.parametrize(
    "address",
    ["/admin/places/", "/admin/places/new/", "/admin/places/?q=xxl", "/admin/qr/", "/admin/import/places/"],
)
def test_the_register_of_places_is_404_to_strangers_and_asks_guests_to_sign_in(
    administrator: Person, owner: Person, building: Place, address: str
) -> None:
    assert as_(administrator).get(address).status_code == 200
    assert as_(owner).get(address).status_code == 404
    assert as_(None).get(address).status_code == 302


def test_a_place_is_made_renamed_aliased_moved_and_closed_on_the_pages(
    administrator: Person, building: Place, room: Place
) -> None:
    client = as_(administrator)
    typed = {"code": "west", "name": "西校区", "kind": "campus", "access": "public"}
    assert client.post("/admin/places/new/", typed).status_code == 302
    assert client.post("/admin/places/new/", typed).status_code == 422
    page = f"/admin/places/{building.pk}/"
    assert client.post(page, {"name": "统信楼", "name_en": "", "access": "work"}).status_code == 302
    assert client.post(f"{page}alias/", {"name": "三教"}).status_code == 302
    assert client.post(f"{page}move/", {"parent": "西校区"}).status_code == 302
    room.refresh_from_db()
    assert (room.path, room.full_name) == ("west.b3.r211", "西校区 统信楼 211")
    assert client.post(f"{page}move/", {"parent": "west.b3.r211"}).status_code == 422
    alias = Alias.objects.get()
    assert client.post(f"{page}drop-alias/{alias.pk}/").status_code == 302
    assert client.post(f"{page}drop-alias/damaged/").status_code == 404
    assert client.post(f"{page}close/now/").status_code == 302
    assert client.post(f"{page}reopen/now/").status_code == 302
    assert client.post(f"{page}explode/now/").status_code == 404
    assert client.get(page).status_code == 200
    assert client.get(f"/admin/places/{room.pk}/").status_code == 200
    assert client.get("/admin/places/?format=xlsx").status_code == 200


def test_who_keeps_one_building_is_told_that_another_is_beyond_their_scope(
    owner: Person, building: Place, room: Place
) -> None:
    keepers = Role.objects.create(key="keeper", title="楼管", permissions=["places.edit"])
    grant(owner, keepers, by=None, at=MONDAY_9, starts_on=EARLIER, place_path=building.path)
    assert building.parent is not None
    client = as_(owner)
    typed = {"name": "新名", "name_en": "", "access": "work"}
    assert client.post(f"/admin/places/{room.pk}/", typed).status_code == 302
    beyond = client.post(f"/admin/places/{building.parent.pk}/", typed)
    assert beyond.status_code == 422
    assert "没有在这个范围内办理的权限" in beyond.content.decode()


def test_a_sheet_prints_one_code_for_each_door_with_the_address_of_this_host(
    administrator: Person, building: Place, room: Place
) -> None:
    client = as_(administrator)
    page = f"/admin/qr/sheets/{building.pk}/"
    before = client.get(page)
    assert (before.context["missing"], before.context["total"]) == (2, 2)
    assert QrTag.objects.count() == 0
    assert client.post(page).status_code == 302
    after = client.get(page).content.decode()
    assert after.count('class="qr"') == 2
    assert "东校区 信息楼 211" in after
    assert 'style="' not in after
    assert client.post(page).status_code == 302
    assert QrTag.objects.count() == 2


def test_a_sticker_is_bound_to_another_door_and_revoked_on_the_pages(
    administrator: Person, owner: Person, building: Place, room: Place
) -> None:
    tag = tag_of(building, at=MONDAY_9)
    client = as_(administrator)
    page = f"/admin/qr/tags/{tag.code}/"
    assert as_(owner).get(page).status_code == 404
    assert client.post(page, {"place": "没有的地方"}).status_code == 422
    assert client.post(page, {"place": "信息楼 211"}).status_code == 302
    tag.refresh_from_db()
    assert tag.place == room
    assert "改绑了二维码" in client.get(page).content.decode()
    assert client.post(f"/admin/places/{room.pk}/revoke-tag/{tag.code}/").status_code == 302
    assert client.post(page, {"place": "信息楼"}).status_code == 422
    assert client.get("/admin/qr/tags/AAAA/").status_code == 404


def test_a_residence_is_noted_on_the_persons_page_and_shown_at_the_room(
    administrator: Person, owner: Person, room: Place, office: OrgUnit
) -> None:
    client = as_(administrator)
    page = f"/admin/people/{owner.pk}/"
    typed = {"place": "信息楼211", "bed": "1", "starts_on": "2026-01-01"}
    assert client.post(f"{page}house/", typed).status_code == 302
    assert "张三" in client.get(f"/admin/places/{room.pk}/").content.decode()
    stay = owner.residences.get()
    assert client.post(f"{page}end-residence/{stay.pk}/").status_code == 302
    assert client.post(f"{page}house/", typed | {"place": "火星"}).status_code == 422


def test_who_lives_in_a_room_is_for_those_who_may_see_people_there(
    administrator: Person, owner: Person, another: Person, building: Place, room: Place
) -> None:
    typed = {"place": "信息楼211", "bed": "1", "starts_on": "2026-01-01"}
    assert as_(administrator).post(f"/admin/people/{another.pk}/house/", typed).status_code == 302
    page, roles = f"/admin/places/{room.pk}/", {}
    for key, permissions in {"places": ["places.edit"], "people": ["people.see"]}.items():
        roles[key] = Role.objects.create(key=key, title=key, permissions=permissions)
    grant(owner, roles["places"], by=None, at=MONDAY_9, starts_on=EARLIER)
    elsewhere = Place.objects.create(code="far", name="远处", full_name="远处", path="far", kind="campus")
    grant(owner, roles["people"], by=None, at=MONDAY_9, starts_on=EARLIER, place_path=elsewhere.path)
    assert another.name not in as_(owner).get(page).content.decode()
    grant(owner, roles["people"], by=None, at=MONDAY_9, starts_on=EARLIER, place_path=building.path)
    assert another.name in as_(owner).get(page).content.decode()
