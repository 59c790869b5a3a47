"""Writes over notices: the office edits rules, a person reads and chooses, a dead letter is tried again."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from houqin.kernel.notices.channels import CHANNELS
from houqin.kernel.notices.models import APP, Delivery, NoticeRule, Preference
from houqin.kernel.notices.queries import visible_to
from houqin.kernel.people.models import Person
from houqin.kernel.people.permits import require
from houqin.kernel.trail.record import record

RULES = "notices.rules"
KEPT = timedelta(days=400)
PURGED_AT_ONCE = 5000


def edit_rule(
    rule: NoticeRule, *, enabled: bool, channels: Sequence[str], digest: bool, by: Person, at: datetime
) -> None:
    """Change how a notice is sent. Raises `Refused` without the right, ValueError for an unknown channel."""
    on_behalf_of = require(RULES, by=by, at=at)
    if unknown := set(channels) - {APP, *CHANNELS}:
        raise ValueError(f"no such channel: {sorted(unknown)}")
    with transaction.atomic():
        rule.enabled, rule.channels, rule.digest = enabled, sorted(channels), digest
        rule.save(update_fields=["enabled", "channels", "digest"])
        facts = {"key": rule.key, "enabled": enabled, "channels": rule.channels, "digest": digest}
        record(
            subject=rule.pk,
            kind="notices.rule",
            verb="edit",
            by=by,
            on_behalf_of=on_behalf_of,
            at=at,
            facts=facts,
        )


def set_preference(
    *, mail: bool, digest: bool, quiet: bool, muted: Iterable[str], by: Person, at: datetime
) -> None:
    """Keep what a person wants by mail; the inbox always has everything."""
    values = {"mail": mail, "digest": digest, "quiet": quiet, "muted": sorted(muted)}
    Preference.objects.update_or_create(person=by, defaults=values)


def read(delivery: UUID, *, by: Person, at: datetime) -> None:
    """Mark one message of one's own as read."""
    visible_to(by).filter(pk=delivery, read_at=None).update(read_at=at)


def read_all(*, by: Person, at: datetime) -> int:
    """Mark all of one's messages as read; returns how many were new."""
    return visible_to(by).filter(read_at=None).update(read_at=at)


def read_subject(subject: UUID, *, by: Person, at: datetime) -> None:
    """Mark the messages about a matter as read, once its page has been opened."""
    visible_to(by).filter(subject=subject, read_at=None).update(read_at=at)


def try_again(deliveries: Iterable[UUID], *, by: Person, at: datetime) -> int:
    """Put dead letters back in the line, with all their attempts; returns how many. Raises `Refused`."""
    on_behalf_of = require(RULES, by=by, at=at)
    with transaction.atomic():
        dead = Delivery.objects.select_for_update().filter(pk__in=list(deliveries), state=Delivery.State.DEAD)
        found = list(dead.values_list("pk", flat=True))
        Delivery.objects.filter(pk__in=found).update(state=Delivery.State.WAITING, attempts=0, next_at=at)
        for each in found:
            record(
                subject=each, kind="notices.delivery", verb="retry", by=by, on_behalf_of=on_behalf_of, at=at
            )
    return len(found)


def purge(at: datetime) -> int:
    """Delete deliveries older than 400 days, a slice at a time; returns how many went."""
    old = Delivery.objects.filter(at__lt=at - KEPT).order_by("at").values("pk")[:PURGED_AT_ONCE]
    return Delivery.objects.filter(pk__in=old).delete()[0]


def take_back(*, subject: UUID, people: Any) -> int:
    """Take back what people were told of a case that is not theirs to know any more; returns how many.

    `people` are ids, or a query of them. What has left the house by mail is out of reach.
    """
    return Delivery.objects.filter(subject=subject, person__in=people).delete()[0]
