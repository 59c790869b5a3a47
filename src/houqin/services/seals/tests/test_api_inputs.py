"""The seals' API given what no page would send: the law of the pages, in words a program can read."""

from typing import Any

from houqin.kernel.people.models import Person
from houqin.kernel.web.models.api import IdempotentRequest
from houqin.services.seals.models import Application, Seal, Stamping, TakeOut
from houqin.services.seals.tests.asking import Asking, asked
from houqin.services.seals.tests.conftest import fresh, upload
from houqin.services.seals.tests.papers import docx, pdf

SHAPE = {
    "number", "title", "state", "state_title", "version", "seal", "kind", "copies", "pages", "addressee", "code",
    "applicant", "keeper", "opened_at", "due_at", "closed_at",
}  # fmt: skip


def codes(answer: Any) -> list[str]:
    """Return the codes of a problem."""
    told = answer.json()
    return [one["code"] for one in told.get("reasons", [])] or [told["code"]]


def paper(data: bytes = pdf("Certificate")) -> dict[str, Any]:
    """Return a document as a program sends it."""
    return {"document": upload(data)}


WRONG: dict[str, tuple[dict[str, Any], bytes, int, list[str]]] = {
    "a seal nobody has": ({"seal": "GZ0000-0001"}, pdf("a"), 404, ["not_found"]),
    "a kind nobody has": ({"kind": "nonsense"}, pdf("a"), 404, ["not_found"]),
    "no title": ({"title": ""}, pdf("a"), 422, ["invalid"]),
    "a title of nothing but space": ({"title": " \u3000\n"}, pdf("a"), 422, ["invalid"]),
    "an addressee of nothing but space": ({"addressee": "  "}, pdf("a"), 422, ["invalid"]),
    "a title too long": ({"title": "长" * 201}, pdf("a"), 422, ["invalid"]),
    "a NUL": ({"title": "在\0读"}, pdf("a"), 422, ["invalid"]),
    "no copies": ({"copies": 0}, pdf("a"), 422, ["invalid"]),
    "too many copies": ({"copies": 21}, pdf("a"), 422, ["seals.too_many_copies"]),
    "blank paper and too many copies": ({"copies": 21}, pdf(""), 422, ["seals.blank_paper", "seals.too_many_copies"]),
    "other pages": ({"pages": 3}, pdf("a"), 422, ["seals.pages_differ"]),
    "Word without pages": ({}, docx("words"), 422, ["seals.pages_unknown"]),
    "rubbish": ({}, b"rubbish", 422, ["seals.unreadable_document"]),
    "a destination without an escort or an hour": (
        {"kind": "contract", "destination": "公证处"}, pdf("a"), 422,
        ["seals.escort_not_staff", "seals.trip_half_told"],
    ),
    "an escort nobody knows": (
        {"kind": "contract", "destination": "公证处", "escort": "T999", "out_minutes": 240}, pdf("a"), 422,
        ["seals.escort_not_staff"],
    ),
    "an escort and an hour without a destination": (
        {"kind": "contract", "escort": "T002", "out_minutes": 240}, pdf("a"), 422, ["seals.trip_half_told"],
    ),
    "a trip too short": (
        {"kind": "contract", "destination": "公证处", "escort": "T002", "out_minutes": 29}, pdf("a"), 422, ["invalid"],
    ),
    "a trip of a kind that stays": (
        {"destination": "公证处", "escort": "T002", "out_minutes": 240}, pdf("a"), 422, ["seals.stays_here"],
    ),
}  # fmt: skip


def test_what_is_wrong_with_an_application_is_a_problem_and_nothing_is_made(
    seal: Seal, applicant: Person, dean: Person, head: Person, stranger: Person
) -> None:
    asking, wrong = Asking(applicant), {}
    for name, (given, data, status, wanted) in WRONG.items():
        answer = asking.post("", asked(seal, **given), files=paper(data))
        if (answer.status_code, codes(answer)) != (status, wanted):
            wrong[name] = answer.status_code, codes(answer)
    assert wrong == {}
    assert not Application.objects.exists()
    assert not IdempotentRequest.objects.exists()


def test_an_application_comes_whole_and_without_the_space_around_its_words(
    seal: Seal, applicant: Person, dean: Person
) -> None:
    answer = Asking(applicant).post("", asked(seal, title="  在读证明 "), files=paper())
    told = answer.json()
    assert (answer.status_code, set(told)) == (201, SHAPE)
    assert (told["title"], told["keeper"], told["applicant"], told["due_at"]) == (
        "在读证明",
        "王五",
        "张三",
        None,
    )
    one = Asking(applicant).get(f"/{told['number']}").json()
    assert set(one) == SHAPE | {"purpose", "story"}
    assert [event["verb"] for event in one["story"]] == ["open"]


