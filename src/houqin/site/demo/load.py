"""Loading a profile: the campus, then each service's history, then the trail brought up to date."""

import random
from datetime import datetime, timedelta

from django.db import transaction
from django_stubs_ext import StrOrPromise

from houqin.kernel.registry.feature import Demo
from houqin.kernel.registry.house import house
from houqin.kernel.trail.models import Cursor, Link
from houqin.kernel.trail.relay import link_new, run_once
from houqin.site.demo.bulk import multiply
from houqin.site.demo.campus import build
from houqin.site.progress import step

NEWS = timedelta(days=3)


def load(profile: str, *, seed: int, scale: int, at: datetime) -> None:
    """Load a profile; the same seed and day give the same campus. `scale` multiplies it in bulk."""
    rng = random.Random(seed)
    with transaction.atomic():  # whole or not at all: a first start broken off begins anew
        with step(profile):
            world = build(profile, rng=rng, seed=seed, at=at)
        for title, each in parts(profile):
            with step(title):
                each.load(world, rng=random.Random(rng.random()), until=at, scale=1)
                for kind in each.multiplied if scale > 1 else ():
                    multiply(kind, scale - 1)
    with step("…"):
        catch_up(at)


def parts(profile: str) -> list[tuple[StrOrPromise, Demo]]:
    """Return the features that bring something for a profile, in loading order."""
    found = [(f.title, f.demo) for f in house().features if f.demo is not None and profile in f.demo.profiles]
    return sorted(found, key=lambda pair: pair[1].order)


def catch_up(at: datetime) -> None:
    """Chain the replayed history; nobody is told of what happened before the last days."""
    while link_new(5000):
        pass
    old = Link.objects.filter(at__lt=at - NEWS).order_by("-seq").first()
    if old is not None:
        Cursor.objects.update_or_create(name="notices", defaults={"seq": old.seq})
    while run_once():
        pass
