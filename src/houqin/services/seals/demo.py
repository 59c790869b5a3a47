"""Believable data."""


def load(world, *, rng, until, scale):
    """Load."""
