"""What the checks of all imports share: empty cells, words for choices, days, rows that stand twice."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from houqin.kernel.web.importing import ImportColumn
from houqin.kernel.web.importing.declare import Row


def required(row: Row, columns: Iterable[ImportColumn]) -> dict[str, StrOrPromise]:
    """Return a fault for each required cell that is empty."""
    empty = (column.key for column in columns if column.required and not row.get(column.key))
    return {key: _("这一格必须填写。") for key in empty}


def choice_of(text: str, choices: Iterable[tuple[Any, Any]]) -> str | None:
    """Return the key of a choice named by its key or its word in the reader's language, or None."""
    wanted = text.strip().lower()
    return next((str(key) for key, word in choices if wanted in (str(key).lower(), str(word).lower())), None)


def day_of(text: str) -> date | None:
    """Return the day that "2026-09-01", "2026/9/1", "2026.9.1" or "2026年9月1日" names, or None."""
    parts = text.strip().split(" ")[0].rstrip("日").replace("年", "-").replace("月", "-")
    numbers = parts.replace("/", "-").replace(".", "-").split("-")
    try:
        year, month, day = (int(number) for number in numbers)
        return date(year, month, day)
    except ValueError:
        return None


def repeated(rows: Sequence[Row], *keys: str) -> set[Any]:
    """Return the values (as tuples) that stand in more than one row; rows with an empty one do not count."""
    values = [tuple(row.get(key, "") for key in keys) for row in rows]
    return {value for value, count in Counter(values).items() if count > 1 and all(value)}
