"""Contractors as assignees: an order is given to a firm, its leader hands it on, warranty costs nothing."""

from datetime import datetime

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.models import Person
from houqin.services.repairs.actions import index
from houqin.services.repairs.actions.dispatch import acknowledge, end_assignment, end_pause
from houqin.services.repairs.actions.releasing import release
from houqin.services.repairs.lifecycle import REPAIR
from houqin.services.repairs.models import Assignment, Commission, Order, Pause
from houqin.services.repairs.queries import commissions
from houqin.services.suppliers.actions.contracts import engage
from houqin.services.suppliers.models import Supplier
from houqin.services.suppliers.queries import crew


def outsource(
    order: Order,
    *,
    supplier: Supplier,
    by: Person,
    at: datetime,
    warranty: bool = False,
    expected: int | None = None,
) -> None:
    """Give an order to a contractor; its leader has it until they hand it on. Under warranty it costs nothing.

    Raises `Refused` with every reason: the contractor suspended or ended, no contract in force today that covers
    the fault and the place, nobody who leads its people.
    """
    with REPAIR.move(order, "outsource", by=by, at=at, expected=expected) as deed:
        if order.place is None:
            raise Refused("repairs.unknown_place", field="supplier")
        contract = engage(
            supplier, work=order.category.code, place=order.place, what=str(order.category),
            where=str(order.place), at=at,
        )  # fmt: skip
        leader = next(iter(crew.leaders(supplier, at)), None)
        if leader is None:
            raise Refused("suppliers.nobody_leads", supplier=supplier.name, field="supplier")
        acknowledge(order, at)
        release(order, deed, Commission.Ended.REASSIGNED, at)
        end_assignment(order, Assignment.Ended.REASSIGNED, at)
        Commission.objects.create(
            order=order, supplier=supplier, contract=contract, warranty=warranty, given_by=by, since=at
        )
        Assignment.objects.create(order=order, technician=leader, given_by=by, since=at)
        deed.change(handler=leader)
        deed.public |= {"supplier": supplier.number, "warranty": warranty}
        if end_pause(order, Pause.Ended.MOVED, at):
            index.follow(order, deed, at=at)


def hand_on(order: Order, *, worker: Person, by: Person, at: datetime, expected: int | None = None) -> None:
    """Hand an order on to one of the contractor's own people; the contractor goes on answering for it."""
    with REPAIR.move(order, "hand_on", by=by, at=at, expected=expected) as deed:
        held = commissions.running(order)
        supplier = held.supplier if held else None
        if supplier is None or worker not in crew.workers(supplier, at):
            raise Refused(
                "suppliers.not_its_worker",
                who=worker.name, supplier=supplier.name if supplier else "—", field="worker",
            )  # fmt: skip
        end_assignment(order, Assignment.Ended.REASSIGNED, at)
        Assignment.objects.create(order=order, technician=worker, given_by=by, since=at)
        deed.change(handler=worker)
        if end_pause(order, Pause.Ended.MOVED, at):
            index.follow(order, deed, at=at)


def warrant(order: Order, *, note: str, by: Person, at: datetime, expected: int | None = None) -> None:
    """Mark an order as under the warranty of the contractor that has it: it will cost nothing. Says why."""
    if not note.strip():
        raise Refused("repairs.reason_needed", field="note")
    private = {"note": note.strip()}
    with REPAIR.move(order, "warrant", by=by, at=at, expected=expected, private=private):
        if not Commission.objects.filter(order=order, until=None).update(warranty=True):
            raise Refused("repairs.not_commissioned", number=order.number)
