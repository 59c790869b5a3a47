"""Believable rosters: teams of technicians by a pattern, last week worked, this and next week planned."""

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from houqin.kernel.base.clock import local_date
from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.people.queries import home_unit
from houqin.kernel.trail.record import Entry, record_many
from houqin.services.rosters import rules
from houqin.services.rosters.actions import certificates, handing, leave, planning
from houqin.services.rosters.models import CertificateKind, Duty, Shift, ShiftKind
from houqin.services.rosters.queries import shifts
from houqin.services.rosters.queries.teams import EDIT, WORK

PATTERN = "早早早中中休休"
WEEKS_BEFORE, WEEKS_AFTER = 1, 1
YEAR = timedelta(days=365)
HANDED = timedelta(days=4)
HELD = ("electrician", "special_equipment")
ON_DUTY, FORGOTTEN = 0.9, 0.04


class World(Protocol):
    """What the demo needs of the campus it is loaded on."""

    def people_with(self, permission: str) -> Sequence[Person]:
        """Return who holds a permission."""
        ...


def load(world: World, *, rng: random.Random, until: datetime, scale: int = 1) -> None:
    """Plan three weeks for every team, let the past be worked, hand shifts over; steady for a seed."""
    workers, leaders = list(world.people_with(WORK)), list(world.people_with(EDIT))
    teams: dict[OrgUnit, list[Person]] = {}
    for one in workers:
        if unit := home_unit(one, until):
            teams.setdefault(unit, []).append(one)
    monday = rules.monday(local_date(until))
    first, last = monday - timedelta(weeks=WEEKS_BEFORE), monday + timedelta(weeks=WEEKS_AFTER, days=6)
    turns = rules.pattern(PATTERN, shifts.marks())
    for unit, people in teams.items():
        planning.fill(
            unit, people=people, pattern=turns, first=first, last=last, stagger=2, by=None, at=until
        )
        _certify(people, rng, until)
    _work(rng, until)
    for unit, people in teams.items():
        if len(people) > 1:
            _hand(unit, people, until)
    _away(teams, leaders, until)


def _work(rng: random.Random, until: datetime) -> None:
    """Let nearly every shift gone by have been worked, and those going on be under way."""
    made: list[Duty] = []
    for one in Shift.objects.filter(starts_at__lte=until).order_by("starts_at", "person_id"):
        on_at = one.starts_at + timedelta(minutes=rng.randint(-20, 6))
        if rng.random() > ON_DUTY or on_at >= until:
            continue
        off_at = one.ends_at + timedelta(minutes=rng.randint(0, 25))
        forgotten = rng.random() < FORGOTTEN
        ended = one.ends_at if forgotten else off_at
        made.append(
            Duty(
                person_id=one.person_id, unit_id=one.unit_id, shift=one, on_at=on_at,
                off_at=ended if ended < until else None, forgotten=forgotten and ended < until,
            )
        )  # fmt: skip
    Duty.objects.bulk_create(made)
    record_many(
        Entry(
            subject=one.pk, kind="rosters.duty", verb="come_on", at=one.on_at, actor=one.person_id, version=1
        )
        for one in made
    )


def _certify(people: Sequence[Person], rng: random.Random, until: datetime) -> None:
    """Give most of a team their certificates: long valid, one ending soon, one run out."""
    day, left = local_date(until), (900, 420, 20, -12)
    for n, person in enumerate(people):
        for code in HELD:
            ends = day + timedelta(days=left[n % len(left)] if code == HELD[0] else 700)
            if code == HELD[1] and n % 2:
                continue
            certificates.register(
                person=person, certificate_kind=CertificateKind.objects.get(code=code),
                serial=f"T{rng.randrange(10**9):09d}", valid_from=ends - 3 * YEAR, valid_until=ends, by=None,
                at=until - timedelta(days=60),
            )  # fmt: skip


def _hand(unit: OrgUnit, people: Sequence[Person], until: datetime) -> None:
    """Let the early shifts gone by be handed to whoever came next; the last one still waits."""
    early = ShiftKind.objects.get(code="early")
    past = Shift.objects.filter(
        unit=unit, kind=early, day__gte=local_date(until) - HANDED, ends_at__lte=until
    )
    seen: set[date] = set()
    words = ("配电间钥匙在值班柜第二格。", "三号楼水泵声音偏大，夜里再听一次。", "工具齐全，没有异常。")
    for one in past.order_by("day", "person_id").select_related("person"):
        if one.day in seen:
            continue
        seen.add(one.day)
        taker = next(each for each in people if each.pk != one.person_id)
        made = handing.hand_over(
            team=unit, day=one.day, shift_kind=early, taker=taker, by=one.person, at=one.ends_at,
            words=words[one.day.day % len(words)],
        )  # fmt: skip
        if one.ends_at < until - timedelta(hours=24):
            handing.take(made, by=taker, at=one.ends_at + timedelta(minutes=9))


def _away(teams: dict[OrgUnit, list[Person]], leaders: Sequence[Person], until: datetime) -> None:
    """One technician is on leave, another has asked for it."""
    largest = [one for one in max(teams.values(), key=len, default=[]) if one not in leaders]
    if len(largest) < 3 or not leaders:
        return
    day = until.replace(minute=0, second=0, microsecond=0)
    away = leave.ask(
        leave_kind="annual", starts_at=day - timedelta(hours=6), ends_at=day + timedelta(days=2), by=largest[-1],
        at=until - timedelta(days=2), note="回老家",
    )  # fmt: skip
    leave.grant(away, by=leaders[0], at=until - timedelta(days=1))
    leave.ask(
        leave_kind="compensatory", starts_at=day + timedelta(days=5), ends_at=day + timedelta(days=6),
        by=largest[-2], at=until - timedelta(hours=3), note="上周末加班",
    )  # fmt: skip
