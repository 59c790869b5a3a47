"""A ring of few parts, each named beside it with value and share; the whole stands in the middle."""

from collections.abc import Sequence
from math import cos, pi, sin

from houqin.kernel.web.charts.model import Chart, colour, shown
from houqin.kernel.web.charts.svg import drawing, element, number

CENTRE, OUTER, INNER = 70.0, 62.0, 42.0
ROW = 24


def donut(
    title: str,
    parts: Sequence[tuple[str, float]],
    *,
    unit: str = "",
    head: Sequence[str] = ("", "", ""),
    width: int = 320,
) -> Chart:
    """Draw up to five parts of a whole, clockwise. Raises ValueError for more or for values below zero."""
    if any(value < 0 for _, value in parts):
        raise ValueError("a ring takes no negative values")
    whole = sum(value for _, value in parts)
    height = max(2 * CENTRE, ROW * len(parts) + 8)
    middle = height / 2
    drawn = [element("circle", cx=CENTRE, cy=middle, r=(OUTER + INNER) / 2, cls="ring", fill="none")]
    turn, rows = 0.0, []
    top = middle - ROW * len(parts) / 2
    for at, (name, value) in enumerate(parts):
        share = value / whole if whole else 0.0
        if value:
            drawn.append(element("path", d=_arc(turn, turn + share, middle), cls=f"f{colour(at)}"))
        turn += share
        y = top + ROW * at + ROW / 2
        percent = f"{share:.0%}"
        drawn.append(element("rect", x=156, y=y - 5, width=10, height=10, rx=2, cls=f"f{colour(at)}"))
        drawn.append(element("text", text=name, x=172, y=y + 4, cls="lab"))
        drawn.append(
            element("text", text=f"{shown(value)} · {percent}", x=width, y=y + 4, text_anchor="end", cls="v")
        )
        rows.append([name, shown(value), percent])
    drawn.append(
        element("text", text=shown(whole), x=CENTRE, y=middle + 2, text_anchor="middle", cls="strong big")
    )
    if unit:
        drawn.append(element("text", text=unit, x=CENTRE, y=middle + 17, text_anchor="middle"))
    return Chart(title, "", drawing(width, height, title, *drawn, cls=f"w{width}"), width, list(head), rows)


def _arc(start: float, end: float, middle: float) -> str:
    end = min(end, start + 0.9999)
    large = 1 if end - start > 0.5 else 0

    def at(turn: float, radius: float) -> str:
        angle = 2 * pi * turn - pi / 2
        return f"{number(CENTRE + radius * cos(angle))} {number(middle + radius * sin(angle))}"

    return (
        f"M{at(start, OUTER)}A{number(OUTER)} {number(OUTER)} 0 {large} 1 {at(end, OUTER)}"
        f"L{at(end, INNER)}A{number(INNER)} {number(INNER)} 0 {large} 0 {at(start, INNER)}Z"
    )
