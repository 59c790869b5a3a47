"""Planned stops as people read them: announced for a place, for where one lives, all of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from houqin.kernel.base.clock import SHANGHAI, local_date
from houqin.kernel.lifecycle.queries import sees_whole, sight
from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import Employment, Person
from houqin.kernel.people.periods import active_on
from houqin.kernel.places.models import Place
from houqin.kernel.places.queries import open_places, residents, room_of
from houqin.kernel.registry.feature import HomeNote
from houqin.services.repairs.lifecycle import STOP, STOPS, Announced
from houqin.services.repairs.models import Category, Stop
from houqin.services.repairs.models.stop import TRADES, Supply

AHEAD = timedelta(days=3)
SUPPLIES = Supply.choices
SEE = (STOPS, "repairs.see", "repairs.figures")


def visible_to(person: Person, at: datetime) -> QuerySet[Stop]:
    """Return the stops whose page a person may open: those that concern them, and those of their places."""
    return Stop.objects.filter(sight(person, at, SEE), kind=STOP.kind)


def announced(person: Person, at: datetime) -> QuerySet[Stop]:
    """Return every stop, old ones too: a school's stops are known to everybody who is signed in."""
    return Stop.objects.filter(kind=STOP.kind).prefetch_related("places")


def touching(place: Place, at: datetime, category: Category | None = None) -> list[Stop]:
    """Return the stops at a place that run or begin within three days, for a fault only those it may come from."""
    known = Stop.objects.filter(
        kind=STOP.kind, state=Announced.ANNOUNCED, ends_at__gt=at, starts_at__lt=at + AHEAD,
        places__path__above=place.path,
    )  # fmt: skip
    found = list(known.distinct().order_by("starts_at", "id"))
    return [one for one in found if category is None or category.trade_id in TRADES[one.supply]]


def over(at: datetime) -> list[Stop]:
    """Return the stops whose time is over and that nobody lifted."""
    return list(
        Stop.objects.filter(state=Announced.ANNOUNCED, closed_at=None, ends_at__lte=at).order_by("id")
    )


def home_notes(person: Person, at: datetime) -> Sequence[HomeNote]:
    """Return what the home page says of stops where a person lives."""
    room = room_of(person, at)
    return [
        HomeNote(
            title=_("计划%(what)s：%(when)s") % {"what": one.get_supply_display(), "when": period(one)},
            text=one.reason, url=reverse("matter", args=[one.number]), icon="calendar-clock", tone="amber",
        )
        for one in (touching(room, at) if room else [])
    ]  # fmt: skip


def period(stop: Stop) -> str:
    """Return from when to when, by date."""
    start, end = stop.starts_at.astimezone(SHANGHAI), stop.ends_at.astimezone(SHANGHAI)
    closes = f"{end:%H:%M}" if end.date() == start.date() else f"{end:%m-%d %H:%M}"
    return f"{start:%m-%d %H:%M}–{closes}"


def concerned(places: Sequence[Place], at: datetime) -> list[Person]:
    """Return who lives in places, or works in the unit that keeps one of them, each once."""
    found: dict[Any, Person] = {}
    for place in places:
        for stay in residents(place, at):
            found[stay.person_id] = stay.person
        if place.access != Place.Access.PRIVATE and place.keeper_id:
            there = Employment.objects.filter(active_on(local_date(at)), unit=place.keeper_id)
            found |= {one.person_id: one.person for one in there.select_related("person")}
    return [one for one in found.values() if one.erased_at is None]


def common(places: Sequence[Place]) -> Place | None:
    """Return the nearest place that holds all of these, None where they share no campus."""
    paths = [one.path.split(".") for one in places]
    shared: list[str] = []
    for labels in zip(*paths, strict=False):
        if len(set(labels)) > 1:
            break
        shared.append(labels[0])
    return Place.objects.filter(path=".".join(shared)).first() if shared else None


def to_stop(person: Person, at: datetime) -> QuerySet[Place]:
    """Return the campuses and buildings in which a person may announce a stop."""
    scope = authority_of(person, at).scope(STOPS)
    kinds = (Place.Kind.CAMPUS, Place.Kind.BUILDING)
    rows = open_places().filter(kind__in=kinds)
    if scope.everywhere:
        return rows
    within = Q(pk__in=[])
    for path in scope.place_paths:
        within |= Q(path__below=path)
    for path in scope.unit_paths:
        within |= Q(keeper__path__below=path)
    return rows.filter(within)


def facts(case: Stop, person: Person, at: datetime) -> Sequence[tuple[Any, object]]:
    """Return what the page of a stop tells besides its story."""
    told = [
        (_("停什么"), case.get_supply_display()), (_("哪里"), case.where), (_("从"), case.starts_at), (_("到"), case.ends_at),
        (_("原因"), case.reason), (_("咨询电话"), case.contact),
    ]  # fmt: skip
    if sees_whole(case, person, at):
        told.append((_("通知人数"), case.participants.count()))
    return [(title, value) for title, value in told if value not in ("", None)]


def more(case: Stop, person: Person, at: datetime) -> dict[str, object]:
    """Return what its page shows otherwise: nobody is reminded of a stop."""
    return {"can_nudge": False}


def apart(case: Stop, person: Person, at: datetime) -> frozenset[Any]:
    """Return whose messages a person does not get to see: those of others whom the stop concerns."""
    if sees_whole(case, person, at):
        return frozenset()
    asked = set(case.messages.exclude(by=case.applicant_id).values_list("by", flat=True))
    return frozenset(asked - {person.pk})
