"""The cast of the suppliers' tests: a clerk, a head, two firms with people, a campus with two buildings."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest

from houqin.kernel.base.refused import Refused
from houqin.kernel.lifecycle.models import Case
from houqin.kernel.people.actions.accounts import open_account
from houqin.kernel.people.actions.grants import grant
from houqin.kernel.people.actions.people import add_person
from houqin.kernel.people.actions.roles import load_default_roles
from houqin.kernel.people.actions.units import add_unit
from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.places.actions import add_place
from houqin.kernel.places.models import Place
from houqin.services.suppliers.actions import contracts, crew, register, settling
from houqin.services.suppliers.actions.settling import Piece
from houqin.services.suppliers.models import Contract, KindOfWork, Supplier

LONG_AGO = datetime(2025, 1, 1, 1, tzinfo=UTC)
MONDAY_9 = datetime(2026, 3, 2, 1, tzinfo=UTC)  # 09:00 in Shanghai
APRIL_9 = datetime(2026, 4, 1, 1, tzinfo=UTC)
FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
MARCH = date(2026, 3, 1)


@dataclass(frozen=True)
class Firms:
    """Everybody and everything the tests need."""

    school: OrgUnit
    campus: Place
    building: Place
    room: Place
    elsewhere: Place
    cooling: Supplier
    doors: Supplier
    contract: Contract
    clerk: Person
    second_clerk: Person
    head: Person
    leader: Person
    worker: Person
    other_leader: Person
    stranger: Person

    def piece(self, n: int, **other: Any) -> Piece:
        """Return a piece of work done for the first firm, as a service that gives work tells of it."""
        case = Case.objects.create(
            kind="test.work", number=f"W{n:04d}", state="closed", title="空调不制冷", opened_at=MONDAY_9,
            moved_at=MONDAY_9, closed_at=MONDAY_9,
        )  # fmt: skip
        told: dict[str, Any] = {
            "contract": self.contract, "work": "hvac.not_cooling", "what": ("空调不制冷", "Not cooling"),
            "place": self.building, "done_on": date(2026, 3, 2), "accepted_at": MONDAY_9, "on_time": True,
            "reworks": 0, "minutes": 30, "warranty": False,
        }  # fmt: skip
        return Piece(case=case, **(told | other))


@contextmanager
def refused(*codes: str) -> "Iterator[pytest.ExceptionInfo[Refused]]":
    """Expect a refusal with exactly these reasons."""
    with pytest.raises(Refused) as caught:
        yield caught
    assert [reason.code for reason in caught.value.reasons] == list(codes)


def make_firms() -> Firms:
    """Return the cast: the first firm's contract runs for the first quarter, the second has none."""
    school = add_unit(code="su", name="示范大学", kind="school")
    campus = add_place(code="main", name="东校区", kind="campus")
    building = add_place(code="b1", name="1 号楼", kind="building", parent=campus)
    room = add_place(code="r101", name="101 室", kind="room", parent=building)
    elsewhere = add_place(code="far", name="西校区", kind="campus")
    cooling, doors = make_supplier(school, "wb2", "制冷公司"), make_supplier(school, "wb3", "门窗公司")
    contract = make_contract(cooling, "HT-1", ["hvac"], [campus])
    price(contract, "hvac", 10_000)
    return Firms(
        school, campus, building, room, elsewhere, cooling, doors, contract,
        clerk=staff("罗科员", "clerk", "supplier-clerk"),
        second_clerk=staff("范科员", "clerk2", "supplier-clerk"),
        head=staff("周处长", "head", "supplier-head"),
        leader=hand(cooling, "唐经理", "leader", leads=True),
        worker=hand(cooling, "曹师傅", "worker"),
        other_leader=hand(doors, "江经理", "leader2", leads=True),
        stranger=staff("教师甲", "stranger"),
    )  # fmt: skip


def make_supplier(school: OrgUnit, code: str, title: str) -> Supplier:
    """Return a firm with an outside unit of its own."""
    unit = add_unit(code=code, name=title, kind="partner", parent=school, outside=True)
    return register.register(
        title=title,
        service="maintenance",
        contact="某某",
        phone="100",
        organisation=unit,
        by=None,
        at=LONG_AGO,
    )


def make_contract(
    supplier: Supplier,
    number: str,
    works: Sequence[str],
    places: Sequence[Place],
    first: date = FIRST,
    last: date = LAST,
) -> Contract:
    """Return a contract of a firm."""
    return contracts.save_contract(
        None, supplier=supplier, number=number, purpose="维保", starts_on=first, ends_on=last,
        works=KindOfWork.objects.filter(key__in=works), places=places, by=None, at=LONG_AGO,
    )  # fmt: skip


def price(contract: Contract, work: str, fen: int, since: date = FIRST, unit: str = "job") -> None:
    """Give a contract a price."""
    found = KindOfWork.objects.get(key=work)
    contracts.add_price(contract, work=found, unit=unit, fen=fen, since=since, by=None, at=LONG_AGO)


def staff(name: str, username: str, role: str = "") -> Person:
    """Return a member of staff who can sign in."""
    person = add_person(name=name, kind="staff", number=f"T-{username}", at=LONG_AGO)
    open_account(person, username=username)
    if role:
        grant(person, load_default_roles()[role], by=None, at=LONG_AGO, starts_on=LONG_AGO.date())
    return person


def hand(supplier: Supplier, name: str, username: str, *, leads: bool = False) -> Person:
    """Return one of a firm's people who can sign in."""
    person = crew.enlist(
        supplier, name=name, number=f"W-{username}", phone="100", leads=leads, by=None, at=LONG_AGO
    )
    open_account(person, username=username)
    return person


def drawn(firms: Firms, count: int = 3, **other: Any) -> Any:
    """Return a settlement of March just drawn up by the clerk."""
    pieces = [firms.piece(n, **other) for n in range(count)]
    return settling.draw_up(firms.cooling, month=MARCH, pieces=pieces, by=firms.clerk, at=APRIL_9)
