"""Ratings and terms sent by nobody's browser: odd digits, NUL, floods, others' cases. Told so, and nothing is written."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from houqin.kernel.trail.models import Happening
from houqin.services.surveys.models import Rating, Terms
from houqin.services.surveys.tests.cast import DAY, MONDAY_9, Cast, finished, rated
from houqin.services.surveys.tests.conftest import Ask, SignIn

RATINGS = "/api/v1/surveys/ratings"
FLOOD = "长" * 10_000
TYPED = '<b>漏</b> & "水"'
GOOD: dict[str, Any] = {"done": "yes", "stars": "5"}


@pytest.fixture(autouse=True)
def next_day(clock: Callable[[Any], None]) -> None:
    """Let every request come the day after the work."""
    clock(MONDAY_9 + DAY)


WRONG_FORMS: dict[str, dict[str, Any]] = {
    "no star": {"stars": "0"},
    "six stars": {"stars": "6"},
    "half a star": {"stars": "1.5"},
    "wide digit": {"stars": "\uff15"},
    "arabic digit": {"stars": "\u0663"},
    "circled digit": {"stars": "⑤"},
    "nul star": {"stars": "5\0"},
    "flood of digits": {"stars": "5" * 5000},
    "done in capitals": {"done": "YES"},
    "nul words": {"words": "漏\0水"},
    "flood of words": {"words": FLOOD},
    "one too long": {"words": "长" * 501},
    "unknown tag": {"tags": ["speed", "bribe"]},
    "nul tag": {"tags": ["speed\0"]},
    "flood of a tag": {"tags": [FLOOD]},
    "version in letters": {"expected": "x"},
    "version flood": {"expected": "9" * 5000},
    "version nought": {"expected": "0"},
    "version of the future": {"expected": "2147483648"},
}


def test_every_forged_form_is_refused_and_writes_nothing(cast: Cast, sign_in: SignIn) -> None:
    browser, case = sign_in(cast.student), finished(cast)
    statuses = {
        name: browser.post(f"/surveys/rate/{case.number}/", GOOD | wrong).status_code
        for name, wrong in WRONG_FORMS.items()
    }
    assert {name: status for name, status in statuses.items() if status != 422} == {}
    assert not Rating.objects.exists()
    assert not Happening.objects.filter(kind="surveys.rating").exists()


def test_a_forged_change_leaves_the_first_version_alone(cast: Cast, sign_in: SignIn) -> None:
    browser, case = sign_in(cast.student), finished(cast)
    address = f"/surveys/rate/{case.number}/"
    assert browser.post(address, GOOD | {"stars": "2"}).status_code == 302
    for name in (
        "six stars",
        "arabic digit",
        "nul words",
        "one too long",
        "unknown tag",
        "version of the future",
    ):
        wrong = WRONG_FORMS[name]
        assert browser.post(address, GOOD | {"expected": "1"} | wrong).status_code == 422, name
    assert browser.post(address, GOOD).status_code == 422, "without its version a second is no change"
    assert list(Rating.objects.values_list("number", "stars")) == [(1, 2)]


def test_what_was_typed_comes_back_escaped_with_what_is_wrong(cast: Cast, sign_in: SignIn) -> None:
    case = finished(cast)
    answer = sign_in(cast.student).post(f"/surveys/rate/{case.number}/", {"done": "yes", "words": TYPED})
    page = answer.content.decode()
    assert escape(TYPED) in page
    assert TYPED not in page


@pytest.mark.parametrize("words", ["", "长" * 500, "😀" * 250, "a\nb\n", "\x0b\x1f"], ids=len)
def test_what_is_odd_and_no_lie_is_taken(cast: Cast, sign_in: SignIn, words: str) -> None:
    """Control signs are no reason to lose a rating; the workbook they end up in still opens."""
    case = finished(cast)
    assert (
        sign_in(cast.student).post(f"/surveys/rate/{case.number}/", GOOD | {"words": words}).status_code
        == 302
    )
    made = Rating.objects.get()
    assert made.words == words.replace("\n", "\r\n").strip() or made.words == words.strip()
    sheet = sign_in(cast.head).get("/surveys/ratings/?format=xlsx")
    assert (sheet.status_code, sheet.content[:2]) == (200, b"PK")


NUMBERS = ("BX-NONE", "bx000000", "..", "0", "%00", "BX000000%20", "x" * 3000, "' OR 1=1 --", "\u0660")


@pytest.mark.parametrize("number", NUMBERS, ids=range(len(NUMBERS)))
def test_no_such_number_is_no_page_however_it_is_asked(cast: Cast, sign_in: SignIn, number: str) -> None:
    finished(cast)
    browser = sign_in(cast.student)
    address = f"/surveys/rate/{number}/"
    assert {browser.get(address).status_code, browser.post(address, GOOD).status_code} == {404}
    assert not Rating.objects.exists()


def test_a_rating_is_taken_by_post_alone_and_by_nobody_unknown(cast: Cast, sign_in: SignIn) -> None:
    address = f"/surveys/rate/{finished(cast).number}/"
    browser = sign_in(cast.student)
    assert [getattr(browser, verb)(address, GOOD).status_code for verb in ("put", "patch", "delete")] == [
        405
    ] * 3
    assert browser.get(address, GOOD).status_code == 200
    unknown = Client().post(address, GOOD)
    assert (unknown.status_code, unknown["Location"].startswith(reverse(settings.LOGIN_URL))) == (302, True)
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(cast.student.account, backend="django.contrib.auth.backends.ModelBackend")
    assert forged.post(address, GOOD).status_code == 403
    assert not Rating.objects.exists()


WRONG_CALLS: dict[str, dict[str, object]] = {
    "no star": {"stars": 0},
    "six stars": {"stars": 6},
    "half a star": {"stars": 1.5},
    "arabic digit": {"stars": "\u0663"},
    "wide digit": {"stars": "\uff15"},
    "list of stars": {"stars": [5]},
    "endless stars": {"stars": 10**30},
    "flood": {"words": FLOOD},
    "words as a number": {"words": 5},
    "tags as words": {"tags": "speed"},
    "eleven tags": {"tags": ["speed"] * 11},
    "tag of nothing": {"tags": [None]},
    "done as words": {"done": "办好了"},
    "done as two": {"done": 2},
    "version nought": {"revises": 0},
    "endless version": {"revises": 10**30},
    "long number": {"number": "B" * 25},
    "number of a list": {"number": []},
}


def test_every_forged_call_is_refused_and_writes_nothing(cast: Cast, ask: Ask) -> None:
    case = finished(cast)
    good = {"number": case.number, "done": True, "stars": 5}
    statuses = {
        name: ask(cast.student, RATINGS, good | wrong).status_code for name, wrong in WRONG_CALLS.items()
    }
    assert {name: status for name, status in statuses.items() if status != 422} == {}
    assert not Rating.objects.exists()


@pytest.mark.parametrize("tag", ["bribe", "", "speed\0", "SPEED", FLOOD, "<script>"], ids=range(6))
def test_a_tag_that_is_none_is_refused_by_name_in_the_api(cast: Cast, ask: Ask, tag: str) -> None:
    sent = {"number": finished(cast).number, "done": True, "stars": 5, "tags": ["speed", tag]}
    answer = ask(cast.student, RATINGS, sent)
    assert answer.status_code in {409, 422}
    assert "surveys.unknown_tag" in answer.content.decode()
    assert not Rating.objects.exists()


@pytest.mark.parametrize("number", ["BX-NONE", "", "\0", "\u0660", "BX000000 "], ids=range(5))
def test_a_call_for_no_case_finds_none(cast: Cast, ask: Ask, number: str) -> None:
    finished(cast)
    assert ask(cast.student, RATINGS, {"number": number, "done": True, "stars": 5}).status_code in {404, 422}
    assert not Rating.objects.exists()


def test_a_change_of_what_was_never_rated_is_refused(cast: Cast, ask: Ask) -> None:
    sent = {"number": finished(cast).number, "done": True, "stars": 5, "revises": 1}
    answer = ask(cast.student, RATINGS, sent)
    assert answer.status_code == 409
    assert "surveys.not_invited" in answer.content.decode()
    assert not Rating.objects.exists()


def test_who_calls_is_asked_before_what(cast: Cast) -> None:
    sent = {"number": finished(cast).number, "done": True, "stars": 5}
    for body in (b"", b"[]", b"{", b"\xff\xfe", sent):
        answer = Client().post(RATINGS, body, content_type="application/json")
        assert answer.status_code == 401
    assert not Rating.objects.exists()


WRONG_TERMS: dict[str, dict[str, object]] = {
    "no date": {"since": ""},
    "a word": {"since": "明天"},
    "no such day": {"since": "2026-02-30"},
    "the first year": {"since": "0001-01-01"},
    "nul date": {"since": "2026-04-01\0"},
    "no days": {"open_days": "0"},
    "too many days": {"open_days": "61"},
    "half a day": {"open_days": "1.5"},
    "minus days": {"open_days": "-3"},
    "flood of days": {"open_days": "9" * 5000},
    "reminder before it begins": {"remind_days": "14"},
    "minus reminder": {"remind_days": "-1"},
    "minutes beyond a day": {"revise_minutes": "1441"},
    "minus minutes": {"revise_minutes": "-1"},
    "batch of four": {"batch": "4"},
    "batch of fifty-one": {"batch": "51"},
    "no source": {"source": "  "},
    "long source": {"source": "法" * 301},
    "nul source": {"source": "法\0"},
}


def test_every_forged_edition_is_refused_and_writes_nothing(cast: Cast, sign_in: SignIn) -> None:
    good = {"since": "2026-04-01", "open_days": "14", "remind_days": "3", "revise_minutes": "60", "batch": "5",
            "source": "《办法》"}  # fmt: skip
    browser = sign_in(cast.setter)
    statuses = {
        name: browser.post("/surveys/terms/", good | wrong).status_code for name, wrong in WRONG_TERMS.items()
    }
    assert {name: status for name, status in statuses.items() if status != 422} == {}
    assert Terms.objects.count() == 1
    assert browser.post("/surveys/terms/", good).status_code == 302, "what was wrong was wrong by itself"


ODD_ADDRESSES = (
    "report/?period=9999-12-31..0001-01-01", "report/?period=0001-01-01..9999-12-31", "report/?kind=" + "x" * 300,
    "report/?kind=x=<script>", "report/?period=2026-03-01..2026-03-31&format=pdf", "ratings/?topic=x=<script>",
    "ratings/?stars=%D9%A3", "ratings/?building=..", "ratings/?team=%27%20OR%201=1", "ratings/?q=%25%5F", "ratings/?done=maybe",
    "ratings/?after=zzz", "invited/?kind=x", "invited/?sort=-nothing", "team/?period=2026-13-01..2026-14-01",
    "team/?format=xlsx&period=x",
)  # fmt: skip


def test_odd_addresses_give_a_page_without_what_was_in_them(cast: Cast, sign_in: SignIn) -> None:
    rated(cast, 4)
    browser = sign_in(cast.head)
    for address in ODD_ADDRESSES:
        answer = browser.get(f"/surveys/{address}")
        assert answer.status_code in {200, 302, 404}, address
        assert b"=<script>" not in answer.content, address


@pytest.mark.parametrize("tail", ["report", "ratings", "invited", "team"])
def test_nul_in_an_address_of_the_office_is_no_page(cast: Cast, sign_in: SignIn, tail: str) -> None:
    assert sign_in(cast.head).get(f"/surveys/{tail}/?kind=%00").status_code == 404
