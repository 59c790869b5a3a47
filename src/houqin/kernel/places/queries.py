"""Reads over places: the tree, finding one by any of its names, stickers, my room."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TypedDict
from uuid import UUID

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Length
from django_stubs_ext import WithAnnotations

from houqin.kernel.base.clock import local_date
from houqin.kernel.people.finding import found_by
from houqin.kernel.people.models import Person
from houqin.kernel.people.periods import active_on
from houqin.kernel.places.models import Alias, Place, QrTag, Residence

PATH = re.compile(r"[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*")


class Filled(TypedDict):
    """How many open places stand right under one."""

    inside: int


def open_places() -> QuerySet[Place]:
    """Return the places in use, in tree order; a school's places are known to everybody."""
    return Place.objects.filter(closed_on=None).order_by("path")


def search(text: str, limit: int = 20, kinds: Sequence[str] = ()) -> list[Place]:
    """Find places by name, alias, pinyin or code; every part of the text must fit.

    What is called exactly so comes first, then the nearest to the root: the building before its rooms.
    """
    found = open_places().filter(found_by(text))
    if kinds:
        found = found.filter(kind__in=kinds)
    said = text.strip().lower()
    also = Exists(Alias.objects.filter(place=OuterRef("pk"), name__iexact=said))
    nearness = Case(
        When(Q(name__iexact=said) | Q(code__iexact=said) | Q(also), then=Value(0)),
        When(findable__contains=said, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return list(found.annotate(nearness=nearness).order_by("nearness", Length("full_name"), "path")[:limit])


def resolve_tag(code: str) -> QrTag | None:
    """Return a sticker in force, with its place; letters may be typed in either case."""
    tags = QrTag.objects.select_related("place__parent")
    return tags.filter(code=code.strip().upper(), revoked_at=None, place__closed_on=None).first()


def residence_of(person: Person, at: datetime) -> Residence | None:
    """Return where a person lives now."""
    current = Residence.objects.filter(active_on(local_date(at)), person=person)
    return current.select_related("place").order_by("-starts_on").first()


def room_of(person: Person, at: datetime) -> Place | None:
    """Return the room a person lives in now."""
    lives = residence_of(person, at)
    return lives.place if lives else None


def ancestors(place: Place) -> QuerySet[Place]:
    """Return the way down to a place, campus first, the place itself last."""
    return Place.objects.filter(path__above=place.path).order_by("path")


def children(place: Place | None) -> "QuerySet[WithAnnotations[Place, Filled]]":
    """Return the open places right under one (None: the campuses), each with `inside`: how many it has."""
    counted = Count("children", filter=Q(children__closed_on=None))
    return open_places().filter(parent=place).annotate(inside=counted)


def below(place: Place) -> QuerySet[Place]:
    """Return a place and all open places beneath it, in tree order."""
    return open_places().filter(path__below=place.path)


def campuses() -> QuerySet[Place]:
    """Return the campuses."""
    return open_places().filter(kind=Place.Kind.CAMPUS)


def buildings() -> QuerySet[Place]:
    """Return the buildings, in tree order."""
    return open_places().filter(kind=Place.Kind.BUILDING)


def aliases_of(place: Place) -> QuerySet[Alias]:
    """Return the other names of a place."""
    return Alias.objects.filter(place=place).order_by("name")


def tags_of(place: Place) -> QuerySet[QrTag]:
    """Return the stickers of a place, those in force first, revoked ones after."""
    return QrTag.objects.filter(place=place).order_by(F("revoked_at").desc(nulls_first=True), "-made_at")


def residents(place: Place, at: datetime) -> QuerySet[Residence]:
    """Return who lives in a place or beneath it now."""
    current = Residence.objects.filter(active_on(local_date(at)), place__path__below=place.path)
    return current.select_related("person", "place").order_by("place__path", "bed", "id")


def residences_of(person: Person) -> QuerySet[Residence]:
    """Return where a person has lived, the newest first."""
    return Residence.objects.filter(person=person).select_related("place").order_by("-starts_on", "-id")


def places_named(words: Iterable[str]) -> dict[str, Place]:
    """Return open places by the word that names each: its path of codes or its full name, in one query."""
    wanted = {word for word in words if word}
    paths = [word for word in wanted if PATH.fullmatch(word)]
    found = open_places().filter(Q(full_name__in=wanted) | Q(path__in=paths))
    named: dict[str, Place] = {}
    for place in found:
        for word in wanted & {place.full_name, place.path}:
            named[word] = place
    return named


def beds_taken(places: Iterable[Place]) -> dict[tuple[UUID, str], tuple[UUID, date | None]]:
    """Return who has each bed last, and until when, by room and bed, in one query."""
    stays = Residence.objects.filter(place__in=list(places)).exclude(bed="").order_by("starts_on")
    return {(stay.place_id, stay.bed): (stay.person_id, stay.ends_on) for stay in stays}


def stays_by_person(people: Iterable[Person]) -> dict[UUID, list[Residence]]:
    """Return each person's stays, so that an import can tell which a new one would meet; in one query."""
    found: dict[UUID, list[Residence]] = {}
    for stay in Residence.objects.filter(person__in=list(people)).order_by("starts_on"):
        found.setdefault(stay.person_id, []).append(stay)
    return found


def closed_paths(paths: Iterable[str]) -> set[str]:
    """Return which of these code paths belong to places out of use."""
    wanted = [path for path in paths if PATH.fullmatch(path)]
    return set(Place.objects.filter(path__in=wanted).exclude(closed_on=None).values_list("path", flat=True))


def all_places() -> QuerySet[Place]:
    """Return every place, those out of use too, for who keeps the register."""
    return Place.objects.select_related("parent", "keeper").order_by("path")


def rooms_to_label(top: Place) -> QuerySet[Place]:
    """Return a place and the rooms and outdoor points beneath it, in the order of the doors."""
    kinds = (Place.Kind.ROOM, Place.Kind.POINT)
    return below(top).filter(Q(kind__in=kinds) | Q(pk=top.pk))


def tag_named(code: str) -> QrTag | None:
    """Return a sticker by its code, in force or not."""
    return QrTag.objects.select_related("place").filter(code=code).first()


def tags_in_force(places: Iterable[Place]) -> dict[UUID, QrTag]:
    """Return one sticker in force for each place that has one, the oldest, by place, in one query."""
    tags = QrTag.objects.filter(place__in=list(places), revoked_at=None).order_by("-made_at")
    return {tag.place_id: tag for tag in tags}
