"""Each refusal of the seals raised by what it is about, with its params, said in both languages."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.utils.translation import override

from houqin.kernel.base.refused import Refused
from houqin.kernel.lifecycle.models import Route
from houqin.kernel.registry.house import house, sentence
from houqin.services.seals.actions import keeping, seals
from houqin.services.seals.actions.kinds import edit_kind
from houqin.services.seals.refusals import REFUSALS
from houqin.services.seals.tests.conftest import LONG_AGO, MONDAY_9, MONDAY_10, MONDAY_11, upload
from houqin.services.seals.tests.papers import docx, pdf, png, sheet

CHINESE = re.compile(r"[一-鿿]")
Get = Callable[[str], Any]


def stamp(get: Get, **given: Any) -> Any:
    """Stamp the approved application, with everything right but what is given."""
    approved = get("approved")
    right = {"copies": 1, "code": approved.code, "by": get("keeper"), "at": MONDAY_11}
    return keeping.stamp(approved, **(right | given))


def stamp_out(get: Get) -> Any:
    """Stamp at the desk what was approved to go out."""
    out = get("going_out")
    return keeping.stamp(out, copies=1, code=out.code, by=get("keeper"), at=MONDAY_11)


def register(get: Get, **given: Any) -> Any:
    """Register another seal."""
    get("seal")
    right: dict[str, Any] = {
        "title": "合同专用章", "category": "contract", "unit": get("office"), "place": get("seal_room"),
        "keeper": get("keeper"), "deputy": get("deputy"), "engraved_on": date(2020, 1, 1),
        "imprint": upload(png(sheet(written=True)), "i.png"), "by": get("administrator"), "at": LONG_AGO,
    }  # fmt: skip
    return seals.register(**(right | given))


def kind(get: Get, **given: Any) -> Any:
    """Add a kind of matter."""
    right: dict[str, Any] = {
        "key": "report", "title": "报表", "title_en": "Report", "route": Route.objects.get(key="seals.unit"),
        "by_meeting": False, "most_copies": 4, "may_go_out": False, "order": 70, "source": "第五条",
        "by": get("administrator"), "at": MONDAY_9,
    }  # fmt: skip
    return edit_kind(None, **(right | given))


def resting(verb: str) -> Callable[[Get], Any]:
    """Return a way to ask for a seal that is not at rest."""

    def ask(get: Get) -> Any:
        seal, administrator, keeper = get("seal"), get("administrator"), get("keeper")
        match verb:
            case "suspend":
                seals.suspend(seal, note="检修", by=administrator, at=MONDAY_9)
            case "lose":
                seals.report_lost(seal, loss_report="BS-1", note="找不到", by=keeper, at=MONDAY_9)
            case "retire":
                record = [upload(pdf("Destroyed"))]
                seals.retire(seal, record=record, note="磨损", by=administrator, at=MONDAY_9)
            case _:
                out = get("going_out")
                keeping.take_out(out, code=out.code, by=keeper, at=MONDAY_10)
        return get("apply")(at=MONDAY_11)

    return ask


TRIP = {"key": "contract", "destination": "公证处", "out_minutes": 240}
NAME = "示范大学公章"
RAISED: dict[str, tuple[Callable[[Get], Any], dict[str, object], str]] = {
    "seals.seal_away": (resting("go out"), {"seal": NAME, "field": "seal"}, "正在外带中"),
    "seals.seal_suspended": (resting("suspend"), {"seal": NAME, "field": "seal"}, "已暂停使用"),
    "seals.seal_lost": (resting("lose"), {"seal": NAME, "field": "seal"}, "已报失"),
    "seals.seal_retired": (resting("retire"), {"seal": NAME, "field": "seal"}, "已作废"),
    "seals.blank_paper": (lambda get: get("apply")(pdf("")), {"field": "document"}, "空白纸不能盖章"),
    "seals.unreadable_document": (lambda get: get("apply")(b"rubbish"), {"field": "document"}, "无法打开"),
    "seals.pages_unknown": (lambda get: get("apply")(docx("words")), {"field": "pages"}, "填写每份页数"),
    "seals.pages_differ": (
        lambda get: get("apply")(pdf("a", "b"), pages=3), {"found": 2, "said": 3, "field": "pages"}, "实有 2 页",
    ),
    "seals.too_many_copies": (lambda get: get("apply")(copies=21), {"most": 20, "field": "copies"}, "最多 20 份"),
    "seals.stays_here": (
        lambda get: get("apply")(**(TRIP | {"key": "certificate", "escort": get("stranger")})),
        {"field": "destination"}, "不允许外带",
    ),
    "seals.escort_is_applicant": (
        lambda get: get("apply")(**TRIP, escort=get("applicant")), {"field": "escort"}, "不能是申请人本人",
    ),
    "seals.escort_not_staff": (
        lambda get: get("apply")(**TRIP, escort=get("student")), {"field": "escort"}, "本校教职工",
    ),
    "seals.trip_half_told": (
        lambda get: get("apply")(key="contract", destination="公证处", escort=get("stranger")),
        {"field": "out_minutes"}, "写明去向",
    ),
    "seals.not_its_keeper": (
        lambda get: stamp(get, by=get("administrator")), {"seal": NAME, "keeper": "王五"}, "由 王五 保管",
    ),
    "seals.more_than_approved": (lambda get: stamp(get, copies=3), {"approved": 2, "field": "copies"}, "是 2 份"),
    "seals.nothing_presented": (lambda get: stamp(get, code="  "), {"field": "code"}, "填写审批单上的校验码"),
    "seals.code_differs": (lambda get: stamp(get, code="00000000"), {"field": "code"}, "校验码与审批通过"),
    "seals.goes_out": (
        lambda get: stamp_out(get), {}, "外带用印",
    ),
    "seals.same_keeper": (
        lambda get: seals.hand_over(
            get("seal"), keeper=get("keeper"), deputy=get("deputy"), by=get("administrator"), at=MONDAY_9
        ),
        {"field": "keeper"}, "都没有变",
    ),
    "seals.deputy_is_keeper": (lambda get: register(get, deputy=get("keeper")), {"field": "deputy"}, "另一人"),
    "seals.keeper_without_role": (
        lambda get: register(get, keeper=get("stranger")), {"name": "路人乙", "field": "keeper"}, "路人乙 还没有",
    ),
    "seals.filing_number_taken": (
        lambda get: register(get, filing_number="310-0001"), {"number": "310-0001", "field": "filing_number"},
        "备案号 310-0001",
    ),
    "seals.route_without_meeting": (
        lambda get: kind(get, by_meeting=True), {"route": "单位审批用印", "field": "route"}, "会议环节",
    ),
    "seals.kind_key_taken": (lambda get: kind(get, key="contract"), {"key": "contract", "field": "key"}, "代码 contract"),
}  # fmt: skip
CHANGED = "seals.document_changed"
CAST = ("seal", "student", "stranger", "administrator", "approved", "going_out", "office", "seal_room")
pytestmark = pytest.mark.django_db


def reason_of(deed: Callable[[Get], Any], get: Get) -> Refused:
    """Return the one reason for which a deed is refused."""
    with pytest.raises(Refused) as caught:
        deed(get)
    (reason,) = caught.value.reasons
    return reason


def both(reason: Refused) -> tuple[str, str]:
    """Return a refusal's sentence in Chinese and English."""
    with override("zh-hans"):
        chinese = sentence(reason)
    with override("en"):
        return chinese, sentence(reason)


