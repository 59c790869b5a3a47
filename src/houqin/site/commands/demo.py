"""`houqin demo`: believable data for a first look, loaded by the same rules as real work."""

import argparse

from houqin.kernel.base.clock import now
from houqin.site.demo.load import load as load_profile

PROFILES = ("demo", "suibe")
SEED = 2026


def demo(argv: list[str]) -> None:
    """Load the demo campus, or the facts of a school (--profile suibe); --scale N multiplies its history."""
    parser = argparse.ArgumentParser("houqin demo")
    parser.add_argument("--profile", choices=PROFILES, default=PROFILES[0])
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--scale", type=int, default=1)
    wanted = parser.parse_args(argv)
    load(wanted.profile, seed=wanted.seed, scale=wanted.scale)


def load(profile: str, *, seed: int = SEED, scale: int = 1) -> None:
    """Load a profile as of now."""
    load_profile(profile, seed=seed, scale=scale, at=now())
