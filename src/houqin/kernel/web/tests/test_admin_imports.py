from io import BytesIO
from typing import Any

from django.test import Client
from python_calamine import CalamineWorkbook

from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.people.tests.stage import MONDAY_9, TODAY
from houqin.kernel.places.actions import house
from houqin.kernel.places.models import Place, Residence
from houqin.kernel.places.queries import search
from houqin.kernel.web.admin.import_cells import day_of, repeated
from houqin.kernel.web.admin.people_import import apply_people, check_people, check_residences
from houqin.kernel.web.admin.places_import import apply_places, check_places
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

PEOPLE = ["学工号", "姓名", "身份", "单位代码", "岗位", "手机", "邮箱"]


def test_each_bad_cell_of_a_sheet_of_people_gets_its_own_words(office: OrgUnit, owner: Person) -> None:
    good = {
        "number": "S1",
        "name": "学生甲",
        "kind": "学生",
        "unit": "office",
        "phone": "1390",
        "email": "a@b.cn",
    }
    rows = [
        good,
        {"number": "S2", "name": "", "kind": "飞行员", "unit": "nowhere", "phone": "1" * 21, "email": "a@"},
        {"number": "S3", "name": "x" * 81, "kind": "student"},
        {"number": "S3", "name": "乙", "kind": "教职工"},
        {"number": "", "name": "丙", "kind": ""},
    ]
    faults = check_people(rows, MONDAY_9)
    assert [sorted(each) for each in faults] == [
        [], ["email", "kind", "name", "phone", "unit"], ["name", "number"], ["number"], ["kind", "number"],
    ]  # fmt: skip


def test_checked_people_are_added_with_their_unit(administrator: Person, office: OrgUnit) -> None:
    rows = [
        {"number": "S1", "name": "学生甲", "kind": "学生", "unit": "office"},
        {"number": "S2", "name": "乙", "kind": "staff"},
    ]
    assert apply_people(rows, by=administrator, at=MONDAY_9) == 2
    made = Person.objects.get(number="S1")
    assert (made.kind, made.employments.get().unit) == ("student", office)


def test_a_sheet_goes_from_template_over_preview_into_the_register(
    administrator: Person, office: OrgUnit
) -> None:
    client = as_(administrator)
    template = client.get("/admin/import/people/template/").content
    heads = CalamineWorkbook.from_filelike(BytesIO(template)).get_sheet_by_index(0).to_python()[0]
    assert heads == PEOPLE
    rows: list[list[Any]] = [
        ["S1", "学生甲", "学生", "office", "", 13900000000, ""],
        ["S2", "", "学生", "", "", "", ""],
    ]
    preview = _upload(client, "people", PEOPLE, *rows)
    assert "这一格必须填写" in preview.content.decode()
    assert not Person.objects.filter(number="S1").exists()
    assert client.post(preview.request["PATH_INFO"]).status_code == 302
    assert Person.objects.get(number="S1").phone == "13900000000"
    assert not Person.objects.filter(number="S2").exists()


def test_a_file_that_is_no_sheet_is_refused_with_words(administrator: Person) -> None:
    file = BytesIO(b"not a sheet")
    file.name = "x.xlsx"
    answer = as_(administrator).post("/admin/import/people/", {"file": file})
    assert answer.status_code == 422


def test_each_bad_cell_of_a_sheet_of_residences_gets_its_own_words(
    owner: Person, another: Person, room: Place
) -> None:
    house(owner, room, starts_on=TODAY, bed="1")
    rows = [
        {"number": "T0002", "place": "east.b3.r211", "bed": "2", "starts_on": "2026/9/1"},
        {"number": "T0002", "place": "东校区 信息楼 211", "bed": "1", "starts_on": "2026-09-01"},
        {"number": "X", "place": "火星", "bed": "", "starts_on": "someday"},
        {"number": "", "place": "", "bed": "", "starts_on": ""},
        {"number": "T0001", "place": "east.b3.r211", "bed": "1", "starts_on": "2026-09-01"},
    ]
    assert [sorted(each) for each in check_residences(rows, MONDAY_9)] == [
        ["number"], ["bed", "number"], ["number", "place", "starts_on"], ["number", "place", "starts_on"], [],
    ]  # fmt: skip


def test_a_sheet_of_residences_moves_people_in(administrator: Person, owner: Person, room: Place) -> None:
    client = as_(administrator)
    heads = ["学工号", "房间", "床位", "入住日"]
    preview = _upload(client, "residences", heads, ["T0001", "east.b3.r211", "1", "2026-09-01"])
    assert client.post(preview.request["PATH_INFO"]).status_code == 302
    assert Residence.objects.get().place == room


def test_each_bad_cell_of_a_sheet_of_places_gets_its_own_words(room: Place) -> None:
    rows = [
        {"above": "east", "code": "b4", "name": "教学楼", "kind": "楼栋"},
        {"above": "east.b4", "code": "r1", "name": "1", "kind": "房间", "access": "住宿", "keeper": "nobody"},
        {"above": "mars", "code": "b-5", "name": "", "kind": "飞船", "access": "秘密"},
        {"above": "east", "code": "b6", "name": "甲", "kind": "楼栋"},
        {"above": "east", "code": "b6", "name": "x" * 81, "kind": "楼栋", "aliases": "y" * 81},
    ]
    assert [sorted(each) for each in check_places(rows, MONDAY_9)] == [
        [], ["keeper"], ["above", "access", "code", "kind", "name"], ["code"], ["aliases", "code", "name"],
    ]  # fmt: skip


def test_places_come_in_from_the_top_down_whatever_the_order_of_rows(
    administrator: Person, office: OrgUnit, building: Place
) -> None:
    rows = [
        {"above": "west.b1", "code": "r1", "name": "101", "kind": "房间", "aliases": "大教室，阶梯教室"},
        {"above": "west", "code": "b1", "name": "一教", "kind": "楼栋", "keeper": "office"},
        {"above": "", "code": "west", "name": "西校区", "kind": "校区"},
        {"above": "east", "code": "b3", "name": "统信楼", "kind": "楼栋"},
        {"above": "nowhere", "code": "r9", "name": "9", "kind": "房间"},
    ]
    assert apply_places(rows, by=administrator, at=MONDAY_9) == 4
    made = Place.objects.get(code="r1")
    assert (made.full_name, made.keeper) == ("西校区 一教 101", office)
    assert search("阶梯教室") == [made]
    building.refresh_from_db()
    assert building.full_name == "东校区 统信楼"


def test_days_are_read_as_people_write_them() -> None:
    for text in ("2026-09-01", "2026/9/1", "2026.9.1", "2026年9月1日", "2026-09-01 00:00:00"):
        assert str(day_of(text)) == "2026-09-01"
    for text in ("", "2026-13-01", "someday", "9-1", "2026-02-30"):
        assert day_of(text) is None


def test_only_filled_cells_count_as_repeated() -> None:
    rows = [{"a": "1"}, {"a": "1"}, {"a": ""}, {"a": ""}, {"a": "2"}]
    assert repeated(rows, "a") == {("1",)}


def _upload(client: Client, key: str, heads: list[str], *rows: list[Any]) -> Any:
    return client.post(f"/admin/import/{key}/", {"file": sheet(heads, *rows)}, follow=True)
