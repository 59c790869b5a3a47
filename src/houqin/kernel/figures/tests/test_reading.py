"""Reading a figure: its value, the period before, whether the change is good news, and who may."""

from datetime import UTC, date, datetime
from typing import Literal

import pytest

from houqin.kernel.figures.period import Period
from houqin.kernel.figures.queries import Reading, frozen, read, rows_behind, rows_url, visible_to
from houqin.kernel.lifecycle.models import Case
from houqin.kernel.lifecycle.tests.stage import person_with
from houqin.kernel.people.models import Person
from houqin.kernel.registry.feature import Figure
from houqin.kernel.registry.house import house

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
MONDAY_9 = datetime(2026, 3, 2, 1, tzinfo=UTC)


def opened(person: Person, since: datetime, until: datetime, at: datetime) -> "object":
    return Case.objects.filter(opened_at__gte=since, opened_at__lt=until)


def a_figure(better: Literal["up", "down", "neither"] = "neither") -> Figure:
    return Figure(
        "test.opened", "开了多少件", "件", lambda *asked: opened(*asked).count(),  # type: ignore[attr-defined]
        opened, "matters", "figures.see", better=better,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.fixture
def head(db: None) -> Person:
    return person_with("处长", ["figures.see"])


def case(number: str, opened_at: datetime) -> None:
    Case.objects.create(
        kind="test.toy",
        number=number,
        state="new",
        version=1,
        title="事",
        opened_at=opened_at,
        moved_at=opened_at,
    )


def test_a_figure_is_read_for_its_period_and_the_one_before(head: Person) -> None:
    case("N1", datetime(2026, 2, 28, 15, 59, tzinfo=UTC))
    case("N2", datetime(2026, 2, 28, 16, 0, tzinfo=UTC))
    case("N3", datetime(2026, 3, 31, 15, 59, tzinfo=UTC))
    case("N4", datetime(2026, 3, 31, 16, 0, tzinfo=UTC))
    reading = read(a_figure(), head, MARCH, MARCH.until)
    assert (reading.value, reading.before, reading.change) == (2, 1, 1)


@pytest.mark.parametrize(
    ("better", "value", "before", "trend"),
    [
        ("up", 5, 3, "good"), ("up", 3, 5, "bad"), ("down", 3, 5, "good"), ("down", 5, 3, "bad"),
        ("neither", 5, 3, ""), ("up", 3, 3, ""), ("up", None, 3, ""), ("down", 3, None, ""),
    ],
)  # fmt: skip
def test_a_change_is_good_or_bad_news_by_what_the_figure_wants(
    better: Literal["up", "down", "neither"], value: int | None, before: int | None, trend: str
) -> None:
    assert Reading(a_figure(better), value, before, "").trend == trend


def test_the_address_of_the_rows_names_figure_and_period() -> None:
    assert rows_url(a_figure(), MARCH) == "/matters/?figure=test.opened&period=2026-03-01..2026-03-31"


def test_rows_behind_an_unknown_figure_are_none(head: Person) -> None:
    assert rows_behind("no.such", MARCH, head, MONDAY_9) is None


def test_rows_are_only_for_holders_of_the_figure_s_permission(head: Person) -> None:
    key, figure = next(iter(house().figures.items()))
    assert rows_behind(key, MARCH, head, MONDAY_9) is None
    seer = person_with("科长", [figure.permission])
    assert rows_behind(key, MARCH, seer, MONDAY_9) is not None


def test_a_person_sees_the_figures_of_their_permissions_in_the_order_of_the_house(head: Person) -> None:
    assert list(visible_to(head, MONDAY_9)) == []
    seer = person_with("科长", sorted({figure.permission for figure in house().figures.values()}))
    assert list(visible_to(seer, MONDAY_9)) == list(house().figures.values())
    half = person_with("组长", ["repairs.figures"])
    assert {figure.permission for figure in visible_to(half, MONDAY_9)} == {"repairs.figures"}


def test_a_figure_nobody_froze_has_no_frozen_value(head: Person) -> None:
    assert frozen(a_figure(), MARCH) is None


@pytest.mark.parametrize("key", sorted(house().figures))
def test_a_declared_figure_is_whole(key: str) -> None:
    figure = house().figures[key]
    assert str(figure.title)
    assert str(figure.unit)
    assert figure.permission in house().permissions
    assert rows_url(figure, MARCH).startswith("/")
