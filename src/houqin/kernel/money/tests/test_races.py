"""Many at once, with real threads on the real database."""

from collections import Counter
from functools import partial

import pytest

from houqin.kernel.money.actions import holds
from houqin.kernel.money.actions.accounts import open_account
from houqin.kernel.money.actions.periods import close_period
from houqin.kernel.money.actions.posting import Posted, pay, post, refund
from houqin.kernel.money.models import Account, Entry, Hold, Snapshot
from houqin.kernel.money.queries.accounts import balance
from houqin.kernel.money.rules import Kind
from houqin.kernel.money.tests.stage import HOUR, MONDAY, NOVEMBER, at_once, give, lines, settle_all
from houqin.kernel.money.verify import verify
from houqin.kernel.people.models import Person
from houqin.kernel.trail.models import Happening

pytestmark = pytest.mark.django_db(transaction=True)
COPIES = 8


def test_copies_of_one_payment_make_one_entry_with_one_answer(
    student: Person, wallet: Account, subsidy: Account, stall: Account, clearing: Account
) -> None:
    give(subsidy, 300, clearing)
    give(wallet, 500, clearing)  # enough for one, not for two
    copy = partial(
        pay,
        payer=student,
        fen=700,
        to=stall,
        purpose="meal",
        source="canteen",
        key="1",
        reason="x",
        by=None,
        at=MONDAY,
    )
    answers = at_once([copy] * COPIES)
    entry = Entry.objects.get(source="canteen")
    assert sorted(answers, key=str) == sorted(
        [Posted(entry.pk, True)] + [Posted(entry.pk, False)] * (COPIES - 1), key=str
    )
    assert Happening.objects.filter(kind="money.entry", subject=entry.pk).count() == 1
    assert balance(wallet) == 100


def test_copies_of_a_posting_a_refund_and_a_hold_make_one_each(
    student: Person, wallet: Account, stall: Account, clearing: Account
) -> None:
    plain = partial(
        post, source="t", key="1", lines=[(clearing, -900), (wallet, 900)], reason="x", by=None, at=MONDAY
    )
    (made,) = {answer.entry for answer in at_once([plain] * COPIES) if isinstance(answer, Posted)}
    hold = partial(
        holds.hold_from, payer=student, fen=900, to=stall, purpose="", source="t", key="2", reason="x",
        expires_at=MONDAY + HOUR, by=None, at=MONDAY,
    )  # fmt: skip
    (held,) = {answer.hold for answer in at_once([hold] * COPIES) if isinstance(answer, holds.Held)}
    posted = at_once([partial(holds.post_hold, hold=held, fen=400, by=None, at=MONDAY)] * COPIES)
    (paid,) = {answer.entry for answer in posted if isinstance(answer, Posted)}
    back = partial(refund, entry=paid, fen=300, source="t", key="3", reason="x", by=None, at=MONDAY)
    answers = at_once([back] * COPIES)
    assert sum(answer.fresh for answer in answers if isinstance(answer, Posted)) == 1
    assert (balance(wallet), balance(stall), Entry.objects.count()) == (800, 100, 3)
    assert made in set(Entry.objects.values_list("pk", flat=True))
    assert verify().sound


def test_refunds_at_once_are_together_at_most_the_payment(
    wallet: Account, stall: Account, clearing: Account
) -> None:
    give(wallet, 1_000, clearing)
    paid = post(
        source="t", key="1", lines=[(wallet, -1_000), (stall, 1_000)], reason="x", by=None, at=MONDAY
    ).entry
    answers = at_once([
        partial(refund, entry=paid, fen=300, source="t", key=f"r{n}", reason="x", by=None, at=MONDAY)
        for n in range(COPIES)
    ])  # fmt: skip
    assert Counter(answer if isinstance(answer, str) else "back" for answer in answers) == {
        "back": 3,
        "money.over_refund": COPIES - 3,
    }
    assert (balance(wallet), balance(stall)) == (900, 100)


def test_one_wallet_pays_as_often_as_it_can_and_no_more(
    student: Person, wallet: Account, stall: Account, clearing: Account
) -> None:
    give(wallet, 500, clearing)
    answers = at_once([
        partial(pay, payer=student, fen=120, to=stall, purpose="", source="t", key=str(n), reason="x", by=None, at=MONDAY)
        for n in range(COPIES)
    ])  # fmt: skip
    assert Counter(isinstance(answer, Posted) for answer in answers) == {True: 4, False: COPIES - 4}
    assert (balance(wallet), balance(stall)) == (20, 480)


