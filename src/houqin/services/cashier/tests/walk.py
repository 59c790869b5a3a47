"""A difference to a gateway's bill for the generic walker."""

from datetime import date

from houqin.kernel.lifecycle.models import Case
from houqin.kernel.lifecycle.walk import Stage, Walk
from houqin.services.cashier.lifecycle import DIFFERENCE
from houqin.services.cashier.models import Difference

OFF_BY_FEN = 2_600


def begin(stage: Stage) -> Difference:
    """Find a difference, one for each case that is walked; the comparison opens them without a person."""
    found = Difference(
        title="账单差异", gateway="wechat", day=date(2026, 3, 2), finding=Difference.Finding.ONLY_THEIRS, trade="",
        reference=f"4200{Difference.objects.count()}", theirs_fen=OFF_BY_FEN, unit=stage.unit, place=stage.place,
    )  # fmt: skip
    DIFFERENCE.open(found, by=None, at=stage.at)
    return found


def amount(case: Case) -> int:
    """An amount that may be booked or written off."""
    return OFF_BY_FEN


def to_handler(stage: Stage, handler: object) -> dict[str, object]:
    """Who takes a difference looks into it."""
    return {"handler": handler}


WALK = Walk(
    lifecycle=DIFFERENCE,
    begin=begin,
    facts={"book": amount, "ask_write_off": amount},
    changes={"take": to_handler},
)
