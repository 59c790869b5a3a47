"""The rating on the progress page: the reporter's alone; accepting stays one press; "not mended" leads back."""

from datetime import datetime, timedelta

import pytest

from houqin.services.repairs.actions import answer
from houqin.services.repairs.models import Order
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, brought_to
from houqin.services.repairs.tests.conftest import SignIn
from houqin.services.surveys.models import Rating

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CARD = "评价这次维修"
SECRET = "师傅把水洒了一地"


@pytest.fixture(autouse=True)
def an_hour_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every request come an hour after the repair."""
    come_at(monkeypatch, MONDAY_9 + HOUR)


def come_at(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    """Let every request come at an instant."""
    monkeypatch.setattr("houqin.kernel.web.middleware.now", lambda: at)


def at_work(order: Order, name: str = "") -> str:
    """Return the address of an order or of a move on it."""
    return f"/m/{order.number}/{name}/" if name else f"/m/{order.number}/"


def led(page: str) -> list[str]:
    """Return the words of the primary buttons in the dock."""
    dock = page[page.index('class="dock"') :].partition("<dialog")[0]
    return [part.split("</")[0].split(">")[-1].strip() for part in dock.split('class="btn primary')[1:]]


def test_acceptance_asks_for_the_rating_on_the_same_page_and_stays_one_press(
    cast: Cast, sign_in: SignIn
) -> None:
    order = brought_to(cast, "fixed")
    browser = sign_in(cast.student)
    page = browser.get(at_work(order)).content.decode()
    assert CARD in page
    assert "修好了吗？" in page
    assert led(page) == ["验收通过"]
    answered = browser.post(at_work(order, "approve"), {"version": order.version})
    assert answered.status_code == 302
    assert (Order.objects.get(pk=order.pk).state, Rating.objects.count()) == ("closed", 0)
    assert CARD in browser.get(at_work(order)).content.decode(), "there are fourteen days for it"


@pytest.mark.parametrize("who", ["technician", "dispatcher", "head"])
def test_nobody_else_sees_a_form_or_a_rating(cast: Cast, sign_in: SignIn, who: str) -> None:
    order = brought_to(cast, "fixed")
    browser = sign_in(getattr(cast, who))
    assert CARD not in browser.get(at_work(order)).content.decode()
    sign_in(cast.student).post(
        f"/repairs/rate/{order.number}/", {"done": "yes", "stars": "2", "words": SECRET}
    )
    page = browser.get(at_work(order)).content.decode()
    assert SECRET not in page
    assert "★★☆☆☆" not in page
    assert "我的评价" not in page


@pytest.mark.parametrize("who", ["technician", "dispatcher", "head", "other_student", "outsider"])
def test_the_rating_s_address_is_the_reporter_s(cast: Cast, sign_in: SignIn, who: str) -> None:
    order = brought_to(cast, "fixed")
    browser = sign_in(getattr(cast, who))
    assert browser.get(f"/repairs/rate/{order.number}/").status_code == 404
    assert browser.post(f"/repairs/rate/{order.number}/", {"done": "yes", "stars": "5"}).status_code == 404
    assert Order.objects.get(pk=order.pk).state == "fixed"


def test_mended_accepts_and_shows_one_s_own_rating(cast: Cast, sign_in: SignIn) -> None:
    order = brought_to(cast, "fixed")
    browser = sign_in(cast.student)
    page = browser.post(
        f"/repairs/rate/{order.number}/", {"done": "yes", "stars": "4", "words": SECRET}, follow=True
    ).content.decode()
    assert Order.objects.get(pk=order.pk).state == "closed"
    assert "★★★★☆" in page
    assert SECRET in page
    assert CARD not in page
    assert f'href="/repairs/rate/{order.number}/"' in page, "it may be changed for an hour"


def test_not_mended_makes_sending_back_the_button_to_press(cast: Cast, sign_in: SignIn) -> None:
    order = brought_to(cast, "fixed")
    page = (
        sign_in(cast.student)
        .post(f"/repairs/rate/{order.number}/", {"done": "no", "stars": "1"}, follow=True)
        .content.decode()
    )
    assert Order.objects.get(pk=order.pk).state == "fixed"
    assert led(page) == ["没修好，返修"]
    assert "您说还没修好" in page


def test_not_mended_after_closing_makes_reopening_the_button_to_press(cast: Cast, sign_in: SignIn) -> None:
    order = brought_to(cast, "fixed")
    answer.approve(order, by=cast.student, at=MONDAY_9)
    page = (
        sign_in(cast.student)
        .post(f"/repairs/rate/{order.number}/", {"done": "no", "stars": "1"}, follow=True)
        .content.decode()
    )
    assert led(page) == ["又坏了，重开"]


def test_half_a_rating_keeps_the_words_and_accepts_nothing(cast: Cast, sign_in: SignIn) -> None:
    order = brought_to(cast, "fixed")
    answered = sign_in(cast.student).post(f"/repairs/rate/{order.number}/", {"done": "yes", "words": SECRET})
    assert answered.status_code == 422
    assert SECRET in answered.content.decode()
    assert Order.objects.get(pk=order.pk).state == "fixed"


def test_after_fourteen_days_nothing_is_asked(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = brought_to(cast, "fixed")
    come_at(monkeypatch, MONDAY_9 + 14 * DAY + HOUR)
    browser = sign_in(cast.student)
    assert CARD not in browser.get(at_work(order)).content.decode()
    answered = browser.post(f"/repairs/rate/{order.number}/", {"done": "yes", "stars": "5"})
    assert answered.status_code == 422
    assert Order.objects.get(pk=order.pk).state == "fixed"
