"""When people report: more on weekdays, in term, in the heat; never in the small hours. Pure."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from houqin.kernel.base.clock import SHANGHAI

BY_WEEKDAY = (5.0, 4.6, 4.4, 4.6, 4.0, 2.4, 2.2)
BY_MONTH = (0.6, 0.4, 1.0, 1.0, 1.1, 1.3, 0.8, 0.5, 1.4, 1.1, 1.0, 1.0)
BY_HOUR = (0, 0, 0, 0, 0, 0, 1, 4, 8, 9, 8, 6, 7, 6, 6, 6, 5, 5, 6, 7, 8, 8, 5, 2)


def opening_times(rng: random.Random, began: datetime, until: datetime, scale: int) -> Iterator[datetime]:
    """Iterate over the instants at which faults are reported, in order, between two instants."""
    day = began.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    while day < until:
        expected = BY_WEEKDAY[day.weekday()] * BY_MONTH[day.month - 1] * scale
        count = int(expected) + (rng.random() < expected % 1)
        hours = rng.choices(range(24), BY_HOUR, k=count)
        moments = (day + timedelta(hours=hour, seconds=rng.randrange(3600)) for hour in hours)
        yield from sorted(moment for moment in moments if began <= moment < until)
        day += timedelta(days=1)
