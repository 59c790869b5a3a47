"""Six believable weeks of wallets, subsidies and refunds, replayed through the real actions in the order of time."""

import random
from datetime import datetime, time, timedelta

from django.db import transaction

from houqin.kernel.base.clock import SHANGHAI, local_date
from houqin.services.cashier import rules
from houqin.services.cashier.actions.verifying import check_ledger
from houqin.services.cashier.demo.finance import send_vouchers
from houqin.services.cashier.demo.phones import pay_by_phone
from houqin.services.cashier.demo.story import Story
from houqin.services.cashier.demo.world import World

WALLETS, DAYS = 18, 42


def load(world: World, *, rng: random.Random, until: datetime, scale: int) -> None:
    """Replay six weeks up to `until`; the same `rng` and world give the same weeks."""
    desk = world.people_with("cashier.desk")
    if not desk or not world.students:
        return
    accountants = world.people_with("cashier.correct")
    students = sorted(world.students, key=lambda one: (one.number != "S26001", one.number))[: WALLETS * scale]
    units = [unit for path, unit in sorted(world.units.items()) if unit.kind == "college"][:3]
    story = Story(students, units, desk[0], accountants[0] if accountants else None, rng, until)
    begin = datetime.combine(local_date(until) - timedelta(days=DAYS), time(8), SHANGHAI)
    with transaction.atomic():
        story.open_wallets(begin)
        _plan(story, begin)
        story.play()
        pay_by_phone(story)
        send_vouchers(story)
        check_ledger(by=None, at=until)


def _plan(story: Story, begin: datetime) -> None:
    until, first = story.until, local_date(begin)
    for offset in range(DAYS + 1):
        day = first + timedelta(days=offset)
        if day.day == 2:
            story.subsidies(day.replace(day=1), datetime.combine(day, time(10), SHANGHAI))
        if day.day == 5 and story.accountant:
            story.close(rules.month_before(day), datetime.combine(day, time(16), SHANGHAI))
        for n, student in enumerate(story.students):
            for meal in range(3):
                if story.rng.random() < (0.62 if n < 3 else 0.22):
                    story.eat(student, day, meal)
            if day.weekday() == n % 7:
                story.wash(student, day)
    for student in story.students[:5]:
        story.voucher(student, begin + timedelta(days=3, hours=2))
    story.deposits(begin + timedelta(days=1, hours=1))
    story.charges(begin + timedelta(days=2, hours=3))
    story.refunds(until - timedelta(days=2))
    story.set_aside(story.students[0], until - timedelta(hours=1))
