"""Lines over time: each named at its end with its last value, so that no legend is needed."""

from collections.abc import Sequence
from itertools import pairwise

from houqin.kernel.web.charts.model import Chart, Series, colour, shown, table
from houqin.kernel.web.charts.scale import Scale, known, ticks
from houqin.kernel.web.charts.svg import drawing, element, number, width_of

LEFT, TOP, BOTTOM = 34, 14, 20
GAP = 14


def lines(
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    unit: str = "",
    corner: str = "",
    target: float | None = None,
    target_name: str = "",
    from_zero: bool = True,
    width: int = 320,
    height: int = 190,
) -> Chart:
    """Draw one line a series; a missing value leaves a gap. `target` is a dashed line with its name.

    Raises ValueError where a series has not one value a label.
    """
    head, rows = table(labels, series, corner)
    values = known([value for one in series for value in one.values]) + known([target])
    low = min([*values, 0.0]) if from_zero or not values else min(values)
    marks = ticks(low, max(values, default=1.0))
    names = [f"{one.name} {shown(_last(one))}" if one.name else shown(_last(one)) for one in series]
    right = max([width_of(name) for name in names], default=0) + 10
    across = Scale(0, max(1, len(labels) - 1), LEFT + 4, width - right - 4)
    up = Scale(marks[0], marks[-1], height - BOTTOM, TOP)
    drawn = []
    for mark in marks:
        y = up(mark)
        drawn.append(element("line", x1=LEFT, x2=width - right, y1=y, y2=y, cls="grid"))
        drawn.append(element("text", text=shown(mark), x=LEFT - 6, y=y + 4, text_anchor="end"))
    drawn += _dates(labels, across, height)
    if target is not None:
        y = up(target)
        drawn.append(element("line", x1=LEFT, x2=width - right, y1=y, y2=y, cls="target"))
        drawn.append(element("text", text=f"{target_name} {shown(target)}".strip(), x=LEFT + 4, y=y - 4))
    places = _apart([up(_last(one) or 0) for one in series])
    for at, one in enumerate(series):
        drawn += _line(one, at, across, up)
        drawn.append(
            element("text", text=names[at], x=width - right + 6, y=places[at] + 4, cls=f"t{colour(at)}")
        )
    return Chart(title, unit, drawing(width, height, title, *drawn, cls=f"w{width}"), width, head, rows)


def _line(one: Series, at: int, across: Scale, up: Scale) -> list[str]:
    path, pen_down, end = "", False, None
    for place, value in enumerate(one.values):
        if value is None:
            pen_down = False
            continue
        end = (across(place), up(value))
        path += f"{'L' if pen_down else 'M'}{number(end[0])} {number(end[1])}"
        pen_down = True
    drawn = [element("path", d=path, cls=f"line s{colour(at)}")] if path else []
    if end:
        drawn.append(element("circle", cx=end[0], cy=end[1], r=4, cls=f"dot f{colour(at)}"))
    return drawn


def _dates(labels: Sequence[str], across: Scale, height: float) -> list[str]:
    if not labels:
        return []
    room = max(width_of(label) for label in labels) + 12
    every = max(1, round(room * (len(labels) - 1) / max(1, across.end - across.start) + 0.49))
    last = len(labels) - 1
    kept = {at for at in range(0, last + 1, every) if last - at >= every or at == last} | {last}
    return [
        element("text", text=labels[at], x=across(at), y=height - 5, text_anchor="middle", cls="lab")
        for at in sorted(kept)
    ]


def _apart(places: Sequence[float]) -> list[float]:
    """Push the end labels apart so that none covers another."""
    moved = list(places)
    order = sorted(range(len(places)), key=lambda at: places[at])
    for before, after in pairwise(order):
        moved[after] = max(moved[after], moved[before] + GAP)
    return moved


def _last(one: Series) -> float | None:
    return next((value for value in reversed(one.values) if value is not None), None)
