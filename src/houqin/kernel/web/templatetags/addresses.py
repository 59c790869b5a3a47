"""Links that keep the filters of the page they stand on; keyset cursors never survive a change of filter."""

from django.http import QueryDict
from django.template import Library
from django.template.context import Context

register = Library()
CURSORS = ("after", "before")


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: object) -> str:
    """Return "?..." with the page's own query changed; None or "" drops a name. Forgets the page's cursor."""
    request = context.get("request")
    values = request.GET.copy() if request is not None else _empty()
    for name in CURSORS:
        values.pop(name, None)
    for name, value in changes.items():
        if value is None or value == "":
            values.pop(name, None)
        else:
            values[name] = str(value)
    return "?" + values.urlencode()


@register.simple_tag(takes_context=True)
def sort_query(context: Context, field: str, current: str = "") -> str:
    """Return "?..." that sorts by a field, the other way round if it is sorted by already."""
    turned = f"-{field}" if current == field else field
    return query(context, sort=turned)


def _empty() -> QueryDict:
    return QueryDict(mutable=True)
