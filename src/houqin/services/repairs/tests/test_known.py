"""What is shown as known before a report is sent: the likely first, without names, to whom it concerns."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from houqin.kernel.base.clock import now
from houqin.kernel.people.models import Person
from houqin.kernel.places.actions.places import add_place
from houqin.kernel.places.models import Place
from houqin.services.repairs.actions import answer, dispatch
from houqin.services.repairs.actions.joins import join
from houqin.services.repairs.actions.report import report
from houqin.services.repairs.models import Order, Report
from houqin.services.repairs.queries import known as queries
from houqin.services.repairs.queries import taxonomy
from houqin.services.repairs.queries.known import Known, known
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, brought_to, photo
from houqin.services.repairs.tests.conftest import Ask, SignIn

HOUR = timedelta(hours=1)
FORM, KNOWN = "/repairs/report/", "/repairs/report/known/"


@pytest.fixture
def rooms(cast: Cast) -> dict[str, Place]:
    """A dormitory of private rooms, and a house of public ones beside it."""
    Place.objects.filter(pk=cast.room.pk).update(access=Place.Access.PRIVATE)
    house = cast.room.parent.parent if cast.room.parent else None
    fifth = add_place(code="f5", name="5 层", kind="floor", parent=house)
    private = {"access": Place.Access.PRIVATE}
    made = {
        "next": add_place(code="r413", name="413 室", kind="room", parent=cast.room.parent),
        "above": add_place(code="r512", name="512 室", kind="room", parent=fifth),
        "far": add_place(code="r501", name="501 室", kind="room", parent=fifth),
        "hall": add_place(code="h2", name="活动中心", kind="building", parent=cast.east),
    }
    Place.objects.filter(pk__in=[made[one].pk for one in ("next", "above", "far")]).update(**private)
    return made


def at_place(
    place: Place,
    code: str = "plumbing.faucet",
    by: Person | None = None,
    hours: int = 1,
    now: datetime = MONDAY_9 + HOUR,
    **more: Any,
) -> Order:
    """Report a fault somewhere, so many hours before ten on Monday."""
    assert by is not None
    return report(place=place, category=taxonomy.category(code), by=by, at=now - hours * HOUR, **more)


def told(
    cast: Cast, code: str = "plumbing.faucet", who: Person | None = None, place: Place | None = None
) -> list[Known]:
    """Return what the other student is told at ten on Monday."""
    category = taxonomy.category(code) if code else None
    return known(who or cast.other_student, place or cast.room, MONDAY_9 + HOUR, category=category)


def test_the_same_room_comes_first_then_riser_floor_and_building(cast: Cast, rooms: dict[str, Place]) -> None:
    for name in ("far", "next", "above", "hall"):
        at_place(rooms[name], by=cast.student)
    at_place(cast.room, by=cast.student)
    assert [one.near for one in told(cast)] == ["place", "riser", "floor", "building"]


def test_before_a_fault_is_chosen_only_the_place_itself_is_told(cast: Cast, rooms: dict[str, Place]) -> None:
    at_place(rooms["next"], by=cast.student)
    at_place(cast.room, "lift.abnormal", by=cast.student)
    assert [(one.near, one.category.code) for one in told(cast, "")] == [("place", "lift.abnormal")]


@pytest.mark.parametrize(
    ("code", "hours", "shown"),
    [
        ("plumbing.faucet", 71, True),
        ("plumbing.pipe_leak", 71, True),
        ("plumbing.faucet", 73, False),
        ("electrical.light", 1, False),
    ],
    ids=["the same fault", "the same trade", "too old", "another trade"],
)
def test_of_the_building_only_the_fault_and_its_trade_of_three_days(
    cast: Cast, rooms: dict[str, Place], code: str, hours: int, shown: bool
) -> None:
    at_place(rooms["next"], code, by=cast.student, hours=hours)
    assert bool(told(cast)) is shown


def test_what_is_open_in_the_room_is_told_however_old(cast: Cast) -> None:
    at_place(cast.room, "lift.abnormal", by=cast.student, hours=400)
    assert len(told(cast)) == 1


@pytest.mark.parametrize(("days", "shown"), [(1, True), (7, True), (8, False)])
def test_what_was_mended_lately_is_told_and_not_joined(cast: Cast, days: int, shown: bool) -> None:
    order = brought_to(cast, "fixed", at=MONDAY_9 + HOUR - timedelta(days=days))
    answer.approve(order, by=cast.student, at=MONDAY_9 + HOUR - timedelta(days=days))
    found = told(cast)
    assert bool(found) is shown
    assert not any(one.joinable or one.likely for one in found)


def test_what_came_to_nothing_is_not_told(cast: Cast) -> None:
    for text in ("refuse", "cancel"):
        order = at_place(cast.room, by=cast.student)
        if text == "refuse":
            dispatch.refuse(order, note="不归后勤", by=cast.dispatcher, at=MONDAY_9)
        else:
            answer.cancel(order, by=cast.student, at=MONDAY_9)
    assert told(cast) == []


def test_a_report_in_words_alone_is_told_to_nobody(cast: Cast) -> None:
    report(place=cast.room, text="室友的秘密", by=cast.student, at=MONDAY_9)
    assert told(cast, "") == []


def test_at_most_five_lines(cast: Cast) -> None:
    for _turn in range(7):
        at_place(cast.room, by=cast.student)
    assert len(told(cast)) == 5


def test_the_number_of_a_private_room_is_for_its_own_people(cast: Cast, rooms: dict[str, Place]) -> None:
    at_place(rooms["next"], by=cast.student)
    (seen,) = told(cast)
    assert (seen.near, seen.where, seen.joinable) == ("floor", "", True)
    (seen,) = told(cast, who=cast.dispatcher)
    assert seen.where == "413 室"
    (seen,) = told(cast, who=cast.student)
    assert (seen.where, seen.mine) == ("413 室", True)


def test_a_photo_is_for_whom_may_see_it(cast: Cast) -> None:
    order = at_place(cast.room, by=cast.student, photos=[photo("bed.jpg")])
    (laid,) = order.attachments.all()
    assert [told(cast, who=one)[0].photo for one in (cast.other_student, cast.student, cast.dispatcher)] == [
        None, laid.pk, laid.pk,
    ]  # fmt: skip
    join(order, place=cast.room, photos=[photo("mine.jpg")], by=cast.other_student, at=MONDAY_9)
    assert told(cast)[0].photo == order.attachments.get(by=cast.other_student).pk


def test_one_query_for_the_candidates(cast: Cast) -> None:
    at_place(cast.room, by=cast.student)
    building = queries.building_of(cast.room)
    category = taxonomy.category("plumbing.faucet")
    with CaptureQueriesContext(connection, ) as asked:  # fmt: skip
        rows = list(queries.candidates(cast.other_student, cast.room, building, category, MONDAY_9 + HOUR))
    assert len(rows) == 1
    assert len([one for one in asked if "repairs_order" in one["sql"]]) == 1


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_form_shows_what_is_known_without_words_name_or_phone(
    cast: Cast, sign_in: SignIn, language: str
) -> None:
    order = at_place(cast.room, by=cast.student, text="洗手池滴水", contact="10099998888")
    browser = sign_in(cast.other_student)
    browser.cookies["language"] = language
    page = browser.get(f"{FORM}?place={cast.room.pk}").content.decode()
    assert f'value="{order.number}"' in page
    assert ("我也遇到" in page) is (language == "zh-hans")
    for hidden in ("洗手池滴水", cast.student.name, cast.student.phone, "10099998888"):
        assert hidden not in page


def test_one_press_joins_with_what_was_filled_in(cast: Cast, sign_in: SignIn) -> None:
    order = at_place(cast.room, by=cast.student)
    sent = {"place": str(cast.room.pk), "form": str(uuid4()), "join": order.number, "text": "我也是"}
    answered = sign_in(cast.other_student).post(FORM, sent | {"photos": [photo("mine.jpg")]})
    assert (answered.status_code, answered["Location"]) == (302, f"/m/{order.number}/")
    assert Report.objects.get(reporter=cast.other_student).text == "我也是"
    assert Order.objects.count() == 1


def test_without_a_word_one_may_join_too(cast: Cast, sign_in: SignIn) -> None:
    order = at_place(cast.room, by=cast.student)
    sent = {"place": str(cast.room.pk), "form": str(uuid4()), "join": order.number}
    assert sign_in(cast.other_student).post(FORM, sent).status_code == 302


@pytest.mark.parametrize("number", ["BX2603-99999", "nonsense", "'; DROP TABLE"])
def test_a_number_that_is_not_there_is_refused_and_nothing_is_lost(
    cast: Cast, sign_in: SignIn, number: str
) -> None:
    sent = {"place": str(cast.room.pk), "form": str(uuid4()), "join": number, "text": "我写的话"}
    answered = sign_in(cast.other_student).post(FORM, sent)
    assert answered.status_code == 422
    assert "我写的话" in answered.content.decode()


def test_without_script_one_is_asked_once_and_may_go_on(
    cast: Cast, sign_in: SignIn, rooms: dict[str, Place]
) -> None:
    order = at_place(rooms["next"], by=cast.student, now=now())
    browser = sign_in(cast.other_student)
    sent = {
        "place": str(cast.room.pk),
        "form": str(uuid4()),
        "category": "plumbing.faucet",
        "text": "水龙头",
        "seen": "",
    }
    asked = browser.post(FORM, sent)
    page = asked.content.decode()
    assert asked.status_code == 200
    assert "先看一眼" in page
    assert "不是同一个，继续提交" in page
    assert f'name="seen" value="{order.number} "' in page
    assert browser.post(FORM, sent | {"seen": order.number}).status_code == 302
    assert Order.objects.count() == 2


@pytest.mark.parametrize(
    "more", [{"seen": "all"}, {"photos": [photo("kept.jpg")]}, {"category": "electrical.light"}],
    ids=["script has shown it", "photos would be lost", "another fault"],
)  # fmt: skip
def test_nobody_is_asked_in_vain(cast: Cast, sign_in: SignIn, more: dict[str, Any]) -> None:
    at_place(cast.room, by=cast.student)
    sent = {"place": str(cast.room.pk), "form": str(uuid4()), "category": "plumbing.faucet", "seen": ""}
    assert sign_in(cast.other_student).post(FORM, sent | more).status_code == 302


def test_the_script_asks_for_what_is_known_of_a_fault(
    cast: Cast, sign_in: SignIn, rooms: dict[str, Place]
) -> None:
    order = at_place(rooms["next"], by=cast.student, now=now())
    browser = sign_in(cast.other_student)
    asked = {"place": str(cast.room.pk), "category": "plumbing.faucet"}
    assert order.number in browser.get(KNOWN, asked).content.decode()
    assert order.number not in browser.get(KNOWN, asked | {"category": "nonsense"}).content.decode()
    assert browser.get(KNOWN, {"place": "nonsense"}).status_code == 404
    browser.logout()
    assert browser.get(KNOWN, asked).status_code == 302


def test_the_page_of_who_joined_is_theirs_and_another_s_photo_is_not(cast: Cast, sign_in: SignIn) -> None:
    order = at_place(cast.room, by=cast.student, text="床边漏水", photos=[photo("bed.jpg")])
    (laid,) = order.attachments.all()
    join(order, place=cast.room, by=cast.other_student, at=MONDAY_9)
    browser = sign_in(cast.other_student)
    page = browser.get(f"/m/{order.number}/").content.decode()
    assert "2 人" in page
    assert "退出，与我无关了" in page
    for hidden in ("床边漏水", cast.student.name, cast.student.phone, str(laid.pk)):
        assert hidden not in page
    assert browser.get(f"/m/{order.number}/files/{laid.pk}").status_code == 404
    assert sign_in(cast.student).get(f"/m/{order.number}/files/{laid.pk}").status_code == 200
    assert order.number in browser.get("/repairs/mine/").content.decode()


def test_the_api_tells_and_joins(cast: Cast, ask: Ask) -> None:
    order = at_place(cast.room, by=cast.student, text="床边漏水")
    place = str(cast.room.pk)
    (seen,) = ask(cast.other_student, f"/api/v1/repairs/known?place={place}&category=plumbing.faucet").json()
    assert (seen["number"], seen["joinable"], seen["near"], seen["people"]) == (
        order.number,
        True,
        "place",
        1,
    )
    assert not {"applicant", "contact", "text", "technician"} & set(seen)
    joined = ask(
        cast.other_student, f"/api/v1/repairs/orders/{order.number}/join", {"place": place, "text": "我也是"}
    )
    assert joined.status_code == 200
    assert "床边漏水" not in str(joined.json())
    assert cast.student.name not in str(joined.json())
    mine = ask(cast.other_student, "/api/v1/repairs/orders?mine=true").json()["items"]
    assert [one["number"] for one in mine] == [order.number]


@pytest.mark.parametrize(
    ("number", "where", "status"),
    [("BX2603-99999", "room", 422), ("", "lake", 422), ("", "", 422)],
    ids=["no such order", "elsewhere", "no place"],
)
def test_the_api_refuses_what_may_not_be_joined(
    cast: Cast, ask: Ask, number: str, where: str, status: int
) -> None:
    order = at_place(cast.room, by=cast.student)
    data = {"place": str(getattr(cast, where).pk)} if where else {}
    answered = ask(cast.other_student, f"/api/v1/repairs/orders/{number or order.number}/join", data)
    assert answered.status_code in (status, 409)
    assert Report.objects.count() == 1


def test_the_general_api_names_no_other_reporter(cast: Cast, ask: Ask) -> None:
    order = at_place(cast.room, by=cast.student, text="床边漏水")
    join(order, place=cast.room, by=cast.other_student, at=MONDAY_9)
    one = ask(cast.other_student, f"/api/v1/matters/{order.number}").json()
    (listed,) = ask(cast.other_student, "/api/v1/matters").json()["items"]
    assert (one["applicant"], listed["applicant"]) == (None, None)
    assert "床边漏水" not in str(one)
    assert ask(cast.student, f"/api/v1/matters/{order.number}").json()["applicant"] == cast.student.name
    assert ask(cast.dispatcher, f"/api/v1/matters/{order.number}").json()["applicant"] == cast.student.name
