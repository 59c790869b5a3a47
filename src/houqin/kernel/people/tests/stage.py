"""The tests' fixed morning, and how they look at refusals and at the trail."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from houqin.kernel.base.refused import Refused
from houqin.kernel.trail.models import Happening

MONDAY_9 = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
TODAY = date(2026, 3, 2)
EARLIER = date(2025, 1, 1)
DAY = timedelta(days=1)


@contextmanager
def refused(code: str) -> Iterator[None]:
    """Expect a refusal by its code."""
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.code == code


def verbs(subject: UUID) -> list[str]:
    """Return what the trail says of a subject, in order."""
    return list(
        Happening.objects.filter(subject=subject).order_by("recorded_at").values_list("verb", flat=True)
    )
