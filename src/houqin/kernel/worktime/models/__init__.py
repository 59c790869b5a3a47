"""Calendars, service hours and terms: versioned data; what a running case has pinned never changes."""

from houqin.kernel.worktime.models.calendar import CalendarDay, CalendarVersion
from houqin.kernel.worktime.models.hours import HoursVersion, HoursWindow, Schedule
from houqin.kernel.worktime.models.term import Term

__all__ = ["CalendarDay", "CalendarVersion", "HoursVersion", "HoursWindow", "Schedule", "Term"]
