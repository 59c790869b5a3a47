"""Writes over people, by noun."""
