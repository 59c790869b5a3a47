"""A supplier's people come and go: a person, an employment at its unit, a role over that unit."""

from datetime import datetime, timedelta

from django.db import transaction

from houqin.kernel.base.clock import local_date
from houqin.kernel.base.refused import Refused
from houqin.kernel.people.actions.employments import employ, end_employment
from houqin.kernel.people.actions.grants import end_grant, grant
from houqin.kernel.people.actions.people import add_person
from houqin.kernel.people.actions.roles import load_default_roles
from houqin.kernel.people.models import Employment, Grant, Person
from houqin.kernel.people.periods import active_on
from houqin.kernel.people.permits import require
from houqin.services.suppliers.actions.register import note
from houqin.services.suppliers.lifecycle import MANAGE
from houqin.services.suppliers.models import Supplier

LEADER, WORKER = "contractor-leader", "contractor-worker"


def enlist(
    supplier: Supplier,
    *,
    by: Person | None,
    at: datetime,
    name: str = "",
    phone: str = "",
    number: str = "",
    leads: bool = False,
    person: Person | None = None,
) -> Person:
    """Enter somebody as a supplier's worker, or as who leads its people; a new person, or one there is.

    Signing in is the administrator's to give. Raises `Refused` ("suppliers.worker_elsewhere", those of people).
    """
    acting, unit = require(MANAGE, by=by, at=at, unit=supplier.organisation), supplier.organisation
    role, today = load_default_roles()[LEADER if leads else WORKER], local_date(at)
    with transaction.atomic():
        if person is None:
            person = add_person(
                name=name, kind=Person.Kind.CONTRACTOR, number=number or None, phone=phone, at=at
            )
        if person.kind != Person.Kind.CONTRACTOR:
            raise Refused("suppliers.worker_elsewhere", who=person.name, field="name")
        if not Employment.objects.filter(active_on(today), person=person, unit=unit).exists():
            employ(person, unit, starts_on=today, by=None, at=at)
        if not Grant.objects.filter(active_on(today), person=person, role=role, unit=unit).exists():
            grant(person, role, unit=unit, starts_on=today, by=None, at=at)
        facts: dict[str, object] = {"person": str(person.pk), "role": role.key}
        note(supplier, "enlist", by=by, on_behalf_of=acting, at=at, facts=facts)
    return person


def discharge(supplier: Supplier, *, person: Person, by: Person | None, at: datetime) -> None:
    """Let somebody leave: their roles over the supplier's unit end at once, their employment yesterday."""
    acting, unit = require(MANAGE, by=by, at=at, unit=supplier.organisation), supplier.organisation
    today = local_date(at)
    with transaction.atomic():
        for held in Grant.objects.filter(active_on(today), person=person, unit=unit).select_related(
            "role", "unit", "person"
        ):
            end_grant(held, by=None, at=at)
        for one in Employment.objects.filter(active_on(today), person=person, unit=unit):
            end_employment(one, on=max(one.starts_on, today - timedelta(days=1)), by=None, at=at)
        note(supplier, "discharge", by=by, on_behalf_of=acting, at=at, facts={"person": str(person.pk)})
