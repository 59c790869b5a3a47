"""The house: every installed feature, discovered once, frozen, asked by all loops."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeVar

from django.apps import apps
from django_stubs_ext import StrOrPromise

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.base.refused import Refused
from houqin.kernel.registry.feature import Feature, Figure, Matter, Permission, Receiver

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class House:
    """All features in the order of INSTALLED_APPS, with the look-ups that the loops need."""

    features: tuple[Feature, ...]
    permissions: Mapping[str, Permission]
    matters: Mapping[str, Matter]
    figures: Mapping[str, Figure]
    handoffs: Mapping[str, Receiver]
    refusals: Mapping[str, StrOrPromise]
    reasons: Mapping[str, StrOrPromise]

    def each(self, part: str) -> Iterator[Any]:
        """Iterate over one part ("tiles", "menu", "notices" ...) of all features."""
        for feature in self.features:
            yield from getattr(feature, part)


@cache
def house() -> House:
    """Return the frozen registry; raises ValueError where two features claim one name."""
    features = tuple(_discover())
    return House(
        features=features,
        permissions=_unique((p.name, p) for f in features for p in f.permissions),
        matters=_unique((m.lifecycle.kind, m) for f in features for m in f.matters),
        figures=_unique((g.key, g) for f in features for g in f.figures),
        handoffs=_unique((r.kind.kind, r) for f in features for r in f.handoffs),
        refusals=_unique(pair for f in features for pair in f.refusals.items()),
        reasons=_unique(pair for f in features for pair in f.reasons.items()),
    )


def sentence(refused: Refused) -> str:
    """Return the refusal in the reader's language: what is wrong and what to do next."""
    template = house().refusals.get(refused.code, refused.code)
    return str(template).format_map({name: _shown(value) for name, value in refused.params.items()})


def _shown(value: object) -> object:
    return value.astimezone(SHANGHAI) if isinstance(value, datetime) else value


def _discover() -> Iterator[Feature]:
    for config in apps.get_app_configs():
        name = f"{config.name}.feature"
        if config.name.startswith("houqin.") and config.name != __package__ and find_spec(name):
            feature = import_module(name).FEATURE
            if not isinstance(feature, Feature):
                raise TypeError(f"{name}.FEATURE is no Feature")
            yield feature


def _unique(pairs: Iterator[tuple[str, T]]) -> Mapping[str, T]:
    found: dict[str, T] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"declared twice: {key}")
        found[key] = value
    return found
