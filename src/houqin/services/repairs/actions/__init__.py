"""Writes of the repairs, by noun."""
