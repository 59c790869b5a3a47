"""The repairs' API given what no page would send: the same law as the pages, in words a program can read."""

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from houqin.kernel.web.models.api import IdempotentRequest
from houqin.services.repairs.models import Assignment, Order, Report
from houqin.services.repairs.tests.cast import Cast, brought_to, photo, reported
from houqin.services.repairs.tests.conftest import Ask, SignIn

REPORTS, ORDERS = "/api/v1/repairs/reports", "/api/v1/repairs/orders"
SHAPE = {
    "number", "state", "state_title", "version", "title", "category", "urgency", "place", "technician", "opened_at",
    "arrive_due_at", "due_at", "fixed_at", "closed_at", "reworks",
    "promised_at", "pause",
}  # fmt: skip


def codes(answer: Any) -> list[str]:
    """Return the codes of a problem."""
    told = answer.json()
    return [one["code"] for one in told.get("reasons", [])] or [told["code"]]


WRONG: dict[str, tuple[dict[str, Any], int, str]] = {
    "nothing at all": ({}, 422, "repairs.unknown_place"),
    "neither fault nor words": ({"place": True}, 422, "repairs.nothing_said"),
    "only space": ({"place": True, "text": " \n "}, 422, "repairs.nothing_said"),
    "an unknown fault": ({"place": True, "category": "no.such"}, 422, "repairs.unknown_category"),
    "an unknown place": ({"place": str(UUID(int=4)), "text": "坏"}, 422, "repairs.unknown_place"),
    "no id": ({"place": "x", "text": "坏"}, 422, "invalid"),
    "an unknown sticker": ({"tag": "NOSUCH", "text": "坏"}, 422, "repairs.unknown_place"),
    "a sticker too long": ({"tag": "T" * 27, "text": "坏"}, 422, "invalid"),
    "a text too long": ({"place": True, "text": "水" * 1001}, 422, "invalid"),
    "a phone too long": ({"place": True, "text": "坏", "contact": "1" * 31}, 422, "invalid"),
    "a NUL in the text": ({"place": True, "text": "漏\0水"}, 422, "invalid"),
    "a NUL in the fault": ({"place": True, "category": "\0"}, 422, "invalid"),
    "a NUL in the sticker": ({"tag": "\0", "text": "坏"}, 422, "invalid"),
}


def test_what_is_wrong_with_a_report_is_a_problem_and_nothing_is_made(cast: Cast, ask: Ask) -> None:
    wrong = {}
    for name, (sent, status, code) in WRONG.items():
        given = {key: cast.room.pk if value is True else value for key, value in sent.items()}
        answer = ask(cast.student, REPORTS, given)
        if (answer.status_code, codes(answer)) != (status, [code]):
            wrong[name] = answer.status_code, codes(answer)
        assert answer["Content-Type"] == "application/problem+json"
    assert wrong == {}
    assert not Order.objects.exists()
    assert not IdempotentRequest.objects.exists()


def test_an_order_comes_whole_and_in_utc(cast: Cast, ask: Ask) -> None:
    told = ask(cast.student, REPORTS, {"place": cast.room.pk, "text": "灯坏了"}).json()
    assert set(told) == SHAPE
    assert told["opened_at"].endswith("Z")
    assert (told["state"], told["state_title"], told["version"], told["reworks"]) == (
        "submitted",
        "待派单",
        1,
        0,
    )
    again = ask(cast.student, f"{ORDERS}/{told['number']}", language="en").json()
    assert again["state_title"] == "Unassigned"
    assert set(again) == SHAPE | {"story"}


def test_a_report_by_api_has_its_channel_and_the_contact_of_the_reporter(cast: Cast, ask: Ask) -> None:
    ask(cast.student, REPORTS, {"place": cast.room.pk, "text": " 灯坏了 ", "contact": "  "})
    made = Report.objects.get()
    assert (made.channel, made.text, made.contact) == ("api", "灯坏了", cast.student.phone)


def test_photos_are_taken_looked_into_and_counted(cast: Cast, ask: Ask) -> None:
    good = ask(
        cast.student,
        REPORTS,
        {"place": cast.room.pk, "text": "漏", "photos": [photo("a.jpg"), photo("b.jpg")]},
    )
    assert good.status_code == 201
    assert Order.objects.get().attachments.count() == 2
    bad = SimpleUploadedFile("x.jpg", b"no photo", "image/jpeg")
    answer = ask(
        cast.student, REPORTS, {"place": cast.room.pk, "text": "漏", "photos": [photo("c.jpg"), bad]}
    )
    assert answer.status_code in {409, 422}
    assert codes(answer)[0].startswith("evidence.")
    assert Order.objects.count() == 1


def test_more_photos_than_the_page_takes_are_refused_here_too(cast: Cast, ask: Ask) -> None:
    many = [photo(f"{n}.jpg") for n in range(7)]
    assert (
        ask(cast.student, REPORTS, {"place": cast.room.pk, "text": "漏", "photos": many}).status_code == 422
    )
    working = brought_to(cast, "working")
    many = [photo(f"f{n}.jpg") for n in range(7)]
    assert ask(cast.technician, f"{ORDERS}/{working.number}/finish", {"photos": many}).status_code == 422


def test_a_key_of_a_report_with_photos_is_for_these_photos(cast: Cast, ask: Ask) -> None:
    def send(name: str) -> int:
        given = {"place": cast.room.pk, "text": "漏", "photos": [photo(name)]}
        return int(ask(cast.student, REPORTS, given, key="one").status_code)

    assert [send("a.jpg"), send("a.jpg"), send("b.jpg")] == [201, 201, 409]
    assert Order.objects.count() == 1


