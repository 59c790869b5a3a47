"""Writing SVG: escaped attributes, rounded numbers, no styles."""

from html import escape


class Markup(str):
    """SVG text that templates may show as it is; every value in it went through `element`."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def number(value: float) -> str:
    """Return a coordinate with at most one decimal."""
    text = f"{value:.1f}"
    return text.removesuffix(".0") if text != "-0.0" else "0"


def element(name: str, *children: str, text: str = "", **attributes: object) -> str:
    """Return one element; `cls` becomes class, underscores hyphens, numbers are rounded, None is left out."""
    written = []
    for key, value in attributes.items():
        if value is None:
            continue
        shown = number(value) if isinstance(value, (int, float)) else str(value)
        attribute = {"cls": "class", "viewBox": "viewBox"}.get(key, key.replace("_", "-"))
        written.append(f' {attribute}="{escape(shown)}"')
    inner = escape(text, quote=False) + "".join(children)
    return f"<{name}{''.join(written)}>{inner}</{name}>" if inner else f"<{name}{''.join(written)}/>"


def drawing(width: float, height: float, label: str, *children: str, cls: str = "") -> Markup:
    """Return a whole picture with its spoken label."""
    return Markup(
        element(
            "svg", *children, cls=f"plotted {cls}".strip(), viewBox=f"0 0 {number(width)} {number(height)}",
            role="img", aria_label=label,
        )
    )  # fmt: skip


def width_of(text: str, size: float = 11) -> float:
    """Return about how wide a text is, in the drawing's units: Chinese characters are square, others half."""
    return sum(size if ord(letter) > 0x2E7F else size * 0.58 for letter in text)
