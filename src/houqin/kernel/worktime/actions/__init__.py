"""Writes over working time, by noun: calendars, service hours, terms."""
