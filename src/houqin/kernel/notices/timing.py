"""When a message goes out: not at night, or gathered once a day, and tried again ever more slowly. Pure."""

from datetime import date, datetime, time, timedelta

from houqin.kernel.base.clock import SHANGHAI

QUIET_FROM, QUIET_TO = time(22), time(7)
DIGEST_TIME = time(8)
ATTEMPTS = 12
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
HISTORY = timedelta(days=1)
OLD_HISTORY = timedelta(days=7)


def awake(at: datetime) -> datetime:
    """Return the first instant from `at` on outside the quiet hours (22:00 to 7:00 in Shanghai)."""
    local = at.astimezone(SHANGHAI)
    if QUIET_TO <= local.time() < QUIET_FROM:
        return at
    day = local.date() + timedelta(days=1) if local.time() >= QUIET_FROM else local.date()
    return datetime.combine(day, QUIET_TO, SHANGHAI)


def digest_day(at: datetime) -> date:
    """Return the day whose morning mail gathers what happened at `at`."""
    local = at.astimezone(SHANGHAI)
    return local.date() if local.time() < DIGEST_TIME else local.date() + timedelta(days=1)


def digest_at(day: date) -> datetime:
    """Return the instant at which the mail of a day goes out."""
    return datetime.combine(day, DIGEST_TIME, SHANGHAI)


def start_of_day(at: datetime) -> datetime:
    """Return midnight in Shanghai before `at`."""
    return datetime.combine(at.astimezone(SHANGHAI).date(), time(0), SHANGHAI)


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after so many failed attempts: doubled each time, six hours at most."""
    doubled: int = 2 ** min(attempts - 1, 16)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)
