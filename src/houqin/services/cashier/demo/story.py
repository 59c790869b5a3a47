"""The replay: six weeks of wallets, deeds in the order of time, each by the action that makes it in life."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from heapq import heappop, heappush
from itertools import count
from typing import Any
from uuid import uuid5

from houqin.kernel.base.clock import SHANGHAI, local_date
from houqin.kernel.base.refused import Refused
from houqin.kernel.money.actions.accounts import open_account
from houqin.kernel.money.actions.holds import hold_from
from houqin.kernel.money.actions.periods import close_period
from houqin.kernel.money.actions.posting import pay, post
from houqin.kernel.money.models import Account, Entry
from houqin.kernel.money.rules import Kind
from houqin.kernel.people.models import OrgUnit, Person
from houqin.services.cashier import rules
from houqin.services.cashier.actions import desk, lists, reversing
from houqin.services.cashier.models import Receipt
from houqin.services.cashier.queries import desk as queries

CARD = "cashier.card"  # the card system beside this one, whose payments come in as entries
STALLS = ("一食堂面档", "二食堂套餐", "清真餐厅", "校园洗衣房", "充电桩运营")
CHARGES = ("接待用餐", "会议室茶歇", "毕业典礼用餐", "评审专家工作餐")
MEALS = ((7, 20, 300, 800), (11, 45, 900, 1600), (17, 50, 800, 1500))
Deed = Callable[..., object]


@dataclass
class Story:
    """Six weeks to be replayed."""

    students: Sequence[Person]
    units: Sequence[OrgUnit]
    cashier: Person
    accountant: Person | None
    rng: random.Random
    until: datetime
    _planned: list[tuple[datetime, int, Deed]] = field(default_factory=list)
    _order: "count[int]" = field(default_factory=count)
    _stalls: dict[str, Account] = field(default_factory=dict)

    def plan(self, at: datetime, deed: Deed) -> None:
        """Plan a deed; what lies beyond the end never happens."""
        if at < self.until:
            heappush(self._planned, (at, next(self._order), deed))

    def play(self) -> None:
        """Do all deeds in order; an empty wallet pays for nothing."""
        while self._planned:
            at, _number, deed = heappop(self._planned)
            try:
                deed(at=at)
            except Refused as refused:
                if refused.code != "money.short":
                    raise

    def open_wallets(self, at: datetime) -> None:
        """Open wallets with what was left on the old cards."""
        outside = open_account(Kind.CLEARING, label="carried-over", append_only=True, by=None, at=at)
        for name in STALLS:
            self._stalls[name] = open_account(Kind.PAYABLE, contractor=name, append_only=True, by=None, at=at)
        for n, student in enumerate(self.students):
            wallet = open_account(Kind.WALLET, person=student, ceiling=100_000, by=None, at=at)
            fen = self.rng.randrange(20_000, 55_000, 50)
            fen += 40_000 if n == 0 else 0
            post(source=CARD, key=f"carried {n}", lines=[(outside, -fen), (wallet, fen)],
                 reason="cashier.carried_over", by=None, at=at)  # fmt: skip

    def eat(self, student: Person, day: date, meal: int) -> None:
        """Plan a meal of a student."""
        hour, minute, least, most = MEALS[meal]
        moment = datetime.combine(day, time(hour, minute), SHANGHAI) + timedelta(
            minutes=self.rng.randrange(50)
        )
        stall, fen = self.rng.choice(STALLS[:3]), self.rng.randrange(least, most, 50)
        self.plan(moment, partial(self._pay, student, fen, stall, "canteen"))

    def wash(self, student: Person, day: date) -> None:
        """Plan a machine of laundry."""
        moment = datetime.combine(day, time(20, self.rng.randrange(60)), SHANGHAI)
        self.plan(moment, partial(self._pay, student, 400, STALLS[3], "laundry"))

    def subsidies(self, month: date, at: datetime) -> None:
        """Plan the month's list of subsidies: every third student gets one."""
        name = f"困难生伙食补贴 {month:%Y-%m}"
        gift = desk.Gift(Receipt.Kind.SUBSIDY, name, 60_000, "canteen", rules.last_of(month))
        lines = [lists.Line(student, gift) for student in self.students[::3]]
        self.plan(at, partial(lists.give_all, lines, by=self.cashier))

    def voucher(self, student: Person, at: datetime) -> None:
        """Plan a voucher that ends soon."""
        ends_on = local_date(self.until) + timedelta(days=3)
        gift = desk.Gift(Receipt.Kind.VOUCHER, "迎新代金券", 5_000, "laundry", ends_on)
        self.plan(at, partial(desk.give, student, gift, note="", ticket=self._ticket(), by=self.cashier))

    def deposits(self, at: datetime) -> None:
        """Plan key deposits, one of them given back."""
        given: dict[str, Any] = {"fen": 5_000, "what": "宿舍钥匙押金", "note": "", "by": self.cashier}
        for student in self.students[:6]:
            self.plan(at, partial(desk.take_deposit, student, ticket=self._ticket(), **given))
        self.plan(at + timedelta(days=9), partial(self._deposit_back, self.students[3]))

    def charges(self, at: datetime) -> None:
        """Plan what units charge on account, and one that settles."""
        for n, unit in enumerate(self.units):
            for times in range(2):
                given: dict[str, Any] = {
                    "fen": self.rng.randrange(20_000, 160_000, 100),
                    "what": CHARGES[(n + times) % len(CHARGES)],
                }
                moment = at + timedelta(days=4 * n + 6 * times, hours=self.rng.randrange(6))
                deed = partial(desk.charge, unit, note="", ticket=self._ticket(), by=self.cashier, **given)
                self.plan(moment, deed)
        self.plan(at + timedelta(days=20), partial(self._settle, self.units[0]))

    def refunds(self, at: datetime) -> None:
        """Plan two refunds and one mistake put right."""
        for n, why in enumerate(("餐品有异物，全额退款", "重复扣款")):
            self.plan(at + timedelta(hours=n), partial(self._refund, self.students[n], why))
        self.plan(at + timedelta(hours=3), self._mistake)

    def set_aside(self, student: Person, at: datetime) -> None:
        """Plan a charge of an electric bicycle that is still running at the end."""
        self.plan(at, partial(
            hold_from, payer=student, fen=500, to=self._stalls[STALLS[4]], purpose="charging", source=CARD,
            key="charging 1", reason="cashier.charging", expires_at=self.until + timedelta(hours=8), by=student,
        ))  # fmt: skip

    def close(self, month: date, at: datetime) -> None:
        """Plan the closing of a month."""
        self.plan(at, partial(close_period, month, by=self.accountant))

    def _pay(self, student: Person, fen: int, stall: str, purpose: str, at: datetime) -> None:
        pay(payer=student, fen=fen, to=self._stalls[stall], purpose=purpose, source=CARD, key=self._ticket(),
            reason=f"cashier.{purpose}", note=stall, by=student, at=at)  # fmt: skip

    def _refund(self, student: Person, why: str, at: datetime) -> None:
        last = Entry.objects.filter(postings__account__person=student, reason="cashier.canteen", at__lt=at)
        paid = last.order_by("-at").first()
        if paid is not None:
            reversing.refund(
                student, paid, fen=paid.fen, note=why, ticket=self._ticket(), by=self.cashier, at=at
            )

    def _mistake(self, at: datetime) -> None:
        gift = desk.Gift(Receipt.Kind.SUBSIDY, "临时困难补助", 50_000)
        wrong = desk.give(self.students[2], gift, note="", ticket=self._ticket(), by=self.cashier, at=at)
        by, soon = self.accountant or self.cashier, at + timedelta(minutes=20)
        if self.accountant is not None:
            reversing.correct(Entry.objects.get(pk=wrong.entry_id), note="金额多写一个零，应为 50 元", ticket=self._ticket(),
                              by=by, at=soon)  # fmt: skip
        right = desk.Gift(Receipt.Kind.SUBSIDY, "临时困难补助", 5_000)
        desk.give(self.students[2], right, note="", ticket=self._ticket(), by=self.cashier, at=soon)

    def _deposit_back(self, student: Person, at: datetime) -> None:
        held = Account.objects.get(person=student, kind=Kind.DEPOSIT.value)
        desk.return_deposit(student, account=held.pk, fen=5_000, note="钥匙完好", ticket=self._ticket(),
                            by=self.cashier, at=at)  # fmt: skip

    def _settle(self, unit: OrgUnit, at: datetime) -> None:
        owed = queries.owed_by(unit)
        if owed > 0:
            desk.settle(
                unit,
                fen=owed,
                what="结清挂账",
                note="银行转账",
                ticket=self._ticket(),
                by=self.cashier,
                at=at,
            )

    def _ticket(self) -> str:
        return str(uuid5(self.cashier.pk, f"demo {next(self._order)}"))
