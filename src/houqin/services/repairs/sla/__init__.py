"""The clocks of a repair as one pure function of its log, its edition of the promise, the calendars and now."""
