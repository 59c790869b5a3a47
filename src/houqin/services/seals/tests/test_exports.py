"""Each column of each list of the seals as it goes out to Excel: what stands in it, and that text stays text."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.people.actions.units import add_unit
from houqin.kernel.people.models import Person
from houqin.services.seals import listings
from houqin.services.seals.actions import keeping, seals
from houqin.services.seals.models import Application, Seal
from houqin.services.seals.tests.conftest import MONDAY_9, MONDAY_10, MONDAY_11, MONDAY_14, fresh


def sheet_of(browser: Any, name: str, **query: Any) -> tuple[list[str], list[list[Any]]]:
    """Return the head and the rows of a list's Excel."""
    answer = browser.get(reverse(name), {"format": "xlsx", **query})
    assert answer.status_code == 200
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    head, *rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    return [str(one) for one in head], rows


def every(listing: Any) -> list[str]:
    """Return the keys of all columns of a list."""
    return [column.key for column in listing.columns]


def local(at: datetime) -> datetime:
    """Return an instant as the campus's clock shows it, as Excel holds it."""
    return at.astimezone(SHANGHAI).replace(tzinfo=None)


def test_the_register_of_stampings_holds_the_whole_book(
    at_door: Any,
    approved: Application,
    keeper: Person,
    dean: Person,
    head: Person,
    applicant: Person,
    college: Any,
) -> None:
    keeping.stamp(approved, copies=2, code=approved.code, by=keeper, at=MONDAY_11)
    columns = every(listings.stampings(head, MONDAY_14))
    heads, (row,) = sheet_of(at_door(head), "seals:stampings", col=columns)
    assert dict(zip(heads, row, strict=True)) == {
        "文件名称": "在读证明", "申请编号": approved.number, "用印时间": local(MONDAY_11), "印章": "示范大学公章",
        "类别": "证明", "发往单位": "市档案馆", "份数": 2, "批准份数": 2, "页数": 1, "申请人": "张三",
        "申请单位": "商学院", "批准人": "李四", "保管员": "王五", "校验码": approved.code, "核对方式": "核对校验码",
        "外带地点": "",
    }  # fmt: skip


def test_a_stamping_out_of_house_names_where_and_all_who_said_yes(
    at_door: Any, going_out: Application, keeper: Person, deputy: Person, head: Person
) -> None:
    keeping.take_out(going_out, code=going_out.code, by=keeper, at=MONDAY_11)
    keeping.bring_back(going_out, copies=1, by=deputy, at=MONDAY_14)
    wanted = ["approvers", "keeper", "outside", "copies", "at"]
    heads, (row,) = sheet_of(at_door(head), "seals:stampings", col=wanted)
    assert dict(zip(heads, row, strict=True)) == {
        "用印时间": local(MONDAY_14), "份数": 1, "批准人": "李四、钱七", "保管员": "赵六",
        "外带地点": "区行政服务中心",
    }  # fmt: skip


def test_the_list_of_applications_holds_every_column(
    at_door: Any, approved: Application, head: Person, applicant: Person
) -> None:
    columns = every(listings.applications(head, MONDAY_14, {}))
    heads, (row,) = sheet_of(at_door(head), "seals:applications", col=columns)
    assert dict(zip(heads, row, strict=True)) == {
        "申请": "在读证明", "编号": approved.number, "印章": "示范大学公章", "类别": "证明", "份数": 2,
        "申请人": "张三", "申请单位": "商学院", "状态": "待用印", "申请时间": local(MONDAY_9),
    }  # fmt: skip


def test_the_desk_tells_since_when_and_until_when(
    at_door: Any, approved: Application, going_out: Application, keeper: Person
) -> None:
    trip = keeping.take_out(going_out, code=going_out.code, by=keeper, at=MONDAY_11)
    heads, rows = sheet_of(at_door(keeper), "seals:desk", col=every(listings.DESK))
    by_state = {row[heads.index("状态")]: dict(zip(heads, row, strict=True)) for row in rows}
    assert by_state["外带中"]["应还"] == local(trip.due_at)
    assert by_state["外带中"]["自"] == local(MONDAY_11)
    assert (by_state["待用印"]["应还"], by_state["待用印"]["自"]) == ("", local(MONDAY_10))


def test_the_register_of_seals_holds_every_column(
    at_door: Any, seal: Seal, administrator: Person, keeper: Person
) -> None:
    columns = every(listings.SEALS)
    heads, (row,) = sheet_of(at_door(administrator), "seals:register", col=columns)
    told = dict(zip(heads, row, strict=True))
    assert told.pop("刻制日期") in (date(2015, 9, 1), datetime(2015, 9, 1, 0, 0))
    assert told == {
        "印章": "示范大学公章", "类别": "学校公章", "所属单位": "校长办公室", "保管人": "王五", "代管人": "赵六",
        "保管处": str(seal.place), "公安备案号": "310-0001", "状态": "使用中",
    }  # fmt: skip
    seals.report_lost(fresh(seal), loss_report="B", note="x", by=keeper, at=MONDAY_9)
    heads, (row,) = sheet_of(at_door(administrator), "seals:register", col=["state"], state="lost")
    assert row == ["遗失"]
    assert sheet_of(at_door(administrator), "seals:register", col=["state"], state="in_use")[1] == []


@pytest.mark.parametrize(
    "title", ['=HYPERLINK("http://x")', "+1-1", "@SUM(A1)", "-2+3", "http://evil.example", "0012"]
)
def test_what_somebody_wrote_is_text_in_excel_and_calculates_nothing(
    at_door: Any, apply: Any, head: Person, title: str
) -> None:
    apply(title=title)
    answer = at_door(head).get(reverse("seals:applications"), {"format": "xlsx"})
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert book[1][0] == title
    assert b"<f>" not in answer.content


def test_the_heads_come_in_the_reader_s_language(at_door: Any, approved: Application, head: Person) -> None:
    browser = at_door(head)
    browser.cookies["language"] = "en"
    heads, (row,) = sheet_of(browser, "seals:applications", col=["copies", "state", "opened"])
    assert all(one.isascii() for one in heads), heads
    assert row[heads.index(next(one for one in heads if "tat" in one))].isascii()


def test_excel_holds_no_more_than_one_may_see(
    at_door: Any, approved: Application, apply: Any, hire: Any, school: Any
) -> None:
    other = add_unit(code="law", name="法学院", kind="college", parent=school)
    foreign = hire("T077", "法学院长", unit=other, role="seal-approver", over=other)
    assert sheet_of(at_door(foreign), "seals:applications")[1] == []
