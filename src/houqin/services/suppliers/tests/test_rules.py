"""The rules by themselves: who may be given work, what it costs, how an amount is written out."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from houqin.services.suppliers import rules
from houqin.services.suppliers.rules import Cover, Rate, Wanted

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
COVER = Cover("HT-1", FIRST, LAST, frozenset({"hvac"}), ("main",))
WANTED = Wanted(
    "制冷公司", "active", "—", (COVER,), "hvac.not_cooling", "main.b1.r101", "空调", "101 室", FIRST
)


def codes(wanted: Wanted) -> list[str]:
    return [one.code for one in rules.reasons_against(wanted)]


@pytest.mark.parametrize(("change", "expected"), [
    ({}, []),
    ({"day": LAST}, []),
    ({"day": LAST + timedelta(days=1)}, ["suppliers.contract_over"]),
    ({"day": FIRST - timedelta(days=1)}, ["suppliers.contract_not_begun"]),
    ({"state": "suspended"}, ["suppliers.suspended"]),
    ({"state": "ended"}, ["suppliers.ended"]),
    ({"state": "suspended", "day": LAST + timedelta(days=1)}, ["suppliers.suspended", "suppliers.contract_over"]),
    ({"work": "plumbing.faucet"}, ["suppliers.no_contract"]),
    ({"place": "mainly.b1"}, ["suppliers.no_contract"]),
    ({"place": "main"}, []),
    ({"work": "hvac"}, []),
    ({"contracts": ()}, ["suppliers.no_contract"]),
], ids=lambda value: str(value) if isinstance(value, dict) else "")  # fmt: skip
def test_work_is_given_only_under_a_contract_in_force_that_reaches_it(
    change: dict[str, Any], expected: list[str]
) -> None:
    assert codes(replace(WANTED, **change)) == expected


def test_of_two_contracts_in_force_the_newer_counts_and_one_that_follows_fills_the_gap() -> None:
    later = replace(COVER, number="HT-2", starts_on=date(2026, 3, 1), ends_on=date(2026, 12, 31))
    both = replace(WANTED, contracts=(COVER, later))
    assert rules.chosen(both) == COVER
    assert rules.chosen(replace(both, day=date(2026, 3, 15))) == later
    gap = replace(both, contracts=(COVER, replace(later, starts_on=date(2026, 6, 1))), day=date(2026, 4, 15))
    assert codes(gap) == ["suppliers.contract_not_begun"]


RATES = (
    Rate("hvac", "job", 100, FIRST),
    Rate("hvac", "job", 120, date(2026, 2, 1)),
    Rate("hvac.not_cooling", "hour", 6000, date(2026, 2, 15)),
)


@pytest.mark.parametrize(("work", "day", "fen"), [
    ("hvac.water", FIRST, 100), ("hvac.water", date(2026, 1, 31), 100), ("hvac.water", date(2026, 2, 1), 120),
    ("hvac.not_cooling", date(2026, 2, 14), 120), ("hvac.not_cooling", date(2026, 2, 15), 6000),
    ("hvac", date(2026, 3, 1), 120), ("plumbing.faucet", LAST, None), ("hvac", date(2025, 12, 31), None),
])  # fmt: skip
def test_the_newest_price_by_the_day_counts_an_items_own_before_its_trades(
    work: str, day: date, fen: int | None
) -> None:
    found = rules.rate_for(RATES, work, day)
    assert (found.fen if found else None) == fen


@pytest.mark.parametrize(("minutes", "fen"), [(0, 0), (1, 150), (30, 4500), (60, 9000), (61, 9150), (-5, 0)])
def test_an_hours_price_counts_by_the_minute(minutes: int, fen: int) -> None:
    assert rules.price(Rate("x", "hour", 9000, FIRST), minutes) == fen
    assert rules.price(Rate("x", "job", 9000, FIRST), minutes) == 9000


@given(st.integers(1, 10**7), st.integers(0, 10**5))
def test_an_hours_price_is_rounded_by_less_than_half_a_fen(fen: int, minutes: int) -> None:
    assert abs(rules.price(Rate("x", "hour", fen, FIRST), minutes) * 60 - fen * minutes) <= 30


@pytest.mark.parametrize(("fen", "words"), [
    (0, "零元整"), (1, "壹分"), (10, "壹角整"), (50, "伍角整"), (105, "壹元零伍分"), (110, "壹元壹角整"),
    (1050, "壹拾元零伍角整"), (10_001, "壹佰元零壹分"), (32_504, "叁佰贰拾伍元零肆分"),
    (140_950, "壹仟肆佰零玖元伍角整"), (168_032, "壹仟陆佰捌拾元零叁角贰分"), (600_700, "陆仟零柒元整"),
    (600_714, "陆仟零柒元壹角肆分"), (1_640_902, "壹万陆仟肆佰零玖元零贰分"), (10_000_000, "壹拾万元整"),
    (10_005_000, "壹拾万零伍拾元整"), (1_000_100_000, "壹仟万零壹仟元整"), (10_000_000_100, "壹亿零壹元整"),
    (12_345_678_901, "壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元零壹分"), (100_000_000_000, "壹拾亿元整"),
])  # fmt: skip
def test_amounts_are_written_out_as_bills_want_them(fen: int, words: str) -> None:
    assert rules.written_out(fen) == words


DIGITS = {sign: value for value, sign in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}


def read_back(words: str) -> int:
    """Read an amount in capitals back, by adding up what its signs stand for."""
    yuan, _sign, rest = words.rpartition("元") if "元" in words else ("", "", words)
    whole = section = digit = 0
    for sign in yuan:
        if sign in DIGITS:
            digit = DIGITS[sign]
        elif sign in PLACES:
            section, digit = section + digit * PLACES[sign], 0
        else:
            whole, section, digit = (
                (whole + section + digit) * 10**8 if sign == "亿" else whole + (section + digit) * 10**4, 0, 0
            )  # fmt: skip
    fen = (whole + section + digit) * 100
    for before, sign in pairwise(rest):
        fen += DIGITS[before] * {"角": 10, "分": 1}.get(sign, 0) if before in DIGITS else 0
    return fen


@given(st.integers(0, rules.MOST_FEN - 1))
def test_what_is_written_out_reads_back_as_the_same_amount(fen: int) -> None:
    words = rules.written_out(fen)
    assert read_back(words) == fen
    assert ("零零" not in words and not words.startswith("零")) or fen == 0


@pytest.mark.parametrize("fen", [-1, rules.MOST_FEN])
def test_there_are_no_words_for_less_than_nothing_or_too_much(fen: int) -> None:
    with pytest.raises(ValueError, match="no words"):
        rules.written_out(fen)


@pytest.mark.parametrize(("text", "fen"), [
    ("85", 8500), ("85.5", 8550), ("85.05", 8505), ("1,200.00", 120_000), (" 0 ", 0), ("", None), ("85.", None),
    ("85.055", None), ("-1", None), ("八十", None), ("\N{FULLWIDTH DIGIT ONE}", None), ("1e3", None), ("99999999999", None),
])  # fmt: skip
def test_yuan_is_read_to_the_fen_or_not_at_all(text: str, fen: int | None) -> None:
    assert rules.read_yuan(text) == fen


@pytest.mark.parametrize(("left", "told", "step"), [
    (31, None, None), (30, None, 30), (30, 30, None), (8, 30, None), (7, 30, 7), (7, None, 7), (0, 30, 7), (0, 7, None),
    (-1, None, None),
])  # fmt: skip
def test_a_contracts_end_is_told_once_at_each_step(left: int, told: int | None, step: int | None) -> None:
    assert rules.reminds(LAST, LAST - timedelta(days=left), told) == step


@pytest.mark.parametrize(
    ("month", "following"), [(date(2026, 12, 1), date(2027, 1, 1)), (date(2028, 2, 29), date(2028, 3, 1))]
)
def test_a_month_ends_where_the_next_begins(month: date, following: date) -> None:
    since, until = rules.bounds(month)
    assert rules.next_month(month) == following
    assert until == rules.bounds(following)[0]
    assert since.astimezone(UTC) == datetime(month.year, month.month, 1, tzinfo=UTC) - timedelta(hours=8)
