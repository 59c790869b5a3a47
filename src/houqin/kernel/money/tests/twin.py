"""The ledger again in plain Python: the oracle the database functions are held against."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from houqin.kernel.base.refused import Refused
from houqin.kernel.money.rules import DEFAULT_ORDER, Kind, Pot, give_back, in_spending_order, split


@dataclass
class TwinAccount:
    """An account as the twin knows it."""

    kind: Kind
    owner: str = ""
    floor: int | None = None
    ceiling: int | None = None
    append_only: bool = False
    ends_at: datetime | None = None
    opened_at: datetime | None = None
    purpose: str = ""
    balance: int = 0
    held: int = 0
    coming: int = 0

    @property
    def free(self) -> int:
        return 2**62 if self.floor is None else self.balance - self.held - self.floor


@dataclass
class TwinEntry:
    """An entry: its lines in order, and how much of it has come back."""

    lines: list[tuple[str, int]]
    refunded: int = 0
    reversal: bool = False

    @property
    def fen(self) -> int:
        return sum(fen for _name, fen in self.lines if fen > 0)


@dataclass
class TwinHold:
    """A hold: pots in spending order, receiver, deadline, and how it ended."""

    pots: list[tuple[str, int]]
    to: str
    expires_at: datetime
    state: str = "pending"
    posted: int = 0

    @property
    def fen(self) -> int:
        return sum(fen for _name, fen in self.pots)


@dataclass
class Twin:
    """All accounts, entries and holds, by the names the test gave them."""

    accounts: dict[str, TwinAccount] = field(default_factory=dict)
    entries: dict[str, TwinEntry] = field(default_factory=dict)
    holds: dict[str, TwinHold] = field(default_factory=dict)
    order: dict[str, Sequence[Kind]] = field(default_factory=dict)
    closed: bool = False

    def post(self, key: str, lines: list[tuple[str, int]], *, reversal: bool = False) -> None:
        """Post, or raise `Refused` with nothing changed; the codes it could be are the refusal's `any_of`."""
        reasons = ["money.period_closed"] if self.closed else []
        for name, fen in lines:
            account = self.accounts[name]
            if fen < 0 and -fen > account.free:
                reasons.append("money.short")
            over = account.ceiling is not None and account.balance + account.coming + fen > account.ceiling
            if fen > 0 and over and not reversal:
                reasons.append("money.over_ceiling")
        refuse(reasons)
        for name, fen in lines:
            self.accounts[name].balance += fen
        self.entries[key] = TwinEntry(lines, reversal=reversal)

    def pots(self, owner: str, fen: int, purpose: str, at: datetime) -> list[tuple[str, int]]:
        order = self.order.get(purpose) or self.order.get("") or DEFAULT_ORDER
        pots = [
            Pot(name, each.kind, each.free, each.ends_at, each.opened_at, each.purpose)
            for name, each in self.accounts.items()
            if each.owner == owner
        ]
        ordered = in_spending_order(pots, order, purpose, at)
        return split(fen, [(pot.account, pot.available) for pot in ordered])

    def pay(self, key: str, owner: str, fen: int, to: str, purpose: str, at: datetime) -> None:
        self.post(key, [*((name, -part) for name, part in self.pots(owner, fen, purpose, at)), (to, fen)])

    def refund(self, key: str, original: str, fen: int | None) -> None:
        entry = self.entries[original]
        if entry.reversal:
            refuse(["money.reversal_reversed"])
        amount = entry.fen - entry.refunded if fen is None else fen
        if not amount:
            refuse(["money.over_refund"])
        back: list[tuple[str, int]] = []
        for side in (-1, 1):
            paid = [(name, abs(part)) for name, part in entry.lines if part * side > 0]
            back += [(name, -side * part) for name, part in give_back(paid, entry.refunded, amount)]
        self.post(key, back, reversal=True)
        entry.refunded += amount

    def hold(
        self, key: str, owner: str, fen: int, to: str, purpose: str, at: datetime, until: datetime
    ) -> None:
        pots = self.pots(owner, fen, purpose, at)
        receiver = self.accounts[to]
        if receiver.ceiling is not None and receiver.balance + receiver.coming + fen > receiver.ceiling:
            refuse(["money.over_ceiling"])
        self.holds[key] = TwinHold(pots, to, until)
        self._set_aside(self.holds[key], 1)

    def post_hold(self, key: str, fen: int | None, at: datetime) -> None:
        hold = self.holds[key]
        amount = hold.fen if fen is None else fen
        if hold.state != "pending":
            refuse(["money.hold_ended"])
        reasons = ["money.hold_expired"] if hold.expires_at <= at else []
        reasons += ["money.over_hold"] if amount > hold.fen else []
        reasons += ["money.period_closed"] if self.closed else []
        refuse(reasons)
        self._set_aside(hold, -1)
        taken = split(amount, hold.pots)
        lines = [*((name, -part) for name, part in taken), (hold.to, amount)]
        for name, part in lines:
            self.accounts[name].balance += part
        self.entries[f"hold {key}"] = TwinEntry(lines)
        hold.state, hold.posted = "posted", amount

    def end_hold(self, key: str, how: str) -> bool:
        hold = self.holds[key]
        if hold.state == how:
            return False
        if hold.state != "pending":
            refuse(["money.hold_ended"])
        self._set_aside(hold, -1)
        hold.state = how
        return True

    def _set_aside(self, hold: TwinHold, sign: int) -> None:
        for name, part in hold.pots:
            self.accounts[name].held += sign * part
        if not self.accounts[hold.to].append_only:
            self.accounts[hold.to].coming += sign * hold.fen


def refuse(reasons: Sequence[str]) -> None:
    """Raise the first reason, telling all of them: the database may name any."""
    if reasons:
        raise Refused(reasons[0], any_of=frozenset(reasons))
