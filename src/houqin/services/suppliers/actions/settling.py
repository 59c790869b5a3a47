"""A month's settlement: drawn up from accepted work, confirmed or disputed, answered, checked, approved, booked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction

from houqin.kernel.base.clock import local_date
from houqin.kernel.base.refused import Refused, refuse_if_any
from houqin.kernel.lifecycle.models import Case
from houqin.kernel.money.actions.accounts import open_account
from houqin.kernel.money.actions.posting import post
from houqin.kernel.money.models import Account
from houqin.kernel.money.rules import Kind
from houqin.kernel.people.models import Person
from houqin.kernel.places.models import Place
from houqin.services.suppliers import rules
from houqin.services.suppliers.lifecycle import SETTLEMENT, Objections
from houqin.services.suppliers.models import Contract, Line, Settlement, Supplier
from houqin.services.suppliers.queries import months
from houqin.services.suppliers.queries.register import rates

SOURCE = REASON = "suppliers.settlement"
COST = "外包服务费"  # a name of the books, as the accountant reads it


@dataclass(frozen=True, slots=True)
class Piece:
    """An accepted piece of work as the service that gave it tells of it; priced by the day it was done on."""

    case: Case
    contract: Contract
    work: str
    what: tuple[str, str]
    place: Place
    done_on: date
    accepted_at: datetime
    on_time: bool
    reworks: int
    minutes: int
    warranty: bool


def draw_up(
    supplier: Supplier,
    *,
    month: date,
    pieces: Sequence[Piece],
    by: Person,
    at: datetime,
    rated: int = 0,
    stars: Decimal | None = None,
) -> Settlement:
    """Draw up a month that is over from the work accepted in it, each line at its contract's price of the day.

    `stars` is the mean of `rated` ratings, None where they are too few to be told.
    Raises `Refused` with every reason: month not over, nothing to settle, work without a price, settled already.
    """
    first = rules.month_of(month)
    told = {"supplier": supplier.title, "month": f"{first:%Y-%m}"}
    if local_date(at) < rules.next_month(first):
        raise Refused("suppliers.month_not_over", **told)
    if not pieces:
        raise Refused("suppliers.nothing_to_settle", **told)
    priced = [(one, _price(one)) for one in pieces]
    refuse_if_any([_unpriced(one) for one, fen in priced if fen is None])
    settlement = Settlement(
        title=f"{supplier.title} {first:%Y-%m}", supplier=supplier, month=first, applicant=by,
        unit=supplier.organisation, fen=sum(fen or 0 for _one, fen in priced), rated=rated, stars=stars,
    )  # fmt: skip
    try:
        with transaction.atomic():
            SETTLEMENT.open(settlement, by=by, at=at, public={"lines": len(pieces), "fen": settlement.fen})
            Line.objects.bulk_create(_line(settlement, one, fen or 0) for one, fen in priced)
    except IntegrityError as taken:
        raise Refused("suppliers.settled_already") from taken
    return settlement


def confirm(settlement: Settlement, *, by: Person, at: datetime, expected: int | None = None) -> None:
    """Say, for the supplier, that a month is right."""
    with SETTLEMENT.move(settlement, "confirm", by=by, at=at, expected=expected):
        pass


def dispute(
    settlement: Settlement,
    *,
    lines: Iterable[UUID],
    note: str,
    by: Person,
    at: datetime,
    expected: int | None = None,
) -> None:
    """Object, for the supplier, to lines of a month with words; the office answers each."""
    wanted = set(lines)
    if not wanted or not note.strip():
        raise Refused("suppliers.nothing_disputed", field="lines")
    private = {"note": note.strip()}
    with SETTLEMENT.move(settlement, "dispute", by=by, at=at, expected=expected, private=private) as deed:
        found = Line.objects.filter(settlement=settlement, pk__in=wanted)
        if found.update(objection=note.strip(), reply="") != len(wanted):
            raise Refused("suppliers.nothing_disputed", field="lines")
        deed.public["lines"] = len(wanted)


def revise(
    settlement: Settlement,
    *,
    note: str,
    by: Person,
    at: datetime,
    amounts: Mapping[UUID, int] | None = None,
    expected: int | None = None,
) -> None:
    """Answer the objections, with another amount (fen) where one is due, and ask the supplier to look again.

    Raises `Refused` ("suppliers.answer_each", "suppliers.not_its_line", "suppliers.warranty_is_free").
    """
    open_lines = {one.pk: one for one in months.disputed(settlement)}
    facts = Objections(len(open_lines) if not note.strip() else 0)
    private = {"note": note.strip()} if note.strip() else None
    with SETTLEMENT.move(
        settlement, "revise", by=by, at=at, expected=expected, facts=facts, private=private
    ) as deed:
        own = {one.pk: one for one in months.lines(settlement)}
        for pk, fen in (amounts or {}).items():
            line = own.get(pk)
            if line is None:
                raise Refused("suppliers.not_its_line")
            if line.warranty and fen:
                raise Refused("suppliers.warranty_is_free", number=line.number)
            Line.objects.filter(pk=pk).update(fen=fen)
        Line.objects.filter(pk__in=open_lines).update(reply=note.strip())
        settlement.fen = months.summed(settlement).fen
        settlement.save(update_fields=["fen"])
        deed.public["fen"] = settlement.fen


def check(
    settlement: Settlement, *, by: Person, at: datetime, note: str = "", expected: int | None = None
) -> None:
    """Check, for the office, what the supplier has confirmed."""
    private = {"note": note} if note else None
    with SETTLEMENT.move(settlement, "check", by=by, at=at, expected=expected, private=private):
        pass


def send_back(
    settlement: Settlement, *, note: str, by: Person, at: datetime, expected: int | None = None
) -> None:
    """Send a month back to the clerk with a reason."""
    if not note.strip():
        raise Refused("suppliers.reason_needed", field="note")
    private = {"note": note.strip()}
    with SETTLEMENT.move(settlement, "send_back", by=by, at=at, expected=expected, private=private):
        pass


def approve(settlement: Settlement, *, by: Person, at: datetime, expected: int | None = None) -> None:
    """Approve a month: it is final, and booked as owed to the supplier. Nobody approves what they drew up or checked."""
    with SETTLEMENT.move(
        settlement, "approve", by=by, at=at, expected=expected, public={"fen": settlement.fen}
    ):
        if settlement.fen:
            _book(settlement, by, at)


def _price(piece: Piece) -> int | None:
    if piece.warranty:
        return 0
    rate = rules.rate_for(rates(piece.contract), piece.work, piece.done_on)
    return None if rate is None else rules.price(rate, piece.minutes)


def _unpriced(piece: Piece) -> Refused:
    return Refused(
        "suppliers.no_price", number=piece.case.number, what=piece.what[0], contract=piece.contract.number
    )


def _line(settlement: Settlement, piece: Piece, fen: int) -> Line:
    return Line(
        settlement=settlement, case_id=piece.case.pk, contract=piece.contract, number=piece.case.number,
        what_zh=piece.what[0], what_en=piece.what[1], place=piece.place, accepted_at=piece.accepted_at,
        on_time=piece.on_time, reworks=piece.reworks, minutes=piece.minutes,
        warranty=piece.warranty, fen=fen,
    )  # fmt: skip


def _book(settlement: Settlement, by: Person, at: datetime) -> None:
    supplier = Supplier.objects.get(pk=settlement.supplier_id)
    cost = Account.objects.filter(
        kind=Kind.EXPENSE.value, label=COST, person=None, unit=None, contractor=""
    ).first()
    cost = cost or open_account(Kind.EXPENSE, label=COST, append_only=True, by=by, at=at)
    if supplier.payable is None:
        key = f"{supplier.title[:38]} {supplier.number}"
        supplier.payable = open_account(Kind.PAYABLE, contractor=key, append_only=True, by=by, at=at)
        supplier.save(update_fields=["payable"])
    post(
        source=SOURCE, key=settlement.number, subject=settlement.pk, reason=REASON, by=by, at=at,
        lines=[(cost, -settlement.fen), (supplier.payable, settlement.fen)],
    )  # fmt: skip
