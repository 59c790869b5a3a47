"""The demo's ratings: believable, by the rules, the same for the same seed."""

import random
from collections import Counter
from datetime import timedelta

from houqin.kernel.trail.models import Happening
from houqin.services.surveys import demo
from houqin.services.surveys.actions.inviting import Round, invite_many
from houqin.services.surveys.models import Invitation, Rating
from houqin.services.surveys.tests.cast import DAY, MONDAY_9, WATER, Cast, finished

UNTIL = MONDAY_9 + 40 * DAY
MANY = 600


def history(cast: Cast) -> None:
    """Give a closed case many finished rounds; every tenth was sent back."""
    case = finished(cast, at=MONDAY_9 - DAY)
    case.closed_at = MONDAY_9
    case.save(update_fields=["closed_at"])
    invite_many(
        Round(
            case, cast.student, [cast.worker], WATER, MONDAY_9 + n * timedelta(hours=1), n + 2,
            MONDAY_9 + n * timedelta(hours=1) + DAY if n % 10 == 0 else None,
        )
        for n in range(MANY)
    )  # fmt: skip


def test_many_are_silent_most_content_and_some_not(cast: Cast) -> None:
    history(cast)
    demo.load(None, rng=random.Random(1), until=UNTIL)
    given = list(Rating.objects.select_related("invitation"))
    assert 0.3 * MANY < len(given) < 0.6 * MANY
    counted = Counter(one.stars for one in given)
    assert set(counted) == {1, 2, 3, 4, 5}
    assert counted[5] > counted[4] > counted[2]
    assert all(one.done is False for one in given if one.invitation.set_aside_at)
    assert any(one.words for one in given)
    assert any(one.named for one in given)
    assert not any(one.named for one in given if not one.words)


def test_no_demo_rating_breaks_a_rule(cast: Cast) -> None:
    history(cast)
    demo.load(None, rng=random.Random(2), until=UNTIL)
    for one in Rating.objects.select_related("invitation"):
        assert one.invitation.opened_at < one.at < min(UNTIL, one.invitation.expires_at)
    told = Happening.objects.filter(kind="surveys.rating", verb="rate")
    assert told.count() == Rating.objects.count()
    assert set(told.values_list("subject", flat=True)) == set(
        Rating.objects.values_list("invitation", flat=True)
    )


def test_the_same_seed_gives_the_same_answers(cast: Cast) -> None:
    history(cast)
    asked = list(Invitation.objects.order_by("opened_at", "id"))
    one, other = (
        [demo._answer(rng, each, UNTIL) for each in asked] for rng in (random.Random(3), random.Random(3))
    )
    assert [each and each.stars for each in one] == [each and each.stars for each in other]
    assert any(one)


def test_what_waits_for_acceptance_is_left_to_whoever_looks(cast: Cast) -> None:
    for _ in range(40):
        finished(cast)
    demo.load(None, rng=random.Random(4), until=UNTIL)
    assert not Rating.objects.exists()
