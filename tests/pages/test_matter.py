"""The matter page: who sees it, which doors it opens to whom, what happens when two act at once."""

import re
from typing import Any

import pytest
from django.test import Client

from houqin.kernel.lifecycle.models import Message, Nudge
from houqin.services.repairs.actions import answer, dispatch
from houqin.services.repairs.lifecycle import State
from houqin.services.repairs.models import Order
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, brought_to
from tests.pages.conftest import SignIn


def at(order: Order, deed: str = "") -> str:
    return f"/m/{order.number}/{deed}/" if deed else f"/m/{order.number}/"


def doors(client: Client, order: Order) -> set[str]:
    return {door.move.name for door in client.get(at(order)).context["doors"]}


def fresh(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def test_owner_handler_and_dispatcher_see_a_matter_and_nobody_else(cast: Cast, sign_in: SignIn) -> None:
    order = brought_to(cast, "assigned")
    for person in (cast.student, cast.technician, cast.dispatcher, cast.head):
        assert sign_in(person).get(at(order)).status_code == 200, person.name
    for person in (cast.other_student, cast.second_technician, cast.west_dispatcher, cast.outsider):
        assert sign_in(person).get(at(order)).status_code == 404, person.name


@pytest.mark.parametrize("deed", ["", "assign", "cancel", "messages", "nudge", "files", "approve"])
def test_to_a_stranger_no_address_of_a_matter_exists(
    cast: Cast, order: Order, sign_in: SignIn, deed: str
) -> None:
    client = sign_in(cast.other_student)
    assert client.post(at(order, deed), {"text": "你好"}).status_code == 404 if deed else True
    assert client.get(at(order, deed)).status_code in {404, 405}
    assert (fresh(order).version, Message.objects.count()) == (order.version, 0)


def test_each_is_offered_their_own_moves(cast: Cast, sign_in: SignIn) -> None:
    order = brought_to(cast, "assigned")
    assert doors(sign_in(cast.student), order) == {"appoint", "cancel"}
    assert doors(sign_in(cast.technician), order) == {"take", "decline"}
    assert doors(sign_in(cast.dispatcher), order) == {
        "reassign", "outsource", "call_off", "join_to", "promise", "propose", "appoint_for",
    }  # fmt: skip
    assert doors(sign_in(cast.head), order) == set()


def test_the_main_move_comes_first(cast: Cast, order: Order, sign_in: SignIn) -> None:
    context = sign_in(cast.dispatcher).get(at(order)).context
    assert context["doors"][0].move.name == context["main"].move.name == "assign"


def test_the_story_tells_who_did_what(cast: Cast, sign_in: SignIn) -> None:
    order = brought_to(cast, "taken")
    page = sign_in(cast.student).get(at(order)).content.decode()
    for words in ("提交了报修", "派给了师傅", "师傅接单，正在赶来", cast.technician.name):
        assert words in page


def test_a_move_that_needs_nothing_is_made_by_one_press(cast: Cast, sign_in: SignIn) -> None:
    order = brought_to(cast, "assigned")
    done = sign_in(cast.technician).post(at(order, "take"), {"version": order.version})
    assert done.headers["Location"] == at(order)
    assert fresh(order).state == State.TAKEN


def test_a_move_with_a_form_shows_it_with_the_version_it_was_read_at(
    cast: Cast, order: Order, sign_in: SignIn
) -> None:
    form = sign_in(cast.dispatcher).get(at(order, "refuse"))
    assert form.status_code == 200
    assert f'name="version" value="{order.version}"' in form.content.decode()


def test_a_move_without_its_reason_is_asked_again(cast: Cast, order: Order, sign_in: SignIn) -> None:
    wrong = sign_in(cast.dispatcher).post(at(order, "refuse"), {"note": "", "version": order.version})
    assert wrong.status_code == 422
    assert fresh(order).state == State.SUBMITTED


def test_a_wrong_form_keeps_what_was_typed(cast: Cast, order: Order, sign_in: SignIn) -> None:
    typed = "写得太长的原因" * 80
    wrong = sign_in(cast.dispatcher).post(at(order, "refuse"), {"note": typed, "version": order.version})
    assert wrong.status_code == 422
    assert typed in wrong.content.decode()
    assert fresh(order).state == State.SUBMITTED


def test_finishing_without_a_photo_is_asked_again(cast: Cast, sign_in: SignIn) -> None:
    order = brought_to(cast, "working")
    assert sign_in(cast.technician).post(at(order, "finish"), {"note": "换了灯"}).status_code == 422
    assert fresh(order).state == State.WORKING


def test_a_form_read_before_another_moved_is_told_who_and_when(
    cast: Cast, order: Order, sign_in: SignIn
) -> None:
    seen = order.version
    dispatch.accept(order, category=None, by=cast.second_dispatcher, at=MONDAY_9)
    late = sign_in(cast.dispatcher).post(
        at(order, "assign"), {"technician": str(cast.technician.pk), "version": seen}
    )
    page = late.content.decode()
    assert late.status_code == 422, "the form stays, with what was chosen"
    assert cast.second_dispatcher.name in page
    assert "03月02日 09:00" in page
    assert fresh(order).state == State.ACCEPTED


def test_one_press_on_a_matter_that_has_moved_on_is_a_conflict(cast: Cast, sign_in: SignIn) -> None:
    order = brought_to(cast, "fixed")
    seen = order.version
    answer.send_back(order, note="还漏", by=cast.student, at=MONDAY_9)
    late = sign_in(cast.student).post(at(order, "approve"), {"version": seen})
    assert late.status_code == 409
    assert fresh(order).state == State.WORKING


def test_one_press_from_an_old_page_whose_state_came_back_is_a_conflict(cast: Cast, sign_in: SignIn) -> None:
    order = brought_to(cast, "assigned")
    seen = order.version
    dispatch.reassign(order, technician=cast.second_technician, by=cast.dispatcher, at=MONDAY_9)
    dispatch.reassign(order, technician=cast.technician, by=cast.dispatcher, at=MONDAY_9)
    late = sign_in(cast.technician).post(at(order, "take"), {"version": seen})
    assert late.status_code == 409
    assert cast.dispatcher.name in late.content.decode()
    assert fresh(order).state == State.ASSIGNED


@pytest.mark.parametrize("deed", ["auto_close", "escalate", "finish", "no_such_move", "reopen"])
def test_a_move_that_is_not_offered_now_is_gone_and_changes_nothing(
    cast: Cast, order: Order, sign_in: SignIn, deed: str
) -> None:
    for person in (cast.student, cast.dispatcher):
        assert sign_in(person).post(at(order, deed), {"note": "x"}).status_code == 409
    assert (fresh(order).state, fresh(order).version) == (State.SUBMITTED, order.version)


@pytest.mark.parametrize("version", ["", "abc", "-1", "²", "9" * 30])
def test_a_strange_version_breaks_nothing(cast: Cast, sign_in: SignIn, version: str) -> None:
    order = brought_to(cast, "assigned")
    assert sign_in(cast.technician).post(at(order, "take"), {"version": version}).status_code < 500


def test_a_message_reaches_everybody_on_the_matter(cast: Cast, sign_in: SignIn) -> None:
    order = brought_to(cast, "assigned")
    sent = sign_in(cast.student).post(at(order, "messages"), {"text": "  我下午在 <b>宿舍</b>  "})
    assert sent.headers["Location"] == at(order)
    page = sign_in(cast.technician).get(at(order)).content.decode()
    assert "我下午在 &lt;b&gt;宿舍&lt;/b&gt;" in page
    assert Message.objects.get().text == "我下午在 <b>宿舍</b>"


def test_an_empty_message_is_refused_with_a_sentence(cast: Cast, order: Order, sign_in: SignIn) -> None:
    refused = sign_in(cast.student).post(at(order, "messages"), {"text": "   "})
    assert refused.status_code == 409
    assert "留言是空的，请写一句话再发送。" in refused.content.decode()
    assert not Message.objects.exists()


def test_a_matter_is_nudged_once_until_it_moves(cast: Cast, order: Order, sign_in: SignIn) -> None:
    client = sign_in(cast.student)
    assert client.post(at(order, "nudge")).status_code == 302
    again = client.post(at(order, "nudge"))
    assert again.status_code == 409
    assert re.search(r"\d\d月\d\d日 \d\d:\d\d 已经催过", again.content.decode())
    dispatch.accept(order, category=None, by=cast.dispatcher, at=MONDAY_9)
    assert client.post(at(order, "nudge")).status_code == 302
    assert Nudge.objects.count() == 2


def test_a_closed_matter_is_not_nudged(cast: Cast, order: Order, sign_in: SignIn) -> None:
    answer.cancel(order, by=cast.student, at=MONDAY_9)
    assert sign_in(cast.student).post(at(order, "nudge")).status_code == 409


@pytest.mark.parametrize("number", ["BX0000-00000", "x" * 300, "%20", "..", "中文"])
def test_a_number_nobody_gave_is_not_found(cast: Cast, sign_in: SignIn, number: str) -> None:
    assert sign_in(cast.dispatcher).get(f"/m/{number}/").status_code == 404


def test_an_approval_is_refused_with_a_reason_on_the_matter_s_page(
    submitted: Any, dean: Any, stranger: Any, sign_in: SignIn
) -> None:
    url = f"/m/{submitted.number}/refuse/"
    assert sign_in(stranger).post(url, {"note": "不"}).status_code == 404
    client = sign_in(dean)
    assert client.post(url, {"note": ""}).status_code == 422
    assert client.post(url, {"note": "材料不全", "version": submitted.version}).status_code == 302
    assert client.post(url, {"note": "材料不全"}).status_code == 409
    submitted.refresh_from_db()
    assert submitted.state == "refused"


def test_an_applicant_is_not_offered_their_own_approval(
    submitted: Any, applicant: Any, sign_in: SignIn
) -> None:
    assert {
        door.move.name for door in sign_in(applicant).get(f"/m/{submitted.number}/").context["doors"]
    } == {"withdraw"}
    assert sign_in(applicant).post(f"/m/{submitted.number}/approve/").status_code == 409
