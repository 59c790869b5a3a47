"""How the office edits what can be reported; each change is on the trail, reports keep the fault they named."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.models import Person
from houqin.kernel.trail.record import record
from houqin.services.repairs import rules
from houqin.services.repairs.models import Category, Trade
from houqin.services.repairs.queries.taxonomy import UNSORTED
from houqin.services.suppliers.actions.contracts import keep_work


def edit_fault(
    fault: Category | None,
    *,
    code: str,
    trade: Trade,
    leaf_zh: str,
    leaf_en: str,
    chip_zh: str,
    chip_en: str,
    urgency: str,
    order: int,
    by: Person,
    at: datetime,
    common: int | None = None,
    closed_on: date | None = None,
) -> Category:
    """Make or change a fault; its code is an interface and stays what it was when it was made.

    Raises `Refused` ("repairs.fault_code", "repairs.fault_code_taken", "repairs.fault_code_stays",
    "repairs.fault_needed").
    """
    if not rules.is_code_of(code, trade.code):
        raise Refused("repairs.fault_code", trade=trade.code, field="code")
    if fault is not None and (fault.code, fault.trade_id) != (code, trade.code):
        raise Refused("repairs.fault_code_stays", code=fault.code, field="code")
    if code == UNSORTED and closed_on is not None:
        raise Refused("repairs.fault_needed", field="closed_on")
    fault = fault or Category()
    fault.code, fault.trade, fault.urgency, fault.order = code, trade, urgency, order
    fault.leaf_zh, fault.leaf_en, fault.chip_zh, fault.chip_en = leaf_zh, leaf_en, chip_zh, chip_en
    fault.common, fault.closed_on = common, closed_on
    facts = {"code": code, "urgency": urgency, "closed_on": closed_on.isoformat() if closed_on else None}
    try:
        with transaction.atomic():
            fault.save()
            keep_work(code, leaf_zh, leaf_en)
            record(subject=fault.pk, kind="repairs.fault", verb="edit", by=by, at=at, facts=facts)
    except IntegrityError as taken:
        raise Refused("repairs.fault_code_taken", code=code, field="code") from taken
    return fault
