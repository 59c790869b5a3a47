"""Two contractors for the repairs' tests: cooling with two workers and a contract that runs, doors without."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from houqin.kernel.people.actions.accounts import open_account
from houqin.kernel.people.actions.grants import grant
from houqin.kernel.people.actions.people import add_person
from houqin.kernel.people.actions.roles import load_default_roles
from houqin.kernel.people.actions.units import add_unit
from houqin.kernel.people.models import OrgUnit, Person
from houqin.services.repairs.actions import answer, work
from houqin.services.repairs.actions.contracting import hand_on, outsource
from houqin.services.repairs.actions.settling import draw_up_month
from houqin.services.repairs.models import Order
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, photo, reported
from houqin.services.suppliers.actions import contracts, crew, register, settling
from houqin.services.suppliers.models import Contract, KindOfWork, Supplier

FAULT = "hvac.not_cooling"
FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Contractors:
    """The firms with their people, and the office that settles."""

    cooling: Supplier
    doors: Supplier
    contract: Contract
    leader: Person
    worker: Person
    second_worker: Person
    other_leader: Person
    other_worker: Person
    clerk: Person
    head: Person


def make_contractors(cast: Cast) -> Contractors:
    """Return the firms; both contracts cover the east campus, the cooling one's price is 160 yuan a job."""
    school = OrgUnit.objects.get(code="school")
    cooling, doors = _firm(school, "wb2", "制冷公司"), _firm(school, "wb3", "门窗公司")
    contract = _contract(cooling, "HT-1", ["hvac"], cast)
    _contract(doors, "HT-2", ["locks"], cast)
    work = KindOfWork.objects.get(key=FAULT)
    contracts.add_price(contract, work=work, unit="job", fen=16_000, since=FIRST, by=None, at=MONDAY_9)
    return Contractors(
        cooling, doors, contract,
        leader=_hand(cooling, "唐经理", leads=True), worker=_hand(cooling, "曹师傅"),
        second_worker=_hand(cooling, "彭师傅"), other_leader=_hand(doors, "江经理", leads=True),
        other_worker=_hand(doors, "董师傅"), clerk=_staff("罗科员", "supplier-clerk"), head=_staff("郝处长", "supplier-head"),
    )  # fmt: skip


def outsourced(
    cast: Cast, firms: Contractors, state: str = "outsourced", *, at: datetime = MONDAY_9
) -> Order:
    """Return an order given to the cooling firm and brought to a state by the deeds that lead there."""
    order = reported(cast, at=at, code=FAULT, text="412 室空调不冷，电话 100-1234")
    outsource(order, supplier=firms.cooling, by=cast.dispatcher, at=at)
    deeds: tuple[tuple[str, Callable[[], object]], ...] = (
        ("handed", lambda: hand_on(order, worker=firms.worker, by=firms.leader, at=at)),
        ("taken", lambda: work.take(order, by=firms.worker, at=at)),
        ("working", lambda: work.arrive(order, by=firms.worker, at=at)),
        ("fixed", lambda: work.finish(order, photos=[photo()], by=firms.worker, at=at + HOUR)),
        ("closed", lambda: answer.approve(order, by=cast.student, at=at + 2 * HOUR)),
    )
    for reached, deed in deeds:
        if state == "outsourced":
            break
        deed()
        if reached == state:
            break
    return order


def firm_of(cast: Cast, n: int) -> tuple[Supplier, Person, Person]:
    """Return one firm more, with a contract from last year on, two prices, a leader and a worker."""
    firm = _firm(OrgUnit.objects.get(code="school"), f"firm{n}", f"维保 {n} 公司")
    contract = _contract(firm, f"HT-{n}-{firm.number}", ["hvac", "locks"], cast)
    for key in ("hvac", "locks"):
        work = KindOfWork.objects.get(key=key)
        contracts.add_price(contract, work=work, unit="job", fen=100, since=FIRST, by=None, at=MONDAY_9)
    people = [crew.enlist(firm, name=f"师傅 {n} {lead}", leads=lead, by=None, at=MONDAY_9 - timedelta(days=60))
              for lead in (True, False)]  # fmt: skip
    return firm, people[0], people[1]


def settled(firm: Supplier, leader: Person, month: date, head: Person, n: int) -> None:
    """Settle a month of a firm to its end, with a clerk of its own."""
    clerk = add_person(name=f"科员 {n}", kind="staff", at=MONDAY_9)
    grant(clerk, load_default_roles()["supplier-clerk"], by=None, at=MONDAY_9, starts_on=FIRST)
    made = draw_up_month(firm, month=month, by=clerk, at=MONDAY_9)
    settling.confirm(made, by=leader, at=MONDAY_9)
    settling.check(made, by=clerk, at=MONDAY_9)
    settling.approve(made, by=head, at=MONDAY_9)


def _firm(school: OrgUnit, code: str, title: str) -> Supplier:
    unit = add_unit(code=code, name=title, kind="partner", parent=school, outside=True)
    return register.register(
        title=title,
        service="maintenance",
        contact="某某",
        phone="100",
        organisation=unit,
        by=None,
        at=MONDAY_9,
    )


def _contract(supplier: Supplier, number: str, works: list[str], cast: Cast) -> Contract:
    return contracts.save_contract(
        None, supplier=supplier, number=number, purpose="维保", starts_on=FIRST, ends_on=LAST,
        works=KindOfWork.objects.filter(key__in=works), places=[cast.east], by=None, at=MONDAY_9,
    )  # fmt: skip


def _hand(supplier: Supplier, name: str, *, leads: bool = False) -> Person:
    person = crew.enlist(supplier, name=name, leads=leads, by=None, at=MONDAY_9 - timedelta(days=30))
    open_account(person, username=name)
    return person


def _staff(name: str, role: str) -> Person:
    person = add_person(name=name, kind="staff", number=f"T-{role}", at=MONDAY_9)
    open_account(person, username=role)
    grant(person, load_default_roles()[role], by=None, at=MONDAY_9, starts_on=FIRST)
    return person
