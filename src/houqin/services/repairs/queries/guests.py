"""What somebody who is not signed in may know: their own report by its link, and how many report what at a public place."""

from datetime import datetime
from hashlib import sha256

from django.db.models import Count

from houqin.kernel.base.clock import local_date
from houqin.kernel.people.models import Employment, Person
from houqin.kernel.people.periods import active_on
from houqin.kernel.places.models import Place, Residence
from houqin.services.repairs.lifecycle import TO_MEND
from houqin.services.repairs.models import Category, GuestReport
from houqin.services.repairs.queries.orders import live_reports


def is_public(place: Place) -> bool:
    """Tell whether anybody may report here without saying who they are."""
    return place.access == Place.Access.PUBLIC


def hashed(token: str) -> str:
    """Return what is kept of a link's token."""
    return sha256(token.encode()).hexdigest()


def of_token(token: str) -> GuestReport | None:
    """Return the report that a link opens, None for every other link."""
    rows = GuestReport.objects.select_related(
        "report__order__category__trade", "report__order__place", "report__place"
    )
    return rows.select_related("report__category", "report__reporter").filter(token=hashed(token)).first()


def known_here(place: Place) -> list[tuple[Category, int]]:
    """Return which faults are open at this very place and how many reports each has: no more than that of others."""
    open_here = live_reports(order__place=place, order__state__in=TO_MEND, order__closed_at=None)
    counted = dict(open_here.order_by().values_list("order__category").annotate(n=Count("id")))
    found = Category.objects.filter(pk__in=counted).order_by("trade__order", "order", "code")
    return [(one, counted[one.pk]) for one in found]


def of_address(place: Place, email: str, at: datetime) -> Person | None:
    """Return whose mail address this is among those who live in a place, or work in the unit that keeps it."""
    today = active_on(local_date(at))
    known = Person.objects.filter(email__iexact=email, erased_at=None).exclude(email="")
    lives = Residence.objects.filter(today, place__path__below=place.path).values("person")
    works = Employment.objects.filter(today, unit=place.keeper_id).values("person")
    housed = known.filter(pk__in=lives).order_by("created_at", "id").first()
    if housed is not None or place.access == Place.Access.PRIVATE:
        return housed
    return known.filter(pk__in=works).order_by("created_at", "id").first()
