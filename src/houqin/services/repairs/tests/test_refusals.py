"""Each refusal of the repairs raised by what it is about, with its field and params, in both languages."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils.translation import override

from houqin.kernel.base.refused import Refused
from houqin.kernel.places.actions.places import close_place
from houqin.kernel.registry.house import house, sentence
from houqin.services.repairs.actions import answer, dispatch, work
from houqin.services.repairs.actions.report import report
from houqin.services.repairs.lifecycle import REPAIR, Facts
from houqin.services.repairs.models import SlaVersion
from houqin.services.repairs.queries import promises, taxonomy
from houqin.services.repairs.refusals import REFUSALS
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, brought_to, reported

FORM = UUID(int=11)
CHINESE = re.compile(r"[一-鿿]")


def closed_long_ago(cast: Cast) -> None:
    order = brought_to(cast, "fixed")
    answer.approve(order, by=cast.student, at=MONDAY_9)
    answer.reopen(order, note="又坏", by=cast.student, at=MONDAY_9 + timedelta(days=31))


def sent_by_another(cast: Cast) -> None:
    for person in (cast.student, cast.other_student):
        report(place=cast.room, text="灯坏了", by=person, at=MONDAY_9, form=FORM)


def closed_place(cast: Cast) -> None:
    close_place(cast.lake, on=MONDAY_9.date(), by=None, at=MONDAY_9)
    cast.lake.refresh_from_db()
    report(place=cast.lake, text="灯坏了", by=cast.student, at=MONDAY_9)


def too_early(cast: Cast) -> None:
    order = brought_to(cast, "fixed")
    with REPAIR.move(
        order, "auto_close", by=None, at=MONDAY_9, facts=Facts(MONDAY_9, closes_at=order.closes_at)
    ):
        raise AssertionError("the guard comes before the body")


def before_any_edition(cast: Cast) -> None:
    promises.in_force(SlaVersion.objects.order_by("since")[0].since - timedelta(seconds=1))


RAISED: dict[str, tuple[Callable[[Cast], Any], dict[str, object], str]] = {
    "repairs.nothing_said": (
        lambda cast: report(place=cast.room, text=" \n ", by=cast.student, at=MONDAY_9),
        {"field": "text"}, "哪里坏了",
    ),
    "repairs.place_closed": (closed_place, {"place": "西湖边"}, "“西湖边”已经停用"),
    "repairs.unknown_category": (
        lambda cast: taxonomy.category("no.such"), {"code": "no.such", "field": "category"}, "“no.such”",
    ),
    "repairs.not_a_technician": (
        lambda cast: dispatch.assign(reported(cast), technician=cast.head, by=cast.dispatcher, at=MONDAY_9),
        {"who": "周八", "field": "technician"}, "周八 不是这个地点的维修师傅",
    ),
    "repairs.photo_needed": (
        lambda cast: work.finish(brought_to(cast, "working"), photos=[], by=cast.technician, at=MONDAY_9),
        {"field": "photos"}, "照片",
    ),
    "repairs.reason_needed": (
        lambda cast: dispatch.refuse(reported(cast), note="\t ", by=cast.dispatcher, at=MONDAY_9),
        {"field": "note"}, "请写明原因",
    ),
    "repairs.too_late_to_reopen": (closed_long_ago, {"days": 30}, "超过 30 天"),
    "repairs.answer_still_open": (too_early, {}, "验收期限还没到"),
    "repairs.no_promise": (before_any_edition, {}, "维修时限"),
    "repairs.sent_already": (sent_by_another, {}, "已经提交过"),
}  # fmt: skip


@pytest.mark.parametrize("code", RAISED)
def test_a_refusal_is_raised_with_its_params_and_said_in_both_languages(cast: Cast, code: str) -> None:
    deed, params, words = RAISED[code]
    with pytest.raises(Refused) as caught:
        deed(cast)
    (reason,) = caught.value.reasons
    assert (reason.code, dict(reason.params)) == (code, params)
    with override("zh-hans"):
        assert words in sentence(reason)
    with override("en"):
        english = sentence(reason)
    said = english
    for value in params.values():
        said = said.replace(str(value), "")
    assert not CHINESE.search(said), english
    assert "{" not in english


@pytest.mark.parametrize("code", REFUSALS)
def test_every_sentence_ends_and_tells_the_same_params_in_both_languages(code: str) -> None:
    with override("zh-hans"):
        chinese = str(house().refusals[code])
    with override("en"):
        english = str(house().refusals[code])
    assert chinese != english
    assert chinese.endswith("。")
    assert english.endswith(".")
    gaps = [sorted(re.findall(r"{(\w+)", text)) for text in (chinese, english)]
    assert gaps[0] == gaps[1]


@pytest.mark.parametrize(
    ("deed", "note"),
    [
        (deed, note)
        for deed in (dispatch.refuse, dispatch.call_off, work.decline, answer.send_back, answer.reopen)
        for note in ("", "   ", "\n\t", "　")
    ],
)
def test_no_reason_of_nothing_but_space_is_taken(cast: Cast, deed: Any, note: str) -> None:
    """The reason is asked before the order is touched, so any order will do."""
    order = reported(cast)
    with pytest.raises(Refused) as caught:
        deed(order, note=note, by=cast.dispatcher, at=MONDAY_9)
    assert caught.value.code == "repairs.reason_needed"
    assert order.state == "submitted"
