"""Contractors at work by real deeds: a month done and settled, and what they have in hand today."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from houqin.kernel.base.clock import local_date
from houqin.kernel.people.models import Person
from houqin.kernel.people.queries import holders
from houqin.services.repairs.actions import answer, work
from houqin.services.repairs.actions.contracting import hand_on, outsource
from houqin.services.repairs.actions.report import report
from houqin.services.repairs.actions.settling import draw_up_month
from houqin.services.repairs.demo.pictures import drawn
from houqin.services.repairs.demo.story import Scene
from houqin.services.repairs.models import Order
from houqin.services.repairs.queries import taxonomy
from houqin.services.suppliers import rules
from houqin.services.suppliers.actions import settling
from houqin.services.suppliers.models import Supplier
from houqin.services.suppliers.queries import crew

MORNING = timedelta(hours=9)


class Turn(NamedTuple):
    """One order: which contractor and fault, on which day of the month, how many hours it took, what is special."""

    unit: str
    code: str
    day: int
    hours: float = 2
    back: bool = False
    warranty: bool = False


LAST_MONTH: Sequence[Turn] = (
    Turn("wb2", "hvac.not_cooling", 2), Turn("wb2", "hvac.noise_smell", 4, 3), Turn("wb2", "hvac.water", 6, 1),
    Turn("wb2", "appliance.washing_machine", 9, 1.5), Turn("wb2", "hvac.not_cooling", 12, 4, back=True),
    Turn("wb2", "hvac.water", 16, 2, warranty=True), Turn("wb2", "hvac.not_cooling", 20, 90),
    Turn("wb3", "locks.door_lock", 3, 1), Turn("wb3", "carpentry.window", 8), Turn("wb3", "carpentry.desk_chair", 15),
)  # fmt: skip
TODAY = (
    ("hvac.not_cooling", 200, "outsourced"),
    ("hvac.water", 170, "handed"),
    ("hvac.noise_smell", 140, "working"),
)


def play(scene: Scene, *, until: datetime) -> None:
    """Let contractors mend a month's orders, settle the first one's month to its end, and have some today."""
    firms = {one.organisation.code: one for one in Supplier.objects.select_related("organisation")}
    if not firms or len(scene.residents) < len(LAST_MONTH):
        return
    month = rules.month_of(local_date(until))
    month = rules.month_of(month - timedelta(days=1))
    for number, turn in enumerate(LAST_MONTH):
        if turn.unit in firms:
            _mend(scene, firms[turn.unit], turn, number, month)
    clerks = list(holders("suppliers.settle", at=until).order_by("number"))
    heads = list(holders("suppliers.approve", at=until).order_by("number"))
    if clerks and heads and "wb2" in firms:
        _settle(firms, month, clerks[0], heads[0], until)
        _in_hand(scene, firms["wb2"], until)


def _mend(scene: Scene, firm: Supplier, turn: Turn, number: int, month: date) -> None:
    opened_at = rules.bounds(month)[0] + timedelta(days=turn.day - 1) + MORNING
    leader, worker = _people(firm, opened_at)
    reporter, room = scene.residents[number % len(scene.residents)]
    order = report(
        place=room, category=taxonomy.category(turn.code), by=reporter, at=opened_at, channel="tag"
    )
    step = timedelta(minutes=12)
    outsource(order, supplier=firm, warranty=turn.warranty, by=scene.dispatchers[0], at=opened_at + step)
    hand_on(order, worker=worker, by=leader, at=opened_at + 2 * step)
    work.take(order, by=worker, at=opened_at + 3 * step)
    work.arrive(order, by=worker, at=opened_at + 4 * step)
    done_at = opened_at + 4 * step + timedelta(hours=turn.hours)
    _finish(order, worker, done_at)
    if turn.back:
        answer.send_back(order, note="又不制冷了", by=reporter, at=done_at + step)
        done_at += timedelta(hours=2)
        _finish(order, worker, done_at)
    answer.approve(order, by=reporter, at=done_at + timedelta(hours=1))


def _settle(firms: dict[str, Supplier], month: date, clerk: Person, head: Person, until: datetime) -> None:
    at = until - timedelta(hours=6)
    for code, firm in sorted(firms.items()):
        if code not in {turn.unit for turn in LAST_MONTH}:
            continue
        made = draw_up_month(firm, month=month, by=clerk, at=at)
        if code == "wb2":
            leader, _worker = _people(firm, at)
            settling.confirm(made, by=leader, at=at + timedelta(hours=1))
            settling.check(made, by=clerk, at=at + timedelta(hours=2))
            settling.approve(made, by=head, at=at + timedelta(hours=3))


def _in_hand(scene: Scene, firm: Supplier, until: datetime) -> None:
    leader, worker = _people(firm, until)
    for number, (code, minutes, state) in enumerate(TODAY, start=len(LAST_MONTH)):
        reporter, room = scene.residents[number % len(scene.residents)]
        at, step = until - timedelta(minutes=minutes), timedelta(minutes=15)
        order = report(place=room, category=taxonomy.category(code), by=reporter, at=at, channel="tag")
        outsource(order, supplier=firm, by=scene.dispatchers[0], at=at + step)
        if state == "outsourced":
            continue
        hand_on(order, worker=worker, by=leader, at=at + 2 * step)
        if state == "working":
            work.take(order, by=worker, at=at + 3 * step)
            work.arrive(order, by=worker, at=at + 5 * step)


def _people(firm: Supplier, at: datetime) -> tuple[Person, Person]:
    leader = crew.leaders(firm, at)[0]
    return leader, next(one for one in crew.workers(firm, at) if one != leader)


def _finish(order: Order, worker: Person, at: datetime) -> None:
    work.finish(order, photos=[drawn(int(at.timestamp()) % 997)], note="已修好并试用正常", by=worker, at=at)
