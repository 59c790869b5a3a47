"""Suppliers, contracts and prices as people may see them: the office's clerks all, a supplier's leader their own."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from houqin.kernel.base.clock import local_date
from houqin.kernel.lifecycle.queries import sight
from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.places.models import Place
from houqin.kernel.places.queries import open_places
from houqin.services.suppliers.lifecycle import SUPPLIER
from houqin.services.suppliers.models import (
    Contract,
    ContractQuerySet,
    KindOfWork,
    Supplier,
    SupplierQuerySet,
)
from houqin.services.suppliers.models.contract import Price
from houqin.services.suppliers.rules import Rate, Wanted, trade_of

SEE = ("suppliers.see", "suppliers.manage", "suppliers.settle", "suppliers.approve", "suppliers.lead")
SERVICES = Supplier.Service.choices
PRICED = Price.Unit.choices


def visible_to(person: Person, at: datetime) -> SupplierQuerySet:
    """Return the suppliers a person may see: by grant over their unit, and those they registered."""
    return Supplier.objects.filter(sight(person, at, SEE), kind=SUPPLIER.kind)


def contracts_visible_to(person: Person, at: datetime) -> ContractQuerySet:
    """Return the contracts of the suppliers a person may see."""
    return ContractQuerySet(Contract).filter(supplier__in=visible_to(person, at))


def led_by(person: Person, at: datetime) -> SupplierQuerySet:
    """Return the suppliers whose people a person leads."""
    scope = authority_of(person, at).scope("suppliers.lead")
    return Supplier.objects.filter(scope.q(unit="organisation", place=None))


def leads(person: Person, supplier: Supplier, at: datetime) -> bool:
    """Tell whether a person leads a supplier's people."""
    return authority_of(person, at).over("suppliers.lead", unit=supplier.organisation) is not None


def in_works(person: Person, at: datetime) -> bool:
    """Tell whether a person may edit the register."""
    return authority_of(person, at).holds("suppliers.manage")


def wanted(supplier: Supplier, *, work: str, place: Place, what: str, where: str, at: datetime) -> Wanted:
    """Return what the rules ask of a supplier before it is given a piece of work."""
    covers = tuple(one.cover for one in supplier.contracts.prefetch_related("works", "places"))
    return Wanted(
        supplier=supplier.title, state=supplier.state, why=supplier.why or "—", contracts=covers, work=work,
        place=place.path, what=what, where=where, day=local_date(at),
    )  # fmt: skip


def able(work: str, place: Place, at: datetime) -> SupplierQuerySet:
    """Return the suppliers that may be given a piece of work now: active, with a contract in force that reaches it."""
    day = local_date(at)
    running = (
        ContractQuerySet(Contract)
        .running(day)
        .filter(supplier__in=SupplierQuerySet(Supplier).active(), works__in=(work, trade_of(work)))
        .filter(places__path__above=place.path)
    )
    found = SupplierQuerySet(Supplier).filter(pk__in=running.values("supplier"))
    return found.select_related("organisation").order_by("title", "id")


def rates(contract: Contract) -> list[Rate]:
    """Return a contract's prices as the rules read them."""
    return [Rate(one.work_id, one.unit, one.fen, one.since) for one in contract.prices.all()]


def prices(contract: Contract) -> QuerySet[Price]:
    """Return a contract's prices, those of one kind of work together, the newest first."""
    return contract.prices.select_related("work", "made_by").order_by("work", "-since")


def trades() -> QuerySet[KindOfWork]:
    """Return the trades a contract may cover; known to everybody who edits contracts."""
    return KindOfWork.objects.exclude(key__contains=".").order_by("key")


def works_of(contract: Contract) -> QuerySet[KindOfWork]:
    """Return what a contract may price: its trades and every piece of them."""
    trades_of = [one.key for one in contract.works.all()]
    found = [key for key in KindOfWork.objects.values_list("key", flat=True) if trade_of(key) in trades_of]
    return KindOfWork.objects.filter(pk__in=found).order_by("key")


def areas() -> QuerySet[Place]:
    """Return the places a contract may cover: campuses, buildings and points outdoors."""
    kinds = (Place.Kind.CAMPUS, Place.Kind.BUILDING, Place.Kind.POINT)
    return open_places().filter(kind__in=kinds).order_by("path")


def free_units() -> QuerySet[OrgUnit]:
    """Return the outside units that are no supplier yet."""
    return OrgUnit.objects.filter(outside=True, closed_on=None, supplier=None).order_by("path")


def facts(supplier: Supplier, person: Person, at: datetime) -> list[tuple[StrOrPromise, object]]:
    """Return what the page of a supplier tells beside its story."""
    told: list[tuple[StrOrPromise, object]] = [
        (_("服务类别"), supplier.get_service_display()),
        (_("联系人"), supplier.contact),
        (_("联系电话"), supplier.phone),
        (_("统一社会信用代码"), supplier.licence),
        (_("原因"), supplier.why),
    ]
    return [(title, value) for title, value in told if value]