MOVES: list[tuple[str, str, str, dict[str, Any], int, str]] = [
    ("submitted", "dispatcher", "assign", {"technician": "x"}, 422, "invalid"),
    (
        "submitted",
        "dispatcher",
        "assign",
        {"technician": str(UUID(int=8))},
        422,
        "repairs.not_a_technician",
    ),
    ("submitted", "dispatcher", "accept", {"category": "no.such"}, 422, "repairs.unknown_category"),
    ("submitted", "dispatcher", "refuse", {"note": "  "}, 422, "repairs.reason_needed"),
    ("submitted", "dispatcher", "refuse", {"note": "字" * 501}, 422, "invalid"),
    ("submitted", "dispatcher", "refuse", {"note": "x", "version": "x"}, 422, "invalid"),
    ("submitted", "dispatcher", "refuse", {"note": "x", "version": "0"}, 409, "lifecycle.moved_on"),
    ("submitted", "dispatcher", "refuse", {"note": "x", "version": "9" * 30}, 409, "lifecycle.moved_on"),
    ("working", "technician", "finish", {"note": "好了"}, 422, "repairs.photo_needed"),
    ("fixed", "student", "send_back", {}, 422, "repairs.reason_needed"),
    ("fixed", "student", "approve", {"version": "1"}, 409, "lifecycle.moved_on"),
]


def test_a_move_sent_wrong_is_a_problem_and_moves_nothing(cast: Cast, ask: Ask) -> None:
    orders, wrong = {state: brought_to(cast, state) for state in ("submitted", "working", "fixed")}, {}
    for state, who, move, sent, status, code in MOVES:
        answer = ask(getattr(cast, who), f"{ORDERS}/{orders[state].number}/{move}", sent)
        if (answer.status_code, codes(answer)) != (status, [code]):
            wrong[move, str(sent)] = answer.status_code, codes(answer)
    assert wrong == {}
    assert {one.state for one in Order.objects.all()} == set(orders)


def test_a_refusal_that_names_somebody_names_no_id(cast: Cast, ask: Ask) -> None:
    order = reported(cast)
    for technician in (cast.student.pk, UUID(int=8)):
        answer = ask(cast.dispatcher, f"{ORDERS}/{order.number}/assign", {"technician": technician})
        assert str(technician) not in answer.json()["detail"]


def test_the_same_rule_is_told_in_the_same_words_by_both_doors(cast: Cast, ask: Ask, sign_in: SignIn) -> None:
    order = brought_to(cast, "assigned")
    api = ask(cast.technician, f"{ORDERS}/{order.number}/take", {"version": 1}).json()["detail"]
    page = sign_in(cast.technician).post(f"/m/{order.number}/take/", {"version": "1"})
    assert page.status_code == 409
    assert api in page.content.decode()


def test_a_move_repeated_with_its_key_is_made_once_and_told_twice(cast: Cast, ask: Ask) -> None:
    order = reported(cast)
    path, sent = f"{ORDERS}/{order.number}/assign", {"technician": cast.technician.pk, "version": 1}
    first, again = (ask(cast.dispatcher, path, sent, key="k") for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert Assignment.objects.count() == 1
    assert ask(cast.dispatcher, path, sent).status_code == 409


LISTS: list[tuple[str, int | None]] = [
    ("", 3),
    ("state=submitted", 2),
    ("state=assigned", 1),
    ("state=nonsense", 0),
    ("trade=plumbing", 2),
    ("trade=no-such", 0),
    ("urgency=danger", 0),
    ("urgency=urgent", 1),
    ("open=false", 0),
    ("open=true", 3),
    ("mine=true", 0),
    ("state=%00", None),
    ("open=maybe", None),
    ("limit=0", None),
    ("state=submitted&trade=electrical", 1),
]


def test_the_list_is_what_one_asked_for(cast: Cast, ask: Ask) -> None:
    reported(cast, code="electrical.light")
    reported(cast, code="plumbing.pipe_leak")
    brought_to(cast, "assigned")
    for query, found in LISTS:
        answer = ask(cast.dispatcher, f"{ORDERS}?{query}")
        assert answer.status_code == (422 if found is None else 200), query
        assert found is None or len(answer.json()["items"]) == found, query


def test_a_forged_cursor_shows_the_first_page_and_breaks_nothing(cast: Cast, ask: Ask) -> None:
    order = reported(cast)
    for after in ("WyJ4IiwieSJd", "%%%", "W1tbW1tb", "bnVsbA", "WzEsMl0"):
        answer = ask(cast.dispatcher, f"{ORDERS}?after={after}")
        assert [one["number"] for one in answer.json()["items"]] == [order.number], after


NUMBERS = ["BX2603-9999", "x", "%00", "%F0%9F%92%A7", "a" * 300, "..", "'"]


def test_a_number_nobody_gave_is_not_found(cast: Cast, ask: Ask) -> None:
    reported(cast)
    for number in NUMBERS:
        path = f"{ORDERS}/{number}"
        for answer in (ask(cast.dispatcher, path), ask(cast.dispatcher, f"{path}/take", {})):
            assert answer.status_code in {404, 405, 422}, number
            assert answer["Content-Type"] == "application/problem+json" or answer.status_code == 405
