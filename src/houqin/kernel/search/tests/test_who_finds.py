"""Who finds what, by law: the search in SQL agrees with the authority in Python, page after page."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from houqin.kernel.base.ids import new_id
from houqin.kernel.lifecycle.tests.stage import EARLIER, MONDAY_9, person_with
from houqin.kernel.lifecycle.tests.toy import begin
from houqin.kernel.lifecycle.walk import Stage
from houqin.kernel.people.actions.grants import appoint_stand_in
from houqin.kernel.people.actions.people import change_person, erase_person
from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import Grant, Person, Role
from houqin.kernel.people.scope import lies_in
from houqin.kernel.places.actions import close_place, move_place
from houqin.kernel.search.indexing import follow, index, rebuild
from houqin.kernel.search.models import SearchRow
from houqin.kernel.search.queries import search, visible_to
from houqin.kernel.search.sources import sources
from houqin.kernel.search.tokens import pinyin_keys
from houqin.kernel.trail.models import Happening

PATHS = ("", "school", "school.office", "school.college", "east")
PERMISSIONS = ("lifecycle.routes", "people.see", "places.edit")
rows = st.lists(
    st.tuples(
        st.booleans(), st.lists(st.integers(0, 2), max_size=2), st.lists(st.sampled_from(PERMISSIONS), max_size=2),
        st.sampled_from(PATHS), st.sampled_from(PATHS),
    ),
    max_size=6,
)  # fmt: skip
grants = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(PERMISSIONS), st.sampled_from(["", "unit", "place"])),
    max_size=4,
)


def make(n: int, title: str = "空调", **audience: Any) -> SearchRow:
    return SearchRow.objects.create(
        kind="test.toy", subject=new_id(), title=f"{title} {n}", body="", url="/x", pinyin=pinyin_keys(title),
        updated_at=MONDAY_9 - timedelta(minutes=n // 2), **audience,
    )  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=rows, given_grants=grants, deputy=st.booleans())
def test_the_audience_of_a_row_is_the_same_in_sql_and_in_python(
    stage: Stage, wanted: list[Any], given_grants: list[Any], deputy: bool
) -> None:
    people = [person_with(f"甲{n}", []) for n in range(3)]
    for who, permission, scope in given_grants:
        role = Role.objects.create(key=str(new_id()), title="x", permissions=[permission])
        Grant.objects.create(
            person=people[who], role=role, starts_on=EARLIER,
            unit=stage.unit if scope == "unit" else None, place_path="east" if scope == "place" else None,
        )  # fmt: skip
    if deputy:
        appoint_stand_in(
            people[0],
            people[1],
            starts_at=MONDAY_9,
            ends_at=MONDAY_9 + timedelta(days=1),
            reason="",
            at=MONDAY_9,
        )
    SearchRow.objects.all().delete()
    made = [
        make(n, public=public, people=[people[one].pk for one in named], permissions=asked, unit_path=unit, place_path=place)
        for n, (public, named, asked, unit, place) in enumerate(wanted)
    ]  # fmt: skip
    for person in people:
        assert set(visible_to(person, MONDAY_9)) == {row for row in made if _may_find(person, row)}


def _may_find(person: Person, row: SearchRow) -> bool:
    authority = authority_of(person, MONDAY_9)
    if row.public or {person.pk, *authority.principals} & set(row.people):
        return True
    for permission in row.permissions:
        scope = authority.scope(permission)
        if scope.everywhere:
            return True
        if any(row.unit_path and lies_in(row.unit_path, top) for top in scope.unit_paths):
            return True
        if any(row.place_path and lies_in(row.place_path, top) for top in scope.place_paths):
            return True
    return False


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(titles=st.lists(st.booleans(), max_size=9), limit=st.integers(1, 4))
def test_the_pages_of_a_search_are_all_hits_once_titles_first_then_the_newest(
    stage: Stage, titles: list[bool], limit: int
) -> None:
    SearchRow.objects.all().delete()
    for n, in_title in enumerate(titles):
        make(n, "空调" if in_title else "水管", public=True)
    SearchRow.objects.filter(title__startswith="水管").update(body="空调坏了")
    seen: list[SearchRow] = []
    after: str | None = None
    for _ in range(20):
        page = search(stage.applicant, "空调", MONDAY_9, after=after, limit=limit)
        seen += page.rows
        after = page.next
        if after is None:
            break
    wanted = sorted(
        SearchRow.objects.all(), key=lambda row: (row.title[:2] != "空调", -row.updated_at.timestamp())
    )
    assert [(row.title[:2], row.updated_at) for row in seen] == [
        (row.title[:2], row.updated_at) for row in wanted
    ]
    assert len({row.pk for row in seen}) == len(seen)


def test_a_case_follows_its_place_its_people_and_their_names(stage: Stage) -> None:
    case = begin(stage)
    rebuild(MONDAY_9)
    row = SearchRow.objects.get(kind="test.toy")
    assert row.people == [stage.applicant.pk]
    assert "东校区" in row.subtitle
    change_person(stage.applicant, by=None, at=MONDAY_9, name="改名")
    assert stage.place.parent is not None
    move_place(stage.place, under=None, by=None, at=MONDAY_9)
    index(sources()["test.toy"], {case.pk: MONDAY_9})
    again = SearchRow.objects.get(kind="test.toy")
    assert "改名" in again.subtitle
    assert again.place_path == "r101"


def test_erasing_somebody_takes_their_name_out_of_every_row(stage: Stage) -> None:
    begin(stage)
    rebuild(MONDAY_9)
    assert SearchRow.objects.filter(subtitle__contains="张三").exists()
    erase_person(stage.applicant, by=None, at=MONDAY_9)
    follow(list(Happening.objects.filter(subject=stage.applicant.pk)))
    for row in SearchRow.objects.all():
        assert "张三" not in f"{row.title} {row.subtitle} {row.body} {row.pinyin}"
        assert "zhangsan" not in row.pinyin


def test_following_the_same_happenings_twice_changes_nothing(stage: Stage) -> None:
    begin(stage)
    told = list(Happening.objects.order_by("at", "id"))
    follow(told)
    before = list(SearchRow.objects.order_by("pk").values("kind", "subject", "title", "people", "updated_at"))
    follow(told)
    follow(told[::-1])
    after = list(SearchRow.objects.order_by("pk").values("kind", "subject", "title", "people", "updated_at"))
    assert before == after
    assert before


def test_a_closed_place_is_found_no_more(stage: Stage) -> None:
    keeper = person_with("楼长", ["places.edit"])
    rebuild(MONDAY_9)
    assert [row.title for row in search(keeper, "101", MONDAY_9).rows] == [stage.place.full_name]
    close_place(stage.place, on=EARLIER, by=None, at=MONDAY_9)
    follow(list(Happening.objects.filter(subject=stage.place.pk)))
    assert search(keeper, "101", MONDAY_9).rows == []


@pytest.mark.parametrize("kinds", [[], ["no.such"], ["test.toy", "no.such"]])
def test_only_kinds_asked_for_are_found(stage: Stage, kinds: list[str]) -> None:
    make(1, public=True)
    assert len(search(stage.applicant, "空调", MONDAY_9, kinds=kinds).rows) == int("test.toy" in kinds)


def test_rebuilding_one_kind_leaves_others_and_drops_what_nobody_declares(stage: Stage) -> None:
    begin(stage)
    SearchRow.objects.create(kind="gone.kind", subject=new_id(), title="旧", url="/x", updated_at=MONDAY_9)
    counts = rebuild(MONDAY_9, ["people.person", "no.such"])
    assert set(counts) == {"people.person"}
    assert not SearchRow.objects.filter(kind="gone.kind").exists()
    assert rebuild(MONDAY_9)["test.toy"] == 1
