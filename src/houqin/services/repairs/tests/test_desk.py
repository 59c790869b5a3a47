"""The duty desk: found by a few letters, the report is the caller's, who typed it is in the story."""

from datetime import timedelta
from uuid import uuid4

import pytest

from houqin.kernel.notices.fanout import fan_out
from houqin.kernel.notices.models import Delivery
from houqin.kernel.people.models import Person
from houqin.kernel.trail.models import Happening
from houqin.services.repairs.actions.answer import approve
from houqin.services.repairs.actions.desk import report_for
from houqin.services.repairs.actions.joins import join
from houqin.services.repairs.actions.rating import rate
from houqin.services.repairs.models import Order, Report
from houqin.services.repairs.queries import desk
from houqin.services.repairs.queries.visits import in_words
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, brought_to, refused
from houqin.services.repairs.tests.conftest import SignIn

DESK = "/repairs/desk/"
WORDS = "电话里说一直漏水"


def sent(cast: Cast, **more: object) -> dict[str, object]:
    """Return what the desk's form sends."""
    return {"place": str(cast.room.pk), "category": "plumbing.faucet", "form": str(uuid4()), **more}


@pytest.fixture
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every request come on one Monday morning."""
    monkeypatch.setattr("houqin.kernel.web.middleware.now", lambda: MONDAY_9)


def test_the_caller_s_report_is_theirs_to_follow_and_to_rate_and_the_story_says_who_typed_it(
    cast: Cast, sign_in: SignIn, morning: None
) -> None:
    browser = sign_in(cast.dispatcher)
    given = sent(
        cast,
        caller=str(cast.student.pk),
        text=WORDS,
        next="1",
        day="2026-03-03",
        part="14:00-16:00",
        may_enter="on",
    )
    answer = browser.post(DESK, given)
    assert (answer.status_code, answer["Location"]) == (302, DESK)
    assert "学生甲会收到通知" in browser.get(DESK).content.decode()
    assert browser.post(DESK, given).status_code == 302  # pressed twice
    order = Order.objects.get()
    made = order.reports.get()
    assert (order.applicant, made.reporter, made.channel, made.contact) == (
        cast.student, cast.student, Report.Channel.DESK, cast.student.phone,
    )  # fmt: skip
    assert in_words(order) == "约 03-03 14:00–16:00"
    opened = Happening.objects.get(subject=order.pk, verb="open")
    assert opened.actor == cast.dispatcher.pk
    opened.recorded_at = opened.at
    fan_out([opened])
    told = set(Delivery.objects.filter(happening=opened.pk).values_list("person", "rule"))
    assert (cast.student.pk, "repairs.reported_for_you") in told
    assert cast.dispatcher.pk not in {person for person, _rule in told}
    page = sign_in(cast.student).get(f"/m/{order.number}/").content.decode()
    assert "张三" in page
    assert WORDS in page
    join(order, place=cast.room, by=cast.other_student, at=MONDAY_9)
    assert WORDS not in sign_in(cast.other_student).get(f"/m/{order.number}/").content.decode()


def test_a_caller_accepts_and_rates_like_anybody(cast: Cast) -> None:
    fixed = brought_to(cast, "fixed")
    Report.objects.update(channel=Report.Channel.DESK)
    rate(fixed, done=True, stars=4, by=cast.student, at=MONDAY_9)
    assert fixed.state == "closed"
    with refused("lifecycle.moved_on"):
        approve(fixed, by=cast.student, at=MONDAY_9)


def test_somebody_unknown_is_taken_by_name_and_phone_once(cast: Cast, sign_in: SignIn, morning: None) -> None:
    browser = sign_in(cast.dispatcher)
    for text in ("灯坏了", "门也坏了"):
        answer = browser.post(DESK, sent(cast, name="路人丙 ", phone="10011112222", text=text, open="1"))
        assert answer["Location"].startswith("/m/BX")
    stranger = Person.objects.get(name="路人丙")
    assert (stranger.kind, stranger.phone, stranger.number) == (Person.Kind.OUTSIDER, "10011112222", None)
    assert set(Order.objects.values_list("applicant", flat=True)) == {stranger.pk}
    missing = browser.post(DESK, sent(cast, name="只有名字", text="坏了"))
    assert missing.status_code == 422
    assert "请填姓名和回电号码" in missing.content.decode()
    nowhere = browser.post(DESK, {"caller": cast.student.pk, "text": "坏了", "place": ""})
    assert "请选一个地点" in nowhere.content.decode()
    assert Order.objects.count() == 2
    assert not Person.objects.filter(name="只有名字").exists()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("学生甲", ["学生甲"]),
        ("xsj", ["学生甲"]),
        ("T-student", ["学生甲"]),
        ("PHONE", ["学生甲"]),
        ("1", []),
        ("月球", []),
        ("", []),
    ],
    ids=["name", "initials", "number", "phone", "one-letter", "nobody", "nothing"],
)
def test_a_caller_is_found_by_name_number_or_the_end_of_the_phone(
    cast: Cast, text: str, names: list[str]
) -> None:
    wanted = cast.student.phone[-6:] if text == "PHONE" else text
    found = desk.callers(cast.dispatcher, wanted, MONDAY_9)
    assert [one.person.name for one in found] == names
    assert all(one.room == cast.room for one in found)
    assert all(len(one.phone_end) == desk.DIGITS for one in found)


def test_without_script_one_press_finds_and_nothing_typed_is_lost(
    cast: Cast, sign_in: SignIn, morning: None
) -> None:
    browser = sign_in(cast.dispatcher)
    page = browser.post(DESK, {"find": "1", "who": "学生甲", "where": "412", "text": WORDS}).content.decode()
    assert str(cast.student.pk) in page
    assert str(cast.room.pk) in page
    assert WORDS in page
    assert cast.student.phone not in page
    people = browser.get(f"{DESK}people/?q=学生").content.decode()
    assert people.count('name="caller"') == 2
    places = browser.get(f"{DESK}places/?caller={cast.student.pk}").content.decode()
    assert f'value="{cast.room.pk}" checked' in places
    assert browser.get(f"{DESK}places/?caller=nonsense").status_code == 200


@pytest.mark.parametrize("who", ["student", "technician", "outsider", "head"])
def test_the_desk_is_the_dispatchers(cast: Cast, sign_in: SignIn, who: str) -> None:
    browser = sign_in(getattr(cast, who))
    for address in (DESK, f"{DESK}people/?q=学生甲", f"{DESK}places/?q=412"):
        assert browser.get(address).status_code == 404
    assert browser.post(DESK, sent(cast, caller=str(cast.student.pk))).status_code == 404
    assert not Order.objects.exists()


def test_a_dispatcher_of_another_campus_reports_nothing_here(cast: Cast) -> None:
    with refused("people.not_permitted"):
        report_for(cast.student, place=cast.room, text="坏了", by=cast.west_dispatcher, at=MONDAY_9)
    with refused("repairs.nothing_said"):
        report_for(cast.student, place=cast.room, by=cast.dispatcher, at=MONDAY_9 + timedelta(hours=1))
