"""The mock provider's book: numbers used once, closed and paid for good, refunds never above what was paid."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from houqin.kernel.money.mock.book import Book, Denied
from houqin.kernel.money.tests.partners import PATIENT
from houqin.kernel.money.tests.stage import HOUR, MONDAY


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = MONDAY

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    """Monday, nine o'clock."""
    return Clock()


@pytest.fixture
def book(clock: Clock) -> Book:
    """A book with one payment, PY1, of 12.50 yuan."""
    return filled(clock)


def filled(clock: Callable[[], datetime]) -> Book:
    """Make that book."""
    book = Book(clock, "42")
    book.create("PY1", 1_250, "面", "", MONDAY + HOUR)
    return book


def denied(deed: Callable[[], object]) -> tuple[int, str]:
    """Return with which words something is refused."""
    with pytest.raises(Denied) as refusal:
        deed()
    return refusal.value.status, refusal.value.code


def test_the_same_order_again_is_the_same_trade_and_another_amount_is_refused(book: Book) -> None:
    again = book.create("PY1", 1_250, "别的", "", MONDAY)
    assert again is book.trades["PY1"]
    assert (again.description, again.expires_at) == ("面", MONDAY + HOUR)
    assert denied(lambda: book.create("PY1", 1_251, "面", "", MONDAY)) == (403, "OUT_TRADE_NO_USED")
    assert len({book.create(f"PY{n}", 1, "", "", MONDAY).id for n in range(2, 9)} | {again.id}) == 8


def test_of_what_was_never_ordered_nothing_is_known(book: Book) -> None:
    for deed in (book.trade, book.close, book.pay):
        assert denied(partial(deed, "PY0")) == (404, "ORDER_NOT_EXIST")
    assert denied(lambda: book.refund("RF1", "PY0", 1, "")) == (404, "ORDER_NOT_EXIST")
    assert denied(lambda: book.refunded("RF1")) == (404, "RESOURCE_NOT_EXISTS")


@pytest.mark.parametrize(("seconds", "state"), [(-1, "waiting"), (0, "closed"), (1, "closed")])
def test_what_nobody_paid_ends_at_its_time_to_the_second(
    book: Book, clock: Clock, seconds: int, state: str
) -> None:
    clock.at = MONDAY + HOUR + timedelta(seconds=seconds)
    assert book.trade("PY1").state == state


def test_the_first_payment_counts_and_a_paid_trade_neither_closes_nor_ends(book: Book, clock: Clock) -> None:
    book.pay("PY1", 1_000)
    clock.at += 2 * HOUR
    assert book.pay("PY1", 9).paid_fen == 1_000
    assert (book.trade("PY1").state, book.trade("PY1").paid_at) == ("paid", MONDAY)
    assert denied(lambda: book.close("PY1")) == (400, "ORDERPAID")


def test_closing_twice_is_closing_and_a_closed_trade_may_still_be_paid_late(book: Book) -> None:
    assert book.close("PY1") is book.close("PY1")
    assert book.trade("PY1").state == "closed"
    assert (book.pay("PY1").state, book.trade("PY1").paid_fen) == ("paid", 1_250)


def test_nothing_goes_back_of_what_was_not_paid(book: Book) -> None:
    assert denied(lambda: book.refund("RF1", "PY1", 1, "")) == (403, "INVALID_REQUEST")
    book.close("PY1")
    assert denied(lambda: book.refund("RF1", "PY1", 1, "")) == (403, "INVALID_REQUEST")
    assert book.refunds == {}


@PATIENT
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 800)), max_size=12))
def test_refunds_together_are_at_most_what_was_paid_and_each_number_is_one(
    asked: list[tuple[int, int]],
) -> None:
    book = filled(lambda: MONDAY)
    book.pay("PY1", 1_000)
    for n, fen in asked:
        there, before = book.refunds.get(f"RF{n}"), sum(one.fen for one in book.refunds.values())
        try:
            made = book.refund(f"RF{n}", "PY1", fen, "")
        except Denied:
            assert there.fen != fen if there else before + fen > 1_000
            continue
        assert made is there if there else made.fen == fen
    assert sum(one.fen for one in book.refunds.values()) <= 1_000


def test_a_refund_that_failed_leaves_its_money_to_be_given_back_again(book: Book) -> None:
    book.pay("PY1")
    book.refunds_end = "failed"
    book.refund("RF1", "PY1", 1_250, "")
    book.refunds_end = "under_way"
    assert book.refund("RF2", "PY1", 1_250, "").state == "under_way"
    assert denied(lambda: book.refund("RF3", "PY1", 1, "")) == (403, "INVALID_REQUEST")
    assert denied(lambda: book.refund("RF2", "PY1", 1, "")) == (400, "INVALID_REQUEST")


def test_a_days_bill_has_what_was_paid_and_given_back_on_that_day_of_the_campus(
    book: Book, clock: Clock
) -> None:
    midnight = MONDAY.replace(hour=16)  # on campus
    book.create("PY2", 5, "", "", midnight + HOUR)
    book.create("PY3", 5, "", "", midnight + HOUR)
    clock.at = midnight - timedelta(seconds=1)
    book.pay("PY1")
    book.trades["PY1"].expires_at = MONDAY
    clock.at = midnight
    book.pay("PY2")
    book.refund("RF1", "PY1", 5, "")
    book.refunds_end = "failed"
    book.refund("RF2", "PY1", 5, "")
    assert [row.number for row in book.of_day(MONDAY.date())] == ["PY1"]
    assert [row.number for row in book.of_day(MONDAY.date() + timedelta(days=1))] == ["PY2", "RF1"]
