"""Sending what is due: claimed in a short transaction, sent outside it, marked after.

A worker that dies between sending and marking leaves a claim that runs out; the letter is then sent again
with the same Message-ID: at least once, and recognisable. Two workers never claim the same row.
"""

import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from houqin.kernel.notices import timing
from houqin.kernel.notices.channels import CHANNELS
from houqin.kernel.notices.letters import Rejected, Unreachable
from houqin.kernel.notices.models import Delivery
from houqin.kernel.notices.words import letter

BATCH = 20
LEASE = timedelta(minutes=10)
LONGEST_RUN = 60  # seconds; a claim made in a run's last batch still outlives its sending
DIGEST_LOCK = 0x48_51_44_47  # "HQDG": digests are claimed by one worker at a time, so nobody gets two

Parcel = Sequence[Delivery]


def deliver_due(at: datetime) -> int:
    """Send what is due and return how many letters went out; several workers may run this at once."""
    began, sent = time.monotonic(), 0
    while time.monotonic() - began < LONGEST_RUN:
        parcels = claim(at) or claim_digests(at)
        if not parcels:
            break
        sent += send_all(parcels, at)
    return sent


def claim(at: datetime, limit: int = BATCH) -> list[Parcel]:
    """Take single deliveries that are due; until the claim runs out they are nobody else's."""
    with transaction.atomic():
        due = Delivery.objects.filter(state=Delivery.State.WAITING, digest_on=None, next_at__lte=at)
        rows = list(
            due.select_for_update(of=("self",), skip_locked=True)
            .select_related("person")
            .order_by("-urgent", "next_at", "id")[:limit]
        )
        _lease(rows, at)
    return [[row] for row in rows]


def claim_digests(at: datetime, limit: int = BATCH) -> list[Parcel]:
    """Take the gathered deliveries of people whose daily mail is due; nobody gets a second one a day."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [DIGEST_LOCK])
        if not cursor.fetchone()[0]:
            return []
        had_one = Delivery.objects.filter(
            person=OuterRef("person"), channel=OuterRef("channel"), digest_on__isnull=False,
            state=Delivery.State.SENT, sent_at__gte=timing.start_of_day(at),
        )  # fmt: skip
        due = Delivery.objects.filter(
            ~Exists(had_one), state=Delivery.State.WAITING, digest_on__isnull=False, next_at__lte=at
        )
        people = list(due.order_by("person_id").values_list("person_id", flat=True).distinct()[:limit])
        rows = list(due.filter(person__in=people).select_related("person").order_by("at", "id"))
        _lease(rows, at)
    parcels: dict[tuple[object, str], list[Delivery]] = defaultdict(list)
    for row in rows:
        parcels[row.person_id, row.channel].append(row)
    return list(parcels.values())


def send_all(parcels: Sequence[Parcel], at: datetime) -> int:
    """Send claimed parcels; a channel that does not answer is not asked again for the rest of the batch."""
    silent: dict[str, str] = {}
    sent = 0
    for parcel in parcels:
        name = parcel[0].channel
        if name in silent:
            _failed(parcel, at, silent[name])
            continue
        try:
            receipt = CHANNELS[name].send(letter(parcel, CHANNELS[name].address(parcel[0].person)))
        except Unreachable as reason:
            silent[name] = str(reason)
            _failed(parcel, at, str(reason))
        except Rejected as reason:
            _failed(parcel, at, str(reason), for_good=True)
        else:
            _claimed(parcel).update(
                state=Delivery.State.SENT, sent_at=at, receipt=receipt[:200], error="",
            )  # fmt: skip
            sent += 1
    return sent


def _lease(rows: Sequence[Delivery], at: datetime) -> None:
    _claimed(rows).update(attempts=F("attempts") + 1, next_at=at + LEASE)
    for row in rows:
        row.attempts += 1


def _failed(parcel: Parcel, at: datetime, reason: str, *, for_good: bool = False) -> None:
    for row in parcel:
        dead = for_good or row.attempts >= timing.ATTEMPTS
        Delivery.objects.filter(pk=row.pk).update(
            state=Delivery.State.DEAD if dead else Delivery.State.WAITING,
            next_at=at + timing.wait_after(row.attempts),
            error=reason[:500],
        )


def _claimed(rows: Sequence[Delivery]) -> QuerySet[Delivery]:
    return Delivery.objects.filter(pk__in=[row.pk for row in rows])
