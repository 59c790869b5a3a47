"""Reads of the surveys, by noun."""
