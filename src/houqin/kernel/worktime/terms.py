"""Teaching weeks of a term. Pure."""

from datetime import date

DAYS_OF_WEEK = 7


def teaching_week(day: date, *, starts_on: date, teaching_weeks: int) -> int | None:
    """Return the teaching week (1 is the week the term starts in, Monday first), or None outside them."""
    monday = starts_on.toordinal() - starts_on.weekday()
    week = (day.toordinal() - monday) // DAYS_OF_WEEK + 1
    return week if day >= starts_on and week <= teaching_weeks else None
