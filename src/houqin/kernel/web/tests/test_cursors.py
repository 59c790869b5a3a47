"""Cursors nobody's page wrote: forged, cut, doubled, from another list. The first page comes, nothing breaks."""

import json
from base64 import urlsafe_b64encode
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import RequestFactory
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.lifecycle.models import Case
from houqin.kernel.people.models import Grant, Person
from houqin.kernel.people.tests.cast import clerk
from houqin.kernel.search.queries import search
from houqin.kernel.web.paging import keyset_page, read_cursor, write_cursor

__all__ = ["clerk"]
START = datetime(2026, 3, 2, 1, tzinfo=UTC)
pytestmark = pytest.mark.filterwarnings("ignore:DateTimeField")  # a day where an instant is wanted
ORDERS = [
    (Case, ("due_at", "id")), (Case, ("-opened_at", "-id")), (Case, ("state", "id")), (Case, ("version", "id")),
    (Person, ("pinyin", "id")), (Person, ("number", "id")), (Grant, ("-starts_on", "-id")),
]  # fmt: skip


def forged(*values: Any) -> str:
    return packed(json.dumps(values))


def packed(text: str) -> str:
    return urlsafe_b64encode(text.encode("utf-8", "surrogatepass")).decode().rstrip("=")


def page(model: Any, order: tuple[str, ...], after: str) -> Any:
    return keyset_page(model.objects.all(), RequestFactory().get("/", {"after": after}), order=order)


HOSTILE = {
    "a NUL": forged("\0", {"u": "0" * 32}),
    "half a letter": forged("\ud83d", {"u": "0" * 32}),
    "no number": packed('[NaN, {"u": "00000000000000000000000000000000"}]'),
    "no end": packed('[Infinity, {"u": "00000000000000000000000000000000"}]'),
    "a number without end": packed("[" + "9" * 5000 + ", 1]"),
    "a thousand brackets": packed("[" * 2000),
    "an hour and half a second from Greenwich": forged({"t": "2026-03-02T01:00:00+01:00:00.500000"}, {"u": "0" * 32}),
    "before the first day": forged({"t": "0001-01-01T00:00:00+14:00"}, {"u": "0" * 32}),
    "after the last day": forged({"t": "9999-12-31T23:59:59-14:00"}, {"u": "0" * 32}),
    "the first day": forged({"d": "0001-01-01"}, {"u": "0" * 32}),
    "the last day": forged({"d": "9999-12-31"}, {"u": "0" * 32}),
    "a truth": forged(True, False),
    "a nested list": forged([["x"]], 1),
    "too many keys": forged({"t": "2026-03-02T01:00:00+00:00", "u": "0" * 32}, 1),
    "a word where a key is": forged("x", "y"),
    "a great word": forged("字" * 9000, {"u": "0" * 32}),
    "a huge version": forged(10**30, {"u": "0" * 32}),
    "a tiny version": forged(-(10**30), {"u": "0" * 32}),
    "nothing at all": forged(None, None),
    "one value": forged("x"),
    "an object": packed('{"a": 1, "b": 2}'),
    "a word alone": packed('"ab"'),
    "half a cursor": forged("x", "y")[:5],
    "two cursors": forged("x", "y") * 2,
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "order"), ORDERS)
@pytest.mark.parametrize("words", HOSTILE)
def test_a_hostile_cursor_breaks_no_list(model: Any, order: tuple[str, ...], words: str) -> None:
    assert list(page(model, order, HOSTILE[words]).rows) == []


@pytest.mark.django_db
@pytest.mark.parametrize("words", HOSTILE)
def test_a_hostile_cursor_breaks_no_search(clerk: Person, words: str) -> None:
    assert search(clerk, "一件事", START, after=HOSTILE[words]).rows == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "at",
    [
        "2026-03-02T01:00:00+01:00:00.500000",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2026-03-02",
    ],
)
def test_a_search_cursor_with_a_strange_instant_starts_anew(clerk: Person, at: str) -> None:
    assert search(clerk, "一件事", START, after=forged(0, at, "0" * 32)).next is None


@pytest.mark.django_db
def test_a_cursor_of_another_list_is_either_understood_or_shows_the_first_page() -> None:
    Case.objects.bulk_create(
        Case(kind="test.toy", number=f"N{n}", state="a", title="事", opened_at=START, moved_at=START)
        for n in range(3)
    )
    first = list(page(Case, ("-opened_at", "-id"), "").rows)
    for other in (forged("zhangsan zs", {"u": "0" * 32}), forged({"d": "2026-03-02"}, "x"), forged(1, 2, 3)):
        assert list(page(Case, ("-opened_at", "-id"), other).rows) == first
        assert page(Case, ("-opened_at", "-id"), other).first is None, "no way back to a first page one is on"


def test_what_a_row_is_ordered_by_comes_back_as_it_was_written() -> None:
    class Row:
        due_at: Any
        state: Any
        pk: Any

    @given(
        due=st.none() | st.datetimes(datetime(1900, 1, 2), datetime(9999, 1, 1), timezones=st.just(UTC)),
        state=st.none() | st.text(st.characters(exclude_categories=["Cs"])) | st.integers() | st.dates(),
        key=st.uuids(),
    )
    @example(due=START.astimezone(SHANGHAI), state=date(2028, 2, 29), key=UUID(int=0))
    def law(due: datetime | None, state: Any, key: UUID) -> None:
        row = Row()
        row.due_at, row.state, row.pk = due, state, key
        if isinstance(state, str) and "\0" in state:
            return
        assert read_cursor(write_cursor(row, ("due_at", "-state", "pk")), 3) == [due, state, key]

    law()


@given(text=st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: urlsafe_b64encode(raw).decode()))
def test_any_text_at_all_is_read_or_dropped(text: str) -> None:
    found = read_cursor(text, 2)
    assert found is None or len(found) == 2


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("tdux"), inner, max_size=2),
    max_leaves=6,
)


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(json_values, min_size=2, max_size=2), which=st.sampled_from(ORDERS))
def test_any_two_values_in_a_cursor_break_no_list(
    values: list[Any], which: tuple[Any, tuple[str, ...]]
) -> None:
    model, order = which
    assert list(page(model, order, packed(json.dumps(values))).rows) == []


@pytest.mark.django_db
def test_a_page_grows_no_query_and_forgets_the_cursor_where_it_begins_anew() -> None:
    Case.objects.bulk_create(
        Case(kind="test.toy", number=f"N{n}", state="a", title="事", opened_at=START + timedelta(days=n), moved_at=START)
        for n in range(3)
    )  # fmt: skip
    request = RequestFactory().get("/", {"q": "a&b=c", "tab": "全部", "after": ""})
    found = keyset_page(Case.objects.all(), request, order=("-opened_at", "id"), size=2)
    assert found.first is None
    assert found.next is not None
    assert "q=a%26b%3Dc" in found.next
    again = keyset_page(
        Case.objects.all(), RequestFactory().get("/" + found.next), order=("-opened_at", "id"), size=2
    )
    assert [row.number for row in again.rows] == ["N0"]
    assert again.first is not None
    assert "after" not in again.first
