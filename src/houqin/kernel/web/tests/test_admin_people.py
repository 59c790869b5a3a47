import pytest
from django.test import Client

from houqin.kernel.base.clock import now
from houqin.kernel.people.actions.grants import grant
from houqin.kernel.people.actions.stand_ins import appoint_stand_in
from houqin.kernel.people.models import Account, Grant, OrgUnit, Person, Role, StandIn
from houqin.kernel.people.tests.stage import DAY, EARLIER, verbs
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


PAGES = (
    "/admin/people/", "/admin/people/new/", "/admin/units/", "/admin/units/new/", "/admin/roles/",
    "/admin/roles/new/", "/admin/grants/", "/admin/grants/new/", "/admin/stand-ins/",
)  # fmt: skip


@pytest.mark.parametrize("address", [*PAGES, "/admin/import/people/", "/admin/import/residences/"])
def test_registers_open_to_the_administrator_are_404_to_others_and_ask_guests_to_sign_in(
    administrator: Person, owner: Person, office: OrgUnit, address: str
) -> None:
    assert as_(administrator).get(address).status_code == 200
    assert as_(owner).get(address).status_code == 404
    asked = as_(None).get(address)
    assert asked.status_code == 302
    assert "sign-in" in asked.headers["Location"]


def test_a_persons_page_shows_the_administrator_all_and_others_nothing_and_notes_the_reading(
    administrator: Person, owner: Person, another: Person
) -> None:
    page = f"/admin/people/{owner.pk}/"
    shown = as_(administrator).get(page)
    assert shown.status_code == 200
    assert "10000000001" in shown.content.decode()
    assert verbs(owner.pk) == ["added", "read"]
    for stranger in (owner, another):
        assert as_(stranger).get(page).status_code == 404


def test_who_only_sees_people_sees_no_forms_and_their_posts_are_404(owner: Person, another: Person) -> None:
    seers = Role.objects.create(key="seer", title="查询员", permissions=["people.see"])
    grant(another, seers, by=None, at=now(), starts_on=EARLIER)
    client = as_(another)
    page = f"/admin/people/{owner.pk}/"
    assert "<form" not in _main(client, page)
    for deed in ("details", "account", "employ", "grant", "house", "nonsense"):
        assert client.post(f"{page}{deed}/", {"name": "x"}).status_code == 404
    assert client.post(f"{page}erase/{owner.pk}/").status_code == 404
    owner.refresh_from_db()
    assert owner.name == "张三"


def test_the_list_finds_by_initials_and_filters_by_unit_with_what_is_beneath(
    administrator: Person, owner: Person, another: Person, office: OrgUnit
) -> None:
    client = as_(administrator)
    client.post(f"/admin/people/{owner.pk}/employ/", {"unit": str(office.pk), "starts_on": "2026-01-01"})
    assert _names(client, "?q=zs") == ["张三"]
    assert office.parent is not None
    assert _names(client, f"?unit={office.parent.pk}") == ["张三"]
    assert _names(client, "?unit=damaged") == []
    assert client.get("/admin/people/?format=xlsx").headers["Content-Type"].endswith("sheet")
    assert "read" in verbs(administrator.pk)


def test_a_form_that_fails_keeps_what_was_typed_and_says_422(administrator: Person, owner: Person) -> None:
    typed = {"name": "王五", "kind": "staff", "number": "T0001", "language": "zh-hans", "phone": "12345"}
    answer = as_(administrator).post("/admin/people/new/", typed)
    assert answer.status_code == 422
    body = answer.content.decode()
    assert "王五" in body
    assert "T0001 已登记在另一人名下" in body
    assert Person.objects.filter(name="王五").count() == 0


def test_adding_editing_and_erasing_somebody_through_the_pages(
    administrator: Person, office: OrgUnit
) -> None:
    client = as_(administrator)
    typed = {"name": "王五", "kind": "staff", "number": "T9", "language": "zh-hans", "unit": str(office.pk),
             "starts_on": "2026-01-01", "post": "<script>alert(1)</script>"}  # fmt: skip
    made = client.post("/admin/people/new/", typed, follow=True)
    person = Person.objects.get(number="T9")
    assert made.redirect_chain[-1][0] == f"/admin/people/{person.pk}/"
    assert "<script>alert" not in made.content.decode()
    page = f"/admin/people/{person.pk}/"
    changed = {"name": "王五", "kind": "staff", "number": "T9", "language": "en", "phone": "1390"}
    assert client.post(f"{page}details/", changed).status_code == 302
    assert client.post(f"{page}account/", {"username": "w5", "password": "short"}).status_code == 422
    assert (
        client.post(f"{page}account/", {"username": "w5", "password": "a long enough word"}).status_code
        == 302
    )
    account = Account.objects.get(username="w5")
    assert client.post(f"{page}close-account/{account.pk}/").status_code == 302
    assert not Account.objects.get(username="w5").is_active
    assert client.post(f"{page}reopen-account/{account.pk}/").status_code == 302
    [employment] = person.employments.all()
    assert client.post(f"{page}end-employment/{employment.pk}/").status_code == 302
    assert client.post(f"{page}erase/{person.pk}/", follow=True).status_code == 200
    person.refresh_from_db()
    assert person.erased_at
    assert client.get(page).status_code == 404


