"""Who calls the duty desk: found by name, number or phone, with where they live and reported from lately."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from houqin.kernel.base.clock import local_date
from houqin.kernel.people.finding import found_by
from houqin.kernel.people.models import Person
from houqin.kernel.people.periods import active_on
from houqin.kernel.places.models import Place, Residence
from houqin.kernel.places.queries import room_of
from houqin.services.repairs.queries.orders import places_reported

MOST = 6
SHORTEST = 2
DIGITS = 4


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody a dispatcher may report for; of the phone only the end, so that the desk is no directory."""

    person: Person
    room: Place | None

    @property
    def phone_end(self) -> str:
        """The last four digits of the phone."""
        return self.person.phone[-DIGITS:]


def callers(person: Person, text: str, at: datetime) -> Sequence[Caller]:
    """Return who may be calling: by name, pinyin or number, or by the last digits of the phone (four at least)."""
    wanted = text.strip()
    if len(wanted) < SHORTEST:
        return []
    condition = found_by(wanted)
    if wanted.isdecimal() and len(wanted) >= DIGITS:
        condition |= Q(phone__endswith=wanted)
    found = list(Person.objects.filter(condition, erased_at=None).order_by("pinyin", "id")[:MOST])
    living = Residence.objects.filter(active_on(local_date(at)), person__in=found).select_related("place")
    rooms = {stay.person_id: stay.place for stay in living}
    return [Caller(one, rooms.get(one.pk)) for one in found]


def caller(person: Person, chosen: UUID | None) -> Person | None:
    """Return the caller chosen."""
    return Person.objects.filter(pk=chosen, erased_at=None).first() if chosen else None


def stranger(name: str, phone: str) -> Person | None:
    """Return somebody from outside who called before under this name and phone."""
    return Person.objects.filter(kind=Person.Kind.OUTSIDER, name=name, phone=phone, erased_at=None).first()


def places_of(person: Person, at: datetime) -> list[Place]:
    """Return where a caller most likely means: their room, then where they reported from lately."""
    room = room_of(person, at)
    found = ([room] if room else []) + places_reported(person, at)
    return list({one.pk: one for one in found}.values())
