"""Scopes: subtrees of units and places as a filter for rows."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

ALL = ~Q(pk__in=[])
"""Every row. An empty `Q()` would vanish when OR'ed with others; this one wins."""


def lies_in(path: str, top: str) -> bool:
    """Tell whether a tree path is `top` itself or beneath it."""
    return path == top or path.startswith(f"{top}.")


def outermost(paths: Iterable[str]) -> tuple[str, ...]:
    """Return the paths without those that lie beneath another one, sorted."""
    kept: list[str] = []
    for path in sorted(set(paths), key=lambda one: (one.count("."), one)):
        if not any(lies_in(path, top) for top in kept):
            kept.append(path)
    return tuple(sorted(kept))


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a permission holds: everywhere, or in subtrees of units and of places."""

    everywhere: bool = False
    unit_paths: tuple[str, ...] = ()
    place_paths: tuple[str, ...] = ()

    @classmethod
    def of(cls, *, everywhere: bool, unit_paths: Iterable[str], place_paths: Iterable[str]) -> "Scope":
        """Build the smallest equal scope."""
        if everywhere:
            return cls(everywhere=True)
        return cls(False, outermost(unit_paths), outermost(place_paths))

    @property
    def nothing(self) -> bool:
        """Whether the permission is not held at all."""
        return not (self.everywhere or self.unit_paths or self.place_paths)

    def q(self, unit: str | None = "unit", place: str | None = "place") -> Q:
        """Return the row filter. `unit` and `place` name links to follow; "" is the row itself, None none."""
        if self.everywhere:
            return ALL
        wanted = Q(pk__in=[])
        for link, paths in ((unit, self.unit_paths), (place, self.place_paths)):
            if link is not None:
                key = f"{link}__path__below" if link else "path__below"
                for path in paths:
                    wanted |= Q(**{key: path})
        return wanted
