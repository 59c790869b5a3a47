"""Keyset paging: all pages together are exactly the ordered rows, whatever the ties and gaps."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from houqin.kernel.lifecycle.models import Case
from houqin.kernel.web.paging import keyset_page, read_cursor

START = datetime(2026, 3, 2, 1, tzinfo=UTC)
ORDERS = [("due_at", "id"), ("-due_at", "-id"), ("state", "-opened_at", "id"), ("-opened_at", "id")]


def make_cases(dues: list[int | None]) -> None:
    Case.objects.bulk_create(
        Case(
            kind="test.toy", number=f"N{n}", state="ab"[n % 2], title="事", opened_at=START + timedelta(hours=n % 3),
            moved_at=START, due_at=None if due is None else START + timedelta(hours=due),
        )
        for n, due in enumerate(dues)
    )  # fmt: skip


def walk(order: tuple[str, ...], size: int) -> list[str]:
    """Return the numbers of all rows, page after page."""
    seen, query = [], ""
    for _ in range(100):
        page = keyset_page(Case.objects.all(), RequestFactory().get("/" + query), order=order, size=size)
        seen += [row.number for row in page.rows]
        if page.next is None:
            return seen
        query = page.next
    raise AssertionError("the pages never end")


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    dues=st.lists(st.none() | st.integers(0, 4), max_size=14),
    order=st.sampled_from(ORDERS),
    size=st.integers(1, 5),
)
def test_the_pages_are_the_ordered_rows_without_gap_or_repeat(
    dues: list[int | None], order: tuple[str, ...], size: int
) -> None:
    Case.objects.all().delete()
    make_cases(dues)
    seen = walk(order, size)
    assert sorted(seen) == sorted(f"N{n}" for n in range(len(dues)))
    whole = keyset_page(Case.objects.all(), RequestFactory().get("/"), order=order, size=50)
    assert seen == [row.number for row in whole.rows]


@pytest.mark.django_db
def test_the_count_stops_at_a_thousand_and_says_so() -> None:
    make_cases([None] * 1005)
    page = keyset_page(Case.objects.all(), RequestFactory().get("/"), order=("-opened_at", "id"))
    assert (page.counted, page.many) == (1000, True)


@pytest.mark.parametrize(
    "cursor", ["x", "W10", "WzFd", "bm90IGpzb24", "eyJhIjoxfQ", "W3siZXZpbCI6MX0sMV0", "\x00"]
)
def test_a_damaged_cursor_shows_the_first_page(cursor: str) -> None:
    assert read_cursor(cursor, 2) is None
