"""Copies of one word at the same moment, with real threads on the real database."""

from collections import Counter
from functools import partial

import pytest

from houqin.kernel.money.actions import payments, polling
from houqin.kernel.money.actions.noting import note
from houqin.kernel.money.actions.returning import refund
from houqin.kernel.money.models import Account, Entry, GatewayEvent, PaymentRefund
from houqin.kernel.money.queries.accounts import balance
from houqin.kernel.money.tests.outside import Outside, ask_for
from houqin.kernel.money.tests.stage import MONDAY, at_once, settle_all
from houqin.kernel.money.verify import verify
from houqin.kernel.people.models import Person

COPIES = 8


@pytest.mark.django_db(transaction=True)
def test_copies_of_one_notification_of_answers_and_of_refunds_make_one_each(
    student: Person, stall: Account, outside: Outside
) -> None:
    meal = ask_for(student, stall, key="meal")
    twins = at_once([partial(ask_for, student, stall, key="twin")] * COPIES)
    assert len(set(twins)) == 1
    payments.offer(meal, at=MONDAY)
    outside.book("wechat").pay(meal.number)
    told = outside.gateways["wechat"].query(meal.number, MONDAY)
    notify = partial(note, "wechat", "EV-1", told, at=MONDAY)
    words = [notify] * COPIES + [partial(note, "wechat", f"EV-{n}", told, at=MONDAY) for n in range(2, 6)]
    answers = Counter(at_once([*words, *[partial(payments.look, meal, at=MONDAY)] * 2]))
    assert set(answers) == {"booked", "known"}
    assert (Entry.objects.count(), balance(stall)) == (1, 1_250)
    assert GatewayEvent.objects.filter(outcome="booked").count() == 1
    meal.refresh_from_db()
    assert meal.state == "paid"

    backs = at_once([
        partial(refund, meal, fen=500, reason="x", source="t", key=f"{n % 4}", by=None, at=MONDAY)
        for n in range(COPIES)
    ])  # fmt: skip
    assert Counter(back if isinstance(back, str) else "back" for back in backs) == {
        "back": 4, "money.over_refund": 4,
    }  # fmt: skip
    assert (PaymentRefund.objects.count(), balance(stall)) == (2, 250)
    at_once([partial(polling.send_due, at=MONDAY)] * 4)
    assert set(PaymentRefund.objects.values_list("state", "tries")) == {("done", 1)}
    assert len(outside.book("wechat").refunds) == 2

    late = meal_closed(student, stall, outside)
    told = outside.gateways["wechat"].query(late, MONDAY)
    answers = Counter(at_once([partial(note, "wechat", f"late {n}", told, at=MONDAY) for n in range(COPIES)]))
    assert answers == {"sent_back": 1, "known": COPIES - 1}
    assert PaymentRefund.objects.filter(why="late").count() == 1
    settle_all()
    assert verify().sound


def meal_closed(student: Person, stall: Account, outside: Outside) -> str:
    """A meal closed and then paid all the same; its number."""
    meal = ask_for(student, stall, key="late")
    payments.offer(meal, at=MONDAY)
    payments.close(meal, by=None, at=MONDAY)
    outside.book("wechat").pay(meal.number)
    return meal.number
