"""Cursors: where a page ended, as long as nobody forges one; a forged one opens nothing and breaks nothing."""

import json
from base64 import urlsafe_b64encode
from datetime import UTC, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from houqin.kernel.lifecycle.models import Case
from houqin.kernel.lifecycle.tests.stage import MONDAY_9
from houqin.kernel.lifecycle.tests.toy import begin
from houqin.kernel.lifecycle.walk import Stage
from houqin.kernel.web.api.tests.asking import Asking
from houqin.kernel.web.paging import read_cursor, write_cursor


def cursor(*values: Any) -> str:
    """Encode values as a program would that has understood how cursors are made."""
    return urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


AT, ID = {"t": "2026-03-02T01:00:00+00:00"}, {"u": str(UUID(int=7))}
FORGED = {
    "words": cursor("x", "y"),
    "numbers": cursor(1, 2),
    "nothing at all": cursor(None, None),
    "an instant without a zone": cursor({"t": "2026-03-02T01:00:00"}, ID),
    "no instant": cursor({"t": "gestern"}, ID),
    "a damaged id": cursor(AT, {"u": "not-a-uuid"}),
    "a number for an id": cursor(AT, 5),
    "swapped": cursor(ID, AT),
    "truth": cursor(True, False),
    "too big": cursor(1e308, 10**300),
    "not a number": cursor(float("nan"), float("inf")),
    "one too few": cursor(AT),
    "one too many": cursor(AT, ID, ID),
    "an object": urlsafe_b64encode(b'{"a": 1, "b": 2}').decode(),
    "a NUL": cursor("\0", "\0"),
    "half a character": urlsafe_b64encode(b'["\\ud800", "\\udfff"]').decode(),
    "no base64": "%%%",
    "no ASCII": "页",
    "quotes": "'; DROP TABLE people_person; --",
    "very deep": urlsafe_b64encode(b"[" * 700).decode(),
}
LISTS = ["/matters", "/inbox", "/search?q=x"]


@pytest.mark.parametrize("path", LISTS)
def test_a_forged_cursor_is_answered_like_any_other_question(matter: Case, owner: Asking, path: str) -> None:
    address, _, query = path.partition("?")
    more = dict([query.split("=")]) if query else {}
    answers = {name: owner.get(address, after=after, **more) for name, after in FORGED.items()}
    assert {name: one.status for name, one in answers.items() if one.status not in {200, 422}} == {}


def test_a_damaged_cursor_shows_the_first_page(matter: Case, owner: Asking) -> None:
    for after in (FORGED["words"], FORGED["no base64"], FORGED["very deep"], FORGED["one too few"]):
        assert [one["number"] for one in owner.get("/matters", after=after).body["items"]] == [matter.number]


def test_a_cursor_too_long_to_be_one_is_told_by_its_field(matter: Case, owner: Asking) -> None:
    answer = owner.get("/matters", after="x" * 1001)
    assert (answer.status, answer.body["errors"][0]["loc"][-1]) == (422, "after")


@pytest.mark.parametrize("limit", ["0", "-1", "101", "x", "1e3", "9" * 400])
def test_a_page_has_one_to_a_hundred_rows(matter: Case, owner: Asking, limit: str) -> None:
    answer = owner.get("/matters", limit=limit)
    assert (answer.status, answer.body["errors"][0]["loc"][-1]) == (422, "limit")


def test_a_cursor_opens_to_another_only_what_is_theirs(stage: Stage, owner: Asking, other: Asking) -> None:
    for _ in range(3):
        begin(stage)
    after = owner.get("/matters", limit="1").body["next"]
    theirs = other.get("/matters").body["items"]
    assert other.get("/matters", after=after, limit="100").body["items"] in (theirs, [])
    assert {one["applicant"] for one in theirs} == {"另一人"}


def test_a_matter_opened_while_one_reads_disturbs_no_page(stage: Stage, owner: Asking) -> None:
    before = [begin(stage).number for _ in range(4)]
    first = owner.get("/matters", limit="2").body
    late = begin(stage).number
    rest = owner.get("/matters", limit="100", after=first["next"]).body["items"]
    seen = [one["number"] for one in (*first["items"], *rest)]
    assert sorted(seen) == sorted(before)
    assert late in str(owner.get("/matters").body)


def test_a_matter_that_moves_stays_where_it_was_listed(stage: Stage, owner: Asking) -> None:
    cases = [begin(stage) for _ in range(4)]
    first = owner.get("/matters", limit="2").body
    Case.objects.filter(pk=cases[0].pk).update(version=9, moved_at=MONDAY_9 + timedelta(days=1))
    rest = owner.get("/matters", limit="2", after=first["next"]).body
    assert len({one["number"] for one in (*first["items"], *rest["items"])}) == 4
    assert rest["next"] is None


def test_the_last_full_page_has_no_page_after_it(stage: Stage, owner: Asking) -> None:
    for _ in range(4):
        begin(stage)
    second = owner.get("/matters", limit="2", after=owner.get("/matters", limit="2").body["next"]).body
    assert (len(second["items"]), second["next"]) == (2, None)


values = (
    st.none() | st.integers() | st.floats(allow_nan=False) | st.text() | st.uuids() | st.dates()
    | st.datetimes(timezones=st.just(UTC))
)  # fmt: skip


class Row:
    """A row with two fields of any kind."""

    def __init__(self, first: object, second: object) -> None:
        self.first, self.second = first, second


@given(values, values)
def test_what_is_written_into_a_cursor_is_read_out_of_it(first: object, second: object) -> None:
    text = write_cursor(Row(first, second), ("first", "-second"))
    assert text.isascii()
    if "\0" not in f"{first}{second}":
        assert read_cursor(text, 2) == [first, second]
    else:
        assert read_cursor(text, 2) is None


@given(st.text() | st.binary().map(lambda raw: urlsafe_b64encode(raw).decode()), st.integers(0, 4))
def test_no_text_breaks_the_reading_of_a_cursor(text: str, length: int) -> None:
    found = read_cursor(text, length)
    assert found is None or len(found) == length
