"""A hypothesis machine that lives through the ledger and its twin side by side, with real commits."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import count

from django.db import connection
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from houqin.kernel.base.refused import Refused
from houqin.kernel.money.actions import holds, periods, posting
from houqin.kernel.money.actions.accounts import open_account
from houqin.kernel.money.models import Account, Entry, Hold, SpendingOrder
from houqin.kernel.money.rules import POTS, Kind
from houqin.kernel.money.tests.stage import MONDAY, allow, settle_all
from houqin.kernel.money.tests.twin import Twin, TwinAccount
from houqin.kernel.people.models import Person

MINUTE = timedelta(minutes=1)
LIVES = count()
FEN = st.integers(1, 1_500)
FILLED = {"wallet": 2_000, "late": 700, "soon": 500, "noodles": 300}
OWNERS = st.sampled_from(["甲", "乙"])
PURPOSES = st.sampled_from(["", "meal"])
RECEIVERS = st.sampled_from(["stall", "landlord", "甲 wallet", "乙 wallet"])
STANDINGS = """
SELECT account_id, money_total(account_id), held, coming FROM money_balance WHERE account_id = ANY(%s)
"""


class LedgerMachine(RuleBasedStateMachine):
    """Each life has accounts and a month of its own, so that lives do not meet."""

    def __init__(self) -> None:
        super().__init__()
        self.life, self.step = next(LIVES), 0
        self.at, self.month = MONDAY, date(2000 + self.life // 12, self.life % 12 + 1, 1)
        self.twin, self.accounts = Twin(), dict[str, Account]()
        self.entries, self.holds = dict[str, Entry](), dict[str, Hold]()
        self.requests: list[tuple[str, Callable[[int], posting.Posted]]] = []

    @initialize()
    def open_all(self) -> None:
        """Two people with pots, two receivers, the outside; whoever closes and opens."""
        SpendingOrder.objects.all().delete()
        self.people = {
            name: Person.objects.create(name=name, kind="staff", created_at=MONDAY)
            for name in ("甲", "乙", "丙", "丁")
        }
        for name in ("丙", "丁"):
            allow(self.people[name], "money.close", "money.reopen")
        for owner in ("甲", "乙"):
            self._open(f"{owner} wallet", Kind.WALLET, owner, ceiling=3_000)
            self._open(f"{owner} late", Kind.SUBSIDY, owner, ends_at=self.at + 40 * MINUTE)
            self._open(f"{owner} soon", Kind.SUBSIDY, owner, ends_at=self.at + 20 * MINUTE)
            self._open(f"{owner} noodles", Kind.VOUCHER, owner, purpose="meal")
        self._open("stall", Kind.PAYABLE, append_only=True, floor=-500)
        self._open("landlord", Kind.INCOME)
        self._open("outside", Kind.CLEARING, append_only=True)
        for owner in ("甲", "乙"):
            for pot, fen in FILLED.items():
                self._post([("outside", -fen), (f"{owner} {pot}", fen)])

    @rule(owner=OWNERS, pot=st.sampled_from(["wallet", "late", "soon", "noodles"]), fen=FEN)
    def top_up(self, owner: str, pot: str, fen: int) -> None:
        self._post([("outside", -fen), (f"{owner} {pot}", fen)])

    @rule(a=RECEIVERS, b=RECEIVERS, fen=FEN, fee=st.integers(1, 50))
    def transfer(self, a: str, b: str, fen: int, fee: int) -> None:
        self._open_the_month()
        if a != b:
            self._post([(a, -fen - fee), (b, fen), ("outside", fee)])

    @rule(owner=OWNERS, fen=FEN, to=st.sampled_from(["stall", "landlord"]), purpose=PURPOSES)
    def pay(self, owner: str, fen: int, to: str, purpose: str) -> None:
        key = self._key()

        def ask(fen: int) -> posting.Posted:
            return posting.pay(
                payer=self.people[owner], fen=fen, to=self.accounts[to], purpose=purpose, source="machine", key=key,
                reason="machine.pay", by=None, at=self.at, booked_on=self.month,
            )  # fmt: skip

        self._entry(key, fen, ask, lambda: self.twin.pay(key, owner, fen, to, purpose, self.at))

    @precondition(lambda self: self.entries)
    @rule(data=st.data(), whole=st.booleans())
    def refund(self, data: st.DataObject, whole: bool) -> None:
        original, key = data.draw(st.sampled_from(list(reversed(self.entries)))), self._key()
        fen = None if whole else data.draw(st.integers(1, self.twin.entries[original].fen + 1))
        made = both(
            lambda: posting.refund(
                entry=self.entries[original].pk, fen=fen, source="machine", key=key, reason="machine.back", by=None,
                at=self.at, booked_on=self.month,
            ),
            lambda: self.twin.refund(key, original, fen),
        )  # fmt: skip
        if isinstance(made, posting.Posted):
            self._made(key, made)

    @precondition(lambda self: self.requests)
    @rule(data=st.data(), other=st.integers(0, 3))
    def ask_again(self, data: st.DataObject, other: int) -> None:
        """The same request gives the same entry, whatever has happened since; another one is refused."""
        key, ask = data.draw(st.sampled_from(self.requests))
        fen = self.twin.entries[key].fen
        if other:
            assert both(lambda: ask(fen + other), None) == "money.key_reused"
        else:
            assert ask(fen) == posting.Posted(self.entries[key].pk, False)

    @rule(owner=OWNERS, fen=FEN, to=RECEIVERS, purpose=PURPOSES, minutes=st.integers(1, 15))
    def hold(self, owner: str, fen: int, to: str, purpose: str, minutes: int) -> None:
        if to.startswith(owner):
            return
        key, until = self._key(), self.at + minutes * MINUTE
        made = both(
            lambda: holds.hold_from(
                payer=self.people[owner], fen=fen, to=self.accounts[to], purpose=purpose, source="machine", key=key,
                reason="machine.hold", expires_at=until, by=None, at=self.at,
            ),
            lambda: self.twin.hold(key, owner, fen, to, purpose, self.at, until),
        )  # fmt: skip
        if isinstance(made, holds.Held):
            self.holds[key] = Hold.objects.get(pk=made.hold)

    @precondition(lambda self: self.holds)
    @rule(data=st.data(), whole=st.booleans())
    def post_hold(self, data: st.DataObject, whole: bool) -> None:
        key = data.draw(st.sampled_from(list(reversed(self.holds))))
        twin, pk = self.twin.holds[key], self.holds[key].pk
        fen = None if whole else data.draw(st.integers(1, twin.fen + 1))
        if twin.state == "posted" and twin.posted == (twin.fen if fen is None else fen):
            again = holds.post_hold(hold=pk, fen=fen, by=None, at=self.at)
            assert again == posting.Posted(self.entries[f"hold {key}"].pk, False)
            return
        made = both(
            lambda: holds.post_hold(hold=pk, fen=fen, by=None, at=self.at, booked_on=self.month),
            lambda: self.twin.post_hold(key, fen, self.at),
        )
        if isinstance(made, posting.Posted):
            self._made(f"hold {key}", made)

    @precondition(lambda self: self.holds)
    @rule(data=st.data())
    def void_hold(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(sorted(self.holds)))
        ended = both(
            lambda: holds.void_hold(hold=self.holds[key].pk, by=None, at=self.at),
            lambda: self.twin.end_hold(key, "voided"),
        )
        assert ended in {True, False, "money.hold_ended"}

    @rule(minutes=st.integers(1, 6), sweep=st.booleans())
    def wait(self, minutes: int, sweep: bool) -> None:
        self.at += minutes * MINUTE
        self._open_the_month()
        if sweep:
            late = [
                key
                for key, hold in self.twin.holds.items()
                if hold.state == "pending" and hold.expires_at <= self.at
            ]
            holds.expire_holds(by=None, at=self.at)
            for key in late:
                assert self.twin.end_hold(key, "expired")
                assert Hold.objects.get(pk=self.holds[key].pk).state == "expired"

    @rule(kinds=st.permutations(POTS), size=st.integers(1, 3), purpose=PURPOSES)
    def other_order(self, kinds: list[Kind], size: int, purpose: str) -> None:
        self._open_the_month()
        self.twin.order[purpose] = kinds[:size]
        names = [kind.value for kind in kinds[:size]]
        SpendingOrder.objects.update_or_create(purpose=purpose, defaults={"kinds": names})

    @rule()
    def close_the_month(self) -> None:
        if not self.twin.closed:
            periods.close_period(self.month, by=self.people["丙"], at=self.at)
            self.twin.closed = True

    @rule()
    def settle(self) -> None:
        settle_all()

    def _open_the_month(self) -> None:
        """Closed months stop nearly everything, so other rules open them soon."""
        if self.twin.closed:
            periods.ask_to_reopen(self.month, why="补记", by=self.people["丙"], at=self.at)
            periods.reopen_period(self.month, by=self.people["丁"], at=self.at)
            self.twin.closed = False

    @invariant()
    def they_agree(self) -> None:
        """Balances and holds are the twin's, no floor is broken, and all of this life's money sums to zero."""
        names = {account.pk: name for name, account in self.accounts.items()}
        with connection.cursor() as cursor:
            cursor.execute(STANDINGS, [list(names)])
            real = {names[pk]: tuple(rest) for pk, *rest in cursor.fetchall()}
        twin = {name: (each.balance, each.held if not each.append_only else 0, each.coming)
                for name, each in self.twin.accounts.items()}  # fmt: skip
        assert real == twin
        assert sum(total for total, _held, _coming in real.values()) == 0
        assert all(each.free >= 0 for each in self.twin.accounts.values())
        assert all(each.refunded <= each.fen for each in self.twin.entries.values())

    def _open(self, name: str, kind: Kind, owner: str = "", **more: object) -> None:
        person = self.people.get(owner)
        account = open_account(kind, person=person, label=f"{name} {self.life}", by=None, at=self.at, **more)  # type: ignore[arg-type]
        self.accounts[name] = account
        self.twin.accounts[name] = TwinAccount(
            kind, owner, account.floor, account.ceiling, account.append_only, account.ends_at, account.opened_at,
            account.purpose,
        )  # fmt: skip

    def _post(self, lines: list[tuple[str, int]]) -> None:
        key = self._key()

        def ask(fen: int) -> posting.Posted:
            more = fen - sum(part for _name, part in lines if part > 0)
            named = [(self.accounts[name], part) for name, part in lines]
            named[0] = (named[0][0], named[0][1] - more)
            named[1] = (named[1][0], named[1][1] + more)
            return posting.post(
                source="machine", key=key, lines=named, reason="machine.post", by=None, at=self.at,
                booked_on=self.month,
            )  # fmt: skip

        fen = sum(part for _name, part in lines if part > 0)
        self._entry(key, fen, ask, lambda: self.twin.post(key, lines))

    def _entry(
        self, key: str, fen: int, ask: Callable[[int], posting.Posted], twin: Callable[[], object]
    ) -> None:
        made = both(lambda: ask(fen), twin)
        if isinstance(made, posting.Posted):
            self._made(key, made)
            self.requests.append((key, ask))

    def _made(self, key: str, made: posting.Posted) -> None:
        assert made.fresh
        entry = Entry.objects.get(pk=made.entry)
        names = {account.pk: name for name, account in self.accounts.items()}
        rows = entry.postings.order_by("line").values_list("account_id", "fen")
        assert [(names[pk], fen) for pk, fen in rows] == self.twin.entries[key].lines
        self.entries[key] = entry

    def _key(self) -> str:
        self.step += 1
        return f"{self.life} {self.step}"


def both(real: Callable[[], object], twin: Callable[[], object] | None) -> object:
    """Do the same in both: both succeed, or the database refuses for a reason the twin knows."""
    possible: object = None
    try:
        if twin is not None:
            twin()
    except Refused as refused:
        possible = refused.params.get("any_of", {refused.code})
    try:
        made = real()
    except Refused as refused:
        code = refused.code
    else:
        code = ""
    if code:
        assert twin is None or (isinstance(possible, set | frozenset) and code in possible)
        return code
    assert possible is None, f"the database allowed what the twin refuses: {possible}"
    return made
