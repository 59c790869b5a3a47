"""The rules as tables: amounts in capitals with noughts in the middle, months, contracts to the day, prices by date."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from houqin.services.suppliers import rules
from houqin.services.suppliers.rules import Cover, Rate, Wanted

DAY = timedelta(days=1)
FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
COVER = Cover("HT-1", FIRST, LAST, frozenset({"hvac"}), ("main.b1",))


@pytest.mark.parametrize(("yuan", "words"), [
    (10, "壹拾"), (100, "壹佰"), (101, "壹佰零壹"), (110, "壹佰壹拾"), (1_001, "壹仟零壹"),
    (1_010, "壹仟零壹拾"), (1_100, "壹仟壹佰"), (10_000, "壹万"), (10_001, "壹万零壹"), (10_010, "壹万零壹拾"),
    (10_100, "壹万零壹佰"), (11_000, "壹万壹仟"), (100_001, "壹拾万零壹"), (1_010_000, "壹佰零壹万"),
    (10_000_001, "壹仟万零壹"), (10_010_010, "壹仟零壹万零壹拾"), (20_000_500, "贰仟万零伍佰"),
    (100_000_000, "壹亿"), (100_000_010, "壹亿零壹拾"), (100_010_000, "壹亿零壹万"),
    (100_100_000, "壹亿零壹拾万"), (101_000_000, "壹亿零壹佰万"), (110_000_000, "壹亿壹仟万"),
    (1_000_000_001, "壹拾亿零壹"), (1_000_100_010, "壹拾亿零壹拾万零壹拾"), (90_000_000_000, "玖佰亿"),
    (99_999_999_999, "玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖"),
])  # fmt: skip
def test_noughts_inside_an_amount_are_one_word_and_at_its_end_none(yuan: int, words: str) -> None:
    assert rules.written_out(yuan * 100) == f"{words}元整"
    assert rules.written_out(yuan * 100 + 5) == f"{words}元零伍分"
    gap = "零" if yuan % 10 == 0 else ""
    assert rules.written_out(yuan * 100 + 50) == f"{words}元{gap}伍角整"
    assert rules.written_out(yuan * 100 + 55) == f"{words}元{gap}伍角伍分"


@pytest.mark.parametrize(("day", "first", "following", "days"), [
    (date(2026, 1, 31), date(2026, 1, 1), date(2026, 2, 1), 31),
    (date(2026, 2, 28), date(2026, 2, 1), date(2026, 3, 1), 28),
    (date(2028, 2, 29), date(2028, 2, 1), date(2028, 3, 1), 29),
    (date(2026, 4, 30), date(2026, 4, 1), date(2026, 5, 1), 30),
    (date(2026, 12, 31), date(2026, 12, 1), date(2027, 1, 1), 31),
    (date(9999, 11, 30), date(9999, 11, 1), date(9999, 12, 1), 30),
])  # fmt: skip
def test_any_day_of_a_month_names_the_same_month(day: date, first: date, following: date, days: int) -> None:
    assert (rules.month_of(day), rules.next_month(day)) == (first, following)
    since, until = rules.bounds(day)
    assert (until - since).days == days
    assert rules.bounds(first) == (since, until)


def test_each_day_of_a_year_is_refused_or_given_by_the_contract_that_a_plain_look_finds() -> None:
    covers = (
        COVER,
        replace(COVER, number="HT-2", starts_on=date(2026, 3, 15), ends_on=date(2026, 4, 30)),
        replace(COVER, number="HT-3", starts_on=date(2026, 3, 15), ends_on=date(2026, 3, 20)),
        replace(COVER, number="HT-4", starts_on=date(2026, 7, 1), ends_on=date(2026, 7, 1)),
        replace(COVER, number="HT-5", works=frozenset({"locks"}), ends_on=date(2027, 1, 1)),
    )
    named = {
        **dict.fromkeys(_days(FIRST, date(2026, 3, 14)), "HT-1"),
        **dict.fromkeys(_days(date(2026, 3, 15), date(2026, 3, 20)), "HT-3"),  # begun together: by number
        **dict.fromkeys(_days(date(2026, 3, 21), date(2026, 4, 30)), "HT-2"),
        date(2026, 7, 1): "HT-4",
    }
    asked = Wanted("制冷公司", "active", "—", covers, "hvac.water", "main.b1.r1", "空调", "101 室", FIRST)
    for day in _days(date(2025, 12, 1), date(2026, 12, 31)):
        wanted = replace(asked, day=day)
        found, against = rules.chosen(wanted), list(rules.reasons_against(wanted))
        assert (found.number if found else None) == named.get(day), day
        assert bool(against) == (day not in named), day
        if against:
            number = "HT-1" if day < FIRST else "HT-4"
            code = "suppliers.contract_over" if day > date(2026, 7, 1) else "suppliers.contract_not_begun"
            assert [(one.code, one.params["number"]) for one in against] == [(code, number)], day


def test_each_day_s_price_is_the_one_a_plain_walk_through_the_rows_finds() -> None:
    rows = [
        Rate("hvac", "job", 100, FIRST), Rate("hvac", "job", 120, date(2026, 2, 10)),
        Rate("hvac", "hour", 90, date(2026, 2, 20)), Rate("hvac.water", "job", 300, date(2026, 2, 15)),
        Rate("hvac.water", "job", 280, date(2026, 3, 2)), Rate("locks", "job", 7, FIRST),
    ]  # fmt: skip
    for work in ("hvac.water", "hvac.not_cooling", "hvac", "locks.door", "plumbing"):
        held: Rate | None = None
        for day in _days(FIRST - DAY, LAST):
            for one in rows:
                own = held is not None and held.work == work != one.work
                if one.since == day and one.work in {work, work.split(".")[0]} and not own:
                    held = one
            assert rules.rate_for(reversed(rows), work, day) == held, (work, day)
            assert rules.rate_for(rows, work, day) == held


def _days(first: date, last: date) -> list[date]:
    return [first + n * DAY for n in range((last - first).days + 1)]
