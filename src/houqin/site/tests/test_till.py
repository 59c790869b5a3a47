"""The door of the tills: what it takes, what it turns away, and in which words."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any

import pytest

from houqin.kernel.base.clock import now
from houqin.kernel.money.actions.accounts import open_account
from houqin.kernel.money.actions.posting import post
from houqin.kernel.money.actions.tills import close_till, open_till
from houqin.kernel.money.models import Account, Entry, Till
from houqin.kernel.money.queries.accounts import balance
from houqin.kernel.money.rules import Kind
from houqin.kernel.people.models import Person
from houqin.site.till import LONGEST, TillDoor

pytestmark = pytest.mark.django_db(transaction=True)
LUNCH = {"key": "2026-11-25 0001", "payer": "S001", "fen": 1_200}


class Counter:
    """A till with its key, a student with 50 yuan, and a way to send requests in a row through one door."""

    def __init__(self) -> None:
        at = now()
        self.stall = open_account(Kind.PAYABLE, contractor="noodles", append_only=True, by=None, at=at)
        self.till, self.key = open_till("一号窗口", to=self.stall, purpose="canteen", by=None, at=at)
        student = Person.objects.create(number="S001", name="李四", kind=Person.Kind.STUDENT, created_at=at)
        self.wallet = open_account(Kind.WALLET, person=student, by=None, at=at)
        outside = open_account(Kind.CLEARING, label="wechat", append_only=True, by=None, at=at)
        given: list[tuple[Account, int]] = [(outside, -5_000), (self.wallet, 5_000)]
        post(source="test", key="give", lines=given, reason="test.given", by=None, at=at)

    def send(self, *bodies: object, **changed: Any) -> list[tuple[int, dict[str, Any]]]:
        """Send requests one after another; returns the status and words of each."""
        return asyncio.run(self._send(bodies, **changed))

    async def _send(
        self,
        bodies: Sequence[object],
        key: str = "",
        method: str = "POST",
        language: str = "zh",
        parts: int = 1,
    ) -> list[tuple[int, dict[str, Any]]]:
        door, answers = TillDoor(), []
        for each in bodies:
            body = each if isinstance(each, bytes) else json.dumps(each).encode()
            size = len(body) // parts + 1
            pieces = [
                {"type": "http.request", "body": body[n * size : (n + 1) * size], "more_body": n < parts - 1}
                for n in range(parts)
            ]
            said: list[Any] = []

            async def receive(pieces: list[Any] = pieces) -> Any:
                return pieces.pop(0)

            async def send(message: Any, said: list[Any] = said) -> None:
                said.append(message)

            headers = [
                (b"authorization", f"Bearer {key or self.key}".encode()), (b"accept-language", language.encode()),
            ]  # fmt: skip
            scope = {"type": "http", "method": method, "path": "/pay/till/", "headers": headers}
            await door(scope, receive, send)
            answers.append((said[0]["status"], json.loads(said[1]["body"])))
        await door.lane.stop()
        return answers


@pytest.fixture
def counter() -> Counter:
    return Counter()


def test_a_payment_is_answered_with_its_entry_and_sent_again_with_the_same(counter: Counter) -> None:
    (first, answer), (second, again), (third, other) = counter.send(LUNCH, LUNCH, LUNCH | {"fen": 1_300})
    entry = Entry.objects.get(source=f"till.{counter.till.id.hex}")
    assert (first, answer) == (200, {"entry": str(entry.pk), "fresh": True})
    assert (second, again) == (200, {"entry": str(entry.pk), "fresh": False})
    assert (third, other["code"]) == (409, "money.key_reused")
    assert (balance(counter.wallet), balance(counter.stall)) == (3_800, 1_200)


def test_a_refusal_says_what_to_do_in_the_till_s_language(counter: Counter) -> None:
    ((status, answer),) = counter.send(LUNCH | {"fen": 9_900})
    assert (status, answer["code"]) == (409, "money.short")
    assert "50.00" in answer["words"]
    assert "余额不足" in answer["words"]
    ((_status, english),) = counter.send(LUNCH | {"payer": "nobody"}, language="en-GB")
    assert english["code"] == "money.no_payer"
    assert english["words"].isascii()


def test_who_is_no_till_of_ours_pays_nothing(counter: Counter) -> None:
    for key in ("till_guessed", "x" * 5_000, "houqin", counter.key[:-1], counter.key + "x"):
        assert counter.send(LUNCH, key=key)[0][0] == 401, key
    close_till(Till.objects.get(), by=None, at=now())
    assert counter.send(LUNCH)[0][0] == 401
    assert not Entry.objects.filter(reason="till.paid").exists()


def test_what_is_malformed_is_told_so_and_books_nothing(counter: Counter) -> None:
    payers: list[object] = ["", "p" * 33, ["S001"], {}]
    odd: list[object] = [
        b"", b"{", b"[]", b"null", b"\xff", b"[" * 3_000, b"{}", b"x" * (LONGEST + 1),
        *(LUNCH | {"fen": fen} for fen in (0, -1, 1.5, "1200", None, True, 10**30)),
        *(LUNCH | {"key": key} for key in ("", "k" * 81, 1, None, "a\0b", "\ud800", "a\nb")),
        *(LUNCH | {"payer": payer} for payer in payers),
        LUNCH | {"note": "n" * 201}, LUNCH | {"extra": 1}, {"key": "1", "payer": "S001"},
    ]  # fmt: skip
    assert {status for status, _answer in counter.send(*odd)} == {422}
    assert counter.send(LUNCH, method="GET")[0][0] == 405
    assert not Entry.objects.filter(reason="till.paid").exists()


def test_a_body_in_pieces_is_read_whole(counter: Counter) -> None:
    ((status, answer),) = counter.send(LUNCH | {"note": "牛肉面"}, parts=5)
    assert (status, answer["fresh"]) == (200, True)
    assert Entry.objects.get(pk=answer["entry"]).note == "牛肉面"
