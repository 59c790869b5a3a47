"""The clock's door: remind once, before an invitation expires. Safe to run twice."""

from datetime import datetime

from houqin.services.surveys.actions import inviting
from houqin.services.surveys.queries import ratings


def remind(at: datetime) -> int:
    """Remind whoever has not rated yet and will soon be able to no more; returns how many were told."""
    return sum(inviting.remind(each, at=at) for each in ratings.to_remind(at))
