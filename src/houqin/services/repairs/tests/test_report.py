"""Reporting a fault: what is taken, what is promised, what is refused."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.lifecycle.models import Attachment
from houqin.kernel.trail.queries import timeline
from houqin.kernel.trail.record import read
from houqin.services.repairs.actions.report import report
from houqin.services.repairs.lifecycle import State
from houqin.services.repairs.models import Order, Report
from houqin.services.repairs.queries import taxonomy
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, photo, promised, refused, reported

SENTENCES = [
    "洗手池下方一直滴水",
    "水" * 1000,
    "🚿💧 漏水了 👨‍👩‍👧‍👦",
    "The tap in my room will not close, please help!",
    "<script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}{% url 'home' %}",
    "'; DROP TABLE repairs_order; --",
    "第一行\n第二行\r\n\t第三行",
    "\u202eright to left\u202c و العربية",
]


def test_one_press_is_enough_and_the_category_is_its(cast: Cast) -> None:
    order = reported(cast, code="plumbing.pipe_leak")
    assert order.number.startswith("BX2603-")
    assert order.state == State.SUBMITTED
    assert order.title == "水管漏水或爆裂"
    assert (order.category.code, order.urgency) == ("plumbing.pipe_leak", "urgent")
    assert (order.applicant, order.place, order.unit) == (cast.student, cast.room, cast.office)


def test_the_promise_is_counted_in_duty_hours_and_pinned(cast: Cast) -> None:
    evening = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)  # 21:00 in Shanghai, one hour before the end of duty
    order = reported(cast, at=evening, code="plumbing.pipe_leak")
    assert order.acknowledge_due_at == evening + timedelta(minutes=15)
    assert promised(order).astimezone(SHANGHAI) == datetime(2026, 3, 3, 14, 30, tzinfo=SHANGHAI)
    assert order.sla.number == 1
    assert order.hours_versions


def test_danger_is_promised_round_the_clock(cast: Cast) -> None:
    night = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
    order = reported(cast, at=night, code="lift.trapped")
    assert order.arrive_due_at == night + timedelta(minutes=30)
    assert order.due_at == night + timedelta(minutes=240)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_without_a_chip_is_taken_as_it_is(cast: Cast, sentence: str) -> None:
    order = report(place=cast.room, text=sentence, by=cast.student, at=MONDAY_9)
    assert order.category.code == "other.other"
    assert order.reports.get().text == sentence.strip()
    assert len(order.title) <= 60
    assert "\n" not in order.title


@pytest.mark.parametrize("nothing", ["", "   ", "\n\t "])
def test_neither_a_chip_nor_a_word_is_refused(cast: Cast, nothing: str) -> None:
    with refused("repairs.nothing_said"):
        report(place=cast.room, text=nothing, by=cast.student, at=MONDAY_9)
    assert not Order.objects.exists()


def test_the_words_are_sealed_beside_the_trail_and_the_facts_are_public(cast: Cast) -> None:
    order = reported(cast, text="我的床边漏水")
    (opened,) = timeline(order.pk)
    assert opened.verb == "open"
    assert opened.facts["category"] == "plumbing.faucet"
    assert "我的床边漏水" not in str(opened.facts)
    assert read(opened) == {"note": "我的床边漏水"}


def test_photos_are_laid_to_the_order(cast: Cast) -> None:
    order = report(
        place=cast.room,
        category=taxonomy.category("plumbing.faucet"),
        photos=[photo("a.jpg"), photo("b.jpg")],
        by=cast.student,
        at=MONDAY_9,
    )
    assert (
        list(Attachment.objects.filter(case=order).values_list("slot", "by"))
        == [("before", cast.student.pk)] * 2
    )


def test_a_bad_photo_refuses_the_whole_report(cast: Cast) -> None:
    bad = SimpleUploadedFile("fake.jpg", b"this is no picture at all", content_type="image/jpeg")
    with refused("evidence.not_a_photo"):
        report(place=cast.room, text="坏了", photos=[bad], by=cast.student, at=MONDAY_9)
    assert not Order.objects.exists()
    assert not Report.objects.exists()


def test_the_same_filling_sent_twice_makes_one_order(cast: Cast) -> None:
    form = uuid4()
    first = report(place=cast.room, text="坏了", by=cast.student, at=MONDAY_9, form=form)
    again = report(place=cast.room, text="坏了", by=cast.student, at=MONDAY_9, form=form)
    assert again.pk == first.pk
    assert Order.objects.count() == 1


def test_a_form_id_of_somebody_else_gives_nobody_their_order(cast: Cast) -> None:
    form = uuid4()
    report(place=cast.room, text="坏了", by=cast.student, at=MONDAY_9, form=form)
    with refused("repairs.sent_already"):
        report(place=cast.room, text="坏了", by=cast.other_student, at=MONDAY_9, form=form)


def test_a_closed_place_is_refused_by_its_name(cast: Cast) -> None:
    cast.room.closed_on = MONDAY_9.date()
    with refused("repairs.place_closed") as why:
        report(place=cast.room, text="坏了", by=cast.student, at=MONDAY_9)
    assert why.value.params["place"] == "412 室"


def test_the_phone_of_the_reporter_is_the_contact_unless_another_is_given(cast: Cast) -> None:
    order = reported(cast)
    assert order.reports.get().contact == cast.student.phone
    other = report(place=cast.room, text="坏了", contact="10012345678", by=cast.student, at=MONDAY_9)
    assert other.reports.get().contact == "10012345678"


def test_an_unknown_code_is_refused(cast: Cast) -> None:
    with refused("repairs.unknown_category"):
        taxonomy.category("plumbing.nonsense")