def test_a_grant_is_given_and_ended_on_the_page_but_not_to_oneself(
    administrator: Person, administrators: Role, owner: Person, building: object
) -> None:
    client = as_(administrator)
    typed = {"role": str(administrators.pk), "place": "信息楼", "starts_on": "2026-01-01"}
    assert client.post(f"/admin/people/{owner.pk}/grant/", typed).status_code == 302
    given = Grant.objects.get(person=owner)
    assert given.place_path == "east.b3"
    assert client.post(f"/admin/people/{owner.pk}/end-grant/{given.pk}/").status_code == 302
    given.refresh_from_db()
    assert given.ends_on is not None
    own = client.post(f"/admin/people/{administrator.pk}/grant/", typed)
    assert own.status_code == 422
    assert "不能给自己授权" in own.content.decode()


def test_the_last_administrator_is_told_why_and_what_to_do(administrator: Person) -> None:
    given = administrator.grants.get()
    answer = as_(administrator).post(f"/admin/people/{administrator.pk}/end-grant/{given.pk}/")
    assert answer.status_code == 409
    assert "请先授权另一位" in answer.content.decode()


def test_a_role_is_edited_by_a_table_of_permissions_in_both_languages(administrator: Person) -> None:
    client = as_(administrator)
    shown = client.get("/admin/roles/new/").content.decode()
    assert "查找人员" in shown
    assert "Look people up" in shown
    typed = {"key": "seer", "title": "查询员", "permissions": ["people.see"]}
    assert client.post("/admin/roles/new/", typed).status_code == 302
    made = Role.objects.get(key="seer")
    assert client.get(f"/admin/roles/{made.pk}/").status_code == 200
    again = client.post("/admin/roles/new/", typed)
    assert again.status_code == 422
    refused = client.post("/admin/roles/new/", typed | {"key": "x", "permissions": ["people.fly"]})
    assert refused.status_code == 422


def test_giving_a_role_asks_for_the_number_where_two_share_a_name(
    administrator: Person, administrators: Role
) -> None:
    for number in ("X1", "X2"):
        Person.objects.create(name="同名", kind="staff", number=number, created_at=now())
    typed = {"person": "同名", "role": str(administrators.pk), "starts_on": "2026-01-01"}
    client = as_(administrator)
    answer = client.post("/admin/grants/new/", typed)
    assert answer.status_code == 422
    assert "X1、X2" in answer.content.decode()
    assert client.post("/admin/grants/new/", typed | {"person": "X2"}).status_code == 302
    assert Grant.objects.get(person__number="X2").role == administrators
    assert "同名" in client.get("/admin/grants/?tab=now").content.decode()


def test_a_unit_is_made_moved_and_closed_on_the_pages(administrator: Person, office: OrgUnit) -> None:
    client = as_(administrator)
    typed = {"code": "s1", "name": "维修科", "kind": "section", "parent": str(office.parent_id)}
    assert client.post("/admin/units/new/", typed).status_code == 302
    made = OrgUnit.objects.get(code="s1")
    assert client.post("/admin/units/new/", typed).status_code == 422
    assert client.post(f"/admin/units/{made.pk}/move/", {"parent": str(office.pk)}).status_code == 302
    made.refresh_from_db()
    assert made.path == "school.office.s1"
    assert client.post(f"/admin/units/{office.pk}/move/", {"parent": str(made.pk)}).status_code == 422
    assert client.post(f"/admin/units/{made.pk}/", {"name": "工程科", "kind": "section"}).status_code == 302
    assert client.post(f"/admin/units/{made.pk}/close/").status_code == 302
    assert client.post(f"/admin/units/{made.pk}/reopen/").status_code == 302
    assert client.post(f"/admin/units/{made.pk}/explode/").status_code == 404
    assert "工程科" in client.get(f"/admin/units/{made.pk}/").content.decode()
    assert client.get("/admin/units/?format=xlsx").status_code == 200


def test_everybody_on_the_staff_appoints_their_own_deputy_students_are_told_nothing_of_it(
    owner: Person, another: Person
) -> None:
    at = now()
    typed = {
        "deputy": "T0002",
        "starts_at": f"{at:%Y-%m-%dT%H:%M}",
        "ends_at": f"{at + 2 * DAY:%Y-%m-%dT%H:%M}",
    }
    client = as_(owner)
    assert client.get("/me/stand-ins/").status_code == 200
    assert client.post("/me/stand-ins/", typed).status_code == 302
    made = StandIn.objects.get()
    assert (made.principal, made.deputy) == (owner, another)
    assert client.post("/me/stand-ins/", typed).status_code == 422
    assert client.post("/me/stand-ins/", typed | {"deputy": "T0001"}).status_code == 422
    assert "张三" in as_(another).get("/me/stand-ins/").content.decode()
    student = Person.objects.create(name="学生甲", kind="student", created_at=at)
    assert as_(student).post("/me/stand-ins/", typed).status_code == 422
    assert as_(None).get("/me/stand-ins/").status_code == 302


def test_a_stand_in_is_ended_by_its_people_and_the_administrator_only(
    administrator: Person, owner: Person, another: Person
) -> None:
    at = now()
    made = appoint_stand_in(owner, another, starts_at=at, ends_at=at + DAY, reason="", at=at)
    page = f"/admin/stand-ins/{made.pk}/end/"
    stranger = Person.objects.create(name="生人", kind="staff", created_at=at)
    assert as_(stranger).post(page).status_code == 404
    assert as_(administrator).post(page).headers["Location"] == "/admin/stand-ins/"
    assert as_(another).post(page).status_code == 404
    made.refresh_from_db()
    assert made.ended_at is not None


def _main(client: Client, page: str) -> str:
    body = client.get(page).content.decode()
    return body[body.index('<div class="content">') : body.index("</main>")]


def _names(client: Client, query: str) -> list[str]:
    answer = client.get(f"/admin/people/{query}")
    return [row.row.name for row in answer.context["rows"]]
