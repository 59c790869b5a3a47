"""Suppliers, contracts, prices, people: what is written, what is refused, what the clock reminds of."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from houqin.kernel.people.actions.people import add_person
from houqin.kernel.people.actions.units import add_unit
from houqin.kernel.people.models import Employment, Grant, Person
from houqin.kernel.trail.models import Happening
from houqin.services.suppliers import tasks
from houqin.services.suppliers.actions import contracts, crew, register
from houqin.services.suppliers.models import Contract, KindOfWork, Price, Supplier
from houqin.services.suppliers.queries import crew as people
from houqin.services.suppliers.queries import register as queries
from houqin.services.suppliers.tests.cast import (
    APRIL_9,
    FIRST,
    LAST,
    LONG_AGO,
    MONDAY_9,
    Firms,
    make_contract,
    price,
    refused,
)

ENTRY: dict[str, Any] = {"service": "other", "contact": "某某", "phone": "100"}
LAST_MIDNIGHT = datetime(2026, 3, 31, 16, tzinfo=UTC)  # the first instant after LAST in Shanghai
FIRST_MIDNIGHT = datetime(2025, 12, 31, 16, tzinfo=UTC)
TICK = timedelta(microseconds=1)


def engage(firms: Firms, at: datetime, **other: Any) -> Contract:
    """Give the first firm an air conditioner in the room."""
    asked: dict[str, Any] = {
        "work": "hvac.not_cooling",
        "place": firms.room,
        "what": "空调",
        "where": "101 室",
    } | other
    with transaction.atomic():
        return contracts.engage(firms.cooling, at=at, **asked)


def test_a_contract_gives_work_from_its_first_midnight_to_the_last_instant_of_its_last_day(
    firms: Firms,
) -> None:
    for at in (FIRST_MIDNIGHT, MONDAY_9, LAST_MIDNIGHT - TICK):
        assert engage(firms, at) == firms.contract
        assert list(queries.able("hvac.not_cooling", firms.room, at)) == [firms.cooling]
    for at, code in ((FIRST_MIDNIGHT - TICK, "contract_not_begun"), (LAST_MIDNIGHT, "contract_over")):
        with refused(f"suppliers.{code}"):
            engage(firms, at)
        assert not queries.able("hvac.not_cooling", firms.room, at)
    for other in ({"work": "plumbing.faucet"}, {"place": firms.elsewhere}):
        with refused("suppliers.no_contract"):
            engage(firms, MONDAY_9, **other)


def test_a_suspended_or_ended_supplier_gets_no_work_whatever_the_page_still_shows(firms: Firms) -> None:
    stale = Supplier.objects.get(pk=firms.cooling.pk)
    register.suspend(firms.cooling, note="安全整改", by=firms.clerk, at=MONDAY_9)
    seen = replace(firms, cooling=stale)
    with refused("suppliers.suspended") as caught:
        engage(seen, MONDAY_9)
    assert caught.value.reasons[0].params["why"] == "安全整改"
    assert not queries.able("hvac", firms.room, MONDAY_9)
    with refused("lifecycle.moved_on"):
        register.suspend(firms.cooling, note="再次", by=firms.clerk, at=MONDAY_9)
    register.resume(firms.cooling, by=firms.clerk, at=MONDAY_9)
    assert engage(seen, MONDAY_9) == firms.contract
    assert Supplier.objects.get(pk=firms.cooling.pk).why == ""
    with refused("suppliers.reason_needed"):
        register.end(firms.cooling, note=" ", by=firms.clerk, at=MONDAY_9)
    register.end(firms.cooling, note="合同不再续签", by=firms.clerk, at=MONDAY_9)
    with refused("suppliers.ended"):
        engage(seen, MONDAY_9)


def test_entering_a_supplier_takes_an_outside_unit_once_or_makes_one(firms: Firms) -> None:
    told: dict[str, Any] = {"title": "绿化公司", "by": firms.clerk, "at": MONDAY_9, **ENTRY}
    made = register.register(code="wb9", name_en="Greening Company", **told)
    assert (made.organisation.name, made.organisation.outside, made.number[:3]) == ("绿化公司", True, "GYS")
    for organisation, code in (
        (made.organisation, "unit_taken"),
        (firms.school, "not_outside"),
        (None, "unit_needed"),
    ):
        with refused(f"suppliers.{code}"):
            register.register(organisation=organisation, **told)
    with refused("people.not_permitted"):
        register.register(code="wb10", **told | {"by": firms.leader})
    register.edit(made, by=firms.clerk, at=MONDAY_9, **ENTRY | {"contact": "新联系人"})
    assert Supplier.objects.get(pk=made.pk).contact == "新联系人"
    with refused("people.not_permitted"):
        register.edit(made, by=firms.head, at=MONDAY_9, **ENTRY)
    verbs = Happening.objects.filter(subject=made.pk).order_by("recorded_at")
    assert [one.verb for one in verbs] == ["open", "edit"]


def test_contracts_and_prices_are_refused_where_they_contradict_what_there_is(firms: Firms) -> None:
    told: dict[str, Any] = {
        "supplier": firms.cooling, "purpose": "续签", "works": KindOfWork.objects.filter(key="hvac"),
        "places": [firms.campus], "by": firms.clerk, "at": MONDAY_9,
    }  # fmt: skip
    with refused("suppliers.period_backwards"):
        contracts.save_contract(None, number="HT-9", starts_on=LAST, ends_on=FIRST, **told)
    with refused("suppliers.number_taken"):
        contracts.save_contract(None, number="HT-1", starts_on=FIRST, ends_on=LAST, **told)
    work, other = KindOfWork.objects.get(key="hvac.water"), KindOfWork.objects.get(key="plumbing")
    given: dict[str, Any] = {"unit": "job", "fen": 100, "by": firms.clerk, "at": MONDAY_9}
    with refused("suppliers.price_outside"):
        contracts.add_price(firms.contract, work=work, since=LAST + timedelta(days=1), **given)
    with refused("suppliers.price_not_covered"):
        contracts.add_price(firms.contract, work=other, since=FIRST, **given)
    contracts.add_price(firms.contract, work=work, since=LAST, **given)
    with refused("suppliers.price_taken"):
        contracts.add_price(firms.contract, work=work, since=LAST, **given)
    with pytest.raises(IntegrityError), transaction.atomic():
        Price.objects.filter(contract=firms.contract).update(fen=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.filter(pk=firms.contract.pk).update(ends_on=FIRST - timedelta(days=1))


def test_people_come_and_go_with_an_employment_and_a_role_over_their_own_unit_only(firms: Firms) -> None:
    unit = firms.cooling.organisation
    assert [(one.person.name, one.leads) for one in people.members(firms.cooling, MONDAY_9)] == [
        ("唐经理", True), ("曹师傅", False),
    ]  # fmt: skip
    assert people.workers(firms.doors, MONDAY_9) == [firms.other_leader]
    held = Grant.objects.get(person=firms.worker)
    assert (held.role.key, held.unit) == ("contractor-worker", unit)
    with refused("suppliers.worker_elsewhere"):
        crew.enlist(firms.cooling, person=firms.stranger, by=firms.clerk, at=MONDAY_9)
    with refused("people.not_permitted"):
        crew.enlist(firms.cooling, name="自己人", by=firms.leader, at=MONDAY_9)
    crew.enlist(firms.cooling, person=firms.worker, leads=True, by=firms.clerk, at=MONDAY_9)
    assert Employment.objects.filter(person=firms.worker).count() == 1
    assert firms.worker in people.leaders(firms.cooling, MONDAY_9)
    crew.discharge(firms.cooling, person=firms.worker, by=firms.clerk, at=MONDAY_9)
    assert firms.worker not in people.workers(firms.cooling, MONDAY_9)
    assert Employment.objects.get(person=firms.worker).ends_on == date(2026, 3, 1)


def test_whoever_holds_the_workers_permission_elsewhere_is_none_of_a_firms_people(firms: Firms) -> None:
    other = add_person(name="别处师傅", kind=Person.Kind.CONTRACTOR, at=LONG_AGO)
    role = Grant.objects.get(person=firms.worker).role
    Grant.objects.create(person=other, role=role, starts_on=FIRST)  # over everything, yet of no firm
    assert other not in people.workers(firms.cooling, MONDAY_9)


def test_the_clock_reminds_a_month_and_a_week_before_the_end_once_and_anew_after_renewal(
    firms: Firms,
) -> None:
    def reminded(days: int) -> int:
        return tasks.remind_of_contracts(LAST_MIDNIGHT - timedelta(days=days + 1) + timedelta(hours=1))

    assert [reminded(days) for days in (31, 30, 30, 20, 7, 6, 0)] == [0, 1, 0, 0, 1, 0, 0]
    told = Happening.objects.filter(subject=firms.cooling.pk, verb="remind").order_by("at").first()
    assert told is not None
    assert told.facts == {"contract": "HT-1", "until": "2026-03-31"}
    again: dict[str, Any] = {
        "supplier": firms.cooling,
        "number": "HT-1",
        "purpose": "维保",
        "starts_on": FIRST,
    }
    contracts.save_contract(
        firms.contract, ends_on=LAST + timedelta(days=10), works=firms.contract.works.all(),
        places=[firms.campus], by=firms.clerk, at=MONDAY_9, **again,
    )  # fmt: skip
    assert reminded(0) == 1
    register.end(firms.cooling, note="不再续签", by=firms.clerk, at=APRIL_9)
    assert tasks.remind_of_contracts(LAST_MIDNIGHT + timedelta(days=5)) == 0


def test_a_contract_of_another_firm_changes_nothing_for_this_one(firms: Firms) -> None:
    contract = make_contract(
        firms.doors, "HT-2", ["locks"], [firms.building], MONDAY_9.date(), date(2026, 12, 31)
    )
    price(contract, "locks", 5_000, MONDAY_9.date())
    assert list(queries.able("locks.door_lock", firms.room, MONDAY_9)) == [firms.doors]
    assert list(queries.able("hvac.water", firms.room, MONDAY_9)) == [firms.cooling]
    add_unit(code="free", name="新公司", kind="partner", parent=firms.school, outside=True)
    assert [unit.code for unit in queries.free_units()] == ["free"]
