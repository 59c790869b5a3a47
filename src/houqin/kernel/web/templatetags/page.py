"""Small tags of the page frame: capture, messages' tones, addresses that may not exist yet."""

from datetime import datetime
from typing import Any

from django.template import Library, Node, NodeList, TemplateSyntaxError
from django.template.base import Parser, Token
from django.template.context import Context
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from houqin.kernel.web.moments import full

register = Library()
TONES = {"success": "green", "warning": "amber", "error": "red", "info": "blue", "debug": "gray"}


class CaptureNode(Node):
    """Renders once, keeps the result under a name."""

    def __init__(self, nodelist: NodeList, name: str) -> None:
        self.nodelist, self.name = nodelist, name

    def render(self, context: Context) -> str:
        context[self.name] = SafeString(self.nodelist.render(context).strip())
        return ""


@register.tag
def capture(parser: Parser, token: Token) -> CaptureNode:
    """`{% capture as name %}...{% endcapture %}`: a block shown in two places. Raises TemplateSyntaxError."""
    parts = token.split_contents()
    if len(parts) != 3 or parts[1] != "as":
        raise TemplateSyntaxError("write {% capture as name %}")
    nodelist = parser.parse(("endcapture",))
    parser.delete_first_token()
    return CaptureNode(nodelist, parts[2])


@register.filter
def message_tone(tags: str) -> str:
    """Return the tone of a Django message from its tags."""
    return next((tone for name, tone in TONES.items() if name in (tags or "").split()), "gray")


@register.filter
def in_words(named: Any) -> str:
    """Return the name of a unit or a place in the reader's language, the Chinese one where there is no other."""
    return "" if named is None else _english(named) or str(named)


@register.filter
def fact(value: Any) -> Any:
    """Return a fact of a matter as it is read: an instant in full, a place or unit in the reader's language."""
    return full(value) if isinstance(value, datetime) else _english(value) or value


def _english(named: Any) -> str:
    if not (get_language() or "").startswith("en"):
        return ""
    return getattr(named, "full_name_en", "") or getattr(named, "name_en", "")


@register.simple_tag
def address(name: str, *args: object) -> str:
    """Return the address of a named page, or nothing where this campus does not run it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
