"""Reporting through the pages: three presses, nothing lost on error, no other door open."""

import re
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import escape

from houqin.services.repairs.models import Order, Report
from houqin.services.repairs.tests.cast import DUTY_PHONE, Cast, brought_to, photo, reported
from houqin.services.repairs.tests.conftest import SignIn

FORM = "/repairs/report/"
HOSTILE = "<script>alert(1)</script>{{ 7*7 }}"


def sent(cast: Cast, **more: object) -> dict[str, object]:
    """Return what the form sends from a scanned sticker."""
    return {"place": str(cast.room.pk), "tag": cast.tag.code, "form": str(uuid4()), **more}


def test_a_scanned_sticker_leads_to_the_form_with_its_place(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.student)
    answer = browser.get(f"/q/{cast.tag.code}", follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain[-1][0].startswith(FORM)
    assert "学生公寓 3 号楼 412 室" in page
    assert "已通过二维码识别" in page
    assert all(name in page for name in ("电梯", "消防", "燃气厨房", "水龙头坏"))


def test_a_guest_is_asked_to_sign_in_and_comes_back(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.student)
    browser.logout()
    answer = browser.get(f"{FORM}?tag={cast.tag.code}")
    assert answer.status_code == 302
    assert cast.tag.code in answer["Location"]


def test_the_form_shows_a_promise_for_each_urgency_and_the_duty_phone(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.student).get(f"{FORM}?place={cast.room.pk}").content.decode()
    assert re.findall(r'class="promise (\w+)"', page) != []
    assert set(re.findall(r'class="promise (\w+)"', page)) == {"danger", "urgent", "normal", "low"}
    assert f"tel:{DUTY_PHONE}" in page


def test_one_press_and_submit_make_an_order(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.student).post(FORM, sent(cast, category="plumbing.faucet"))
    order = Order.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/m/{order.number}/")
    assert order.reports.get().channel == Report.Channel.TAG


def test_without_the_sticker_s_code_it_came_by_web(cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.student).post(FORM, sent(cast, category="plumbing.faucet", tag="FORGED"))
    assert Report.objects.get().channel == Report.Channel.WEB


def test_pressing_submit_twice_makes_one_order(cast: Cast, sign_in: SignIn) -> None:
    browser, form = sign_in(cast.student), sent(cast, text="漏水")
    assert browser.post(FORM, form)["Location"] == browser.post(FORM, form)["Location"]
    assert Order.objects.count() == 1


def test_nothing_said_keeps_the_form_and_says_what_to_do(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.student).post(FORM, sent(cast, contact="10055556666"))
    assert answer.status_code == 422
    assert "请点选一个故障" in answer.content.decode()
    assert "10055556666" in answer.content.decode()
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    "upload",
    [
        SimpleUploadedFile("x.jpg", b"no picture", content_type="image/jpeg"),
        SimpleUploadedFile("evil.svg", b"<svg onload='alert(1)'/>", content_type="image/svg+xml"),
        SimpleUploadedFile("empty.jpg", b"", content_type="image/jpeg"),
    ],
    ids=["not-an-image", "svg", "empty"],
)
def test_a_bad_photo_is_refused_and_the_words_are_kept(
    cast: Cast, sign_in: SignIn, upload: SimpleUploadedFile
) -> None:
    answer = sign_in(cast.student).post(FORM, sent(cast, text="洗手池漏水了", photos=[upload]))
    assert answer.status_code == 422
    assert "洗手池漏水了" in answer.content.decode()
    assert not Order.objects.exists()


def test_photos_are_taken(cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.student).post(FORM, sent(cast, text="漏", photos=[photo("a.jpg"), photo("b.jpg")]))
    assert Order.objects.get().attachments.count() == 2


def test_too_many_photos_and_too_long_a_text_are_refused(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.student)
    many = [photo(f"{n}.jpg") for n in range(7)]
    assert browser.post(FORM, sent(cast, text="漏", photos=many)).status_code == 422
    assert browser.post(FORM, sent(cast, text="水" * 1001)).status_code == 422


def test_hostile_markup_is_shown_as_it_was_written(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.student)
    page = browser.post(FORM, sent(cast, text=HOSTILE), follow=True).content.decode()
    assert HOSTILE not in page
    assert escape(HOSTILE) in page
    board = sign_in(cast.dispatcher).get("/repairs/board/?tab=waiting").content.decode()
    assert HOSTILE not in board


@pytest.mark.parametrize("query", ["", "?place=nonsense", "?tag=NOSUCHTAG", f"?place={UUID(int=7)}"])
def test_without_a_place_there_is_my_room_and_a_search(cast: Cast, sign_in: SignIn, query: str) -> None:
    page = sign_in(cast.student).get(FORM + query).content.decode()
    assert f"?place={cast.room.pk}" in page
    assert "找地点" in page


@pytest.mark.parametrize("text", ["412", "三舍 412", "xsgy 412", "学生公寓 412"])
def test_a_place_is_found_by_name_alias_or_pinyin(cast: Cast, sign_in: SignIn, text: str) -> None:
    page = sign_in(cast.other_student).get(FORM, {"q": text}).content.decode()
    assert f"?place={cast.room.pk}" in page


def test_a_search_in_vain_says_what_to_try(cast: Cast, sign_in: SignIn) -> None:
    assert "没有找到这个地点" in sign_in(cast.student).get(FORM, {"q": "月球背面"}).content.decode()


def test_my_reports_are_mine(cast: Cast, sign_in: SignIn) -> None:
    order = reported(cast)
    assert order.number in sign_in(cast.student).get("/repairs/mine/").content.decode()
    assert order.number not in sign_in(cast.other_student).get("/repairs/mine/").content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [("student", 200), ("technician", 200), ("dispatcher", 200), ("other_student", 404), ("outsider", 404)],
)
def test_the_progress_page_is_for_its_people(cast: Cast, sign_in: SignIn, who: str, status: int) -> None:
    order = brought_to(cast, "taken")
    answer = sign_in(getattr(cast, who)).get(f"/m/{order.number}/")
    assert answer.status_code == status
    if status == 200:
        assert "师傅正在赶来" in answer.content.decode()


def test_danger_shows_the_phone_first_on_the_progress_page(cast: Cast, sign_in: SignIn) -> None:
    order = reported(cast, code="lift.trapped")
    page = sign_in(cast.student).get(f"/m/{order.number}/").content.decode()
    assert page.index(DUTY_PHONE) < page.index('class="hero')


def test_the_reporter_accepts_or_sends_back_from_the_dock(cast: Cast, sign_in: SignIn) -> None:
    order = brought_to(cast, "fixed")
    browser = sign_in(cast.student)
    page = browser.get(f"/m/{order.number}/").content.decode()
    assert "验收通过" in page
    assert "没修好，返修" in page
    assert browser.post(f"/m/{order.number}/send_back/", {"note": ""}).status_code == 422
    browser.post(f"/m/{order.number}/send_back/", {"note": "还在滴", "version": order.version})
    order.refresh_from_db()
    assert (order.state, order.reworks) == ("working", 1)
