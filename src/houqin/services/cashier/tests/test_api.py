"""The wallet as JSON: the token's own person, amounts in fen, and nobody else's."""

from typing import Any

import pytest
from django.test import Client, override_settings

from houqin.kernel.base.clock import now
from houqin.kernel.money.models import Entry
from houqin.kernel.people.models import Person
from houqin.kernel.web.api import tokens


@pytest.fixture(autouse=True)
def addresses() -> Any:
    with override_settings(ROOT_URLCONF="houqin.kernel.web.api.tests.urls", HOUQIN_API_RATE=0):
        yield


def asked(person: Person, path: str, **query: str) -> Any:
    """Ask the API with a token of a person."""
    token = tokens.create(person, name="test", by=None, at=now())
    return Client(headers={"Authorization": f"Bearer {token}"}).get(f"/api/v1/cashier/{path}", query)


def test_the_wallet_of_the_token_s_person(meal: Entry, student: Person, other: Person) -> None:
    told = asked(student, "wallet").json()
    assert told["available_fen"] == 8_800
    assert [(pot["kind"], pot["balance_fen"]) for pot in told["pots"]] == [("wallet", 8_800)]
    assert asked(other, "wallet").json() == {"pots": [], "deposits": [], "available_fen": 0, "held_fen": 0}


def test_the_statement_of_a_month(meal: Entry, student: Person, other: Person) -> None:
    told = asked(student, "statement", month="2026-03").json()
    assert (told["opening_fen"], told["closing_fen"]) == (0, 8_800)
    assert [(line["title"], line["fen"], line["balance_fen"]) for line in told["lines"]] == [
        ("旧卡余额转入", 10_000, 10_000), ("发放补贴", 3_000, 13_000), ("食堂消费", -4_200, 8_800),
    ]  # fmt: skip
    assert asked(other, "statement", month="2026-03").json()["lines"] == []
    assert asked(student, "statement").status_code == 200


@pytest.mark.parametrize("month", ["2026-13", "March", "2026-1-1-1"])
def test_a_month_that_is_none_is_refused(student: Person, month: str) -> None:
    assert asked(student, "statement", month=month).status_code == 422


def test_without_a_token_there_is_nothing(db: None) -> None:
    assert Client().get("/api/v1/cashier/wallet").status_code == 401
