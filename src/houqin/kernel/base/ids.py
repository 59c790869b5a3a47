"""Identifiers: time-ordered, made by the application, safe to show."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Return a new UUIDv7 (RFC 9562): rows made later sort later."""
    return uuid7()