def test_those_who_take_out_of_an_append_only_account_never_take_too_much(
    stall: Account, clearing: Account
) -> None:
    keys = open_account(Kind.DEPOSIT, label="keys", append_only=True, by=None, at=MONDAY)
    give(keys, 1_000, clearing)
    settle_all()
    deeds = [
        partial(
            post, source="t", key=str(n), reason="x", by=None, at=MONDAY,
            lines=[(keys, -300), (stall, 300)] if n % 2 else [(clearing, -50), (keys, 50)],
        )
        for n in range(2 * COPIES)
    ]  # fmt: skip
    taken = [answer for answer in at_once(deeds)[1::2] if isinstance(answer, Posted)]
    assert 3 <= len(taken) <= 4
    assert balance(keys) == 1_000 + 50 * COPIES - 300 * len(taken) >= 0


def test_payments_to_and_fro_never_wait_for_each_other_in_a_ring(clearing: Account) -> None:
    ring = [open_account(Kind.DEPOSIT, label=str(n), by=None, at=MONDAY) for n in range(3)]
    for account in ring:
        give(account, 10_000, clearing)
    deeds = [
        partial(
            post, source="t", key=str(n), lines=[(ring[n % 3], -10), (ring[(n + 1 + n % 2) % 3], 10)], reason="x",
            by=None, at=MONDAY,
        )
        for n in range(24)
    ]  # fmt: skip
    assert all(isinstance(answer, Posted) for answer in at_once(deeds))
    assert sum(balance(account) for account in ring) == 30_000


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("attempt", range(3))
def test_of_posting_voiding_and_running_out_exactly_one_happens(
    student: Person, wallet: Account, stall: Account, clearing: Account, attempt: int, late: bool
) -> None:
    give(wallet, 1_000, clearing)
    held = holds.hold_from(
        payer=student, fen=700, to=stall, purpose="", source="t", key="1", reason="x", expires_at=MONDAY + HOUR,
        by=None, at=MONDAY,
    ).hold  # fmt: skip
    at = MONDAY + 2 * HOUR if late else MONDAY
    posts = partial(holds.post_hold, hold=held, by=None, at=MONDAY)
    voids = partial(holds.void_hold, hold=held, by=None, at=at)
    expires = partial(holds.expire_holds, by=None, at=at)
    answers = at_once([posts, voids, expires] * 2 if attempt % 2 else [expires, voids, posts] * 2)
    state = Hold.objects.get(pk=held).state
    posted = [answer for answer in answers if isinstance(answer, Posted)]
    assert (state == "posted") == bool(posted)
    assert len({answer.entry for answer in posted}) <= 1
    assert (balance(wallet), balance(stall)) == ((300, 700) if posted else (1_000, 0))
    assert Happening.objects.filter(subject=held).exclude(verb="held").count() == 1
    assert late or state != "expired"
    assert verify().sound


def test_a_month_that_closes_keeps_what_came_before_and_takes_nothing_after(
    wallet: Account, clearing: Account, accountant: Person
) -> None:
    october = NOVEMBER.replace(month=10)
    posts = [
        partial(
            post,
            source="t",
            key=str(n),
            lines=[(clearing, -1), (wallet, 1)],
            reason="x",
            by=None,
            at=MONDAY,
            booked_on=october,
        )
        for n in range(COPIES)
    ]
    closes = partial(close_period, october, by=accountant, at=MONDAY)
    answers = at_once([*posts[:4], closes, *posts[4:]])
    made = [answer for answer in answers if isinstance(answer, Posted)]
    refused = [answer for answer in answers if answer == "money.period_closed"]
    assert len(made) + len(refused) == COPIES
    assert Entry.objects.filter(booked_on=october).count() == len(made) == balance(wallet)
    first = next((entry for entry in made if entry.fresh), None)
    if first is not None:
        assert lines(first.entry) == [("clearing", -1), ("wallet", 1)]


def test_snapshots_taken_while_people_pay_lose_and_double_nothing(stall: Account, clearing: Account) -> None:
    def pays(n: int) -> None:
        for step in range(12):
            post(
                source="t",
                key=f"{n} {step}",
                lines=[(clearing, -7), (stall, 7)],
                reason="x",
                by=None,
                at=MONDAY,
            )

    def snaps() -> None:
        for _ in range(12):
            settle_all()

    at_once([*(partial(pays, n) for n in range(4)), snaps])
    assert balance(stall) == 4 * 12 * 7
    settle_all()
    newest = Snapshot.objects.filter(account=stall).order_by("-upto").first()
    assert newest is not None
    assert newest.balance == balance(stall)
    assert verify().sound
