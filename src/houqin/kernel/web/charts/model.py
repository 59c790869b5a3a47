"""What a chart is: a finding, a drawing, and the numbers behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

from houqin.kernel.web.charts.svg import Markup

COLOURS = 5


@dataclass(frozen=True, slots=True)
class Series:
    """Named values, one for each label; None where nothing was measured."""

    name: str
    values: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart: `title` states the finding, `head` and `rows` are the data table.

    `legend` pairs names with colour numbers; empty where the drawing labels its parts directly.
    """

    title: str
    unit: str
    svg: Markup
    width: int
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    legend: Sequence[tuple[str, int]] = ()


def colour(number: int) -> int:
    """Return the colour of the series at `number`, 1 to 5, in a fixed order. Raises ValueError beyond."""
    if not 0 <= number < COLOURS:
        raise ValueError("more series than colours: gather the smallest into one")
    return number + 1


def shown(value: float | None) -> str:
    """Return a value as text: separators, at most two decimals, a real minus sign, a dash for None."""
    if value is None:
        return "—"
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return text.replace("-", "\N{MINUS SIGN}")


def table(labels: Sequence[str], series: Sequence[Series], corner: str) -> tuple[list[str], list[list[str]]]:
    """Return head and rows of the data table; raises ValueError where a series has not one value a label."""
    for one in series:
        if len(one.values) != len(labels):
            raise ValueError(f"{one.name}: {len(one.values)} values for {len(labels)} labels")
    rows = [[label, *(shown(one.values[at]) for one in series)] for at, label in enumerate(labels)]
    return [corner, *(one.name for one in series)], rows
