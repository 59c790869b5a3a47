"""Instants as people read them: today's hour, yesterday, a date; how long ago; how much is left."""

from datetime import datetime, timedelta

from django.template import Library
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from houqin.kernel.base.clock import SHANGHAI, now
from houqin.kernel.web.moments import Due, ago, due_of, full, short, span

register = Library()


@register.simple_tag(takes_context=True)
def when(context: Context, at: datetime | None) -> SafeString | str:
    """Return a <time>: the hour today, the day before, the date; the full instant on hover."""
    if at is None:
        return ""
    return _time(at, short(at, _now(context)))


@register.simple_tag(takes_context=True)
def since(context: Context, at: datetime | None) -> SafeString | str:
    """Return a <time> that says how long ago it was."""
    if at is None:
        return ""
    return _time(at, ago(at, _now(context)))


@register.simple_tag(takes_context=True)
def due_line(
    context: Context, due_at: datetime | None, start_at: datetime | None = None, state: str = ""
) -> Due | None:
    """Return what a due bar shows; `state` "paused" or "done" stops it."""
    return due_of(due_at, start_at=start_at, at=_now(context), state=state)


@register.filter
def moment(at: datetime | None) -> str:
    """Return the full instant, "2026年11月24日 13:38", or a dash."""
    return full(at) if at else _("—")


@register.filter
def minutes(value: int | timedelta | None) -> str:
    """Return a length of time in words; an int counts minutes."""
    if value is None:
        return _("—")
    return span(value if isinstance(value, timedelta) else timedelta(minutes=value))


def _time(at: datetime, text: str) -> SafeString:
    local = at.astimezone(SHANGHAI)
    return format_html(
        '<time class="num" datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="minutes"),
        full(at),
        text,
    )


def _now(context: Context) -> datetime:
    given = context.get("now")
    if isinstance(given, datetime):
        return given
    frozen = getattr(context.get("request"), "now", None)
    return frozen if isinstance(frozen, datetime) else now()
