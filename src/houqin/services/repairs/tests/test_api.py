"""The repairs as JSON: once for each key, nobody else's rows, every move by its own permission."""

from typing import Any

import pytest
from django.test import Client

from houqin.kernel.people.models import Person
from houqin.services.repairs.models import Order
from houqin.services.repairs.tests.cast import Cast, brought_to, photo, reported
from houqin.services.repairs.tests.conftest import Ask

REPORTS, ORDERS = "/api/v1/repairs/reports", "/api/v1/repairs/orders"


def test_a_report_by_sticker_gives_the_order_with_its_promise(cast: Cast, ask: Ask) -> None:
    answer = ask(cast.student, REPORTS, {"tag": cast.tag.code, "category": "plumbing.pipe_leak"})
    assert answer.status_code == 201
    told = answer.json()
    assert (told["category"], told["urgency"], told["state"]) == ("plumbing.pipe_leak", "urgent", "submitted")
    assert told["due_at"]


def test_the_same_key_reports_once(cast: Cast, ask: Ask) -> None:
    first = ask(cast.student, REPORTS, {"place": cast.room.pk, "text": "灯坏了"}, key="one")
    again = ask(cast.student, REPORTS, {"place": cast.room.pk, "text": "灯坏了"}, key="one")
    other = ask(cast.student, REPORTS, {"place": cast.room.pk, "text": "门坏了"}, key="one")
    assert (first.json(), again.status_code, other.status_code) == (again.json(), 201, 409)
    assert Order.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({}, "repairs.unknown_place"),
        ({"tag": "NOSUCHTAG"}, "repairs.unknown_place"),
        ({"category": "no.such"}, "repairs.unknown_category"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(
    cast: Cast, ask: Ask, sent: dict[str, Any], code: str
) -> None:
    given = {"place": cast.room.pk, **sent} if "category" in sent else sent
    answer = ask(cast.student, REPORTS, {"text": "坏了", **given})
    assert 400 <= answer.status_code < 500
    assert code in answer.content.decode()
    assert not Order.objects.exists()


@pytest.mark.parametrize("who", ["other_student", "second_technician", "west_dispatcher", "outsider"])
def test_an_order_of_others_is_not_there(cast: Cast, ask: Ask, who: str) -> None:
    order = brought_to(cast, "assigned")
    stranger = getattr(cast, who)
    assert ask(stranger, f"{ORDERS}/{order.number}").status_code == 404
    assert ask(stranger, f"{ORDERS}/{order.number}/cancel", {"note": "x"}).status_code == 404
    assert ask(stranger, ORDERS).json() == {"items": [], "next": None}


def test_without_a_token_nothing_is_told(cast: Cast) -> None:
    reported(cast)
    assert Client().get(ORDERS).status_code == 401
    assert Client().post(REPORTS, {"text": "坏了"}).status_code == 401


def test_the_whole_way_through_the_api(cast: Cast, ask: Ask) -> None:
    number = ask(cast.student, REPORTS, {"place": cast.room.pk, "text": "一直滴水"}).json()["number"]

    def go(person: Person, move: str, **sent: Any) -> dict[str, Any]:
        answer = ask(person, f"{ORDERS}/{number}/{move}", sent)
        assert answer.status_code == 200, answer.content.decode()
        told: dict[str, Any] = answer.json()
        return told

    go(cast.dispatcher, "accept", category="plumbing.faucet")
    go(cast.dispatcher, "assign", technician=cast.technician.pk)
    go(cast.technician, "take")
    go(cast.technician, "arrive")
    go(cast.technician, "finish", photos=[photo()])
    told = go(cast.student, "approve")
    assert (told["state"], told["technician"], told["category"]) == ("closed", "赵六", "plumbing.faucet")
    assert [one["verb"] for one in told["story"]] == [
        "approve",
        "finish",
        "arrive",
        "take",
        "assign",
        "accept",
        "open",
    ]


def test_who_declines_an_order_is_answered_though_it_is_theirs_no_more(cast: Cast, ask: Ask) -> None:
    order = brought_to(cast, "assigned")
    answer = ask(cast.technician, f"{ORDERS}/{order.number}/decline", {"note": "高空作业，需要登高车"})
    assert answer.status_code == 200
    assert (answer.json()["state"], answer.json()["technician"]) == ("accepted", None)


@pytest.mark.parametrize(
    ("move", "sent"), [("assign", {}), ("finish", {}), ("nonsense", {}), ("refuse", {"note": " "})]
)
def test_a_move_that_lacks_something_is_refused(
    cast: Cast, ask: Ask, move: str, sent: dict[str, Any]
) -> None:
    order = reported(cast)
    answer = ask(cast.dispatcher, f"{ORDERS}/{order.number}/{move}", sent)
    assert 400 <= answer.status_code < 500
    order.refresh_from_db()
    assert order.state == "submitted"


def test_a_stale_version_learns_that_it_is_stale(cast: Cast, ask: Ask) -> None:
    order = brought_to(cast, "assigned")
    answer = ask(cast.technician, f"{ORDERS}/{order.number}/take", {"version": 1})
    assert answer.status_code == 409
    assert "张三" in answer.content.decode()


def test_the_list_is_filtered_and_goes_on_where_it_stopped(cast: Cast, ask: Ask) -> None:
    for code in ("plumbing.faucet", "electrical.light", "electrical.socket", "electrical.fan"):
        reported(cast, code=code)
    first = ask(cast.dispatcher, f"{ORDERS}?trade=electrical&open=true&limit=2").json()
    rest = ask(cast.dispatcher, f"{ORDERS}?trade=electrical&open=true&limit=2&after={first['next']}").json()
    codes = [one["category"] for one in (*first["items"], *rest["items"])]
    assert sorted(codes) == ["electrical.fan", "electrical.light", "electrical.socket"]
    assert rest["next"] is None
    assert ask(cast.dispatcher, f"{ORDERS}?state=closed").json()["items"] == []
    assert len(ask(cast.student, f"{ORDERS}?mine=true").json()["items"]) == 4
