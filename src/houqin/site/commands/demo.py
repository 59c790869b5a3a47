"""`houqin demo`: believable data for a first look, loaded by the same rules as real work."""

import argparse

from django_stubs_ext import StrOrPromise

from houqin.kernel.base.clock import now
from houqin.kernel.registry.feature import Demo
from houqin.kernel.registry.house import house
from houqin.site.progress import say, step

PROFILES = ("demo", "suibe")
SEED = 2026


def demo(argv: list[str]) -> None:
    """Load the demo campus (--profile demo), or the facts of one school (--profile suibe); --scale N multiplies it."""
    parser = argparse.ArgumentParser("houqin demo")
    parser.add_argument("--profile", choices=PROFILES, default=PROFILES[0])
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--scale", type=int, default=1)
    wanted = parser.parse_args(argv)
    load(wanted.profile, seed=wanted.seed, scale=wanted.scale)


def load(profile: str, *, seed: int = SEED, scale: int = 1) -> None:
    """Load what every feature has for a profile, in their order; all of them see the same instant."""
    at = now()
    for title, each in parts(profile):
        with step(title):
            each.load(profile=profile, seed=seed, scale=scale, at=at, say=say)


def parts(profile: str) -> list[tuple[StrOrPromise, Demo]]:
    """Return the features that bring something for a profile, in loading order."""
    found = [(f.title, f.demo) for f in house().features if f.demo is not None and profile in f.demo.profiles]
    return sorted(found, key=lambda pair: pair[1].order)
