"""The arithmetic of the desk: amounts and months as people write them, spans, sides, what may be reversed."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from houqin.kernel.base.refused import Refused
from houqin.services.cashier import rules


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("12.5", 1250), ("12.50", 1250), ("0.01", 1), ("1,200", 120_000), ("¥ 3", 300), ("￥7.00元", 700), (" 8 ", 800),
        ("", None), ("0", None), ("-5", None), ("1.234", None), ("1,20", None), ("abc", None), ("1e3", None),
        ("9" * 10, None), ("١٢", None), ("12.", None),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_people_write_it(text: str, fen: int | None) -> None:
    assert rules.read_yuan(text) == fen


@given(st.integers(1, rules.MOST_FEN - 1))
def test_every_amount_written_in_yuan_is_read_back(fen: int) -> None:
    assert rules.read_yuan(f"{fen // 100}.{fen % 100:02d}") == fen
    assert rules.read_yuan(f"{fen // 100:,}.{fen % 100:02d}") == fen


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("12.50", (1250, 1250)), ("10-20", (1000, 2000)), ("10-", (1000, rules.MOST_FEN)), ("-20", (0, 2000)),
        ("10~20", (1000, 2000)), ("20-10", None), ("-", None), ("", None), ("x-2", None),
    ],
)  # fmt: skip
def test_a_range_of_amounts_has_bounds(text: str, bounds: tuple[int, int] | None) -> None:
    assert rules.amount_range(text) == bounds


@given(st.dates(date(1901, 1, 1), date(9990, 1, 1)))
def test_months_follow_one_another(day: date) -> None:
    month = day.replace(day=1)
    assert rules.month_before(rules.month_after(day)) == month
    assert rules.last_of(month) + timedelta(days=1) == rules.month_after(month)
    assert rules.read_month(f"{month:%Y-%m}") == month


def test_months_go_back_to_the_first_and_no_further_than_asked() -> None:
    back = rules.months_back(date(2026, 3, 9), date(2025, 12, 30))
    assert back == [date(2026, 3, 1), date(2026, 2, 1), date(2026, 1, 1), date(2025, 12, 1)]
    assert len(rules.months_back(date(2026, 3, 9), date(2000, 1, 1))) == rules.LONGEST_STATEMENT


@pytest.mark.parametrize(
    ("month", "first", "last", "span"),
    [
        ("2026-02", "", "", (date(2026, 2, 1), date(2026, 2, 28))),
        ("", "2026-01-05", "2026-01-09", (date(2026, 1, 5), date(2026, 1, 9))),
        ("", "", "", (date(2026, 3, 1), date(2026, 3, 9))),
        ("", "2026-05-01", "2026-01-09", (date(2026, 1, 9), date(2026, 1, 9))),
        ("wrong", "nonsense", "0", (date(2026, 3, 1), date(2026, 3, 9))),
    ],
)  # fmt: skip
def test_a_span_is_a_month_or_two_days_or_this_month(
    month: str, first: str, last: str, span: tuple[date, date]
) -> None:
    assert rules.span(month=month, first=first, last=last, today=date(2026, 3, 9)) == span


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_what_lasts_through_a_day_ends_with_it(day: date) -> None:
    assert rules.last_day_of(rules.end_of(day)) == day


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(-(10**6), 10**6)))
def test_the_running_balance_ends_at_the_sum(opening: int, amounts: list[int]) -> None:
    after = list(rules.running(opening, amounts))
    assert [opening, *after][-1] == opening + sum(amounts)
    assert len(after) == len(amounts)


@given(st.integers(-(10**9), 10**9))
def test_a_balance_stands_on_one_side(fen: int) -> None:
    debit, credit = rules.sides(fen)
    assert credit - debit == fen
    assert min(debit, credit) == 0 <= max(debit, credit)


def test_a_pot_ends_soon_within_the_week_before_its_end() -> None:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    assert rules.ends_soon(at + rules.SOON, at)
    assert not rules.ends_soon(at + rules.SOON + timedelta(seconds=1), at)
    assert not rules.ends_soon(at, at)
    assert not rules.ends_soon(None, at)


@pytest.mark.parametrize(
    ("reverses", "matter", "source", "left", "code"),
    [
        (None, False, "cashier.desk", 1, ""),
        (uuid4(), False, "cashier.desk", 1, "money.reversal_reversed"),
        (None, False, "cashier.desk", 0, "cashier.already_reversed"),
        (None, False, "gateway.wechat", 1, "cashier.paid_outside"),
        (None, True, "canteen.order", 1, "cashier.belongs_to_matter"),
    ],
    ids=["ours", "reversal", "gone", "outside", "matter"],
)  # fmt: skip
def test_what_belongs_elsewhere_is_not_reversed_here(
    reverses: UUID | None, matter: bool, source: str, left: int, code: str
) -> None:
    assert rules.why_not_correct(reverses=reverses, matter=matter, source=source, left=left) == code


@settings(max_examples=25)
@given(st.text("补贴 2026-11", max_size=60), st.uuids(), st.uuids())
def test_a_line_of_a_list_is_named_by_its_name_and_its_person(name: str, one: UUID, two: UUID) -> None:
    key = rules.given_once(name, one)
    assert len(key) <= 80
    assert (key == rules.given_once(name, two)) is (one == two)
    assert key != rules.given_once(f"{name}x", one)


@pytest.mark.parametrize(
    ("kind", "ours", "theirs", "fen"),
    [
        ("only_ours", 500, None, -500), ("only_theirs", None, 700, 700), ("amount_differs", 500, 700, 200),
        ("refund_differs", None, 300, -300), ("refund_differs", 300, None, 300), ("state_differs", 500, 500, 0),
    ],
)  # fmt: skip
def test_a_difference_says_how_much_more_the_provider_has(
    kind: str, ours: int | None, theirs: int | None, fen: int
) -> None:
    assert rules.off_by(kind, ours, theirs) == fen


def test_only_what_has_an_amount_is_booked() -> None:
    assert list(rules.has_amount(1)) == []
    (reason,) = rules.has_amount(0)
    assert isinstance(reason, Refused)
