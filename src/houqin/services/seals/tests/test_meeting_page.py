"""The page on which a meeting's decision is written down, from the step before it to the one after."""

from typing import Any

import pytest
from django.urls import reverse

from houqin.kernel.base.clock import local_date, now
from houqin.kernel.lifecycle.approvals import decide
from houqin.kernel.lifecycle.models import Meeting
from houqin.kernel.people.models import Person
from houqin.services.seals.lifecycle import APPLICATION, State
from houqin.services.seals.models import Application
from houqin.services.seals.tests.conftest import MONDAY_10, MONDAY_11, fresh, upload
from houqin.services.seals.tests.papers import pdf


@pytest.fixture
def secretary(hire: Any, office: Any) -> Person:
    person: Person = hire("T021", "秘书", unit=office, role="seal-head")
    return person


@pytest.fixture
def before_the_meeting(apply: Any, dean: Person, secretary: Person) -> Application:
    application: Application = apply(key="major-contract")
    decide(APPLICATION, application, verdict="yes", by=dean, at=MONDAY_10)
    return application


def written(**given: Any) -> Any:
    votes = {"entitled": "9", "present": "7", "in_favour": "5", "against": "1"}
    day = local_date(MONDAY_11).isoformat()
    return {"held_on": day, "minutes": upload(pdf("Minutes"), "minutes.pdf"), **votes} | given


def test_whoever_keeps_the_minutes_writes_down_what_was_decided(
    at_door: Any, secretary: Person, head: Person, before_the_meeting: Application
) -> None:
    door = at_door(secretary)
    page = door.get(reverse("matter", args=[before_the_meeting.number])).content.decode()
    assert "登记会议结果" in page
    assert reverse("matter-move", args=[before_the_meeting.number, "approve"]) not in page
    address = reverse("matter-move", args=[before_the_meeting.number, "consent"])
    assert local_date(now()).isoformat() in door.get(address).content.decode()
    assert door.post(address, written()).status_code == 302
    story = door.get(reverse("matter", args=[before_the_meeting.number])).content.decode()
    assert "会议通过：应到 9 人，实到 7 人，同意 5 票，反对 1 票" in story
    assert "minutes.pdf" in story
    assert Meeting.objects.get().recorded_by == secretary
    assert fresh(before_the_meeting).state == State.SUBMITTED, "the head still decides"


def test_a_meeting_that_votes_it_down_is_told_with_its_votes(
    at_door: Any, secretary: Person, head: Person, before_the_meeting: Application
) -> None:
    address = reverse("matter-move", args=[before_the_meeting.number, "consent"])
    at_door(secretary).post(address, written(in_favour="2", against="5"))
    assert fresh(before_the_meeting).state == State.REFUSED
    assert (
        "会议未通过"
        in at_door(secretary).get(reverse("matter", args=[before_the_meeting.number])).content.decode()
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"present": "5", "in_favour": "4"}, "未达到法定人数"),
        ({"in_favour": "8"}, "票数与到会人数对不上"),
        ({"held_on": "2999-01-01"}, "会议日期还没有到"),
        ({"minutes": ""}, "id_minutes_error"),
    ],
)
def test_what_cannot_be_comes_back_with_all_that_was_typed(
    at_door: Any, secretary: Person, head: Person, before_the_meeting: Application, given: Any, said: str
) -> None:
    address = reverse("matter-move", args=[before_the_meeting.number, "consent"])
    answer = at_door(secretary).post(address, written(**given))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert 'value="9"' in page
    assert not Meeting.objects.exists()


def test_nobody_else_finds_the_page(
    at_door: Any, applicant: Person, stranger: Person, dean: Person, before_the_meeting: Application
) -> None:
    address = reverse("matter-move", args=[before_the_meeting.number, "consent"])
    answers = {
        who.name: at_door(who).post(address, written()).status_code for who in (applicant, stranger, dean)
    }
    assert answers == {"张三": 409, "路人乙": 404, "李四": 409}
    assert not Meeting.objects.exists()
