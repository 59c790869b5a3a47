"""How a list is written down: columns, filters, order, bulk deeds. The list page is one for all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Q, QuerySet
from django_stubs_ext import StrOrPromise

Kind = Literal["text", "matter", "state", "due", "person", "place", "date", "time", "number"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what a row shows in it and what it gives to Excel. `sort` names a field with an index."""

    key: str
    title: StrOrPromise
    cell: Callable[[Any], Any]
    kind: Kind = "text"
    sort: str = ""
    export: Callable[[Any], Any] | None = None
    shown: bool = True

    def value(self, row: Any) -> Any:
        """Return the plain value for Excel and print."""
        return (self.export or self.cell)(row)


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter in the URL: `?key=value`. `choices` are asked when the page is shown."""

    key: str
    title: StrOrPromise
    where: Callable[[str], Q]
    choices: Callable[[], Sequence[tuple[str, StrOrPromise]]] | None = None
    kind: Literal["choice", "date", "text"] = "choice"


@dataclass(frozen=True, slots=True)
class Tab:
    """A segment over the list: a named condition, counted up to a thousand."""

    key: str
    title: StrOrPromise
    where: Q


@dataclass(frozen=True, slots=True)
class Bulk:
    """A deed on the selected rows; posts their ids as `ids` to a page of the service."""

    title: StrOrPromise
    url_name: str
    icon: str = "check"
    permission: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: everything the generic page needs to show it."""

    key: str
    title: StrOrPromise
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...] = ()
    tabs: tuple[Tab, ...] = ()
    order: tuple[str, ...] = ("-opened_at", "-id")
    bulk: tuple[Bulk, ...] = ()
    search: Callable[[str], Q] | None = None
    link: Callable[[Any], str] | None = None
    empty: StrOrPromise = ""
    empty_action: tuple[StrOrPromise, str] | None = None
    prepare: Callable[[QuerySet[Any]], QuerySet[Any]] | None = None
