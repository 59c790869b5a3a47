"""Reads over seals; each begins with who looks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from houqin.kernel.lifecycle.models import Route, RouteStep, RouteVersion, Seat
from houqin.kernel.lifecycle.queries import sight
from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import Person
from houqin.kernel.worktime.queries import working_hours
from houqin.services.seals.lifecycle import APPLICATION, SEAL
from houqin.services.seals.models import (
    Application,
    ApplicationQuerySet,
    KindOfMatter,
    Seal,
    SealQuerySet,
    Stamping,
    StampingQuerySet,
    TakeOut,
    TakeOutQuerySet,
)  # fmt: skip
from houqin.services.seals.rules import working_days

CATEGORIES = Seal.Category.choices
SEE = ("seals.see", "seals.keep")
OFFICE = "office"  # the hours by which approvals and trips are counted
SEE_SEALS = ("seals.see", "seals.keep", "seals.register")


def visible_to(person: Person, at: datetime) -> ApplicationQuerySet:
    """Return the applications a person may see: own ones, those they escort, decide or keep, and by grant."""
    return Application.objects.filter(sight(person, at, SEE), kind=APPLICATION.kind)


def seals_visible_to(person: Person, at: datetime) -> SealQuerySet:
    """Return the seals whose register entry a person may see."""
    return Seal.objects.filter(sight(person, at, SEE_SEALS), kind=SEAL.kind)


def stampings_visible_to(person: Person, at: datetime) -> StampingQuerySet:
    """Return the lines of the register a person may see."""
    return Stamping.objects.filter(application__in=visible_to(person, at))


def trips_visible_to(person: Person, at: datetime) -> TakeOutQuerySet:
    """Return the seals' trips out of house a person may see."""
    return TakeOut.objects.filter(application__in=visible_to(person, at))


def trips_to_chase(at: datetime) -> TakeOutQuerySet:
    """Return the trips that are late and due for a reminder: the clock looks, nobody else."""
    return TakeOut.objects.still_out().filter(next_chase_at__lte=at).select_related("application", "seal")


def desk(person: Person, at: datetime) -> ApplicationQuerySet:
    """Return what waits at the desk of a keeper: for the seals they keep, deputise, or stand in for."""
    hands = [person.pk, *authority_of(person, at).principals]
    mine = Q(seal__handler_id__in=hands) | Q(seal__deputy_id__in=hands)
    return visible_to(person, at).filter(mine).waiting_for_keeper()


def waiting_at_desk(person: Person, at: datetime) -> int:
    """Count what waits at the desk (the number in the menu)."""
    return desk(person, at).count()


def seals_to_ask_for(person: Person, at: datetime) -> SealQuerySet:
    """Return the seals one may ask for: which seals a school has is known to everybody signed in."""
    return Seal.objects.at_rest().select_related("unit", "place").order_by("category", "title")


def kinds_to_choose(person: Person, at: datetime) -> QuerySet[KindOfMatter]:
    """Return the kinds of matter in use, for everybody signed in."""
    return KindOfMatter.objects.filter(closed_on=None).select_related("route").order_by("order", "title")


def seal_choices(person: Person, at: datetime) -> list[tuple[str, str]]:
    """Return number and name of the seals a person may filter by."""
    return list(seals_visible_to(person, at).order_by("category", "title").values_list("number", "title"))


def staff_by_number(person: Person, at: datetime, number: str) -> Person | None:
    """Return the member of staff with a number; knowing the whole number is what allows asking."""
    return Person.objects.filter(kind=Person.Kind.STAFF, number=number.strip(), erased_at=None).first()


def kinds_and_routes(person: Person, at: datetime) -> QuerySet[KindOfMatter]:
    """Return all kinds of matter, closed ones last, for whoever edits them."""
    return KindOfMatter.objects.select_related("route", "changed_by").order_by("closed_on", "order", "title")


def routes_for_seals(person: Person, at: datetime) -> QuerySet[Route]:
    """Return the routes a kind of matter may take, for whoever edits kinds."""
    return Route.objects.filter(kind=APPLICATION.kind).order_by("title")


@dataclass(frozen=True, slots=True)
class Way:
    """What happens to a kind of matter after asking: its steps, within how many working days (0: open)."""

    kind: KindOfMatter
    steps: Sequence[StrOrPromise]
    days: int


def ways(person: Person, at: datetime) -> list[Way]:
    """Return for each kind of matter what happens next, with the same queries however many kinds there are."""
    kinds = list(kinds_to_choose(person, at))
    newest = {
        version.route_id: version
        for version in RouteVersion.objects.filter(route__in={kind.route_id for kind in kinds})
        .prefetch_related("steps")
        .order_by("number")
    }
    day = day_minutes(at)
    return [_way(kind, newest.get(kind.route_id), day) for kind in kinds]


def day_minutes(at: datetime) -> int:
    """Return how many minutes the office calls one working day."""
    return working_hours(OFFICE, at).hours.day_minutes()


def facts(application: Application, person: Person, at: datetime) -> list[tuple[StrOrPromise, object]]:
    """Return what the matter page tells of an application beside its story."""
    told: list[tuple[StrOrPromise, object]] = [
        (_("印章"), application.seal.title),
        (_("事项类别"), application.matter_kind),
        (_("份数"), application.copies),
        (_("页数"), application.pages),
        (_("发往单位"), application.addressee),
        (_("用途"), application.purpose),
    ]
    if application.goes_out and application.escort:
        told += [(_("外带去向"), application.destination), (_("陪同人"), application.escort.name)]
    return told


def decisions(application: Application, person: Person, at: datetime) -> QuerySet[Seat]:
    """Return who said yes in the round that approved, in order, for the slip of somebody who may see it."""
    seats = Seat.objects.filter(case_id=application.pk, verdict=Seat.Verdict.YES)
    last = seats.order_by("-step_run__approval__round").values("step_run__approval")[:1]
    return (
        seats.filter(step_run__approval__in=last)
        .select_related("decided_by", "step_run__step")
        .order_by("decided_at")
    )


def seal_facts(seal: Seal, person: Person, at: datetime) -> list[tuple[StrOrPromise, object]]:
    """Return what the matter page tells of a seal beside its story."""
    told: list[tuple[StrOrPromise, object]] = [
        (_("类别"), seal.get_category_display()),
        (_("所属单位"), seal.unit or "—"),
        (_("保管人"), seal.handler or "—"),
        (_("代管人"), seal.deputy),
        (_("存放位置"), seal.kept_in or "—"),
        (_("公安备案号"), seal.filing_number or "—"),
        (_("刻制日期"), seal.engraved_on),
    ]
    return [*told, (_("报失回执号"), seal.loss_report)] if seal.loss_report else told


def _way(kind: KindOfMatter, version: RouteVersion | None, day: int) -> Way:
    steps: list[RouteStep] = sorted(version.steps.all(), key=lambda step: step.order) if version else []
    days = working_days(sum(step.working_minutes or 0 for step in steps), day)
    return Way(kind, [*(str(step) for step in steps), _("保管员用印")], days)
