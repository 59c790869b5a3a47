"""How an import is written down."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django_stubs_ext import StrOrPromise

Row = Mapping[str, str]
Faults = Mapping[str, StrOrPromise]


@dataclass(frozen=True, slots=True)
class ImportColumn:
    """A column of the sheet: its head, whether it must be filled, an example for the template."""

    key: str
    title: StrOrPromise
    required: bool = False
    example: str = ""


@dataclass(frozen=True, slots=True)
class Importer:
    """An import of one kind of rows.

    `check` sees all rows at once (so that it may look things up in one query) and returns the faults of each
    by column; `apply` writes the rows, already checked, and returns how many it wrote.
    """

    key: str
    title: StrOrPromise
    permission: str
    columns: tuple[ImportColumn, ...]
    check: Callable[[Sequence[Row], datetime], Sequence[Faults]]
    apply: Callable[..., Any]
    done_url_name: str