MOVES: list[tuple[str, str, dict[str, Any], int, str]] = [
    ("keeper", "decline", {}, 422, "request"),
    ("keeper", "decline", {"note": ""}, 422, "request"),
    ("keeper", "decline", {"note": "   "}, 422, "request"),
    ("keeper", "decline", {"note": "字" * 501}, 422, "invalid"),
    ("keeper", "stamp", {"code": "x"}, 422, "request"),
    ("keeper", "stamp", {"copies": 1}, 422, "seals.nothing_presented"),
    ("keeper", "stamp", {"copies": 0, "code": "{code}"}, 422, "seals.more_than_approved"),
    ("keeper", "stamp", {"copies": 3, "code": "{code}"}, 422, "seals.more_than_approved"),
    ("keeper", "stamp", {"copies": 1, "code": "00000000"}, 422, "seals.code_differs"),
    ("keeper", "stamp", {"copies": 1, "code": "{code}", "version": 99}, 409, "lifecycle.moved_on"),
    ("keeper", "take_out", {"code": "{code}"}, 409, "seals.stays_here"),
    ("keeper", "withdraw", {}, 403, "lifecycle.not_permitted"),
    ("applicant", "stamp", {"copies": 1, "code": "{code}"}, 403, "lifecycle.not_permitted"),
    ("administrator", "stamp", {"copies": 1, "code": "{code}"}, 409, "seals.not_its_keeper"),
    ("dean", "approve", {}, 409, "lifecycle.moved_on"),
    ("keeper", "resubmit", {}, 404, "not_found"),
]


def test_a_move_sent_wrong_is_a_problem_and_moves_nothing(request: Any, approved: Application) -> None:
    askings = {
        who: Asking(request.getfixturevalue(who)) for who in ("keeper", "applicant", "administrator", "dean")
    }
    wrong = {}
    for who, move, body, status, code in MOVES:
        sent = {
            key: value.format(code=approved.code) if isinstance(value, str) else value
            for key, value in body.items()
        }
        answer = askings[who].post(f"/{approved.number}/{move}", sent)
        if (answer.status_code, codes(answer)) != (status, [code]):
            wrong[who, move, str(body)] = answer.status_code, codes(answer)
    assert wrong == {}
    assert fresh(approved).version == approved.version
    assert not Stamping.objects.exists()


def test_the_way_out_and_back_through_the_api_is_made_once_for_each_key(
    going_out: Application, keeper: Person
) -> None:
    asking, number = Asking(keeper), going_out.number
    answers = [asking.post(f"/{number}/take_out", {"code": going_out.code}, key="out") for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["due_at"]
    assert asking.post(f"/{number}/stamp", {"copies": 1, "code": going_out.code}).status_code == 409
    back = asking.post(f"/{number}/bring_back", {"copies": 1, "note": "  "})
    assert (back.status_code, back.json()["state"]) == (200, "brought_back")
    assert (TakeOut.objects.count(), Stamping.objects.count()) == (1, 1)


def test_what_goes_out_is_not_stamped_at_the_desk_by_the_api_either(
    going_out: Application, keeper: Person
) -> None:
    answer = Asking(keeper).post(f"/{going_out.number}/stamp", {"copies": 1, "code": going_out.code})
    assert (answer.status_code, codes(answer)) == (409, ["seals.goes_out"])


LISTS: list[tuple[dict[str, str], int]] = [
    ({}, 1),
    ({"state": "approved"}, 1),
    ({"state": "stamped"}, 0),
    ({"state": "nonsense"}, 0),
    ({"after": "%%%"}, 1),
    ({"after": "WyJ4IiwieSJd"}, 1),
]


def test_the_list_is_what_one_asked_for(approved: Application, applicant: Person) -> None:
    asking = Asking(applicant)
    for query, found in LISTS:
        answer = asking.get("", **query)
        assert (answer.status_code, len(answer.json()["items"])) == (200, found), query


def test_the_escort_sees_through_the_api_what_they_escort_and_may_do_nothing(
    going_out: Application, stranger: Person
) -> None:
    asking = Asking(stranger)
    assert asking.get(f"/{going_out.number}").status_code == 200
    for move, body in (("withdraw", {}), ("take_out", {"code": going_out.code}), ("decline", {"note": "x"})):
        assert asking.post(f"/{going_out.number}/{move}", body).status_code == 403
