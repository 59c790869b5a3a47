"""Contracts and their dated prices; and giving work under them, which a period that is over refuses."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction

from houqin.kernel.base.refused import Refused, refuse_if_any
from houqin.kernel.lifecycle.engine import lock
from houqin.kernel.people.models import Person
from houqin.kernel.people.permits import require
from houqin.kernel.places.models import Place
from houqin.services.suppliers import rules
from houqin.services.suppliers.actions.register import note
from houqin.services.suppliers.lifecycle import MANAGE
from houqin.services.suppliers.models import Contract, KindOfWork, Price, Supplier
from houqin.services.suppliers.queries import register as queries


def save_contract(
    contract: Contract | None,
    *,
    supplier: Supplier,
    number: str,
    purpose: str,
    starts_on: date,
    ends_on: date,
    works: Iterable[KindOfWork],
    places: Iterable[Place],
    by: Person | None,
    at: datetime,
) -> Contract:
    """Enter a contract or mend its entry; a longer period is reminded of anew.

    Raises `Refused` ("suppliers.period_backwards", "suppliers.number_taken").
    """
    acting = require(MANAGE, by=by, at=at, unit=supplier.organisation)
    if ends_on < starts_on:
        raise Refused("suppliers.period_backwards", field="ends_on")
    made = contract or Contract(supplier=supplier)
    if made.ends_on != ends_on:
        made.reminded = None
    made.number, made.purpose, made.starts_on, made.ends_on = number.strip(), purpose, starts_on, ends_on
    made.changed_by, made.changed_at = by, at
    facts: dict[str, object] = {"contract": made.number, "from": f"{starts_on}", "to": f"{ends_on}"}
    try:
        with transaction.atomic():
            made.save()
            made.works.set(works)
            made.places.set(places)
            note(supplier, "contract", by=by, on_behalf_of=acting, at=at, facts=facts)
    except IntegrityError as taken:
        raise Refused("suppliers.number_taken", number=number, field="number") from taken
    return made


def add_price(
    contract: Contract,
    *,
    work: KindOfWork,
    unit: str,
    fen: int,
    since: date,
    by: Person | None,
    at: datetime,
) -> Price:
    """Add a price that counts from a day on, for a job or an hour, in fen; the rows before it stay.

    Raises `Refused` ("suppliers.price_outside", "suppliers.price_not_covered", "suppliers.price_taken").
    """
    supplier = contract.supplier
    acting = require(MANAGE, by=by, at=at, unit=supplier.organisation)
    if not contract.starts_on <= since <= contract.ends_on:
        raise Refused(
            "suppliers.price_outside", first=contract.starts_on, last=contract.ends_on, field="since"
        )
    if rules.trade_of(work.key) not in {one.key for one in contract.works.all()}:
        raise Refused("suppliers.price_not_covered", what=str(work), field="work")
    facts: dict[str, object] = {"contract": contract.number, "work": work.key, "unit": unit, "fen": fen}
    try:
        with transaction.atomic():
            made = Price.objects.create(
                contract=contract, work=work, unit=unit, fen=fen, since=since, made_by=by, made_at=at
            )
            note(supplier, "price", by=by, on_behalf_of=acting, at=at, facts=facts)
    except IntegrityError as taken:
        raise Refused("suppliers.price_taken", what=str(work), day=since, field="since") from taken
    return made


def engage(supplier: Supplier, *, work: str, place: Place, what: str, where: str, at: datetime) -> Contract:
    """Return the contract under which a supplier is given work now; call it in the move that gives it.

    The supplier's row stays locked, so that nobody suspends it meanwhile. Raises `Refused` with every reason:
    suspended, ended, no contract that covers it, the contract past its period or not begun.
    """
    locked = lock(supplier)
    now_so = Supplier.objects.get(pk=locked.pk)
    asked = queries.wanted(now_so, work=work, place=place, what=what, where=where, at=at)
    refuse_if_any(list(rules.reasons_against(asked)))
    cover = rules.chosen(asked)
    return Contract.objects.get(number=cover.number if cover else "")


def keep_work(key: str, title_zh: str, title_en: str) -> None:
    """Take over a kind of work from the service that knows it; its key stays, its names follow."""
    KindOfWork.objects.update_or_create(
        key=key, defaults={"title_zh": title_zh[:60], "title_en": title_en[:80]}
    )
