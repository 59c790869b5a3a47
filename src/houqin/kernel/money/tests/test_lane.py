"""The fast lane: what is acknowledged is booked, once, whoever pays at the same time and whatever dies meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
import pytest
from procrastinate.contrib.django.utils import connector_params

from houqin.kernel.money import lane as module
from houqin.kernel.money.actions.accounts import open_account
from houqin.kernel.money.actions.tills import digest, open_till
from houqin.kernel.money.lane import Busy, Counter, Lane, Paid, Payment
from houqin.kernel.money.models import Account, Entry
from houqin.kernel.money.queries.accounts import balance
from houqin.kernel.money.rules import Kind
from houqin.kernel.money.tests.stage import MONDAY, give, lines
from houqin.kernel.money.verify import verify
from houqin.kernel.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)
Connection = psycopg.AsyncConnection[tuple[Any, ...]]


async def connect() -> Connection:
    return await psycopg.AsyncConnection.connect(**connector_params(), autocommit=True)


def ran(work: Callable[[Lane], Awaitable[Any]]) -> Any:
    """Run something with a lane, and end it well."""

    async def run() -> Any:
        lane = Lane(connect)
        try:
            return await work(lane)
        finally:
            await lane.stop()

    return asyncio.run(run())


@pytest.fixture
def payer(student: Person, wallet: Account, clearing: Account) -> Person:
    """The student with 50 yuan, known by a number."""
    student.number = "S001"
    student.save()
    give(wallet, 5_000, clearing)
    return student


@pytest.fixture
def counter(stall: Account) -> Counter:
    till, _key = open_till("一号窗口", to=stall, purpose="canteen", by=None, at=MONDAY)
    return Counter(till.pk, stall.pk, "canteen")


def test_a_payment_is_booked_to_the_till_s_account_out_of_the_pots_in_their_order(
    payer: Person, subsidy: Account, clearing: Account, counter: Counter, wallet: Account, stall: Account
) -> None:
    give(subsidy, 500, clearing)
    paid: Paid = ran(lambda lane: lane.pay(Payment(counter, "1", "S001", 1_200, MONDAY, "牛肉面")))
    assert paid.fresh
    assert paid.entry is not None
    assert lines(paid.entry) == [("subsidy", -500), ("wallet", -700), ("payable", 1_200)]
    entry = Entry.objects.get(pk=paid.entry)
    assert (entry.source, entry.key, entry.reason, entry.note) == (
        f"till.{counter.id.hex}", "1", "till.paid", "牛肉面",
    )  # fmt: skip
    assert (balance(wallet), balance(stall)) == (4_300, 1_200)


def test_of_payments_at_once_each_key_is_booked_once_and_no_more_than_there_is(
    payer: Person, counter: Counter, wallet: Account, stall: Account
) -> None:
    async def all_at_once(lane: Lane) -> list[Paid]:
        asked = [Payment(counter, str(n % 80), "S001", 100, MONDAY) for n in range(240)]
        return await asyncio.gather(*map(lane.pay, asked))

    answers: list[Paid] = ran(all_at_once)
    fresh = [one for one in answers if one.fresh]
    assert len(fresh) == len({one.entry for one in answers if one.entry}) == 50
    assert {one.refused.code for one in answers if one.refused} == {"money.short"}
    assert (balance(wallet), balance(stall)) == (0, 5_000)
    assert verify().sound


def test_a_refusal_undoes_its_own_payment_only(payer: Person, counter: Counter, stall: Account) -> None:
    odd = [("S001", 100), ("S404", 100), ("S001", 9_999_999), ("S001", 200)]

    async def together(lane: Lane) -> list[Paid]:
        return await asyncio.gather(
            *(lane.pay(Payment(counter, str(n), who, fen, MONDAY)) for n, (who, fen) in enumerate(odd))
        )

    answers: list[Paid] = ran(together)
    assert [one.refused.code if one.refused else "" for one in answers] == [
        "", "money.no_payer", "money.short", "",
    ]  # fmt: skip
    assert balance(stall) == 300
    again: Paid = ran(lambda lane: lane.pay(Payment(counter, "0", "S001", 150, MONDAY)))
    assert again.refused is not None
    assert again.refused.code == "money.key_reused"


def test_lanes_of_two_processes_with_the_same_payers_never_wait_for_each_other(
    counter: Counter, clearing: Account, stall: Account
) -> None:
    for n in range(6):
        who = Person.objects.create(number=f"S{n}", name="学生", kind=Person.Kind.STUDENT, created_at=MONDAY)
        give(open_account(Kind.WALLET, person=who, by=None, at=MONDAY), 10_000, clearing)

    async def both() -> list[Paid]:
        lanes = [Lane(connect), Lane(connect)]
        work = [
            lane.pay(Payment(counter, f"{which} {n}", f"S{(n * (5 if which else 1)) % 6}", 10, MONDAY))
            for n in range(150)
            for which, lane in enumerate(lanes)
        ]
        answers = await asyncio.gather(*work)
        for lane in lanes:
            await lane.stop()
        return answers

    assert all(one.fresh for one in asyncio.run(both()))
    assert balance(stall) == 3_000


def test_a_connection_that_dies_is_replaced_and_nothing_is_paid_twice(
    payer: Person, counter: Counter, stall: Account
) -> None:
    async def with_deaths(lane: Lane) -> list[Paid]:
        answers = []
        for n in range(6):
            if n % 2 and lane.connection is not None:
                async with await connect() as other:
                    victim = lane.connection.info.backend_pid
                    await other.execute("SELECT pg_terminate_backend(%s)", [victim])
            answers.append(await lane.pay(Payment(counter, str(n), "S001", 10, MONDAY)))
        return answers

    assert all(one.fresh for one in ran(with_deaths))
    assert balance(stall) == 60


def test_without_a_database_a_till_is_told_to_try_again_and_then_it_is_paid(
    payer: Person, counter: Counter, stall: Account
) -> None:
    gone = [True]

    async def sometimes() -> Connection:
        if gone[0]:
            raise OSError("no route")
        return await connect()

    async def work() -> Paid:
        lane = Lane(sometimes)
        with pytest.raises(Busy):
            await lane.pay(Payment(counter, "1", "S001", 10, MONDAY))
        with pytest.raises(Busy):
            await lane.counter("x")
        gone[0] = False
        paid = await lane.pay(Payment(counter, "1", "S001", 10, MONDAY))
        await lane.stop()
        return paid

    assert asyncio.run(work()).fresh
    assert balance(stall) == 10


def test_who_comes_when_too_many_wait_is_told_so(
    payer: Person, counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_WAITING", 3)

    async def crowd(lane: Lane) -> list[object]:
        asked = [lane.pay(Payment(counter, str(n), "S001", 10, MONDAY)) for n in range(5)]
        return list(await asyncio.gather(*asked, return_exceptions=True))

    answers = ran(crowd)
    assert [isinstance(one, Busy) for one in answers] == [False, False, False, True, True]
    assert Entry.objects.filter(reason="till.paid").count() == 3


def test_a_till_is_known_by_its_key_until_it_closes(stall: Account) -> None:
    till, key = open_till("一号窗口", to=stall, purpose="canteen", by=None, at=MONDAY)

    async def known(lane: Lane) -> list[Counter | None]:
        found = [await lane.counter(digest(key)), await lane.counter(digest("till_no"))]
        async with await connect() as other:
            await other.execute("UPDATE money_till SET closed_at = now() WHERE id = %s", [till.pk])
        found.append(await lane.counter(digest(key)))
        lane.known.clear()
        found.append(await lane.counter(digest(key)))
        return found

    here = Counter(till.pk, stall.pk, "canteen")
    assert ran(known) == [here, None, here, None]
