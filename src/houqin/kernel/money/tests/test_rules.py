"""The ledger's arithmetic."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from houqin.kernel.money.rules import (
    BUDGET_KINDS,
    Book,
    Kind,
    Pot,
    apportion,
    book_of,
    check_amount,
    check_lines,
    give_back,
    in_spending_order,
    split,
    yuan,
)
from houqin.kernel.money.tests.stage import HOUR, MONDAY
from houqin.kernel.people.tests.stage import refused

AMOUNTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=8)


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any))
def test_parts_sum_to_the_whole_and_none_is_a_fen_off(fen: int, weights: list[int]) -> None:
    parts = apportion(fen, weights)
    assert sum(parts) == fen
    assert all(
        abs(part * sum(weights) - fen * weight) < sum(weights)
        for part, weight in zip(parts, weights, strict=True)
    )


@pytest.mark.parametrize(
    ("fen", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (5, [0, 3, 3], [0, 3, 2]),
        (0, [2, 1], [0, 0]),
        (10, [1, 2, 6], [1, 2, 7]),
    ],
)
def test_the_largest_remainder_gets_the_odd_fen_the_earlier_on_a_tie(
    fen: int, weights: list[int], parts: list[int]
) -> None:
    assert apportion(fen, weights) == parts


@pytest.mark.parametrize("weights", [[], [0, 0], [3, -1]])
def test_weights_that_divide_nothing_are_an_error(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        apportion(10, weights)


@given(AMOUNTS, st.data())
def test_a_split_takes_the_first_pots_to_the_last_fen(pots: list[int], data: st.DataObject) -> None:
    if not sum(pots):
        return
    fen = data.draw(st.integers(1, sum(pots)))
    taken = dict(split(fen, list(enumerate(pots))))
    assert sum(taken.values()) == fen
    last = max(taken)
    assert all(taken.get(n, 0) == pots[n] for n in range(last))
    assert all(0 < part <= pots[n] for n, part in taken.items())


def test_a_split_of_more_than_there_is_says_how_much_there_is() -> None:
    with refused("money.short"):
        split(301, [("a", 100), ("b", -50), ("c", 200)])


@given(AMOUNTS.filter(any), st.lists(st.integers(1, 10**8), max_size=6))
def test_what_comes_back_in_parts_is_what_would_come_back_at_once(pots: list[int], parts: list[int]) -> None:
    paid = [(n, part) for n, part in enumerate(pots) if part]
    done, back = 0, dict.fromkeys(range(len(pots)), 0)
    for part in parts:
        if done + part <= sum(pots):
            for n, fen in give_back(paid, done, part):
                back[n] += fen
            done += part
    at_once = dict(give_back(paid, 0, done)) if done else {}
    assert {n: fen for n, fen in back.items() if fen} == at_once
    assert all(back[n] <= part for n, part in paid)


def test_the_pot_spent_last_is_filled_first() -> None:
    assert give_back([("subsidy", 500), ("wallet", 200)], 0, 300) == [("wallet", 200), ("subsidy", 100)]
    with refused("money.over_refund"):
        give_back([("subsidy", 500), ("wallet", 200)], 300, 401)


def test_pots_are_spent_by_kind_then_by_their_end_and_not_after_it() -> None:
    pots = [
        Pot("w", Kind.WALLET, 1),
        Pot("endless", Kind.SUBSIDY, 1),
        Pot("late", Kind.SUBSIDY, 1, MONDAY + 2 * HOUR),
        Pot("soon", Kind.SUBSIDY, 1, MONDAY + HOUR),
        Pot("over", Kind.SUBSIDY, 1, MONDAY),
        Pot("noodles", Kind.VOUCHER, 1, purpose="noodles"),
        Pot("deposit", Kind.DEPOSIT, 1),
    ]
    order = (Kind.VOUCHER, Kind.SUBSIDY, Kind.WALLET)
    assert [pot.account for pot in in_spending_order(pots, order, "meal", MONDAY)] == [
        "soon",
        "late",
        "endless",
        "w",
    ]
    assert in_spending_order(pots, order, "noodles", MONDAY)[0].account == "noodles"
    later = in_spending_order(pots, (Kind.WALLET, Kind.SUBSIDY), "meal", MONDAY + timedelta(hours=1))
    assert [pot.account for pot in later] == ["w", "late", "endless"]


@pytest.mark.parametrize("fen", [0, -1, 1.5, True, "7"])
def test_an_amount_is_a_whole_number_of_fen_above_zero(fen: object) -> None:
    with refused("money.amount"):
        check_amount(fen)  # type: ignore[arg-type]


@pytest.mark.parametrize("lines", [[], [("a", 0)], [("a", 1)], [("a", 1), ("b", -2)], [("a", 1), ("a", -1)],
                                   [("a", 1), ("b", -1), ("c", 0)]])  # fmt: skip
def test_lines_that_do_not_balance_are_refused(lines: list[tuple[object, int]]) -> None:
    with refused("money.unbalanced"):
        check_lines(lines)


def test_every_kind_has_its_book() -> None:
    assert {kind for kind in Kind if book_of(kind) is Book.BUDGET} == set(BUDGET_KINDS)


@pytest.mark.parametrize(("fen", "words"), [(0, "0.00"), (5, "0.05"), (-12345, "-123.45"), (100, "1.00")])
def test_an_amount_reads_as_yuan(fen: int, words: str) -> None:
    assert yuan(fen) == words
