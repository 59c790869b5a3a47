"""Periods as conditions: what is active on a day or at an instant."""

from datetime import date, datetime

from django.db.models import Q


def active_on(day: date, prefix: str = "") -> Q:
    """Return the condition that a period of days (`starts_on` to `ends_on`, both included) holds on a day."""
    started = Q(**{f"{prefix}starts_on__lte": day})
    return started & (Q(**{f"{prefix}ends_on": None}) | Q(**{f"{prefix}ends_on__gte": day}))


def standing_at(at: datetime, prefix: str = "") -> Q:
    """Return the condition that a stand-in holds at an instant: begun, not run out, not ended early."""
    inside = Q(**{f"{prefix}starts_at__lte": at, f"{prefix}ends_at__gt": at})
    return inside & (Q(**{f"{prefix}ended_at": None}) | Q(**{f"{prefix}ended_at__gt": at}))
