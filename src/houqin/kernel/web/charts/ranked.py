"""Horizontal bars: names left, the value at the end of each row, a limit as the track."""

from collections.abc import Sequence

from houqin.kernel.web.charts.model import Chart, shown
from houqin.kernel.web.charts.svg import drawing, element, width_of

ROW, BAR = 28, 8
FULL = 0.85


def ranked_bars(
    title: str,
    items: Sequence[tuple[str, float]],
    *,
    unit: str = "",
    head: Sequence[str] = ("", ""),
    limit: float | None = None,
    width: int = 320,
) -> Chart:
    """Draw one bar an item, in the order given. With a `limit` bars near it turn amber, beyond it red.

    Raises ValueError for values below zero.
    """
    if any(value < 0 for _, value in items):
        raise ValueError("bars take no negative values")
    most = limit or max((value for _, value in items), default=1) or 1
    ends = [shown(value) if limit is None else f"{shown(value)}/{shown(limit)}" for _, value in items]
    left = min(width * 0.42, max((width_of(name, 12) for name, _ in items), default=0)) + 12
    right = max((width_of(end, 12) for end in ends), default=0) + 10
    room = width - left - right
    drawn = []
    for at, (name, value) in enumerate(items):
        middle = ROW * at + ROW / 2
        y = middle - BAR / 2
        tone = "f1" if limit is None or value < limit * FULL else "fw" if value <= limit else "fa"
        drawn.append(element("text", text=_fitted(name, left - 8), x=0, y=middle + 4, cls="lab"))
        drawn.append(element("rect", x=left, y=y, width=room, height=BAR, rx=4, cls="track"))
        if value:
            long = max(BAR, min(1.0, value / most) * room)
            drawn.append(element("rect", x=left, y=y, width=long, height=BAR, rx=4, cls=tone))
        drawn.append(element("text", text=ends[at], x=width, y=middle + 4, text_anchor="end", cls="v"))
    rows = [[name, end] for (name, _), end in zip(items, ends, strict=True)]
    height = max(ROW, ROW * len(items))
    picture = drawing(width, height, title, *drawn, cls=f"ranked w{width}")
    return Chart(title, unit, picture, width, list(head), rows)


def _fitted(name: str, room: float) -> str:
    if width_of(name, 11) <= room:
        return name
    while name and width_of(name + "…", 11) > room:
        name = name[:-1]
    return name + "…"
