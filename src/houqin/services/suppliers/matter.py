"""How suppliers and settlements appear as matters: which move asks for what, and which action it calls."""

from collections.abc import Mapping
from datetime import datetime

from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import Person
from houqin.kernel.registry.feature import Matter, MoveDoor
from houqin.kernel.web.forms import NoteForm, ReasonForm
from houqin.services.suppliers import forms
from houqin.services.suppliers.actions import register, settling
from houqin.services.suppliers.lifecycle import MANAGE, SETTLEMENT, SUPPLIER
from houqin.services.suppliers.models import Settlement, Supplier
from houqin.services.suppliers.queries import crew, months
from houqin.services.suppliers.queries import register as queries


def of_supplier(case: Supplier, person: Person, at: datetime) -> Mapping[str, object]:
    """Return what the page of a supplier shows: contracts, people, whether the reader may edit."""
    supplier = Supplier.objects.select_related("organisation").get(pk=case.pk)
    return {
        "contracts": list(supplier.contracts.prefetch_related("works").order_by("-ends_on", "id")),
        "members": crew.members(supplier, at),
        "may_edit": authority_of(person, at).over(MANAGE, unit=supplier.organisation) is not None,
    }


def of_settlement(case: Settlement, person: Person, at: datetime) -> Mapping[str, object]:
    """Return what the page of a settlement shows: its lines and their sums."""
    return {"lines": list(months.lines(case)), "sums": months.summed(case), "fen": case.fen}


SUPPLIERS = Matter(
    lifecycle=SUPPLIER,
    model=Supplier,
    visible_to=queries.visible_to,
    moves={
        "suspend": MoveDoor(register.suspend, ReasonForm),
        "resume": MoveDoor(register.resume, NoteForm),
        "end": MoveDoor(register.end, ReasonForm),
    },
    template="suppliers/supplier.html",
    title=SUPPLIER.title,
    facts=queries.facts,
    more=of_supplier,
    icon="building-2",
    see=queries.SEE,
    list_url_name="suppliers:suppliers",
)
SETTLEMENTS = Matter(
    lifecycle=SETTLEMENT,
    model=Settlement,
    visible_to=months.visible_to,
    moves={
        "confirm": MoveDoor(settling.confirm),
        "dispute": MoveDoor(settling.dispute, forms.Dispute),
        "revise": MoveDoor(settling.revise, forms.Revise),
        "check": MoveDoor(settling.check, NoteForm),
        "send_back": MoveDoor(settling.send_back, ReasonForm),
        "approve": MoveDoor(settling.approve),
    },
    template="suppliers/settlement.html",
    title=SETTLEMENT.title,
    facts=months.facts,
    more=of_settlement,
    icon="receipt",
    see=queries.SEE,
    list_url_name="suppliers:settlements",
)
