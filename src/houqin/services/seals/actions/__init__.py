"""Writes over seals, by noun."""
