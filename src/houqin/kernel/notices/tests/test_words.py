"""What a delivery says: in the reader's language, with nothing personal stored in it."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from houqin.kernel.lifecycle import actions as case_actions
from houqin.kernel.lifecycle.models import Case
from houqin.kernel.lifecycle.tests.stage import person_with
from houqin.kernel.lifecycle.tests.toy import TOY, begin
from houqin.kernel.lifecycle.walk import Stage
from houqin.kernel.notices.fanout import fan_out
from houqin.kernel.notices.models import Delivery
from houqin.kernel.notices.tests.toy import happenings
from houqin.kernel.notices.words import in_words, letter, one_line
from houqin.kernel.people.actions.people import erase_person


@pytest.fixture
def opened(stage: Stage) -> Case:
    person_with("调度", ["lifecycle.routes"])
    case = begin(stage)
    fan_out(happenings(case.pk))
    return case


def test_the_gaps_of_a_sentence_are_filled_from_the_case_and_the_trail(opened: Case) -> None:
    (said,) = in_words(list(Delivery.objects.filter(subject=opened.pk)))
    assert said.body == f"张三 在东校区 101 室提出了“一件事”（{opened.number}），请派人。"
    assert said.path == f"/m/{opened.number}/"


def test_an_erased_actor_is_no_longer_named_in_old_messages(stage: Stage, opened: Case) -> None:
    erase_person(stage.applicant, by=None, at=stage.at)
    (said,) = in_words(list(Delivery.objects.filter(subject=opened.pk)))
    assert said.body.startswith("— 在")


def test_a_gap_nobody_can_fill_is_a_dash_and_a_state_is_its_word(stage: Stage) -> None:
    row = Delivery(rule="toy.assigned", kind=TOY.kind, subject=begin(stage).pk, after="doing", at=stage.at)
    (said,) = in_words([row])
    assert said.body == "“一件事”现在办理中。—"


def test_a_notice_that_is_no_longer_declared_still_shows(stage: Stage) -> None:
    row = Delivery(rule="gone.away", kind="gone", subject=begin(stage).pk, at=stage.at)
    (said,) = in_words([row])
    assert said.title == "消息"
    assert "一件事" in said.body


def test_a_letter_is_written_in_its_readers_language(stage: Stage) -> None:
    reader = person_with("留学生", [])
    case = Case(title="Lamp", applicant=reader, unit=stage.unit)
    TOY.open(case, by=reader, at=stage.at)
    case_actions.write(case, "hello", by=stage.applicant, at=stage.at + timedelta(hours=1))
    fan_out(happenings(case.pk, "write"))
    row = Delivery.objects.select_related("person").get(person=reader)
    row.person.language = "en"
    with override("zh-hans"):
        sent = letter([row], "s@school.example")
    assert sent.title == f"New message {case.number}"
    assert sent.text.startswith(f"张三 wrote in “Lamp” ({case.number}).")
    assert (sent.id, sent.language) == (row.pk, "en")


def test_many_messages_are_rendered_with_two_queries(
    stage: Stage, opened: Case, django_assert_num_queries: object
) -> None:
    rows = list(Delivery.objects.filter(subject=opened.pk)) * 50
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert len(in_words(rows)) == 50


def test_no_line_break_of_a_title_reaches_a_mail_header() -> None:
    assert one_line("新\r\nBcc: all@school.example\x00 \t消息") == "新 Bcc: all@school.example 消息"
