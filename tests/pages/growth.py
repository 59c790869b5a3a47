"""More of everything a page may list, made by the actions that make it in life."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from houqin.kernel.base.ids import new_id
from houqin.kernel.evidence.store import store
from houqin.kernel.lifecycle import actions as cases
from houqin.kernel.lifecycle.approvals import decide
from houqin.kernel.lifecycle.models import Case, Route
from houqin.kernel.lifecycle.routes import SeatSpec, StepSpec, make_route, make_version
from houqin.kernel.money.actions.accounts import open_account as open_books
from houqin.kernel.money.actions.holds import hold_from
from houqin.kernel.money.actions.periods import close_period
from houqin.kernel.money.actions.posting import pay
from houqin.kernel.money.models import Bill, BillLine
from houqin.kernel.money.rules import Kind
from houqin.kernel.notices.fanout import fan_out
from houqin.kernel.notices.models import Delivery
from houqin.kernel.people.actions.employments import employ
from houqin.kernel.people.actions.grants import grant
from houqin.kernel.people.actions.people import add_person
from houqin.kernel.people.actions.roles import edit_role
from houqin.kernel.people.actions.stand_ins import appoint_stand_in
from houqin.kernel.people.actions.units import add_unit
from houqin.kernel.people.models import Person
from houqin.kernel.places.actions import add_place
from houqin.kernel.places.actions.aliases import add_alias
from houqin.kernel.places.actions.residences import end_residence, house
from houqin.kernel.places.actions.tags import make_tag
from houqin.kernel.places.models import Residence
from houqin.kernel.search.indexing import rebuild
from houqin.kernel.trail.models import Happening
from houqin.kernel.web import actions as web
from houqin.kernel.worktime.actions.terms import define_term
from houqin.services.cashier.actions import desk, differences, exporting
from houqin.services.cashier.actions.verifying import check_ledger
from houqin.services.cashier.models import Difference, Receipt
from houqin.services.repairs.actions import answer, work
from houqin.services.repairs.actions.contracting import hand_on, outsource
from houqin.services.repairs.actions.dispatch import assign
from houqin.services.repairs.actions.rating import rate
from houqin.services.repairs.actions.report import report
from houqin.services.repairs.actions.settling import draw_up_month
from houqin.services.repairs.actions.stops import announce, end
from houqin.services.repairs.models import Category, Order
from houqin.services.repairs.sla.windows import Window
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, brought_to, photo, reported
from houqin.services.repairs.tests.contractors import firm_of, settled
from houqin.services.rosters.actions import certificates, duty, handing, leave, planning
from houqin.services.rosters.models import CertificateKind, ShiftKind
from houqin.services.seals.actions import keeping, seals
from houqin.services.seals.lifecycle import APPLICATION
from houqin.services.seals.models import Application, Seal
from houqin.services.seals.tests.conftest import upload
from houqin.services.seals.tests.papers import pdf, png, sheet

LATER = MONDAY_9 + timedelta(hours=1)
FORTNIGHT = timedelta(days=14)
ORDER_STATES = ("submitted", "assigned", "taken", "working", "paused", "fixed", "closed")
LISTINGS = (
    "people", "places", "repairs.board", "repairs.orders", "repairs.stops", "seals.applications", "seals.stampings", "cashier.journal",
    "cashier.receipts", "cashier.differences", "surveys.ratings",
    "rosters.leaves", "rosters.handovers", "rosters.certificates", "rosters.duties", "rosters.shifts",
    "suppliers.suppliers", "suppliers.contracts", "suppliers.settlements", "suppliers.lines", "repairs.contracted",
)  # fmt: skip


@dataclass(frozen=True)
class Campus:
    """Whom and what the rows hang on."""

    cast: Cast
    root: Person
    applicant: Person
    dean: Person
    head: Person
    keeper: Person
    deputy: Person
    administrator: Person
    seal: Seal
    apply: Any
    order: Order
    application: Application


def grow(campus: Campus, first: int, last: int) -> None:
    """Add rows numbered from `first` up to `last` wherever a page lists rows."""
    for n in range(first, last):
        person = _kernel(campus, n)
        _repairs(campus, n, person)
        _seals(campus, n)
        _money(campus, n, person)
        _rosters(campus, n, person)
        _firms(campus, n)
        _talk(campus, n)
    _tell()
    rebuild(LATER)


def _kernel(campus: Campus, n: int) -> Person:
    cast, root = campus.cast, campus.root
    unit = add_unit(code=f"unit{n}", name=f"第 {n} 科", kind="office", parent=cast.office)
    building = add_place(code=f"b{n}", name=f"{n} 号楼", kind="building", parent=cast.east, keeper=unit)
    room = add_place(code=f"r{n}", name=f"{n} 室", kind="room", parent=cast.room.parent)
    add_alias(cast.room, f"别名 {n}")
    make_tag(cast.room, at=MONDAY_9)
    make_tag(room, at=MONDAY_9)
    person = add_person(name=f"学生 {n}", kind="student", number=f"G{n:03d}", at=MONDAY_9)
    house(person, room, starts_on=date(2025, 9, 1))
    employ(person, unit, starts_on=date(2025, 9, 1), post="学生")
    employ(cast.student, unit, starts_on=date(2025, 9, 1), post=f"岗位 {n}")
    for home in Residence.objects.filter(person=cast.student, ends_on=None):
        end_residence(home, on=date(2025, 9, 2) + timedelta(days=n), by=None, at=MONDAY_9)
    house(cast.student, building if n % 2 else cast.room, starts_on=date(2025, 9, 3) + timedelta(days=n))
    role = edit_role(None, key=f"role-{n}", title=f"角色 {n}", permissions=["people.see"], at=MONDAY_9)
    for holder in (person, cast.student):
        grant(holder, role, by=None, at=MONDAY_9, unit=unit)
    for starts_on, ends_on in ((date(2027, 1, 1), None), (date(2025, 1, 1), date(2025, 2, 1))):
        grant(person, role, by=None, at=MONDAY_9, starts_on=starts_on, ends_on=ends_on)
    begins = MONDAY_9 + n * FORTNIGHT
    for principal in (root, cast.student):
        appoint_stand_in(
            principal,
            person,
            starts_at=begins,
            ends_at=begins + FORTNIGHT,
            reason="出差",
            at=MONDAY_9,
            by=root,
        )
    _routes(root, n)
    define_term(
        name=f"学期 {n}", starts_on=date(2000 + n, 3, 1), ends_on=date(2000 + n, 7, 1), teaching_weeks=16,
        by=root, at=MONDAY_9,
    )  # fmt: skip
    for listing in LISTINGS:
        web.save_view(listing=listing, name=f"视图 {n}", query="q=1", by=root, at=MONDAY_9)
    return person


def _routes(root: Person, n: int) -> None:
    seats = [SeatSpec(permission="people.see"), SeatSpec(person=root)]
    steps = [StepSpec("会签", mode="all", seats=seats), StepSpec("审批", seats=seats[:1])]
    new = make_route(key=f"route-{n}", kind="seals.application", title=f"流程 {n}")
    for route in (new, Route.objects.get(key="route-0")):
        make_version(route, steps, by=root, at=MONDAY_9, source="文件")


def _repairs(campus: Campus, n: int, person: Person) -> None:
    cast = replace(campus.cast, student=person) if n % 2 else campus.cast
    for state in ORDER_STATES:
        order = brought_to(cast, "fixed" if state == "closed" else state)
        if state == "closed":
            rate(order, done=True, stars=1 + n % 5, words=f"谢谢 {n}", by=cast.student, at=MONDAY_9)
    brought_to(cast, "assigned", at=MONDAY_9 - FORTNIGHT)
    fault, soon = Category.objects.get(code="plumbing.faucet"), MONDAY_9 + timedelta(days=1)
    agreed = report(
        place=cast.room,
        category=fault,
        by=cast.student,
        at=MONDAY_9,
        window=Window(soon, soon + timedelta(hours=2)),
    )
    assign(agreed, technician=cast.technician, by=cast.dispatcher, at=MONDAY_9)
    for starts_at in (MONDAY_9 + timedelta(hours=1, minutes=n), soon, soon + FORTNIGHT):
        announce(supply="water", places=[cast.room, cast.lake], starts_at=starts_at, ends_at=starts_at + timedelta(hours=4),
                 reason=f"检修 {n}", by=None, at=MONDAY_9)  # fmt: skip
    past = announce(supply="power", places=[cast.room], starts_at=MONDAY_9, ends_at=MONDAY_9 + timedelta(hours=1), reason="检修",
                    by=None, at=MONDAY_9)  # fmt: skip
    end(past, at=MONDAY_9 + timedelta(hours=1))


def _seals(campus: Campus, n: int) -> None:
    seal = seals.register(
        title=f"印章 {n}", category="unit", unit=campus.seal.unit, place=campus.seal.place,
        keeper=campus.keeper, deputy=campus.deputy, engraved_on=date(2015, 9, 1),
        imprint=upload(png(sheet(written=True)), f"{n}.png"), by=campus.administrator, at=MONDAY_9,
    )  # fmt: skip
    asks = {"seal": seal, "title": f"证明 {n}"}
    campus.apply(pdf(f"Submitted {n}"), **asks)
    for what in ("approved", "stamped"):
        made = campus.apply(pdf(f"Letter {what} {n}"), **asks)
        decide(APPLICATION, made, verdict="yes", by=campus.dean, at=LATER)
        if what == "stamped":
            keeping.stamp(made, copies=1, code=made.code, by=campus.keeper, at=LATER)
    going = campus.apply(
        pdf(f"Contract {n}"), key="contract", destination="服务中心", escort=campus.administrator, out_minutes=240,
        by=campus.applicant, **asks | {"title": f"合同 {n}"},
    )  # fmt: skip
    for by in (campus.dean, campus.head):
        decide(APPLICATION, going, verdict="yes", by=by, at=LATER)
    keeping.take_out(going, code=going.code, by=campus.keeper, at=LATER)


def _firms(campus: Campus, n: int) -> None:
    """A contractor with a contract and two workers, orders it has and had, and a month drawn up."""
    cast, root = campus.cast, campus.root
    firm, leader, worker = firm_of(cast, n)
    for days, state in ((14, "has"), (14, "had"), (40, "had")):
        at = MONDAY_9 - timedelta(days=days)
        order = reported(cast, code="hvac.not_cooling", at=at)
        outsource(order, supplier=firm, by=cast.dispatcher, at=at)
        hand_on(order, worker=worker, by=leader, at=at)
        if state == "had":
            work.take(order, by=worker, at=at)
            work.arrive(order, by=worker, at=at)
            work.finish(order, photos=[photo()], by=worker, at=at)
            answer.approve(order, by=cast.student, at=at)
    draw_up_month(firm, month=date(2026, 1, 1), by=root, at=MONDAY_9)
    settled(firm, leader, date(2026, 2, 1), root, n)


def _money(campus: Campus, n: int, person: Person) -> None:
    """A wallet spent from, pots, a deposit, receipts, a unit that owes, a closed month, a bill that differs."""
    cast, root = campus.cast, campus.root
    given: dict[str, Any] = {"note": "", "by": root, "at": MONDAY_9}
    stall = open_books(Kind.PAYABLE, contractor=f"stall {n}", append_only=True, by=None, at=MONDAY_9)
    for owner in (person, cast.student, root):
        desk.take_deposit(owner, fen=100, what=f"押金 {n}", ticket=f"deposit {n} {owner.pk}", **given)
        for kind in (Receipt.Kind.SUBSIDY, Receipt.Kind.VOUCHER):
            gift = desk.Gift(kind, f"{kind} {n}", 5_000)
            desk.give(owner, gift, ticket=f"{kind} {n} {owner.pk}", **given)
        for times in range(2):
            pay(payer=owner, fen=6_000 // (times + 1), to=stall, purpose="", source="test", key=f"{n} {times} {owner.pk}",
                reason="cashier.canteen", by=owner, at=MONDAY_9)  # fmt: skip
        hold_from(payer=owner, fen=10, to=stall, purpose="", source="test", key=f"hold {n} {owner.pk}",
                  reason="cashier.charging", expires_at=MONDAY_9 + FORTNIGHT, by=owner, at=MONDAY_9)  # fmt: skip
    unit = add_unit(code=f"eats{n}", name=f"用餐 {n} 处", kind="office", parent=cast.office)
    desk.charge(unit, fen=1_000, what="用餐", ticket=f"charge {n}", **given)
    check_ledger(by=root, at=MONDAY_9 + timedelta(minutes=n))
    day = date(2026, 2, 20) + timedelta(days=n)
    bill = Bill.objects.create(gateway="wechat", day=day, fetched_at=MONDAY_9)
    BillLine.objects.bulk_create(
        BillLine(
            bill=bill, kind="payment", number=f"X{n}", reference=f"R{n} {m}", fen=100, fee_fen=0, at=MONDAY_9
        )
        for m in range(3)
    )
    differences.compare("wechat", day, at=MONDAY_9)
    _open, told, asked = Difference.objects.filter(day=day).order_by("number")
    differences.explain(told, note="x", by=root, at=MONDAY_9)
    differences.ask_write_off(asked, note="x", by=root, at=MONDAY_9)
    codes = {kind.value: "1" for kind in Kind}
    layout = exporting.save_layout(
        None, name=f"格式 {n}", columns=[("code", "科目")], codes=codes, dates="%Y%m%d", amounts="yuan", file_type="csv",
        by=root, at=MONDAY_9,
    )  # fmt: skip
    exporting.export(layout, first=date(2026, 3, 1), last=date(2026, 3, 31), again=True, by=root, at=MONDAY_9)
    close_period(date(2025, 12, 1) - timedelta(days=31 * n), by=root, at=MONDAY_9)


def _rosters(campus: Campus, n: int, person: Person) -> None:
    """One more person in the team: shifts, duties, leaves, hand-overs, certificates, of every sort a tab shows."""
    team, root, day, hour = campus.cast.office, campus.root, timedelta(days=1), timedelta(hours=1)
    if n == 0:
        employ(root, team, starts_on=date(2025, 9, 1), post="班长")
    employ(person, team, starts_on=date(2025, 9, 1), post="维修")
    works = edit_role(None, key=f"works-{n}", title=f"排班 {n}", permissions=["rosters.work"], at=MONDAY_9)
    grant(person, works, by=None, at=MONDAY_9)
    early, late = (ShiftKind.objects.get(code=code) for code in ("early", "late"))
    week = MONDAY_9.date()
    for who, first in ((person, week + day), (root, week + 7 * n * day)):
        last = first + 3 * day
        planning.fill(
            team, people=[who], pattern=[early], first=first, last=last, stagger=0, by=None, at=MONDAY_9
        )
    on_at = MONDAY_9 - (100 - n) * day
    duty.come_on(by=root, at=on_at)
    duty.go_off(by=root, at=on_at + 2 * hour)
    duty.end_forgotten(duty.come_on(by=root, at=on_at + 3 * hour), at=on_at + 20 * hour)
    duty.come_on(by=person, at=MONDAY_9)
    for begins, ends, agreed in (
        (-day, 5 * hour, True),
        (50 * day, 51 * day, True),
        (60 * day, 61 * day, False),
    ):
        asked = leave.ask(
            leave_kind="annual", starts_at=MONDAY_9 + begins, ends_at=MONDAY_9 + ends, by=person, at=MONDAY_9
        )
        if agreed:
            leave.grant(asked, by=root, at=MONDAY_9)
    for kind in (early, late):
        handed = handing.hand_over(
            team=team, day=week - n * day, shift_kind=kind, taker=person, by=root, at=MONDAY_9
        )
        if kind == early:
            handing.take(handed, by=person, at=MONDAY_9)
    for holder, code, years in ((person, "height", 3), (person, "welding", -1), (root, "height", 3)):
        certificates.register(
            person=holder, certificate_kind=CertificateKind.objects.get(code=code), serial=f"{n} {holder.pk}",
            valid_from=week - 1000 * day, valid_until=week + 300 * years * day, by=root, at=MONDAY_9,
        )  # fmt: skip


def _talk(campus: Campus, n: int) -> None:
    cast = campus.cast
    for case, by in (
        (campus.order, cast.student if n % 2 else cast.dispatcher),
        (campus.application, campus.applicant if n % 2 else campus.dean),
    ):
        cases.write(case, f"留言 {n}", by=by, at=MONDAY_9)
    file = store(photo(f"before-{n}.jpg"), kind="photo", by=cast.student, at=MONDAY_9)
    cases.attach(campus.order, [file], slot="before", by=cast.student, at=MONDAY_9)


def _tell() -> None:
    """Fan out what happened as if it had just been recorded, and let a mail for every tenth have failed."""
    told = list(Happening.objects.filter(subject__in=Case.objects.values("pk")))
    before = set(Delivery.objects.values_list("pk", flat=True))
    for each in told:
        each.recorded_at = each.at
    fan_out(told)
    for row in list(Delivery.objects.filter(channel="app").exclude(pk__in=before))[::10]:
        row.pk, row.channel, row.state, row.error = new_id(), "mail", Delivery.State.DEAD, "no route"
        row.save(force_insert=True)
