"""The editor of approval routes: a new edition with its source, errors beside what was typed."""

from typing import Any

import pytest
from django.test import Client

from houqin.kernel.lifecycle.models import Route, RouteVersion
from houqin.kernel.lifecycle.tests.stage import make_route, person_with
from houqin.kernel.people.models import Person
from houqin.kernel.people.tests.cast import student
from houqin.kernel.registry.house import house
from houqin.kernel.web.tests.admin_cast import as_

__all__ = ["student"]


@pytest.fixture
def route(db: None) -> Route:
    return make_route("test", ("any", 1, ["people.see"])).route


@pytest.fixture
def editor(db: None) -> Client:
    return as_(person_with("管理员", ["lifecycle.routes"], number="A1"))


def typed(*steps: dict[str, Any], source: str = "后勤处 2026 年 1 号文") -> dict[str, Any]:
    data: dict[str, Any] = {"source": source, "form-TOTAL_FORMS": len(steps), "form-INITIAL_FORMS": 0}
    for n, step in enumerate(steps):
        given = {
            "title": "科室审批",
            "mode": "any",
            "permission": "people.see",
            "scope": "unit",
            "count": 1,
        } | step
        data |= {f"form-{n}-{name}": value for name, value in given.items()}
    return data


def test_a_new_edition_takes_its_number_and_the_old_one_stays(editor: Client, route: Route) -> None:
    done = editor.post(f"/admin/routes/{route.pk}/", typed({}, {"title": "处长审批", "working_hours": 8}))
    assert done.headers["Location"] == "/admin/routes/"
    newest = route.versions.get(number=2)
    assert newest.source == "后勤处 2026 年 1 号文"
    assert [(one.title, one.working_minutes) for one in newest.steps.order_by("order")] == [
        ("科室审批", None), ("处长审批", 480)
    ]  # fmt: skip
    assert route.versions.get(number=1).steps.get().title == "第1步"


def test_named_people_sit_instead_of_a_permission(editor: Client, route: Route) -> None:
    editor.post(f"/admin/routes/{route.pk}/", typed({"people": "A1"}))
    seat = route.versions.get(number=2).steps.get().seats.get()
    assert seat.person is not None
    assert (seat.person.number, seat.permission) == ("A1", "")


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ({"people": "A1 NOBODY"}, "没有这些学工号：NOBODY"),
        ({"permission": ""}, "没有审批人"),
        ({"mode": "timer", "permission": ""}, "请填写办理时限"),
        ({"mode": "count", "count": 5}, "要求 5 人同意"),
        ({"title": ""}, ""), ({"count": 0}, ""), ({"mode": "lottery"}, ""), ({"permission": "no.such"}, ""),
    ],
)  # fmt: skip
def test_a_wrong_step_makes_no_edition_and_keeps_what_was_typed(
    editor: Client, route: Route, step: dict[str, Any], words: str
) -> None:
    wrong = editor.post(f"/admin/routes/{route.pk}/", typed(step, source="某个文件"))
    page = wrong.content.decode()
    assert wrong.status_code == 422
    assert words in page
    assert "某个文件" in page
    assert RouteVersion.objects.filter(route=route).count() == 1


def test_an_edition_without_its_source_is_asked_again(editor: Client, route: Route) -> None:
    assert editor.post(f"/admin/routes/{route.pk}/", typed({}, source="")).status_code == 422
    assert route.versions.count() == 1


def test_a_step_speaks_english_to_english_readers_and_chinese_where_it_has_no_other_name(
    editor: Client, route: Route
) -> None:
    steps = ({"title": "科长审批", "title_en": "Section chief approves"}, {"title": "处长审批"})
    editor.post(f"/admin/routes/{route.pk}/", typed(*steps))
    assert "科长审批" in editor.get("/admin/routes/").content.decode()
    again = editor.get(f"/admin/routes/{route.pk}/").context["steps"].forms
    assert [form["title_en"].value() for form in again] == ["Section chief approves", ""]
    editor.cookies["language"] = "en"
    page = editor.get("/admin/routes/").content.decode()
    assert "Section chief approves" in page
    assert "科长审批" not in page
    assert "处长审批" in page


def test_the_list_says_in_words_who_decides(editor: Client, route: Route) -> None:
    page = editor.get("/admin/routes/").content.decode()
    assert str(house().permissions["people.see"].sentence) in page
    assert "people.see" not in page


def test_one_more_step_is_added_without_saving(editor: Client, route: Route) -> None:
    more = editor.post(f"/admin/routes/{route.pk}/", typed({"title": "已写好的环节"}) | {"add": "1"})
    assert more.status_code == 200
    assert len(more.context["steps"].forms) == 2
    assert "已写好的环节" in more.content.decode()
    assert route.versions.count() == 1


def test_routes_are_not_everybody_s(student: Person, route: Route) -> None:
    for address in ("/admin/routes/", f"/admin/routes/{route.pk}/"):
        assert as_(student).get(address).status_code == 404
        assert as_(student).post(address, typed({})).status_code == 404
    assert route.versions.count() == 1
