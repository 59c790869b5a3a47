"""Writes of the surveys, by what is done."""
