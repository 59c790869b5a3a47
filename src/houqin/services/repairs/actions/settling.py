"""A contractor's month: the orders accepted in it become the lines of a settlement."""

from datetime import date, datetime
from decimal import Decimal

from houqin.kernel.base.clock import local_date
from houqin.kernel.people.models import Person
from houqin.services.repairs.models import Commission
from houqin.services.repairs.queries import commissions, scores
from houqin.services.suppliers.actions.settling import Piece, draw_up
from houqin.services.suppliers.models import Settlement, Supplier


def draw_up_month(supplier: Supplier, *, month: date, by: Person, at: datetime) -> Settlement:
    """Draw up the settlement of what was accepted from a contractor in a month and never settled before.

    Raises `Refused` as `suppliers.actions.settling.draw_up` does.
    """
    done = list(commissions.to_settle(supplier, month))
    minutes = commissions.worked_minutes(done)
    told = scores.of_orders(supplier, commissions.orders_of(done))
    mean = None if told.mean is None else Decimal(f"{told.mean:.2f}")
    pieces = [_piece(one, minutes[one.order_id]) for one in done]
    return draw_up(supplier, month=month, pieces=pieces, rated=told.n, stars=mean, by=by, at=at)


def _piece(one: Commission, minutes: int) -> Piece:
    order, category = one.order, one.order.category
    if order.place is None or order.fixed_at is None or one.until is None:
        raise ValueError(f"{order.number} was never mended anywhere")
    return Piece(
        case=order, contract=one.contract, work=category.code, what=(category.leaf_zh, category.leaf_en),
        place=commissions.building(order.place), done_on=local_date(order.fixed_at), accepted_at=one.until,
        on_time=commissions.on_time(order), reworks=order.reworks, minutes=minutes, warranty=one.warranty,
    )  # fmt: skip