def test_each_refusal_is_raised_with_its_params_and_said_in_both_languages(
    request: pytest.FixtureRequest,
) -> None:
    get, wrong = request.getfixturevalue, {}
    for name in CAST:
        get(name)  # made before the first savepoint, so that none is taken back with a deed
    told = {"seals.route_without_meeting": {"route": Route.objects.get(key="seals.unit").title}}
    for code, (deed, params, words) in RAISED.items():
        sid = transaction.savepoint()
        reason = reason_of(deed, get)
        transaction.savepoint_rollback(sid)
        chinese, english = both(reason)
        wanted = params | told.get(code, {})
        for value in wanted.values():
            english = english.replace(str(value), "")
        if (
            (reason.code, dict(reason.params)) != (code, wanted)
            or words not in chinese
            or CHINESE.search(english)
        ):
            wrong[code] = reason.code, dict(reason.params), chinese, english
    assert wrong == {}


def test_a_changed_document_is_told_by_both_codes(request: pytest.FixtureRequest) -> None:
    changed = upload(pdf("Another text"))
    reason = reason_of(lambda get: stamp(get, code="", presented=changed), request.getfixturevalue)
    assert (reason.code, set(reason.params)) == (CHANGED, {"approved", "brought", "field"})
    approved, brought = str(reason.params["approved"]), str(reason.params["brought"])
    assert approved != brought
    for text in both(reason):
        assert approved in text
        assert brought in text


def test_every_refusal_of_the_seals_is_raised_here() -> None:
    assert {*RAISED, CHANGED} == set(REFUSALS)


@pytest.mark.parametrize("code", REFUSALS)
def test_every_sentence_ends_and_tells_the_same_in_both_languages(code: str) -> None:
    said = []
    for language in ("zh-hans", "en"):
        with override(language):
            said.append(str(house().refusals[code]))
    assert said[0] != said[1]
    assert said[0].endswith("。")
    assert said[1].endswith(".")
    assert len({tuple(sorted(re.findall(r"{(\w+)", text))) for text in said}) == 1
