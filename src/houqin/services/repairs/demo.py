"""Believable data."""


def load(**wanted: object) -> None:
    """Load."""
