"""Each operation asked by the owner, another owner, somebody in charge, and a guest."""

import pytest

from houqin.kernel.lifecycle.models import Case, Message, Nudge
from houqin.kernel.lifecycle.tests.stage import MONDAY_9
from houqin.kernel.lifecycle.tests.toy import State, begin
from houqin.kernel.lifecycle.walk import Stage
from houqin.kernel.notices.fanout import fan_out
from houqin.kernel.notices.models import Delivery
from houqin.kernel.notices.tests.toy import happenings
from houqin.kernel.search.indexing import rebuild
from houqin.kernel.web.api.tests.asking import Asking

WORD = {"text": "请带梯子"}


@pytest.mark.parametrize(
    "path",
    ["/me", "/matters", "/matters/TT2603-0001", "/inbox", "/search", "/figures", "/figures/toy.opened"],
)
def test_without_a_token_nothing_is_answered(stage: Stage, guest: Asking, path: str) -> None:
    answer = guest.get(path)
    assert (answer.status, answer.body["code"]) == (401, "unauthorized")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_guest_cannot_write_either(matter: Case, guest: Asking) -> None:
    assert guest.post(f"/matters/{matter.number}/messages", WORD).status == 401
    assert guest.post(f"/matters/{matter.number}/nudge").status == 401
    assert guest.put(f"/inbox/{matter.pk}/read").status == 401
    assert not Message.objects.exists()


def test_me_tells_who_the_token_speaks_for_and_what_they_may(owner: Asking, dispatcher: Asking) -> None:
    mine = owner.get("/me").body
    assert (mine["name"], mine["number"], mine["permissions"]) == ("张三", "T0001", [])
    assert dispatcher.get("/me").body["permissions"] == ["lifecycle.routes"]


def test_matters_are_listed_to_those_who_may_see_them(
    matter: Case, owner: Asking, other: Asking, dispatcher: Asking
) -> None:
    def numbers(asking: Asking, **query: str) -> set[str]:
        return {item["number"] for item in asking.get("/matters", **query).body["items"]}

    assert numbers(owner) == {matter.number}
    assert matter.number not in numbers(other)
    assert len(numbers(dispatcher)) == 2
    assert numbers(dispatcher, show="mine") == set()
    Case.objects.filter(pk=matter.pk).update(state=State.APPROVED)
    assert numbers(dispatcher, show="todo") == {matter.number}
    assert numbers(owner, show="todo") == set()


def test_pages_of_matters_follow_one_another(stage: Stage, owner: Asking) -> None:
    wanted = [begin(stage).number for _ in range(5)]
    seen, after = [], ""
    for _ in range(5):
        page = owner.get("/matters", limit="2", after=after).body
        seen += [item["number"] for item in page["items"]]
        after = page["next"] or ""
        if not after:
            break
    assert sorted(seen) == sorted(wanted)


def test_one_matter_comes_with_its_story_and_is_not_there_for_others(
    matter: Case, owner: Asking, other: Asking, dispatcher: Asking
) -> None:
    body = owner.get(f"/matters/{matter.number}").body
    assert (body["title"], body["state_title"], body["applicant"]) == ("一件事", "待审批", "张三")
    assert [event["sentence"] for event in body["story"]] == ["提出了"]
    assert dispatcher.get(f"/matters/{matter.number}").status == 200
    stranger, missing = other.get(f"/matters/{matter.number}"), other.get("/matters/TT2603-9999")
    assert stranger.status == missing.status == 404
    assert stranger.body["detail"] == missing.body["detail"]


def test_a_message_is_written_by_those_on_the_matter_only(matter: Case, owner: Asking, other: Asking) -> None:
    assert other.post(f"/matters/{matter.number}/messages", WORD).status == 404
    made = owner.post(f"/matters/{matter.number}/messages", WORD)
    assert (made.status, made.body["text"], made.body["by"]) == (201, "请带梯子", "张三")
    assert Message.objects.get().by == owner.person


def test_a_nudge_counts_once_until_the_matter_moves(matter: Case, owner: Asking, other: Asking) -> None:
    assert other.post(f"/matters/{matter.number}/nudge").status == 404
    assert owner.post(f"/matters/{matter.number}/nudge").status == 204
    again = owner.post(f"/matters/{matter.number}/nudge")
    assert (again.status, again.body["code"]) == (409, "lifecycle.nudged_already")
    assert "已经催过" in again.body["detail"]
    assert Nudge.objects.count() == 1


def test_messages_are_ones_own_to_read(matter: Case, owner: Asking, dispatcher: Asking) -> None:
    fan_out(happenings(matter.pk))
    (message,) = dispatcher.get("/inbox", unread="true").body["items"]
    assert (message["number"], message["read_at"]) == (matter.number, None)
    assert owner.get("/inbox").body["items"] == []
    assert owner.put(f"/inbox/{message['id']}/read").status == 404
    assert Delivery.objects.get().read_at is None
    assert dispatcher.put(f"/inbox/{message['id']}/read").status == 204
    assert dispatcher.get("/inbox", unread="true").body["items"] == []


def test_search_finds_only_what_one_may_see(matter: Case, owner: Asking, other: Asking) -> None:
    rebuild(MONDAY_9)
    (found,) = owner.get("/search", q="一件").body["items"]
    assert found["url"] == f"/m/{matter.number}/"
    assert owner.get("/search", q="一件", kind="no.such").body["items"] == []
    assert matter.number not in str(other.get("/search", q=matter.number).body)


def test_figures_are_read_by_those_who_hold_their_permission(
    matter: Case, owner: Asking, dispatcher: Asking
) -> None:
    day = {"first": "2026-03-02", "last": "2026-03-02"}
    assert owner.get("/figures").body == []
    assert owner.get("/figures/toy.opened").status == 404
    reading = dispatcher.get("/figures/toy.opened", **day).body
    assert (reading["value"], reading["before"], reading["unit"]) == (1, 0, "件")
    later = {"first": "2026-03-03", "last": "2026-03-04"}
    assert dispatcher.get("/figures", **later).body[0]["value"] == 0
    backward = dispatcher.get("/figures", first="2026-03-04", last="2026-03-03")
    assert (backward.status, backward.body["reasons"][0]["field"]) == (422, "first")


def test_an_unknown_address_is_a_problem_not_a_page(stage: Stage, guest: Asking) -> None:
    answer = guest.get("/nowhere/at/all")
    assert (answer.status, answer.body["code"]) == (404, "not_found")
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_words_come_in_the_language_asked_for(matter: Case, other: Asking) -> None:
    other.headers["Accept-Language"] = "en"

    assert other.get("/matters/none").body["title"] == "Not found"
