"""What a deed on a place does to those beneath it, told to the trail so that search and pages follow."""

from datetime import datetime

from houqin.kernel.people.models import Person
from houqin.kernel.places.models import Place
from houqin.kernel.trail.record import Entry, record_many


def note_below(top: Place, *, by: Person | None, at: datetime | None) -> None:
    """Record for each place beneath that it followed the one above, in bulk; nothing for an installation."""
    if at is None:
        return
    below = Place.objects.filter(path__below=top.path).exclude(pk=top.pk).values_list("pk", flat=True)
    actor = by.pk if by else None
    facts = {"top": str(top.pk)}
    record_many(
        Entry(subject=pk, kind="places.place", verb="followed", at=at, actor=actor, facts=facts)
        for pk in below
    )
