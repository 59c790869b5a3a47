"""The administration pages under strange addresses and forms: no page breaks, nothing strange is kept."""

from datetime import timedelta
from typing import Any

import pytest

from houqin.kernel.base.clock import now
from houqin.kernel.people.actions.accounts import open_account
from houqin.kernel.people.actions.employments import employ
from houqin.kernel.people.actions.stand_ins import appoint_stand_in
from houqin.kernel.people.models import Account, Grant, OrgUnit, Person, Role, StandIn
from houqin.kernel.people.tests.stage import DAY, MONDAY_9, TODAY
from houqin.kernel.places.actions import close_place, house, make_tag
from houqin.kernel.places.models import Place, Residence
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
STRANGE = ["a\0b", "😀", "\u202e反", "<script>alert(1)</script>", "字" * 20_000, "%s'; --"]
NOBODY = "2b119071-3a5e-4f09-a283-f7af58002aaa"
ADDRESSES = [
    "/admin/places/new/?parent=damaged", "/admin/places/new/?parent=", "/admin/units/new/?parent=damaged",
    "/admin/units/new/?parent=" + "9" * 5000, "/admin/calendars/?year=" + "9" * 5000, "/admin/calendars/?year=0",
    "/admin/calendars/?year=²", "/admin/calendars/?year=-1", "/admin/calendars/2026-02-30/", "/admin/calendars/20260101/",
    "/admin/calendars/0001-01-01/", "/admin/people/?unit=damaged&kind=x&sort=-name&tab=x", "/admin/people/?sort=password",
    "/admin/grants/?tab=over&role=%27", "/admin/grants/?sort=-ends_on&after=x", "/admin/places/?q=" + "a" * 3000,
    "/admin/qr/tags/" + "a" * 300 + "/", f"/admin/people/{NOBODY}/", f"/admin/people/{NOBODY}/grant/",
    f"/admin/units/{NOBODY}/", f"/admin/units/{NOBODY}/move/", f"/admin/places/{NOBODY}/alias/", f"/admin/roles/{NOBODY}/",
    f"/admin/qr/sheets/{NOBODY}/", f"/admin/import/people/{NOBODY}/", f"/admin/calendars/hours/{NOBODY}/",
    f"/admin/calendars/terms/{NOBODY}/", "/admin/notices/no.such/", "/admin/notices/failed/?after=x", "/admin/nothing/",
]  # fmt: skip


@pytest.fixture
def everything(administrator: Person, administrators: Role) -> Person:
    """The administrator with every permission these addresses ask for."""
    Role.objects.filter(pk=administrators.pk).update(
        permissions=[*administrators.permissions, "worktime.edit", "notices.rules", "lifecycle.routes"]
    )
    open_account(administrator, username="admin")
    return administrator


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address[:60])
def test_a_strange_address_is_a_page_or_none(everything: Person, building: Place, address: str) -> None:
    assert as_(everything).get(address).status_code in {200, 404}


@pytest.mark.parametrize("text", STRANGE, ids=lambda text: ascii(text)[:20])
def test_no_strange_word_breaks_a_form_of_the_registers(
    everything: Person, owner: Person, office: OrgUnit, room: Place, text: str
) -> None:
    client = as_(everything)
    forms: dict[str, dict[str, Any]] = {
        f"/admin/people/{owner.pk}/details/": {"name": text, "kind": text, "number": text, "email": text, "phone": text},
        f"/admin/people/{owner.pk}/account/": {"username": text, "password": text},
        f"/admin/people/{owner.pk}/employ/": {"unit": text, "post": text, "starts_on": text},
        f"/admin/people/{owner.pk}/grant/": {"role": text, "unit": text, "place": text, "starts_on": "2026-01-01"},
        f"/admin/people/{owner.pk}/house/": {"place": text, "bed": text, "starts_on": "2026-01-01"},
        "/admin/units/new/": {"code": text, "name": text, "kind": "office", "parent": text},
        f"/admin/units/{office.pk}/": {"name": text, "kind": text},
        "/admin/places/new/": {"code": text, "name": text, "kind": "room", "access": "work", "keeper": text},
        f"/admin/places/{room.pk}/move/": {"parent": text},
        "/admin/roles/new/": {"key": text, "title": text, "permissions": [text]},
        "/admin/stand-ins/": {"principal": text, "deputy": text, "starts_at": text, "ends_at": text},
        "/admin/grants/new/": {"person": text, "role": text, "starts_on": text},
    }  # fmt: skip
    for address, data in forms.items():
        answer = client.post(address, data)
        kept = answer.status_code == 302 and address.endswith("/account/")  # a long enough word is a password
        assert kept or answer.status_code == 422, address
        assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize("text", ["😀", "\u202e反", "<script>alert(1)</script>", "a'b\"c", "%(x)s {y}"])
def test_a_name_may_hold_any_sign_and_is_shown_as_text(everything: Person, room: Place, text: str) -> None:
    client = as_(everything)
    assert client.post(f"/admin/places/{room.pk}/alias/", {"name": text}).status_code == 302
    typed = {"name": text, "name_en": text, "access": "work"}
    assert client.post(f"/admin/places/{room.pk}/", typed).status_code == 302
    page = client.get(f"/admin/places/{room.pk}/").content.decode()
    assert "<script>alert" not in page
    room.refresh_from_db()
    assert room.name == text


