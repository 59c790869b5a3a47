"""The register: enter a supplier, mend its entry, suspend, resume, end; remind of what runs out."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from houqin.kernel.base.clock import local_date
from houqin.kernel.base.refused import Refused
from houqin.kernel.people.actions.units import add_unit
from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.people.permits import require
from houqin.kernel.trail.record import record
from houqin.services.suppliers import rules
from houqin.services.suppliers.lifecycle import MANAGE, SUPPLIER
from houqin.services.suppliers.models import Contract, Supplier


def register(
    *,
    title: str,
    service: str,
    contact: str,
    phone: str,
    by: Person | None,
    at: datetime,
    licence: str = "",
    organisation: OrgUnit | None = None,
    code: str = "",
    name_en: str = "",
) -> Supplier:
    """Enter a supplier: of an outside unit there is, or with a new one made of `code`.

    Raises `Refused` ("suppliers.unit_taken", "suppliers.not_outside", "suppliers.unit_needed", those of units).
    """
    with transaction.atomic():
        if organisation is None:
            organisation = _unit_of(code, title, name_en, by, at)
        if not organisation.outside:
            raise Refused("suppliers.not_outside", field="organisation")
        supplier = Supplier(
            title=title.strip(), organisation=organisation, unit=organisation, service=service,
            contact=contact, phone=phone, licence=licence,
        )  # fmt: skip
        try:
            with transaction.atomic():
                SUPPLIER.open(supplier, by=by, at=at)
        except IntegrityError as taken:
            raise Refused("suppliers.unit_taken", field="organisation") from taken
    return supplier


def edit(
    supplier: Supplier, *, service: str, contact: str, phone: str, by: Person, at: datetime, licence: str = ""
) -> None:
    """Mend what is told of a supplier; its name is its unit's."""
    acting = require(MANAGE, by=by, at=at, unit=supplier.organisation)
    supplier.service, supplier.contact, supplier.phone, supplier.licence = service, contact, phone, licence
    with transaction.atomic():
        supplier.save(update_fields=["service", "contact", "phone", "licence"])
        note(supplier, "edit", by=by, on_behalf_of=acting, at=at, facts={"service": service})


def suspend(supplier: Supplier, *, note: str, by: Person, at: datetime, expected: int | None = None) -> None:
    """Give a supplier no new work for the time being, with a reason that dispatchers read; what it has it finishes."""
    _why(supplier, "suspend", note, by, at, expected)


def resume(
    supplier: Supplier, *, by: Person, at: datetime, note: str = "", expected: int | None = None
) -> None:
    """Let a supplier be given work again."""
    private = {"note": note} if note else None
    with SUPPLIER.move(supplier, "resume", by=by, at=at, expected=expected, private=private):
        Supplier.objects.filter(pk=supplier.pk).update(why="")
        supplier.why = ""


def end(supplier: Supplier, *, note: str, by: Person, at: datetime, expected: int | None = None) -> None:
    """End working with a supplier for good."""
    _why(supplier, "end", note, by, at, expected)


def remind(contract: Contract, *, at: datetime) -> bool:
    """Remind of a contract that runs out, once for each step of days; False where that was done."""
    step = rules.reminds(contract.ends_on, local_date(at), contract.reminded)
    if step is None:
        return False
    facts = {"contract": contract.number, "until": contract.ends_on.isoformat()}
    with transaction.atomic():
        due = Contract.objects.filter(pk=contract.pk, reminded=contract.reminded)
        if not due.update(reminded=step):
            return False
        try:
            with SUPPLIER.move(contract.supplier, "remind", by=None, at=at, public=facts):
                return True
        except Refused:  # ended meanwhile: nobody renews it
            return False


def note(
    supplier: Supplier,
    verb: str,
    *,
    by: Person | None,
    at: datetime,
    facts: dict[str, object],
    on_behalf_of: UUID | None = None,
) -> None:
    """Write on the trail of a supplier what was done beside its states."""
    record(
        subject=supplier.pk, kind=SUPPLIER.kind, verb=verb, by=by, on_behalf_of=on_behalf_of, at=at,
        before=supplier.state, after=supplier.state, version=supplier.version, facts=facts,
    )  # fmt: skip


def _why(supplier: Supplier, verb: str, why: str, by: Person, at: datetime, expected: int | None) -> None:
    if not why.strip():
        raise Refused("suppliers.reason_needed", field="note")
    private = {"note": why.strip()}
    with SUPPLIER.move(supplier, verb, by=by, at=at, expected=expected, private=private):
        Supplier.objects.filter(pk=supplier.pk).update(why=why.strip())
        supplier.why = why.strip()


def _unit_of(code: str, title: str, name_en: str, by: Person | None, at: datetime) -> OrgUnit:
    if not code.strip():
        raise Refused("suppliers.unit_needed", field="code")
    root = OrgUnit.objects.filter(parent=None, outside=False).order_by("path").first()
    require(MANAGE, by=by, at=at, unit=root)
    return add_unit(
        code=code.strip(), name=title, name_en=name_en, kind=OrgUnit.Kind.PARTNER, parent=root, outside=True
    )
