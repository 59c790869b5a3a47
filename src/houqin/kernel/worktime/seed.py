"""Years announced by the State Council as the `chinesecalendar` package knows them. Pure."""

from collections.abc import Iterator

from chinese_calendar.constants import Holiday, holidays, workdays

from houqin.kernel.worktime.days import Day

SOURCE = "国务院办公厅放假通知（chinesecalendar 数据）"
NAMES = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}


def known_years() -> tuple[int, ...]:
    """Return the years the package covers, in order."""
    return tuple(sorted({day.year for day in holidays}))


def days_of(year: int) -> Iterator[Day]:
    """Yield the days of a known year that differ from the bare week or bear a festival's name."""
    for when, key in sorted([*holidays.items(), *workdays.items()]):
        if when.year == year:
            yield Day(when, working=when in workdays, name=_name(key))


def _name(key: str) -> str:
    chinese: str = Holiday(key).chinese
    return NAMES.get(chinese, chinese)
