"""The suppliers as JSON: the register, and settlements with their lines."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from houqin.kernel.web.api import ApiRequest, Page, keyset
from houqin.kernel.web.api.pages import After, Limit
from houqin.services.suppliers.lifecycle import SETTLEMENT, SUPPLIER
from houqin.services.suppliers.queries import months, register

if TYPE_CHECKING:
    from houqin.services.suppliers.models import Line, Settlement, Supplier

router = Router()
NEWEST = ("-opened_at", "-id")


class ContractOut(Schema):
    """A contract; both days are included. `works` are keys of kinds of work."""

    number: str
    purpose: str
    starts_on: date
    ends_on: date
    works: list[str]


class SupplierOut(Schema):
    """A supplier with its contracts."""

    number: str
    title: str
    state: str
    state_title: str
    service: str
    contracts: list[ContractOut]


class SettlementOut(Schema):
    """A month's settlement; `fen` is the whole amount, `stars` the mean of `rated` ratings, null where too few."""

    number: str
    supplier: str
    month: date
    state: str
    state_title: str
    version: int
    fen: int
    rated: int
    stars: float | None


class LineOut(Schema):
    """One accepted piece of work with its price in fen."""

    number: str
    what: str
    place: str
    accepted_at: datetime
    on_time: bool
    reworks: int
    minutes: int
    warranty: bool
    fen: int
    objection: str
    reply: str


class SettlementWithLines(SettlementOut):
    """A settlement and its lines in the order of acceptance."""

    lines: list[LineOut]


@router.get("", response=Page[SupplierOut], summary="供应商 / Suppliers")
def list_suppliers(request: ApiRequest, after: After = "", limit: Limit = 50) -> dict[str, object]:
    """Suppliers one may see, newest first."""
    rows = register.visible_to(request.auth, request.now).with_all()
    found, following = keyset(rows, order=NEWEST, after=after, limit=limit)
    return {"items": [_supplier(one) for one in found], "next": following}


@router.get("/settlements", response=Page[SettlementOut], summary="月度结算 / Settlements")
def list_settlements(request: ApiRequest, after: After = "", limit: Limit = 50) -> dict[str, object]:
    """Settlements one may see, newest first."""
    rows = months.visible_to(request.auth, request.now).with_all()
    found, following = keyset(rows, order=NEWEST, after=after, limit=limit)
    return {"items": [_settlement(one) for one in found], "next": following}


@router.get("/settlements/{number}", response=SettlementWithLines, summary="一份结算 / One settlement")
def one_settlement(request: ApiRequest, number: str) -> dict[str, object]:
    """A settlement with its lines; 404 where it is not there or not the person's to see."""
    found = get_object_or_404(months.visible_to(request.auth, request.now).with_all(), number=number)
    return _settlement(found) | {"lines": [_line(one) for one in months.lines(found)]}


def _supplier(one: "Supplier") -> dict[str, object]:
    contracts = [
        {
            "number": each.number, "purpose": each.purpose, "starts_on": each.starts_on,
            "ends_on": each.ends_on, "works": sorted(work.key for work in each.works.all()),
        }
        for each in one.contracts.all()
    ]  # fmt: skip
    return {
        "number": one.number, "title": one.title, "state": one.state, "service": one.service,
        "state_title": str(SUPPLIER.look(one.state).title), "contracts": contracts,
    }  # fmt: skip


def _settlement(one: "Settlement") -> dict[str, object]:
    return {
        "number": one.number, "supplier": one.supplier.title, "month": one.month, "state": one.state,
        "state_title": str(SETTLEMENT.look(one.state).title), "version": one.version, "fen": one.fen, "rated": one.rated,
        "stars": one.stars,
    }  # fmt: skip


def _line(one: "Line") -> dict[str, object]:
    names = (
        "number", "what", "accepted_at", "on_time", "reworks", "minutes", "warranty", "fen",
        "objection", "reply",
    )  # fmt: skip
    return {name: getattr(one, name) for name in names} | {"place": one.place.full_name}
