"""Believable ratings on whatever the services before have finished: many silent, most content, some not at all."""

import random
from datetime import datetime, timedelta

from houqin.kernel.trail.record import Entry, record_many
from houqin.services.surveys.actions.rating import KIND
from houqin.services.surveys.models import Invitation, Rating

ANSWERED, ANSWERED_AT_ODDS = 0.42, 0.55
GOOD, BAD = (1, 2, 6, 24, 67), (46, 32, 16, 5, 1)
PRAISE = ("speed", "manner", "cleanliness", "explained")
BLAME = ("slow", "careless", "mess")
KIND_WORDS = (
    "来得很快，谢谢师傅。", "师傅很耐心，还教我怎么用。", "修完把地也拖干净了。", "比承诺的时间早了半天。",
    "Very quick and friendly, thank you.", "周末也来，辛苦了。", "一次就修好了。",
)  # fmt: skip
SHARP_WORDS = ("等了两天才来。", "修完一地灰，没有收拾。", "没说清楚什么时候能好。", "来了两趟才修好。")
UNDONE_WORDS = ("用了一天又坏了。", "师傅走了还是老样子。", "说缺配件，装上的不合用。")
BATCH = 1000


def load(world: object, *, rng: random.Random, until: datetime, scale: int = 1) -> None:
    """Answer part of the invitations up to `until`; the same seed gives the same answers."""
    asked = Invitation.objects.filter(opened_at__lt=until, rater__isnull=False).order_by("opened_at", "id")
    asked = asked.exclude(case__closed_at=None, set_aside_at=None)  # left to whoever looks at the demo
    made = [rating for one in asked if (rating := _answer(rng, one, until)) is not None]
    Rating.objects.bulk_create(made, batch_size=BATCH)
    record_many(
        Entry(
            subject=one.invitation_id,
            kind=KIND,
            verb="rate",
            at=one.at,
            actor=one.invitation.rater_id,
            version=1,
        )
        for one in made
    )


def _answer(rng: random.Random, asked: Invitation, until: datetime) -> Rating | None:
    at_odds = asked.set_aside_at is not None
    at = asked.opened_at + timedelta(hours=min(rng.lognormvariate(2.0, 1.3), 300))
    if rng.random() > (ANSWERED_AT_ODDS if at_odds else ANSWERED) or at >= min(until, asked.expires_at):
        return None
    if at_odds and asked.set_aside_at is not None:
        at = min(at, asked.set_aside_at)
    done = not at_odds and rng.random() < 0.965
    stars = rng.choices((1, 2, 3, 4, 5), GOOD if done else BAD)[0]
    said = UNDONE_WORDS if not done else KIND_WORDS if stars >= 4 else SHARP_WORDS
    words = rng.choice(said) if rng.random() < 0.28 else ""
    tags = sorted(rng.sample(PRAISE if stars >= 4 else BLAME, rng.choice((0, 0, 1, 1, 2))))
    return Rating(
        invitation=asked, number=1, done=done, stars=stars, tags=tags, words=words,
        named=bool(words) and rng.random() < 0.3, at=at,
    )  # fmt: skip
