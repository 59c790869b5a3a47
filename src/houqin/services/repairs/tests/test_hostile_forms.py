"""Forms filled in by nobody's browser: missing, doubled, huge, hostile. Nothing breaks and nothing typed is lost."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import escape

from houqin.kernel.places.actions.places import close_place
from houqin.services.repairs.models import Order, Report
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, brought_to, photo
from houqin.services.repairs.tests.conftest import SignIn

FORM = "/repairs/report/"
TYPED = "水龙头从昨晚开始一直漏，<b>请快来</b> & 谢谢"
NUL = "漏\0水"


def sent(cast: Cast, **more: object) -> dict[str, object]:
    """Return what the form sends, with something typed in every field."""
    return {
        "place": str(cast.room.pk), "tag": cast.tag.code, "form": str(uuid4()), "text": TYPED,
        "contact": "1000000000", "category": "plumbing.faucet", **more,
    }  # fmt: skip


WRONG: dict[str, dict[str, object]] = {
    "a place that is none": {"place": "nonsense"},
    "a place nobody knows": {"place": str(UUID(int=5))},
    "no place": {"place": ""},
    "a NUL in the place": {"place": "\0"},
    "a fault that is none": {"category": "no.such"},
    "a fault too long to be one": {"category": "x" * 61},
    "markup for a fault": {"category": "<script>alert(1)</script>"},
    "a text too long": {"text": "水" * 1001},
    "a NUL in the text": {"text": NUL},
    "a NUL in the fault": {"category": "plumbing\0.faucet"},
    "a phone too long": {"contact": "1" * 31},
    "a form id that is none": {"form": "not-a-uuid"},
    "a sticker too long": {"tag": "T" * 27},
    "nothing but space": {"text": " \n\t ", "category": ""},
}


def test_a_form_filled_in_wrong_comes_back_with_all_that_was_typed(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.student)
    lost = {}
    for name, wrong in WRONG.items():
        answer = browser.post(FORM, sent(cast, **wrong))
        page = answer.content.decode()
        kept = escape(TYPED) in page or "text" in wrong or "place" in wrong
        if answer.status_code != 422 or not kept or "<script>alert(1)</script>" in page:
            lost[name] = answer.status_code, kept
    assert lost == {}
    assert not Order.objects.exists()


def test_a_value_sent_twice_counts_once(cast: Cast, sign_in: SignIn) -> None:
    doubled = sent(cast, text=["第一句", "第二句"], category=["electrical.light", "plumbing.faucet"])
    assert sign_in(cast.student).post(FORM, doubled).status_code == 302
    order = Order.objects.get()
    assert (order.category.code, Report.objects.get().text) == ("plumbing.faucet", "第二句")


def test_a_field_nobody_asked_for_decides_nothing(cast: Cast, sign_in: SignIn) -> None:
    more = {
        "by": str(cast.other_student.pk),
        "at": "1999-01-01",
        "channel": "desk",
        "urgency": "danger",
        "state": "closed",
    }
    assert sign_in(cast.student).post(FORM, sent(cast, **more)).status_code == 302
    order = Order.objects.get()
    assert (order.applicant, order.state, order.urgency) == (cast.student, "submitted", "normal")
    assert order.reports.get().channel == "tag"
    assert order.opened_at.year > 1999


@pytest.mark.parametrize(
    "text",
    [
        "水" * 1000,
        "\u202e倒着写",
        "😀💧",
        "'; DROP TABLE repairs_order; --",
        "{{ 7*7 }}{% now 'Y' %}",
        "%s %(x)s {0} {x}",
    ],
)
def test_what_was_said_is_kept_to_the_letter(cast: Cast, sign_in: SignIn, text: str) -> None:
    answer = sign_in(cast.student).post(FORM, sent(cast, text=text, category=""))
    assert answer.status_code == 302
    assert Report.objects.get().text == text
    page = sign_in(cast.student).get(answer["Location"])
    assert page.status_code == 200
    assert escape(text) in page.content.decode()


def test_a_long_sentence_becomes_a_short_title_and_stays_whole_beside_it(cast: Cast, sign_in: SignIn) -> None:
    words = "三楼\n\n   走廊 " + "很" * 200
    sign_in(cast.student).post(FORM, sent(cast, text=words, category=""))
    order = Order.objects.get()
    assert len(order.title) == 60
    assert order.title.startswith("三楼 走廊 很")
    assert order.title.endswith("…")
    assert order.reports.get().text == words


def test_a_place_closed_while_one_was_writing_is_asked_again(cast: Cast, sign_in: SignIn) -> None:
    close_place(cast.lake, on=MONDAY_9.date(), by=None, at=MONDAY_9)
    answer = sign_in(cast.student).post(FORM, sent(cast, place=str(cast.lake.pk)))
    assert answer.status_code == 422
    assert not Order.objects.exists()


def test_the_form_id_of_another_is_refused_and_shows_nothing_of_theirs(cast: Cast, sign_in: SignIn) -> None:
    form = str(uuid4())
    sign_in(cast.student).post(FORM, sent(cast, form=form, text="学生甲的话"))
    answer = sign_in(cast.other_student).post(FORM, sent(cast, form=form, text="学生乙的话", seen="all"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "学生乙的话" in page
    assert "学生甲的话" not in page
    assert Order.objects.count() == 1


UPLOADS: dict[str, Any] = {
    "a page named as a photo": lambda: SimpleUploadedFile(
        "x.jpg", b"<html><script>alert(1)</script>", "image/jpeg"
    ),
    "a photo cut off": lambda: SimpleUploadedFile("cut.jpg", photo("c.jpg").read()[:200], "image/jpeg"),
    "an archive": lambda: SimpleUploadedFile("x.zip", b"PK\3\4" + b"\0" * 60, "application/zip"),
    "a program": lambda: SimpleUploadedFile("x.exe", b"MZ" + b"\0" * 600, "image/png"),
    "nothing": lambda: SimpleUploadedFile("empty.png", b"", "image/png"),
}


def test_what_is_no_photo_is_refused_on_every_form_that_takes_one(cast: Cast, sign_in: SignIn) -> None:
    student, technician = sign_in(cast.student), sign_in(cast.technician)
    working, fixed = brought_to(cast, "working"), brought_to(cast, "fixed")
    accepted = {}
    for name, upload in UPLOADS.items():
        answers = [
            student.post(FORM, sent(cast, photos=[upload()])),
            technician.post(f"/m/{working.number}/finish/", {"photos": [upload()], "note": TYPED}),
            student.post(f"/m/{fixed.number}/send_back/", {"photos": [upload()], "note": TYPED}),
        ]
        statuses = [one.status_code for one in answers]
        if statuses != [422, 422, 422] or any(escape(TYPED) not in one.content.decode() for one in answers):
            accepted[name] = statuses
    assert accepted == {}
    assert Order.objects.count() == 2
    assert {one.state for one in Order.objects.all()} == {"working", "fixed"}


def test_one_bad_photo_among_good_ones_refuses_them_all(cast: Cast, sign_in: SignIn) -> None:
    photos = [photo("a.jpg"), UPLOADS["a program"](), photo("b.jpg")]
    assert sign_in(cast.student).post(FORM, sent(cast, photos=photos)).status_code == 422
    assert not Order.objects.exists()


MOVES: list[tuple[str, str, str, dict[str, str]]] = [
    ("submitted", "dispatcher", "assign", {"technician": "nonsense"}),
    ("submitted", "dispatcher", "assign", {"technician": ""}),
    ("submitted", "dispatcher", "assign", {"technician": str(UUID(int=3))}),
    ("submitted", "dispatcher", "accept", {"category": "nonsense"}),
    ("submitted", "dispatcher", "accept", {"category": "\0"}),
    ("submitted", "dispatcher", "refuse", {"note": ""}),
    ("submitted", "dispatcher", "refuse", {"note": "字" * 501}),
    ("submitted", "student", "cancel", {"note": "字" * 501}),
    ("fixed", "student", "send_back", {"note": "  "}),
    ("fixed", "student", "send_back", {"note": NUL}),
    ("working", "technician", "finish", {"note": "没有照片"}),
]


def test_a_move_filled_in_wrong_is_asked_again_and_nothing_moves(cast: Cast, sign_in: SignIn) -> None:
    orders = {state: brought_to(cast, state) for state in ("submitted", "working", "fixed")}
    browsers = {who: sign_in(getattr(cast, who)) for who in ("dispatcher", "student", "technician")}
    for state, who, move, form in MOVES:
        answer = browsers[who].post(f"/m/{orders[state].number}/{move}/", form)
        note = form.get("note", "").strip()
        assert answer.status_code == 422, (move, form)
        assert "\0" in note or escape(note) in answer.content.decode(), (move, form)
    assert {one.state for one in Order.objects.all()} == set(orders)


IDS: list[list[str]] = [["nonsense"], [str(UUID(int=9))], ["\0"], ["x" * 9000], []]


def test_a_batch_of_what_is_no_order_gives_out_nothing(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.dispatcher)
    for ids in IDS:
        form = {"ids": ids, "technician": str(cast.technician.pk)}
        assert browser.post("/repairs/board/give/", form).status_code < 500, ids
    assert not Order.objects.filter(state="assigned").exists()


ADDRESSES = ["?tag=%F0", "?place=é", "?tag=" + "T" * 500, "?q=" + "x" * 5000, "?q=%25_%27", "?place=&tag="]


def test_no_address_of_the_form_breaks_it(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.student)
    for query in ADDRESSES:
        assert browser.get(FORM + query).status_code == 200, query
