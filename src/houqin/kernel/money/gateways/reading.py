"""What a provider wrote, field by field: anything but the promised form is `Forged`."""

import json
from collections.abc import Mapping
from typing import Any

from houqin.kernel.money.gateways.port import Forged


def object_of(body: bytes) -> dict[str, Any]:
    """Return the JSON object that a body is."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Forged("this is no JSON") from error
    if not isinstance(found, dict):
        raise Forged("this is no object")
    return found


def text_of(found: Mapping[str, Any], name: str) -> str:
    """Return a text that must be there."""
    value = found.get(name)
    if not isinstance(value, str) or not value:
        raise Forged(f"{name} is missing")
    return value


def fen_of(found: Mapping[str, Any], name: str) -> int:
    """Return an amount written as a whole number of fen."""
    value = found.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise Forged(f"{name} is no amount")
    return value
