"""Who finds what: the audience is decided in the row, in SQL, without knowing any service."""

from datetime import timedelta
from typing import Any

import pytest

from houqin.kernel.base.ids import new_id
from houqin.kernel.lifecycle.tests.stage import MONDAY_9, person_with
from houqin.kernel.lifecycle.walk import Stage
from houqin.kernel.people.actions.grants import appoint_stand_in
from houqin.kernel.people.actions.units import add_unit
from houqin.kernel.people.models import Person
from houqin.kernel.search.models import SearchRow
from houqin.kernel.search.queries import search
from houqin.kernel.search.tokens import pinyin_keys

NIGHTMARES = (
    "", " ", "\x00", "\ud800", "'; DROP TABLE search_searchrow; --", "' & !'", "a:*b", "\\", "%", "_", "()|&!<->",
    "字" * 5000, "a" * 5000, "𠀀", "😀", "<script>alert(1)</script>", "空调\u202e\u200b水管", "ﷺ" * 100, "１ ２ ３ " * 500,
)  # fmt: skip


def row(title: str, *, body: str = "", age: int = 0, **audience: Any) -> SearchRow:
    return SearchRow.objects.create(
        kind=audience.pop("kind", "test.toy"), subject=new_id(), title=title, body=body, url="/x",
        pinyin=pinyin_keys(title), updated_at=MONDAY_9 - timedelta(minutes=age), **audience,
    )  # fmt: skip


def found(person: Person, text: str, **more: Any) -> list[str]:
    return [each.title for each in search(person, text, MONDAY_9, **more).rows]


def test_public_rows_are_found_by_everybody_and_rows_of_people_by_them_alone(stage: Stage) -> None:
    row("公开空调", public=True)
    row("我的空调", people=[stage.applicant.pk], age=1)
    row("谁也不能看的空调", age=2)
    assert found(stage.applicant, "空调") == ["公开空调", "我的空调"]
    assert found(person_with("陌生人", []), "空调") == ["公开空调"]


def test_a_permission_finds_rows_of_its_scope_only(stage: Stage) -> None:
    add_unit(code="other", name="别的处", kind="office")
    row("本处空调", permissions=["lifecycle.routes"], unit_path=stage.unit.path)
    row("别处空调", permissions=["lifecycle.routes"], unit_path="other", age=1)
    row("无处空调", permissions=["lifecycle.routes"], age=2)
    row("别的权限", permissions=["lifecycle.walk"], unit_path=stage.unit.path, age=3)
    assert found(person_with("本处", ["lifecycle.routes"], stage.unit), "空调") == ["本处空调"]
    everything = found(person_with("全校", ["lifecycle.routes"]), "空调")
    assert everything == ["本处空调", "别处空调", "无处空调"]


def test_a_grant_over_a_place_finds_what_lies_there(stage: Stage) -> None:
    row("东区空调", permissions=["lifecycle.routes"], place_path=stage.place.path)
    row("西区空调", permissions=["lifecycle.routes"], place_path="west.r1")
    warden = person_with("楼长", ["lifecycle.routes"], stage.unit)
    warden.grants.update(unit=None, place_path="east")
    assert found(warden, "空调") == ["东区空调"]


def test_a_stand_in_finds_what_the_principal_finds(stage: Stage) -> None:
    row("处长的空调", people=[stage.applicant.pk])
    deputy = person_with("副处长", [])
    assert found(deputy, "空调") == []
    appoint_stand_in(
        stage.applicant,
        deputy,
        starts_at=MONDAY_9,
        ends_at=MONDAY_9 + timedelta(days=1),
        reason="",
        at=MONDAY_9,
    )
    assert found(deputy, "空调") == ["处长的空调"]


def test_hits_in_the_title_come_before_newer_hits_in_the_body(stage: Stage) -> None:
    row("水管漏水", public=True, age=500)
    row("水管松动", body="后来漏水", public=True)
    row("漏水", public=True, age=100)
    assert found(stage.applicant, "漏水") == ["漏水", "水管漏水", "水管松动"]


def test_pages_follow_one_another_without_gap_or_double_across_both_tiers(stage: Stage) -> None:
    for number in range(7):
        row(f"漏水{number}", public=True, age=number)
        row(f"松动{number}", body="漏水", public=True, age=number)
    seen, after, pages = [], None, 0
    while True:
        page = search(stage.applicant, "漏水", MONDAY_9, after=after, limit=3)
        seen += [each.title for each in page.rows]
        after, pages = page.next, pages + 1
        if after is None:
            break
    assert seen == [f"漏水{n}" for n in range(7)] + [f"松动{n}" for n in range(7)]
    assert pages == 5


def test_rows_of_the_same_instant_are_not_lost_between_pages(stage: Stage) -> None:
    for number in range(5):
        row(f"漏水{number}", public=True)
    first = search(stage.applicant, "漏水", MONDAY_9, limit=2)
    second = search(stage.applicant, "漏水", MONDAY_9, limit=9, after=first.next)
    assert len({each.pk for each in (*first.rows, *second.rows)}) == 5


def test_kinds_narrow_and_all_words_must_fit(stage: Stage) -> None:
    row("空调漏水", public=True, kind="a")
    row("空调松动", public=True, kind="b")
    assert found(stage.applicant, "空调", kinds=["b"]) == ["空调松动"]
    assert found(stage.applicant, "空调", kinds=[]) == []
    assert found(stage.applicant, "漏水 空调") == ["空调漏水"]
    assert found(stage.applicant, "kt ls") == ["空调漏水"]


@pytest.mark.parametrize("text", NIGHTMARES)
def test_hostile_text_finds_nothing_it_should_not_and_breaks_nothing(stage: Stage, text: str) -> None:
    row("秘密空调")
    row("空调水管", public=True)
    assert set(found(stage.applicant, text)) <= {"空调水管"}
    assert SearchRow.objects.count() == 2


@pytest.mark.parametrize(
    "after", ["", "x", "W10", "WzAsIngiLCJ5Il0", "bnVsbA", "\x00", "é", "WzEsICIyMDI2LTAxLTAxIiwgIngiXQ"]
)
def test_a_damaged_cursor_shows_the_first_page(stage: Stage, after: str) -> None:
    row("空调水管", public=True)
    assert found(stage.applicant, "空调", after=after) == ["空调水管"]
