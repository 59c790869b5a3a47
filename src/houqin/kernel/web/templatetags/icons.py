"""`{% icon "wrench" %}`: an inline icon."""

from django.template import Library
from django.utils.safestring import SafeString

from houqin.kernel.web.icons import svg

register = Library()


@register.simple_tag
def icon(name: str, size: str = "m", label: str = "") -> SafeString | str:
    """Return an icon as inline SVG, nothing for an empty name. Raises LookupError for an unknown one."""
    return svg(name, size=size or "m", label=label) if name else ""
