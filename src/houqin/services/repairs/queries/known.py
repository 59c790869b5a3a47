"""What is already known at a place: open orders and those mended lately, the likeliest first, told without names.

Everybody may ask. Told is what the house says of an order (fault, state, promise), never a person's words, name
or phone; a photo only to whom may see it; the number of somebody else's private room to nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from houqin.kernel.lifecycle.declare import Look
from houqin.kernel.lifecycle.models import Attachment
from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import Person
from houqin.kernel.places.models import Place
from houqin.kernel.places.queries import ancestors
from houqin.services.repairs import likeness
from houqin.services.repairs.lifecycle import REPAIR, TO_MEND, State
from houqin.services.repairs.likeness import Fault, Kinship, Nearness, Spot
from houqin.services.repairs.models import Category, Order
from houqin.services.repairs.queries.orders import SEE, live_reports, people_of
from houqin.services.repairs.queries.taxonomy import UNSORTED

BEFORE = "before"
MOST = 5
LOOKED_AT = 60
SHOWN = (
    "pk", "number", "state", "opened_at", "due_at", "fixed_at", "place", "place__path", "place__name", "place__name_en",
    "place__access", "category__code", "category__trade", "category__leaf_zh", "category__leaf_en", "category__chip_zh", "category__chip_en",
    "people", "words",
    "mine", "whole", "photo", "own_photo",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """An order as somebody about to report is told of it; `where` is "" where it is not theirs to know."""

    number: str
    state: str
    category: Category
    near: Nearness
    kin: Kinship
    where: str
    opened_at: datetime
    due_at: datetime | None
    fixed_at: datetime | None
    people: int
    mine: bool
    whole: bool
    photo: UUID | None
    score: float

    @property
    def look(self) -> Look:
        """How its state appears."""
        return REPAIR.look(self.state)

    @property
    def joinable(self) -> bool:
        """Whether one may say "me too": it is not mended yet, and one has not said so."""
        return self.state in TO_MEND and not self.mine

    @property
    def likely(self) -> bool:
        """Whether it is likely enough to ask before a second order is made."""
        return self.joinable and self.score >= likeness.LIKELY


def known(
    person: Person,
    place: Place,
    at: datetime,
    *,
    category: Category | None = None,
    text: str = "",
    most: int = MOST,
    unsorted: bool = False,
) -> list[Known]:
    """Return what is known near a place of a fault somebody is about to report, the likeliest first."""
    building = building_of(place)
    asked = Fault(
        spot_of(place.path, building), category.code if category else "", category.trade_id if category else "",
        at, text,
    )  # fmt: skip
    rows = candidates(person, place, building, category, at, unsorted=unsorted)
    found = [_told(row, asked, building, place) for row in rows]
    return sorted(found, key=lambda one: (-one.score, one.number))[:most]


def twins(order: Order, person: Person, at: datetime, *, most: int = MOST) -> list[Known]:
    """Return the open orders that a dispatcher may find to be the same fault as this one, the likeliest first."""
    if order.place is None:
        return []
    words = " ".join(live_reports(order=order).values_list("text", flat=True))
    found = known(person, order.place, at, category=order.category, text=words, most=LOOKED_AT, unsorted=True)
    return [one for one in found if one.state in TO_MEND and one.number != order.number and one.whole][:most]


def candidates(
    person: Person,
    place: Place,
    building: str,
    category: Category | None,
    at: datetime,
    *,
    unsorted: bool = False,
) -> QuerySet[Any, Mapping[str, Any]]:
    """Return the rows that may be the same fault, in one query: what is open, and what was mended lately."""
    orders = Order.objects.filter(kind=REPAIR.kind)
    if not unsorted:  # nothing but words of its reporter would tell what it is
        orders = orders.exclude(category__code=UNSORTED)
    here, near = Q(place=place.pk), Q(pk__in=[])
    if category is not None and building:
        near = Q(place__path__below=building, category__trade=category.trade_id)
    fresh = near & Q(opened_at__gte=at - likeness.WINDOW)
    still = orders.filter(here | fresh, closed_at=None)
    same = near & Q(category__code=category.code) if category else near
    alike = here & (Q(category__trade=category.trade_id) if category else Q())
    mended = orders.filter(
        alike | same, state=State.CLOSED, fixed_at__gte=at - likeness.MENDED, fixed_at__lte=at
    )
    branches = [_shown(each, person, at).order_by("-opened_at")[:LOOKED_AT] for each in (still, mended)]
    return branches[0].union(branches[1], all=True)


def may_join(order: Order, place: Place) -> bool:
    """Tell whether somebody at a place may be meant by an order: it is the same place, or the same building."""
    if order.place is None:
        return False
    building = building_of(place)
    return likeness.nearness(spot_of(place.path, building), spot_of(order.place.path, building)) is not None


def building_of(place: Place) -> str:
    """Return the path of the building a place lies in, "" outdoors."""
    above = ancestors(place).filter(kind=Place.Kind.BUILDING).values_list("path", flat=True)
    return above.first() or ""


def spot_of(path: str, building: str) -> Spot:
    """Return a place as the score reads it: what stands right under the building counts as its floor."""
    if not building or not (path == building or path.startswith(f"{building}.")):
        return Spot(path)
    down = path.split(".")[: building.count(".") + 2]
    return Spot(path, floor=".".join(down) if path != building else "", building=building)


def _shown(rows: QuerySet[Order], person: Person, at: datetime) -> QuerySet[Any, Mapping[str, Any]]:
    authority = authority_of(person, at)
    sight = reduce(or_, (authority.scope(one).q(unit="unit", place="place") for one in SEE))
    words = live_reports(order=OuterRef("pk")).order_by().values("order")
    photos = Attachment.objects.filter(case_id=OuterRef("pk"), slot=BEFORE).order_by("at", "pk").values("pk")
    told: QuerySet[Any, Mapping[str, Any]] = rows.annotate(
        people=people_of(),
        words=Subquery(words.annotate(said=StringAgg("text", " ")).values("said")),
        mine=Exists(live_reports(order=OuterRef("pk"), reporter=person)),
        whole=Case(
            When(sight | Q(handler=person), then=Value(True)), default=Value(False), output_field=BooleanField()
        ),
        photo=Subquery(photos[:1]),
        own_photo=Subquery(photos.filter(by=person)[:1]),
    ).values(*SHOWN)  # fmt: skip
    return told


def _told(row: Mapping[str, Any], asked: Fault, building: str, place: Place) -> Known:
    spot = spot_of(row["place__path"], building)
    there = Fault(
        spot,
        row["category__code"],
        row["category__trade"],
        row["fixed_at"] or row["opened_at"],
        row["words"] or "",
    )
    hidden = row["place__access"] == Place.Access.PRIVATE and not (
        row["place"] == place.pk or row["mine"] or row["whole"]
    )
    named = Place(name=row["place__name"], name_en=row["place__name_en"])
    category = Category(
        code=row["category__code"], trade_id=row["category__trade"], leaf_zh=row["category__leaf_zh"],
        leaf_en=row["category__leaf_en"], chip_zh=row["category__chip_zh"], chip_en=row["category__chip_en"],
    )  # fmt: skip
    return Known(
        number=row["number"], state=row["state"], category=category,
        near=likeness.nearness(asked.spot, spot) or "building", kin=likeness.kinship(asked, there),
        where="" if hidden else named.label, opened_at=row["opened_at"], due_at=row["due_at"],
        fixed_at=row["fixed_at"], people=row["people"] or 0, mine=row["mine"], whole=row["whole"],
        photo=row["photo"] if row["whole"] else row["own_photo"], score=likeness.score(asked, there),
    )  # fmt: skip
