"""Writes of the rosters, by what is done."""
