"""Planned stops: announced to everybody who lives or works there, changed and lifted with a word."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from houqin.kernel.base.refused import Refused
from houqin.kernel.lifecycle.models import Participant
from houqin.kernel.people.models import Person
from houqin.kernel.places.models import Place
from houqin.services.repairs.actions.dispatch import reason as words_of
from houqin.services.repairs.lifecycle import STOP
from houqin.services.repairs.models import Stop
from houqin.services.repairs.models.stop import Supply
from houqin.services.repairs.queries import stops

LONGEST = timedelta(days=60)
TOLD = "told"


def announce(
    *,
    supply: str,
    places: Iterable[Place],
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    by: Person | None,
    at: datetime,
    contact: str = "",
) -> Stop:
    """Announce a stop; whoever lives or works there is told once. Raises `Refused` for no place and odd times."""
    where = sorted(places, key=lambda one: one.path)
    if not where:
        raise Refused("repairs.stop_where", field="places")
    _check(starts_at, ends_at, at)
    shared, keepers = stops.common(where), {one.keeper for one in where}
    stop = Stop(
        title=f"{Supply(supply).label} · {'、'.join(one.full_name for one in where)}"[:200], applicant=by, place=shared,
        unit=keepers.pop() if len(keepers) == 1 else None, supply=supply, starts_at=starts_at, ends_at=ends_at,
        reason=reason.strip(), contact=contact.strip(),
    )  # fmt: skip
    with transaction.atomic():
        STOP.open(stop, by=by, at=at, public=_times(starts_at, ends_at))
        stop.places.set(where)
        _tell(stop, where, at)
    return stop


def change(
    stop: Stop,
    *,
    starts_at: datetime,
    ends_at: datetime,
    note: str,
    by: Person,
    at: datetime,
    expected: int | None = None,
) -> None:
    """Name other times for a stop, with a word; who was told of it is told of this."""
    _check(starts_at, ends_at, at)
    private = {"note": words_of(note)}
    with STOP.move(stop, "change", by=by, at=at, expected=expected, private=private) as deed:
        deed.public |= _times(starts_at, ends_at)
        Stop.objects.filter(pk=stop.pk).update(starts_at=starts_at, ends_at=ends_at)
        stop.starts_at, stop.ends_at = starts_at, ends_at


def lift(stop: Stop, *, note: str, by: Person, at: datetime, expected: int | None = None) -> None:
    """End a stop before its time, or call it off, with a word."""
    with STOP.move(stop, "lift", by=by, at=at, expected=expected, private={"note": words_of(note)}):
        pass


def end(stop: Stop, *, at: datetime) -> bool:
    """End a stop whose time is over; False where it was lifted meanwhile."""
    try:
        with STOP.move(stop, "end", by=None, at=at, expected=stop.version):
            pass
    except Refused:
        return False
    return True


def _check(starts_at: datetime, ends_at: datetime, at: datetime) -> None:
    if ends_at <= starts_at or ends_at - starts_at > LONGEST:
        raise Refused("repairs.stop_period", field="ends_at")
    if ends_at <= at:
        raise Refused("repairs.time_gone_by", field="ends_at")


def _times(starts_at: datetime, ends_at: datetime) -> dict[str, object]:
    probe = Stop(starts_at=starts_at, ends_at=ends_at)
    return {"when": stops.period(probe), "from": starts_at.isoformat(), "until": ends_at.isoformat()}


def _tell(stop: Stop, places: Sequence[Place], at: datetime) -> None:
    """Let who lives or works there take part: notices of the stop reach them, and its page is theirs to see."""
    Participant.objects.bulk_create(
        (Participant(case_id=stop.pk, person=one, part=TOLD, since=at) for one in stops.concerned(places, at)),
        ignore_conflicts=True, batch_size=1000,
    )  # fmt: skip
