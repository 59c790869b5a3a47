"""Reads: who sees which accounts, how they stand, what happened on them, whether the books are even."""
