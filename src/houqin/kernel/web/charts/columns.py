"""Stacked columns: parts of a whole over time, each total written on top, each part inside where it fits."""

from collections.abc import Sequence

from houqin.kernel.web.charts.model import Chart, Series, colour, shown, table
from houqin.kernel.web.charts.scale import Scale, ticks
from houqin.kernel.web.charts.svg import drawing, element

LEFT, RIGHT, TOP, BOTTOM = 30, 4, 18, 20
ROOM = 13


def stacked_columns(
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    unit: str = "",
    corner: str = "",
    width: int = 320,
    height: int = 190,
) -> Chart:
    """Draw columns stacked in the order of `series`. Raises ValueError for negative or missing values."""
    head, rows = table(labels, series, corner)
    totals = [sum(one.values[at] or 0 for one in series) for at in range(len(labels))]
    if any((value or 0) < 0 for one in series for value in one.values):
        raise ValueError("stacked columns take no negative values")
    marks = ticks(0, max(totals, default=0))
    up = Scale(0, marks[-1], height - BOTTOM, TOP)
    pitch = (width - LEFT - RIGHT) / max(1, len(labels))
    bar = min(34.0, pitch * 0.64)
    drawn = []
    for mark in marks:
        y = up(mark)
        drawn.append(element("line", x1=LEFT, x2=width - RIGHT, y1=y, y2=y, cls="grid"))
        drawn.append(element("text", text=shown(mark), x=LEFT - 6, y=y + 4, text_anchor="end"))
    for at, label in enumerate(labels):
        middle = LEFT + pitch * (at + 0.5)
        drawn += _column(series, at, middle - bar / 2, bar, up)
        drawn.append(
            element(
                "text",
                text=shown(totals[at]),
                x=middle,
                y=up(totals[at]) - 5,
                text_anchor="middle",
                cls="strong",
            )
        )
        drawn.append(element("text", text=label, x=middle, y=height - 5, text_anchor="middle", cls="lab"))
    legend = [(one.name, colour(number)) for number, one in enumerate(series)] if len(series) > 1 else []
    return Chart(
        title, unit, drawing(width, height, title, *drawn, cls=f"w{width}"), width, head, rows, legend
    )


def _column(series: Sequence[Series], at: int, x: float, bar: float, up: Scale) -> list[str]:
    drawn, below = [], 0.0
    for number, one in enumerate(series):
        value = one.values[at] or 0
        if not value:
            continue
        bottom, top = up(below), up(below + value)
        tall = max(1.0, bottom - top - 1)
        drawn.append(
            element(
                "rect", x=x, y=top, width=bar, height=tall, rx=min(2.0, tall / 2), cls=f"f{colour(number)}"
            )
        )
        if len(series) > 1 and tall >= ROOM and bar >= 16:
            drawn.append(
                element(
                    "text",
                    text=shown(value),
                    x=x + bar / 2,
                    y=top + tall / 2 + 3.5,
                    text_anchor="middle",
                    cls=f"in in{colour(number)}",
                )
            )
        below += value
    return drawn
