"""Reads of the repairs, by noun."""
