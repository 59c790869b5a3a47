"""Hand-offs as people meet them: found on the to-do list, answered on their page, shown by both ends."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from houqin.kernel.base.clock import now
from houqin.kernel.lifecycle.handing import accept, hand_over
from houqin.kernel.lifecycle.handoffs import FaultFound, State
from houqin.kernel.lifecycle.models import Attachment, Case, Handoff
from houqin.kernel.notices.models import APP, Delivery
from houqin.kernel.people.models import Person
from houqin.kernel.registry.house import house
from houqin.kernel.trail.delivery import deliver
from houqin.kernel.trail.models import Cursor
from houqin.kernel.trail.queries import timeline
from houqin.kernel.trail.tests.stage import link_here
from houqin.services.repairs.actions import answer, dispatch, handing, work
from houqin.services.repairs.models import Order
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, brought_to, photo, refused
from tests.pages.conftest import SignIn

SECTION = "<h2>移交</h2>"


@pytest.fixture
def handoff(cast: Cast, submitted: Any, applicant: Person) -> Handoff:
    """A leak that somebody met while applying for a seal, handed to whoever mends such things."""
    fault = FaultFound(place=cast.room, text="走廊顶上在漏水", urgency="urgent")
    return hand_over(fault, source=submitted, by=applicant, at=submitted.opened_at)


def page(client: Client, case: Case) -> str:
    return client.get(f"/m/{case.number}/").content.decode()


def catch_up() -> None:
    """Hand everything that has happened to all subscribers, as the relay does."""
    link_here()
    for subscriber in house().each("subscribers"):
        while deliver(subscriber, 1000):
            continue
    assert not Cursor.objects.filter(failures__gt=0).exists()


def test_a_dispatcher_of_the_place_finds_it_and_makes_an_order_of_it(
    cast: Cast, handoff: Handoff, applicant: Person, sign_in: SignIn
) -> None:
    client = sign_in(cast.dispatcher)
    assert f"/m/{handoff.number}/" in client.get("/todo/").content.decode()
    offered = page(client, handoff)
    assert "走廊顶上在漏水" in offered
    assert "紧急" in offered
    form = client.get(f"/m/{handoff.number}/accept/")
    assert f'name="version" value="{handoff.version}"' in form.content.decode()
    client.post(f"/m/{handoff.number}/accept/", {"version": handoff.version, "number": ""})
    order = Order.objects.get()
    report = order.reports.get()
    assert (order.applicant, order.urgency, order.place) == (applicant, "urgent", cast.room)
    assert (report.reporter, report.text, report.channel) == (applicant, "走廊顶上在漏水", "desk")
    assert timeline(order.pk)[0].actor == cast.dispatcher.pk
    assert handoff.number not in client.get("/todo/").content.decode()


def test_both_ends_show_it_and_link_to_each_other_where_one_may_look(
    cast: Cast, handoff: Handoff, applicant: Person, sign_in: SignIn
) -> None:
    order = accept(handoff, by=cast.dispatcher, at=MONDAY_9)
    sender, dispatcher = sign_in(applicant), sign_in(cast.dispatcher)
    mine = page(sender, handoff.source)
    assert SECTION in mine
    assert "已接收" in mine
    assert cast.dispatcher.name in mine
    assert f'href="/m/{order.number}/"' in mine
    theirs = page(dispatcher, order)
    assert SECTION in theirs
    assert applicant.name in theirs
    assert f'href="/m/{handoff.source.number}/"' not in theirs
    assert dispatcher.get(f"/m/{handoff.source.number}/").status_code == 404
    assert f'href="/m/{handoff.source.number}/"' in page(sender, order)


def test_the_order_that_is_there_already_is_named_instead(
    cast: Cast, handoff: Handoff, sign_in: SignIn
) -> None:
    there, client = brought_to(cast, "assigned"), sign_in(cast.dispatcher)
    wrong = client.post(f"/m/{handoff.number}/accept/", {"number": "BX0000-0000"})
    assert wrong.status_code == 422
    assert "BX0000-0000" in wrong.content.decode()
    client.post(f"/m/{handoff.number}/accept/", {"number": there.number})
    assert Order.objects.get() == there
    assert SECTION in page(client, there)


def test_a_refusal_wants_a_reason_and_the_sender_reads_it(
    cast: Cast, handoff: Handoff, applicant: Person, sign_in: SignIn
) -> None:
    client, url = sign_in(cast.dispatcher), f"/m/{handoff.number}/refuse/"
    assert client.post(url, {"note": " "}).status_code == 422
    assert client.post(url, {"note": "<b>由物业处理</b>"}).status_code == 302
    assert client.post(url, {"note": "再来"}).status_code == 409
    shown = page(sign_in(applicant), handoff.source)
    assert "未接收" in shown
    assert "&lt;b&gt;由物业处理&lt;/b&gt;" in shown
    assert not Order.objects.exists()


def test_to_a_stranger_and_to_dispatchers_elsewhere_there_is_nothing(
    cast: Cast, handoff: Handoff, sign_in: SignIn
) -> None:
    for person in (cast.other_student, cast.west_dispatcher, cast.technician):
        client = sign_in(person)
        assert handoff.number not in client.get("/todo/").content.decode()
        for deed in ("", "accept/", "refuse/"):
            assert client.get(f"/m/{handoff.number}/{deed}").status_code == 404
            assert client.post(f"/m/{handoff.number}/{deed}", {"note": "x"}).status_code in {404, 405}
    assert Handoff.objects.get().state == State.OFFERED


def test_who_handed_it_over_follows_it_and_answers_nothing(
    handoff: Handoff, applicant: Person, sign_in: SignIn
) -> None:
    client = sign_in(applicant)
    assert client.get(f"/m/{handoff.number}/").context["doors"] == []
    assert client.post(f"/m/{handoff.number}/accept/", {}).status_code == 409


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "这里没有启用接收它的服务"), ("en", "is not in use here")]
)
def test_a_project_that_nobody_takes_is_answered_at_once_on_the_order_s_page(
    cast: Cast, sign_in: SignIn, language: str, words: str
) -> None:
    order, client = brought_to(cast, "working"), sign_in(cast.dispatcher)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    section = SECTION if language != "en" else "<h2>Hand-offs</h2>"
    assert section not in page(client, order)
    given = {"note": "整层水管老化", "why": "一年修了七次", "version": order.version}
    assert client.post(f"/m/{order.number}/propose/", given).status_code == 302
    shown = page(client, order)
    assert section in shown
    assert words in shown
    order.refresh_from_db()
    assert (order.state, [each.verb for each in timeline(order.pk)][-2:]) == (
        "working",
        ["handoff_unused", "propose"],
    )


def test_a_proposal_wants_to_know_why_and_takes_the_photos_along(cast: Cast, sign_in: SignIn) -> None:
    order, client = brought_to(cast, "fixed"), sign_in(cast.dispatcher)
    assert client.post(f"/m/{order.number}/propose/", {"note": "换管", "why": ""}).status_code == 422
    with refused("repairs.reason_needed"):
        handing.propose(order, note="换管", why=" ", by=cast.dispatcher, at=MONDAY_9)
    made = handing.propose(order, note="换管", why="太旧", by=cast.dispatcher, at=MONDAY_9)
    files = [
        set(Attachment.objects.filter(case=case.pk).values_list("file", flat=True)) for case in (order, made)
    ]
    assert files[0] == files[1] != set()


def test_only_a_dispatcher_of_the_place_proposes_a_project(cast: Cast, sign_in: SignIn) -> None:
    order = brought_to(cast, "working")
    for person in (cast.student, cast.technician, cast.head):
        assert (
            sign_in(person).post(f"/m/{order.number}/propose/", {"note": "a", "why": "b"}).status_code == 409
        )
    assert not Handoff.objects.exists()


def test_the_sender_is_told_of_the_answer_and_of_the_end_once_though_the_relay_reads_again(
    cast: Cast, submitted: Any, applicant: Person
) -> None:
    at = now()  # what happened long ago wakes nobody
    fault = FaultFound(place=cast.room, text="走廊顶上在漏水")
    handoff = hand_over(fault, source=submitted, by=applicant, at=at)
    order: Any = accept(handoff, by=cast.dispatcher, at=at)
    catch_up()
    assert (
        Delivery.objects.filter(rule="repairs.handed", person=cast.second_dispatcher, channel=APP).count()
        == 1
    )
    dispatch.assign(order, technician=cast.technician, by=cast.dispatcher, at=at)
    work.take(order, by=cast.technician, at=at)
    work.arrive(order, by=cast.technician, at=at)
    work.finish(order, photos=[photo()], by=cast.technician, at=at)
    answer.approve(order, by=applicant, at=at)
    for _time in range(2):
        catch_up()
        Cursor.objects.update(seq=0)
    catch_up()
    verbs = [each.verb for each in timeline(handoff.source.pk)]
    assert verbs.count("handoff_finish") == verbs.count("handoff_accept") == 1
    told = Delivery.objects.filter(rule="repairs.handed_answered", person=applicant, channel=APP)
    assert sorted(told.values_list("after", flat=True)) == [State.ACCEPTED, State.DONE]