@pytest.mark.parametrize(
    ("starts", "ends"),
    [("0001-01-01T00:00", "9999-12-31T23:59"), ("1850-06-01T08:00", "2999-01-01T00:00"), ("0001-01-01T08:05", "2999-01-01T00:00")],
)  # fmt: skip
def test_a_stand_in_since_the_beginning_of_time_leaves_its_pages_readable(
    everything: Person, owner: Person, another: Person, starts: str, ends: str
) -> None:
    as_(owner).post("/me/stand-ins/", {"deputy": "T0002", "starts_at": starts, "ends_at": ends})
    for person, page in (
        (owner, "/me/stand-ins/"),
        (another, "/me/stand-ins/"),
        (everything, "/admin/stand-ins/"),
    ):
        assert as_(person).get(page).status_code == 200
    assert all(one.starts_at.year > 1900 for one in StandIn.objects.all())


def test_a_stand_in_written_in_shanghai_time_is_kept_as_that_instant(owner: Person, another: Person) -> None:
    starts, ends = "2999-12-31T23:30", "3000-01-01T00:30"
    as_(owner).post("/me/stand-ins/", {"deputy": "T0002", "starts_at": starts, "ends_at": ends})
    made = StandIn.objects.get()
    assert made.starts_at.isoformat() == "2999-12-31T15:30:00+00:00"
    assert made.ends_at - made.starts_at == timedelta(hours=1)


def test_the_administrator_appoints_for_another_and_never_themself(
    everything: Person, owner: Person, another: Person
) -> None:
    at = now()
    typed = {"principal": "T0001", "deputy": "T0002", "starts_at": f"{at:%Y-%m-%dT%H:%M}",
             "ends_at": f"{at + 3 * DAY:%Y-%m-%dT%H:%M}", "reason": "出差"}  # fmt: skip
    client = as_(everything)
    for wrong in (
        {"deputy": "A001"},
        {"deputy": "T0001"},
        {"ends_at": typed["starts_at"]},
        {"principal": "X"},
    ):
        assert client.post("/admin/stand-ins/", typed | wrong).status_code == 422
    assert client.post("/admin/stand-ins/", typed).status_code == 302
    assert StandIn.objects.get().deputy == another
    assert as_(owner).post("/admin/stand-ins/", typed).status_code == 404


def test_a_stand_in_is_ended_once_and_by_nobody_else(owner: Person, another: Person) -> None:
    made = appoint_stand_in(owner, another, starts_at=now(), ends_at=now() + DAY, reason="", at=now())
    page = f"/admin/stand-ins/{made.pk}/end/"
    assert as_(None).post(page).status_code == 302
    assert as_(owner).get(page).status_code == 405
    assert as_(owner).post(page).headers["Location"] == "/me/stand-ins/"
    assert as_(owner).post(page).status_code == 404


@pytest.mark.parametrize("deed", ["end-grant", "end-employment", "end-residence"])
def test_a_row_of_somebody_else_is_not_found_on_ones_page(
    everything: Person,
    owner: Person,
    another: Person,
    office: OrgUnit,
    room: Place,
    administrators: Role,
    deed: str,
) -> None:
    rows: dict[str, Any] = {
        "end-grant": Grant.objects.create(person=another, role=administrators, starts_on=TODAY),
        "end-employment": employ(another, office, starts_on=TODAY),
        "end-residence": house(another, room, starts_on=TODAY),
    }
    client = as_(everything)
    assert client.post(f"/admin/people/{owner.pk}/{deed}/{rows[deed].pk}/").status_code == 404
    assert client.get(f"/admin/people/{another.pk}/{deed}/{rows[deed].pk}/").status_code == 405
    assert client.post(f"/admin/people/{another.pk}/{deed}/{rows[deed].pk}/").status_code == 302


def test_deeds_on_an_account_that_is_not_there_are_not_found(everything: Person, owner: Person) -> None:
    client = as_(everything)
    for deed in ("close-account", "reopen-account", "nonsense"):
        assert client.post(f"/admin/people/{owner.pk}/{deed}/{owner.pk}/").status_code == 404
    assert (
        client.post(f"/admin/people/{owner.pk}/password/", {"password": "a long enough word"}).status_code
        == 404
    )


def test_a_new_password_follows_the_rules_and_ends_the_old_one(everything: Person, owner: Person) -> None:
    open_account(owner, username="owner", password="the first long word")
    client, page = as_(everything), f"/admin/people/{owner.pk}/password/"
    for weak in ("short", "password123", "1234567890"):
        assert client.post(page, {"password": weak}).status_code == 422
    assert client.post(page, {"password": " a word with spaces round it "}).status_code == 302
    assert Account.objects.get(username="owner").check_password(" a word with spaces round it ")


def test_a_sticker_of_another_place_is_neither_revoked_nor_dropped_here(
    everything: Person, building: Place, room: Place
) -> None:
    tag = make_tag(room, at=MONDAY_9)
    client = as_(everything)
    assert client.post(f"/admin/places/{building.pk}/revoke-tag/{tag.code}/").status_code == 404
    assert client.post(f"/admin/places/{building.pk}/make-tag/now/").status_code == 302
    close_place(building, on=TODAY, by=None, at=MONDAY_9)
    assert client.post(f"/admin/places/{room.pk}/reopen/now/").status_code == 409
    assert client.get(f"/admin/qr/sheets/{building.pk}/").status_code == 200


def test_a_stay_that_would_reach_into_the_next_one_is_said_on_the_page(
    everything: Person, owner: Person, room: Place, building: Place
) -> None:
    today = (now() + timedelta(hours=8)).date()
    first = house(owner, room, starts_on=today - 9 * DAY, ends_on=today - 5 * DAY)
    house(owner, building, starts_on=today - 4 * DAY)
    answer = as_(everything).post(f"/admin/people/{owner.pk}/end-residence/{first.pk}/")
    assert answer.status_code == 409
    assert Residence.objects.get(pk=first.pk).ends_on == today - 5 * DAY
