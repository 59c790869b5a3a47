"""Each refusal of the cashier raised by what it is about, with its params, said in both languages."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from houqin.kernel.base.refused import Refused
from houqin.kernel.money.actions.posting import post
from houqin.kernel.money.models import Entry
from houqin.kernel.registry.house import house, sentence
from houqin.services.cashier.actions import desk, differences, exporting, reversing
from houqin.services.cashier.models import Export, Layout, Receipt
from houqin.services.cashier.queries import vouchers
from houqin.services.cashier.refusals import REFUSALS
from houqin.services.cashier.tests import stage
from houqin.services.cashier.tests.conftest import MARCH, MONDAY_9, TUESDAY_9, ticket

CHINESE = re.compile(r"[一-鿿]")
Get = Callable[[str], Any]
pytestmark = pytest.mark.django_db


def correct(get: Get, entry: Entry | None = None, note: str = "记错了") -> Receipt:
    """Reverse an entry, the dinner unless another is named, as it stands in the books now."""
    entry = entry or get("meal")
    found = Entry.objects.get(pk=entry.pk)
    return reversing.correct(found, note=note, ticket=ticket(), by=get("accountant"), at=TUESDAY_9)


def corrected_twice(get: Get) -> Any:
    """Reverse the dinner, and again."""
    correct(get)
    return correct(get)


def of_a_matter(get: Get) -> Any:
    """Reverse what was booked for a difference."""
    case = stage.strange_line()
    differences.book(case, note="补记", by=get("accountant"), at=TUESDAY_9)
    return correct(get, case.entry)


def from_outside(get: Get) -> Any:
    """Reverse what a gateway told us was paid."""
    made = post(source="gateway.wechat", key="4200", lines=[(get("outside"), -100), (get("wallet"), 100)],
                reason="cashier.carried_over", by=None, at=MONDAY_9)  # fmt: skip
    return correct(get, Entry.objects.get(pk=made.entry))


def give(get: Get, **terms: Any) -> Receipt:
    """Give a subsidy of ten yuan."""
    gift = desk.Gift(Receipt.Kind.SUBSIDY, "伙食补贴", 1_000, **terms)
    return desk.give(get("student"), gift, note="", ticket=ticket(), by=get("cashier"), at=MONDAY_9)


def on_other_terms(get: Get) -> Any:
    """Give the subsidy that ends in March once more, without an end."""
    get("subsidy")
    return give(get, purpose="canteen")


def refund(get: Get, who: str = "student", note: str = "有异物") -> Receipt:
    """Give back a yuan of the dinner."""
    return reversing.refund(
        get(who), get("meal"), fen=100, note=note, ticket=ticket(), by=get("cashier"), at=TUESDAY_9
    )


def without_amount(get: Get) -> Any:
    """Book a difference of which only the standing differs."""
    case = stage.strange_line()
    case.finding, case.ours_fen = "state_differs", 2_600
    case.save()
    return differences.book(case, note="补记", by=get("accountant"), at=TUESDAY_9)


def layout(get: Get, **other: Any) -> Layout:
    """Make a layout."""
    usual: dict[str, Any] = {"name": "财务系统", "columns": [("code", "科目")], "codes": vouchers.FIRST_CODES,
                             "dates": "%Y%m%d", "amounts": "fen", "file_type": "csv"}  # fmt: skip
    return exporting.save_layout(None, by=get("accountant"), at=MONDAY_9, **usual | other)


def export(get: Get, made: Layout | None = None) -> Export:
    """Export March."""
    made, last = made or layout(get), date(2026, 3, 31)
    return exporting.export(made, first=MARCH, last=last, again=False, by=get("accountant"), at=TUESDAY_9)


def beyond_the_most(get: Get) -> Any:
    """Export three entries where two are the most."""
    get("meal")
    get("monkeypatch").setattr(exporting, "MOST", 2)
    return export(get)


def while_another_does(get: Get) -> Any:
    """Export what another run took in the moment between looking and writing."""
    get("meal")
    made, write = layout(get), vouchers.written

    def slowly(*given: Any) -> Any:
        get("monkeypatch").setattr(vouchers, "written", write)
        export(get, made)
        return write(*given)

    get("monkeypatch").setattr(vouchers, "written", slowly)
    return export(get, made)


def without_codes(get: Get) -> Any:
    """Export the dinner where subsidies have no code."""
    get("meal")
    codes = {kind: code for kind, code in vouchers.FIRST_CODES.items() if kind != "subsidy"}
    return export(get, layout(get, codes=codes))


def a_name_twice(get: Get) -> Any:
    """Make two layouts of one name."""
    layout(get)
    return layout(get)


RAISED: dict[str, tuple[Callable[[Get], Any], dict[str, object], str]] = {
    "cashier.already_reversed": (corrected_twice, {}, "已经全部冲正"),
    "cashier.belongs_to_matter": (of_a_matter, {}, "属于一件事项"),
    "cashier.not_a_payment": (lambda get: refund(get, who="other"), {}, "不是此人的付款"),
    "cashier.other_terms": (on_other_terms, {"name": "伙食补贴"}, "同名的“伙食补贴”"),
    "cashier.not_a_deposit": (
        lambda get: desk.return_deposit(
            get("student"), account=get("wallet").pk, fen=1, note="", ticket=ticket(), by=get("cashier"), at=MONDAY_9
        ),
        {}, "没有找到这笔押金",
    ),
    "cashier.reason_needed": (lambda get: refund(get, note=" \n"), {"field": "note"}, "请写明原因"),
    "cashier.no_amount": (without_amount, {}, "没有金额"),
    "cashier.paid_outside": (from_outside, {}, "退回原支付渠道"),
    "cashier.layout_name_taken": (a_name_twice, {"name": "财务系统", "field": "name"}, "已有名为“财务系统”"),
    "cashier.nothing_to_export": (export, {}, "没有可以导出的账"),
    "cashier.code_missing": (without_codes, {"accounts": "补贴 · 伙食补贴 · 学生甲"}, "补贴 · 伙食补贴"),
    "cashier.too_many_entries": (beyond_the_most, {"most": 2}, "最多导出 2 笔"),
    "cashier.exported_meanwhile": (while_another_does, {}, "刚被别人导出"),
    "cashier.ended_before": (lambda get: give(get, ends_on=date(2026, 3, 1)), {"field": "ends_on"}, "今天或以后"),
}  # fmt: skip


@pytest.mark.parametrize("code", RAISED)
def test_a_refusal_is_raised_with_its_params_and_said_in_both_languages(
    request: pytest.FixtureRequest, code: str
) -> None:
    deed, params, words = RAISED[code]
    with pytest.raises(Refused) as caught:
        deed(request.getfixturevalue)
    (reason,) = caught.value.reasons
    assert (reason.code, dict(reason.params)) == (code, params)
    with override("zh-hans"):
        assert words in sentence(reason)
    with override("en"):
        english = sentence(reason)
    for value in params.values():
        english = english.replace(str(value), "")
    assert not CHINESE.search(english)


def test_every_refusal_of_the_cashier_is_raised_here() -> None:
    assert set(RAISED) == set(REFUSALS)


@pytest.mark.parametrize("code", REFUSALS)
def test_every_sentence_ends_and_has_the_same_gaps_in_both_languages(code: str) -> None:
    said = []
    for language in ("zh-hans", "en"):
        with override(language):
            said.append(str(house().refusals[code]))
    assert said[0] != said[1]
    assert (said[0][-1], said[1][-1]) == ("。", ".")
    assert len({tuple(sorted(re.findall(r"{(\w+)", text))) for text in said}) == 1


@pytest.mark.parametrize("deed", [refund, correct], ids=["refund", "correct"])
def test_a_correction_without_a_reason_is_none_either(
    request: pytest.FixtureRequest, deed: Callable[..., Any]
) -> None:
    request.getfixturevalue("meal")
    before = stage.standing()
    with pytest.raises(Refused, match=r"cashier\.reason_needed"):
        deed(request.getfixturevalue, note="\t")
    assert stage.standing() == before
