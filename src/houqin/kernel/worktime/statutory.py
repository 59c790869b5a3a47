"""Statutory holidays of a year whose arrangement the State Council has not announced yet. Pure.

Source: 全国年节及纪念日放假办法 (Regulation on Public Holidays), article 2, as amended by State Council
Order 795 of 2024-11-10. Make-up days cannot be known before the announcement, so none are guessed.
"""

from collections.abc import Mapping
from datetime import date, timedelta

# First day of the lunar year, 5th of the 5th and 15th of the 8th lunar month, as (month, day).
LUNAR: Mapping[int, tuple[tuple[int, int], tuple[int, int], tuple[int, int]]] = {
    2027: ((2, 6), (6, 9), (9, 15)),
    2028: ((1, 26), (5, 28), (10, 3)),
    2029: ((2, 13), (6, 16), (9, 22)),
    2030: ((2, 3), (6, 5), (9, 12)),
    2031: ((1, 23), (6, 24), (10, 1)),
    2032: ((2, 11), (6, 12), (9, 19)),
    2033: ((1, 31), (6, 1), (9, 8)),
    2034: ((2, 19), (6, 20), (9, 27)),
    2035: ((2, 8), (6, 10), (9, 16)),
    2036: ((1, 28), (5, 30), (10, 4)),
    2037: ((2, 15), (6, 18), (9, 24)),
    2038: ((2, 4), (6, 7), (9, 13)),
    2039: ((1, 24), (5, 27), (10, 2)),
    2040: ((2, 12), (6, 14), (9, 20)),
    2041: ((2, 1), (6, 3), (9, 10)),
    2042: ((1, 22), (6, 22), (9, 28)),
    2043: ((2, 10), (6, 11), (9, 17)),
    2044: ((1, 30), (5, 31), (10, 5)),
    2045: ((2, 17), (6, 19), (9, 25)),
    2046: ((2, 6), (6, 8), (9, 15)),
    2047: ((1, 26), (5, 29), (10, 4)),
    2048: ((2, 14), (6, 15), (9, 22)),
    2049: ((2, 2), (6, 4), (9, 11)),
    2050: ((1, 23), (6, 23), (9, 30)),
}


def statutory_holidays(year: int) -> dict[date, str]:
    """Return the statutory holidays of a year with their names; lunar ones only for the years of `LUNAR`."""
    found = {
        date(year, 1, 1): "元旦",
        _tomb_sweeping(year): "清明节",
        date(year, 5, 1): "劳动节",
        date(year, 5, 2): "劳动节",
    }
    if year in LUNAR:
        new_year, dragon_boat, mid_autumn = (date(year, *day) for day in LUNAR[year])
        found |= {new_year + timedelta(days=shift): "春节" for shift in (-1, 0, 1, 2)}
        found |= {dragon_boat: "端午节", mid_autumn: "中秋节"}
    return found | {date(year, 10, day): "国庆节" for day in (1, 2, 3)}


def _tomb_sweeping(year: int) -> date:
    """Day of the solar term 清明 in Beijing time; the usual approximation, right from 2000 to 2099."""
    in_century = year % 100
    return date(year, 4, int(in_century * 0.2422 + 4.81) - in_century // 4)
