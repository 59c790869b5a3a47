"""Numbers as people read them: money in yuan, counts with separators, bounded counts."""

from decimal import Decimal

from django.template import Library
from django.utils.translation import gettext as _

register = Library()
BILLION = 10**9  # beyond it the short form would turn to powers of ten


@register.filter
def yuan(fen: int | None) -> str:
    """Return an amount of integer fen as yuan with two digits; a real minus sign; a dash for none."""
    if fen is None:
        return _("—")
    sign = "\N{MINUS SIGN}" if fen < 0 else ""
    whole, rest = divmod(abs(int(fen)), 100)
    return f"{sign}¥{whole:,}.{rest:02d}"


@register.filter
def grouped(value: float | Decimal | None) -> str:
    """Return a number with thousands separators; a dash for none."""
    if value is None:
        return _("—")
    if isinstance(value, int):
        return f"{value:,}".replace("-", "\N{MINUS SIGN}")
    words = f"{value:,.10g}" if -BILLION < value < BILLION else f"{value:,.2f}".rstrip("0").rstrip(".")
    return words.replace("-", "\N{MINUS SIGN}")


@register.filter
def badge(count: int | str | None) -> str:
    """Return a count for a badge: nothing for none, "99+" beyond."""
    number = int(count or 0)
    return "99+" if number > 99 else str(number or "")


@register.filter
def initial(name: str | None) -> str:
    """Return what stands in the circle of somebody without a picture: the family name or first letter."""
    return (name or "").strip()[:1].upper()


@register.filter
def hue(name: str | None) -> str:
    """Return the steady tone of a person's circle."""
    tones = ("blue", "green", "violet", "amber", "gray")
    return tones[sum(map(ord, name or "")) % len(tones)]


@register.filter
def times(count: int) -> range:
    """Return a range for `{% for %}`."""
    return range(int(count or 0))
