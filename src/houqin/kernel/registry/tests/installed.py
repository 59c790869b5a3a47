"""Lets a test add a feature to the house, as if a service had been installed, and take it out again."""

from collections.abc import Iterator
from contextlib import contextmanager

from houqin.kernel.registry import house as registry
from houqin.kernel.registry.feature import Feature


@contextmanager
def installed(*features: Feature) -> Iterator[None]:
    """Install features for the length of a test."""
    discover = registry._discover

    def with_more() -> Iterator[Feature]:
        yield from discover()
        yield from features

    registry._discover = with_more
    registry.house.cache_clear()
    try:
        yield
    finally:
        registry._discover = discover
        registry.house.cache_clear()
