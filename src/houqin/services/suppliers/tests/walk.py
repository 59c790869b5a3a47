"""Both lifecycles for the generic walker."""

from datetime import date

from houqin.kernel.lifecycle.walk import Stage, Walk
from houqin.kernel.people.actions.units import add_unit
from houqin.services.suppliers.lifecycle import SETTLEMENT, SUPPLIER, Objections
from houqin.services.suppliers.models import Settlement, Supplier


def begin_supplier(stage: Stage) -> Supplier:
    """Enter a supplier under the stage's unit, which every grant of the walk covers."""
    outside = add_unit(code="wb9", name="示范公司", kind="partner", parent=stage.unit, outside=True)
    supplier = Supplier(
        title="示范公司", organisation=outside, unit=stage.unit, place=stage.place, service="other",
        contact="某某", phone="100", applicant=stage.applicant,
    )  # fmt: skip
    SUPPLIER.open(supplier, by=None, at=stage.at)
    return supplier


def begin_settlement(stage: Stage) -> Settlement:
    """Open a month of a supplier; its lines are the actions' business."""
    settlement = Settlement(
        title="示范公司 2026-03", supplier=begin_supplier(stage), month=date(2026, 3, 1), fen=0,
        unit=stage.unit, place=stage.place, applicant=stage.applicant,
    )  # fmt: skip
    SETTLEMENT.open(settlement, by=None, at=stage.at)
    return settlement


WALKS = [
    Walk(lifecycle=SUPPLIER, begin=begin_supplier),
    Walk(
        lifecycle=SETTLEMENT, begin=begin_settlement, facts={"revise": lambda case: Objections(unanswered=0)}
    ),
]
