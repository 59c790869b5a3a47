"""Figures evaluated: value, comparison, the address of the rows behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from houqin.kernel.figures.models import Snapshot
from houqin.kernel.figures.period import Period
from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import Person
from houqin.kernel.registry.feature import Figure
from houqin.kernel.registry.house import house


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure read for a person and a period."""

    figure: Figure
    value: float | int | None
    before: float | int | None
    url: str

    @property
    def change(self) -> float | None:
        """The difference to the period before, where both are known."""
        return None if self.value is None or self.before is None else self.value - self.before

    @property
    def trend(self) -> str:
        """Whether the change is "good" or "bad" news; "" for neither."""
        if not self.change or self.figure.better == "neither":
            return ""
        return "good" if (self.change > 0) == (self.figure.better == "up") else "bad"


def visible_to(person: Person, at: datetime) -> Sequence[Figure]:
    """Return the figures a person may see, in the order of the house."""
    authority = authority_of(person, at)
    return [figure for figure in house().figures.values() if authority.holds(figure.permission)]


def read(figure: Figure, person: Person, period: Period, at: datetime) -> Reading:
    """Read a figure for a period and the one before, over what a person may see now."""
    before = period.before()
    return Reading(
        figure=figure,
        value=figure.value(person, period.since, period.until, at),
        before=figure.value(person, before.since, before.until, at),
        url=rows_url(figure, period),
    )


def rows_url(figure: Figure, period: Period) -> str:
    """Return the address of the list that shows exactly the rows behind a figure."""
    return f"{reverse(figure.rows_url_name)}?{urlencode({'figure': figure.key, 'period': str(period)})}"


def rows_behind(key: str, period: Period, person: Person, at: datetime) -> QuerySet[Any] | None:
    """Return the rows behind a figure, None where there is no such figure or it is not for this person."""
    figure = house().figures.get(key)
    if figure is None or not authority_of(person, at).holds(figure.permission):
        return None
    return figure.rows(person, period.since, period.until, at)


def frozen(figure: Figure, period: Period) -> Snapshot | None:
    """Return what a figure was when it was frozen for this period."""
    return Snapshot.objects.filter(figure=figure.key, first=period.first, last=period.last).first()
