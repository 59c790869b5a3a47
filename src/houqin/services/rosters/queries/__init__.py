"""Reads of the rosters, by noun."""
