"""A sparkline that can be read: the highest and lowest value are written, the last is dotted."""

from collections.abc import Sequence

from houqin.kernel.web.charts.model import shown
from houqin.kernel.web.charts.scale import Scale, known
from houqin.kernel.web.charts.svg import Markup, drawing, element, number, width_of

TOP, BOTTOM = 8, 30
MOST = 26


def spark(values: Sequence[float | None], label: str, *, width: int = 180, height: int = 38) -> Markup:
    """Draw a small line with its highest and lowest value at the right. Empty for fewer than two values."""
    there = known(values)
    if len(there) < 2:
        return Markup("")
    low, high = min(there), max(there)
    right = max(width_of(shown(high), 10), width_of(shown(low), 10), MOST) + 8
    across, up = Scale(0, len(values) - 1, 2, width - right - 4), Scale(low, high, BOTTOM, TOP)
    path, pen_down, end = "", False, (0.0, 0.0)
    for at, value in enumerate(values):
        if value is None:
            pen_down = False
            continue
        end = (across(at), up(value))
        path += f"{'L' if pen_down else 'M'}{number(end[0])} {number(end[1])}"
        pen_down = True
    edge = width - right
    drawn = [
        element("line", x1=0, x2=edge, y1=TOP, y2=TOP, cls="grid"),
        element("line", x1=0, x2=edge, y1=BOTTOM, y2=BOTTOM, cls="grid"),
        element("path", d=path, cls="line s1"),
        element("circle", cx=end[0], cy=end[1], r=3.5, cls="dot f1"),
        element("text", text=shown(high), x=width, y=TOP + 4, text_anchor="end"),
    ]
    if high != low:
        drawn.append(element("text", text=shown(low), x=width, y=BOTTOM + 4, text_anchor="end"))
    return drawing(width, height, label, *drawn, cls="spark")
