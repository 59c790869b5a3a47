"""The path of a rating through the page of an order: whom it asks, which button leads, round after round."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from houqin.kernel.lifecycle.models import Case
from houqin.kernel.lifecycle.tests.stage import person_with
from houqin.kernel.people.actions.accounts import open_account
from houqin.kernel.trail.models import Happening
from houqin.kernel.web.api import tokens
from houqin.services.repairs import tasks
from houqin.services.repairs.actions import answer, dispatch, work
from houqin.services.repairs.actions.joins import join
from houqin.services.repairs.actions.rating import rate
from houqin.services.repairs.models import Order
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, brought_to, photo
from houqin.services.repairs.tests.conftest import Ask, SignIn
from houqin.services.surveys.models import Invitation, Rating

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CARD, OWN, STILL = "评价这次维修", "我的评价", "您说还没修好"
SECRET = "师傅把水洒了一地"
NOTE = {"note": "还漏"}


@pytest.fixture
def come(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Return a way to let every request come at an instant; at first an hour after the repair."""

    def at(instant: datetime) -> None:
        monkeypatch.setattr("houqin.kernel.web.middleware.now", lambda: instant)

    at(MONDAY_9 + HOUR)
    return at


Come = Callable[[datetime], None]


def led(page: str) -> list[str]:
    """Return the words of the primary buttons in the dock."""
    _before, found, after = page.partition('class="dock"')
    dock = after.partition("<dialog")[0] if found else ""
    return [part.split("</")[0].split(">")[-1].strip() for part in dock.split('class="btn primary')[1:]]


def shown(browser: Any, order: Order) -> str:
    """Return the page of an order."""
    page: str = browser.get(f"/m/{order.number}/").content.decode()
    return page


def state_of(order: Order) -> str:
    return Case.objects.get(pk=order.pk).state


def mended_again(cast: Cast, order: Order, at: datetime, *, name: str = "again.jpg") -> None:
    """Bring an order that was sent back or reopened to its next repair."""
    order.refresh_from_db()
    if order.state == "accepted":
        dispatch.assign(order, technician=cast.second_technician, by=cast.dispatcher, at=at)
        work.take(order, by=cast.second_technician, at=at)
        work.arrive(order, by=cast.second_technician, at=at)
    work.finish(order, photos=[photo(name)], by=order.handler or cast.technician, at=at)


STATES = ("submitted", "assigned", "taken", "working", "paused")


@pytest.mark.parametrize("state", STATES)
def test_before_it_is_mended_nothing_asks_and_nothing_takes_a_rating(
    cast: Cast, sign_in: SignIn, come: Come, state: str
) -> None:
    order = brought_to(cast, state)
    browser = sign_in(cast.student)
    page = shown(browser, order)
    assert CARD not in page
    assert 'name="stars"' not in page
    assert browser.get(f"/repairs/rate/{order.number}/").status_code == 404
    assert browser.post(f"/repairs/rate/{order.number}/", {"done": "yes", "stars": "5"}).status_code == 404
    assert (state_of(order), Rating.objects.count()) == (state, 0)


