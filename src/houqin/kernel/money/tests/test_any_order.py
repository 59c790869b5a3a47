"""Whatever order a gateway's words come in, however often: one end, at most one entry for the receiver, no money made."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from houqin.kernel.base.refused import Refused
from houqin.kernel.money.actions import polling
from houqin.kernel.money.actions.accounts import open_account
from houqin.kernel.money.actions.channels import clearing, suspense
from houqin.kernel.money.actions.noting import note
from houqin.kernel.money.actions.payments import close, look, offer
from houqin.kernel.money.actions.returning import refund
from houqin.kernel.money.gateways.port import Return, Returned, Standing, Trade, Unreachable
from houqin.kernel.money.models import Entry, GatewayEvent, Payment, PaymentRefund, Posting
from houqin.kernel.money.queries.accounts import balance
from houqin.kernel.money.rules import Kind
from houqin.kernel.money.tests.outside import Outside, ask_for
from houqin.kernel.money.tests.stage import MONDAY
from houqin.kernel.people.models import Person

FEN = 1_250
WORDS = ("success", "success again", "answered", "closed there", "other amount", "waiting")
DEEDS = ("offer", "pay", "notify", "notify twice", "look", "close", "poll", "refund", "send", "lose", "wait")


class World:
    """One payment with a stall of its own, so that examples do not meet."""

    def __init__(self, outside: Outside, gateway: str = "wechat") -> None:
        self.outside, self.gateway = outside, gateway
        payer = Person.objects.create(name="李四", kind=Person.Kind.STUDENT, created_at=MONDAY)
        self.stall = open_account(
            Kind.PAYABLE, contractor=str(payer.pk), append_only=True, by=None, at=MONDAY
        )
        self.payment = ask_for(payer, self.stall, gateway=gateway, fen=FEN, at=outside.at)

    def said(self, word: str) -> str:
        """Hear one word of the gateway about this payment."""
        number, event = self.payment.number, f"{word} {self.payment.number}"
        fen = FEN - 1 if word == "other amount" else FEN
        standing = {"closed there": Standing.CLOSED, "waiting": Standing.WAITING}.get(word, Standing.PAID)
        told = Trade(number, standing, fen, f"T{number}", self.outside.at)
        return note(self.gateway, event, told, at=self.outside.at)

    def end(self) -> dict[str, object]:
        """Return how all stands, amounts in fen."""
        self.payment.refresh_from_db()
        at = self.outside.at
        accounts = [self.stall, clearing(self.gateway, at=at), suspense(self.gateway, at=at)]
        entries = Entry.objects.filter(key=self.payment.number)
        postings = Posting.objects.filter(account__in=accounts[1:], entry__subject=self.payment.pk)
        return {
            "state": self.payment.state,
            "stall": balance(self.stall),
            "booked": entries.filter(source=f"gateway.{self.gateway}").count(),
            "late": entries.filter(source=f"gateway.{self.gateway}.late").count(),
            "backs": sorted(self.payment.refunds.values_list("why", "fen", "state")),
            "outside": sum(posting.fen for posting in postings),
        }


def whole(end: dict[str, object]) -> None:
    """Check what holds in every end: nothing twice, and all that came in is somewhere."""
    assert (end["booked"], end["late"]) in {(0, 0), (1, 0), (0, 1)}
    assert (end["state"] == "paid") == (end["booked"] == 1)


SETTINGS = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@SETTINGS
@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=8))
def test_words_in_any_order_end_as_the_first_word_that_ends_a_payment_says(
    db: None, outside: Outside, words: list[str]
) -> None:
    world = World(outside)
    for word in words:
        world.said(word)
    end = world.end()
    whole(end)
    ending = next((word for word in words if word not in {"other amount", "waiting"}), None)
    paid = any(word in {"success", "success again", "answered"} for word in words)
    if ending is None:
        assert end == {"state": "pending", "stall": 0, "booked": 0, "late": 0, "backs": [], "outside": 0}
    elif ending == "closed there":
        assert end["state"] == "closed"
        assert end["backs"] == ([("late", FEN, "pending")] if paid else [])
        assert end["stall"] == 0
    else:
        assert end == {
            "state": "paid", "stall": FEN, "booked": 1, "late": 0, "backs": [], "outside": -FEN,
        }  # fmt: skip


@SETTINGS
@given(data=st.data())
def test_every_order_of_the_same_words_without_a_closing_has_the_same_end(
    db: None, outside: Outside, data: st.DataObject
) -> None:
    words = data.draw(st.lists(st.sampled_from([w for w in WORDS if w != "closed there"]), max_size=6))
    ends = []
    for order in (words, data.draw(st.permutations(words)), words * 2):
        world = World(outside)
        for word in order:
            world.said(word)
        ends.append(world.end())
    assert ends[0] == ends[1] == ends[2]


@SETTINGS
@given(
    words=st.lists(st.sampled_from([Return.UNDER_WAY, Return.FAILED, Return.DONE]), min_size=1, max_size=6),
)
def test_a_refund_told_of_in_any_order_is_done_where_it_was_done_at_all(
    db: None, outside: Outside, words: list[Return]
) -> None:
    world = World(outside)
    world.said("success")
    world.payment.refresh_from_db()
    back = refund(
        world.payment, fen=500, reason="x", source="t", key=world.payment.number, by=None, at=MONDAY
    )
    for n, word in enumerate(words):
        told = Returned(back.number, world.payment.number, word, 500, "5001", outside.at)
        note("wechat", f"{n} {back.number}", told, at=outside.at)
    back.refresh_from_db()
    expected = "done" if Return.DONE in words else "failed" if Return.FAILED in words else "accepted"
    assert (back.state, balance(world.stall)) == (expected, FEN - 500)


@SETTINGS
@given(
    deeds=st.lists(st.sampled_from(DEEDS), max_size=14),
    gateway=st.sampled_from(["wechat", "alipay", "card"]),
)
def test_whatever_people_and_providers_do_both_sides_have_the_same_money_in_the_end(
    db: None, outside: Outside, deeds: list[str], gateway: str
) -> None:
    world = World(outside, gateway)
    book, adapter = outside.book(gateway), outside.gateways[gateway]
    number, payment = world.payment.number, world.payment
    offer(payment, at=outside.at)
    for step, deed in enumerate(deeds):
        try:
            match deed:
                case "offer":
                    offer(payment, at=outside.at)
                case "pay":
                    book.pay(number)
                case "notify" | "notify twice" if book.trades[number].state == "paid":
                    headers, body = outside.mock.mocks[gateway].notification(book.trades[number])
                    for _ in range(1 + (deed == "notify twice")):
                        told = adapter.parse_notification(headers, body, outside.at)
                        note(gateway, told.id, told.told, at=outside.at)
                case "look":
                    look(payment, at=outside.at)
                case "close":
                    close(payment, by=None, at=outside.at)
                case "poll":
                    polling.poll_due(at=outside.at)
                case "refund":
                    key = f"{number} {step}"
                    refund(payment, fen=400, reason="x", source="t", key=key, by=None, at=outside.at)
                case "send":
                    polling.send_due(at=outside.at)
                case "lose":
                    book.drops = 1
                case "wait":
                    outside.pass_time(minutes=11)
        except (Refused, Unreachable):
            pass
        whole(world.end())
    settle(world)


def settle(world: World) -> None:
    """Let the clock's jobs do what is left: then what the provider has kept is what the stall got, to the fen."""
    outside, number = world.outside, world.payment.number
    outside.book(world.gateway).drops = 0
    for _ in range(8):
        at = outside.pass_time(minutes=15)
        polling.poll_due(at=at)
        polling.send_due(at=at)
    if outside.book(world.gateway).trades[number].state == "paid":
        look(world.payment, at=outside.at)  # a closed payment is only looked at when somebody tells of it
        polling.send_due(at=outside.at)
        polling.send_due(at=outside.pass_time(minutes=15))
    end = world.end()
    whole(end)
    there = outside.book(world.gateway)
    came = there.trades[number].paid_fen - sum(
        one.fen for one in there.refunds.values() if one.payment == number
    )
    assert end["stall"] == came
    assert end["state"] in {"paid", "closed"}
    assert not PaymentRefund.objects.filter(payment=world.payment).exclude(state="done").exists()
    assert GatewayEvent.objects.filter(payment=world.payment).count() >= (end["booked"] == 1)
    assert Payment.objects.filter(state="pending", pk=world.payment.pk).count() == 0


@pytest.mark.parametrize("event", ["1", "2"])
def test_a_word_about_a_payment_nobody_knows_is_kept_and_moves_nothing(db: None, event: str) -> None:
    told = Trade("PY000", Standing.PAID, 100, "T1", MONDAY)
    assert [note("wechat", event, told, at=MONDAY) for _ in range(2)] == ["foreign", "foreign"]
    assert (GatewayEvent.objects.count(), Entry.objects.count()) == (1, 0)