FATES: dict[str, tuple[Callable[[Cast, Order], object], bool, bool, list[str]]] = {
    "mended": (lambda cast, order: None, True, False, ["验收通过"]),
    "accepted": (lambda cast, order: answer.approve(order, by=cast.student, at=MONDAY_9), True, False, []),
    "closed by itself": (
        lambda cast, order: tasks.close_unanswered(MONDAY_9 + 3 * DAY), True, False, [],
    ),
    "content": (
        lambda cast, order: rate(order, done=True, stars=5, by=cast.student, at=MONDAY_9), False, True, [],
    ),
    "not mended": (
        lambda cast, order: rate(order, done=False, stars=1, by=cast.student, at=MONDAY_9), False, True, ["没修好，返修"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("fate", FATES)
def test_the_page_asks_shows_and_leads_by_what_has_become_of_it(
    cast: Cast, sign_in: SignIn, come: Come, fate: str
) -> None:
    deed, asks, shows, leads = FATES[fate]
    order = brought_to(cast, "fixed")
    deed(cast, order)
    page = shown(sign_in(cast.student), order)
    assert (CARD in page, OWN in page, led(page)) == (asks, shows, leads)
    assert page.count('name="stars"') == (5 if asks else 0)
    assert (STILL in page) == (fate == "not mended")


@pytest.mark.parametrize(
    "who",
    ["technician", "second_technician", "dispatcher", "west_dispatcher", "head", "other_student", "outsider"],
)
def test_whatever_its_fate_the_rating_is_on_nobody_else_s_page(
    cast: Cast, sign_in: SignIn, come: Come, who: str
) -> None:
    orders = []
    for fate in ("mended", "content", "not mended"):
        deed, _asks, _shows, _leads = FATES[fate]
        orders.append(brought_to(cast, "fixed"))
        deed(cast, orders[-1])
    person = getattr(cast, who)
    browser = sign_in(person)
    for order in orders:
        page = shown(browser, order)
        assert not any(word in page for word in (CARD, OWN, STILL, "★★★★★", "★☆☆☆☆")), who
        assert browser.post(f"/repairs/rate/{order.number}/", {"done": "no", "stars": "1"}).status_code == 404
    assert Rating.objects.count() == 2


def test_who_joined_a_fault_neither_rates_nor_reads_the_rating(
    cast: Cast, sign_in: SignIn, come: Come
) -> None:
    order = brought_to(cast, "working")
    join(order, place=cast.room, by=cast.other_student, at=MONDAY_9)
    work.finish(order, photos=[photo()], by=cast.technician, at=MONDAY_9)
    browser = sign_in(cast.other_student)
    page = shown(browser, order)
    assert order.number in page
    assert CARD not in page
    assert browser.post(f"/repairs/rate/{order.number}/", {"done": "yes", "stars": "5"}).status_code == 404
    rate(order, done=True, stars=2, words=SECRET, by=cast.student, at=MONDAY_9)
    page = shown(browser, order)
    assert SECRET not in page
    assert "★★☆☆☆" not in page


def test_accepted_by_rating_is_accepted_once_and_told_as_an_acceptance(
    cast: Cast, sign_in: SignIn, come: Come
) -> None:
    order = brought_to(cast, "fixed")
    browser = sign_in(cast.student)
    address = f"/repairs/rate/{order.number}/"
    answered = browser.post(address, {"done": "yes", "stars": "5", "words": SECRET})
    assert (answered.status_code, answered["Location"]) == (302, f"/m/{order.number}/")
    assert browser.post(address, {"done": "yes", "stars": "1"}).status_code == 422
    assert browser.post(f"/m/{order.number}/approve/", {"version": order.version + 1}).status_code != 302
    assert Happening.objects.filter(subject=order.pk, verb="approve").count() == 1
    assert list(Rating.objects.values_list("stars", flat=True)) == [5]
    assert (state_of(order), Order.objects.get(pk=order.pk).closes_at) == ("closed", None)
    page = shown(sign_in(cast.technician), order)
    assert SECRET not in page, "the story says accepted, and not how"


def test_saying_not_mended_and_then_mended_within_the_hour_does_not_accept_by_itself(
    cast: Cast, sign_in: SignIn, come: Come
) -> None:
    """A change is a change of the answer only; to accept there is the button, which leads again."""
    order = brought_to(cast, "fixed")
    browser = sign_in(cast.student)
    address = f"/repairs/rate/{order.number}/"
    browser.post(address, {"done": "no", "stars": "1"})
    assert led(shown(browser, order)) == ["没修好，返修"]
    changed = browser.post(address, {"done": "yes", "stars": "4", "expected": "1"})
    assert changed.status_code == 302
    assert list(Rating.objects.order_by("number").values_list("done", "stars")) == [(False, 1), (True, 4)]
    page = shown(browser, order)
    assert (state_of(order), led(page), STILL in page) == ("fixed", ["验收通过"], False)
    assert browser.post(f"/m/{order.number}/approve/", {"version": order.version}).status_code == 302
    assert state_of(order) == "closed"


def test_from_not_mended_to_mended_through_the_pages(cast: Cast, sign_in: SignIn, come: Come) -> None:
    """Not mended, sent back, mended again by the same hand, asked anew, accepted by rating: two rounds, two ratings."""
    order = brought_to(cast, "fixed")
    browser = sign_in(cast.student)
    address = f"/repairs/rate/{order.number}/"
    browser.post(address, {"done": "no", "stars": "1"})
    assert browser.post(f"/m/{order.number}/send_back/", NOTE).status_code == 302
    page = shown(browser, order)
    assert (state_of(order), CARD in page, STILL in page) == ("working", False, False)
    mended_again(cast, order, MONDAY_9 + 2 * HOUR)
    come(MONDAY_9 + 3 * HOUR)
    page = shown(browser, order)
    assert (CARD in page, OWN in page, led(page)) == (True, False, ["验收通过"])
    assert browser.post(address, {"done": "yes", "stars": "4"}).status_code == 302
    assert state_of(order) == "closed"
    given = Rating.objects.order_by("at").values_list("invitation__round", "done", "stars")
    assert list(given) == [(1, False, 1), (2, True, 4)]
    assert OWN in shown(browser, order)


def test_from_reopening_to_the_next_rating_through_the_pages(cast: Cast, sign_in: SignIn, come: Come) -> None:
    order = brought_to(cast, "fixed")
    browser = sign_in(cast.student)
    address = f"/repairs/rate/{order.number}/"
    browser.post(address, {"done": "yes", "stars": "5"})
    come(MONDAY_9 + DAY)
    assert browser.post(f"/m/{order.number}/reopen/", {"note": "又漏了"}).status_code == 302
    page = shown(browser, order)
    assert (state_of(order), CARD in page) == ("accepted", False)
    refused = browser.post(address, {"done": "yes", "stars": "1"})
    assert refused.status_code == 422, "the first round is rated, the next not yet mended"
    mended_again(cast, order, MONDAY_9 + DAY)
    assert CARD in shown(browser, order)
    assert browser.post(address, {"done": "yes", "stars": "2"}).status_code == 302
    doers = [one.invitation.doers.get().person for one in Rating.objects.order_by("stars")]
    assert doers == [cast.second_technician, cast.technician]


@pytest.mark.parametrize(("after", "asks"), [(14 * DAY, True), (14 * DAY + timedelta(seconds=1), False)])
def test_the_card_is_there_to_the_last_second_of_its_days(
    cast: Cast, sign_in: SignIn, come: Come, after: timedelta, asks: bool
) -> None:
    order = brought_to(cast, "fixed")
    answer.approve(order, by=cast.student, at=MONDAY_9)
    come(MONDAY_9 + after)
    browser = sign_in(cast.student)
    assert (CARD in shown(browser, order)) is asks
    status = browser.post(f"/repairs/rate/{order.number}/", {"done": "yes", "stars": "5"}).status_code
    assert (status, Rating.objects.count()) == ((302, 1) if asks else (422, 0))


WRONG: tuple[dict[str, Any], ...] = (
    {"done": "yes", "stars": "0"}, {"done": "yes", "stars": "6"}, {"done": "yes", "stars": "1.5"},
    {"done": "yes", "stars": "\uff15"}, {"done": "yes\0", "stars": "5"}, {"done": "yes", "stars": "5", "words": "a\0"},
    {"done": "yes", "stars": "5", "words": "长" * 10_000}, {"done": "yes", "stars": "5", "tags": ["bribe"]},
    {"done": "yes", "stars": "5", "expected": "1"}, {"stars": "5"}, {},
)  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG, ids=range(len(WRONG)))
def test_a_forged_rating_accepts_nothing(
    cast: Cast, sign_in: SignIn, come: Come, wrong: dict[str, Any]
) -> None:
    order = brought_to(cast, "fixed")
    version = order.version
    answered = sign_in(cast.student).post(f"/repairs/rate/{order.number}/", wrong)
    assert answered.status_code == (422 if wrong else 200)
    order.refresh_from_db()
    assert (order.state, order.version, Rating.objects.count()) == ("fixed", version, 0)


def test_a_call_rates_and_leaves_the_acceptance_to_the_order_s_own_move(cast: Cast, come: Come) -> None:
    order = brought_to(cast, "fixed")
    token = tokens.create(cast.student, name="test", by=None, at=MONDAY_9)
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "once"}
    call = {"number": order.number, "done": True, "stars": 4}
    address = "/api/v1/surveys/ratings"
    made = Client().post(address, call, content_type="application/json", headers=headers)
    assert (made.status_code, state_of(order)) == (201, "fixed")
    assert list(Rating.objects.values_list("stars", flat=True)) == [4]


def test_a_form_sent_where_a_call_is_wanted_is_told_so(cast: Cast, ask: Ask, come: Come) -> None:
    order = brought_to(cast, "fixed")
    answered = ask(
        cast.student, "/api/v1/surveys/ratings", {"number": order.number, "done": True, "stars": 4}
    )
    assert (answered.status_code, answered.json()["code"]) == (400, "bad_request")
    assert (state_of(order), Rating.objects.count()) == ("fixed", 0)


def test_a_foreman_reads_the_score_of_the_crew_and_not_the_order_s_rating(
    cast: Cast, sign_in: SignIn, come: Come
) -> None:
    foreman = person_with("班长", ["surveys.team"], number="T-foreman")
    open_account(foreman, username="foreman")
    order = brought_to(cast, "fixed")
    rate(order, done=True, stars=2, words=SECRET, by=cast.student, at=MONDAY_9)
    browser = sign_in(foreman)
    page = browser.get("/surveys/team/?period=2026-03-01..2026-03-31").content.decode()
    assert SECRET not in page
    assert browser.get(f"/m/{order.number}/").status_code == 404
    assert browser.get("/surveys/report/").status_code == 404


def test_a_technician_s_pages_tell_no_rating_before_a_batch_is_full(
    cast: Cast, sign_in: SignIn, come: Come
) -> None:
    browser = sign_in(cast.technician)
    for n in range(5):
        order = brought_to(cast, "fixed")
        rate(order, done=True, stars=5, words=SECRET, by=cast.student, at=MONDAY_9)
        if n < 3:
            continue
        come(MONDAY_9 + 2 * HOUR)
        for address in ("/repairs/today/", f"/m/{order.number}/", "/surveys/mine/"):
            page = browser.get(address).content.decode()
            assert SECRET not in page, address
            assert "★" not in page, address
        assert ("5.00" in browser.get("/surveys/mine/").content.decode()) == (n == 4)


def test_a_head_of_the_repairs_without_the_right_reads_no_ratings(
    cast: Cast, sign_in: SignIn, come: Come
) -> None:
    for _ in range(2):
        rate(brought_to(cast, "fixed"), done=True, stars=3, words=SECRET, by=cast.student, at=MONDAY_9)
    browser = sign_in(cast.head)
    for address, status in (
        ("/repairs/figures/", 200),
        ("/surveys/report/", 404),
        ("/surveys/ratings/", 404),
    ):
        answered = browser.get(address)
        assert answered.status_code == status
        assert SECRET not in answered.content.decode()
    assert Invitation.objects.count() == 2
