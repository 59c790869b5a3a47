"""The pages, asked by who may see them, by another and by a stranger."""

from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.places.models import Place
from houqin.services.seals.actions import keeping
from houqin.services.seals.lifecycle import State
from houqin.services.seals.models import Application, KindOfMatter, Seal
from houqin.services.seals.tests.conftest import MONDAY_11, fresh, upload
from houqin.services.seals.tests.papers import pdf, png, sheet


def typed(seal: Seal, kind: Any, **given: Any) -> Any:
    return {
        "matter_kind": kind("certificate").pk, "seal": seal.pk, "title": "在读证明", "copies": "2",
        "addressee": "市档案馆", "purpose": "办理手续", "document": upload(pdf("Certificate")),
    } | given  # fmt: skip


def test_an_application_is_sent_from_one_page(
    at_door: Any, applicant: Person, dean: Person, seal: Seal, kind: Any
) -> None:
    answer = at_door(applicant).post(reverse("seals:apply"), typed(seal, kind))
    made = Application.objects.get()
    assert answer.status_code == 302
    assert answer.url == reverse("matter", args=[made.number])
    assert (made.applicant, made.state) == (applicant, State.SUBMITTED)


def test_the_page_shows_what_happens_next_for_each_kind(at_door: Any, applicant: Person, seal: Seal) -> None:
    page = at_door(applicant).get(reverse("seals:apply")).content.decode()
    assert "部门负责人审批" in page
    assert "印章主管部门审批" in page
    assert "证明" in page


def test_a_refusal_keeps_what_was_typed_and_says_what_to_do(
    at_door: Any, applicant: Person, dean: Person, seal: Seal, kind: Any
) -> None:
    answer = at_door(applicant).post(reverse("seals:apply"), typed(seal, kind, document=upload(pdf(""))))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "空白纸不能盖章" in page
    assert "市档案馆" in page
    assert not Application.objects.exists()


def test_an_escort_unknown_to_the_school_is_an_error_of_the_field(
    at_door: Any, applicant: Person, dean: Person, head: Person, seal: Seal, kind: Any
) -> None:
    trip = {"destination": "公证处", "escort": "T999", "out_minutes": "240"}
    answer = at_door(applicant).post(reverse("seals:apply"), typed(seal, kind, **trip))
    assert answer.status_code == 422
    assert "T999" in answer.content.decode()


def test_a_trip_is_told_whole_or_not_at_all(
    at_door: Any, applicant: Person, dean: Person, seal: Seal, kind: Any
) -> None:
    answer = at_door(applicant).post(reverse("seals:apply"), typed(seal, kind, destination="公证处"))
    assert answer.status_code == 422
    assert "escort" in answer.context["form"].errors


def test_a_guest_is_sent_to_sign_in(client: Any, db: Any) -> None:
    assert client.get(reverse("seals:apply")).status_code == 302


@pytest.mark.parametrize(
    ("door", "allowed"),
    [
        ("seals:applications", ["dean", "head", "administrator"]),
        ("seals:stampings", ["dean", "head", "administrator"]),
        ("seals:register", ["dean", "head", "administrator"]),
        ("seals:desk", ["keeper", "deputy", "administrator"]),
        ("seals:figures", ["head"]),
        ("seals:kinds", ["administrator"]),
        ("seals:new-seal", ["administrator"]),
        ("seals:new-kind", ["administrator"]),
    ],
)
def test_each_page_opens_for_its_roles_and_does_not_exist_for_others(
    request: Any, at_door: Any, seal: Seal, approved: Application, door: Any, allowed: Any
) -> None:
    cast = ("applicant", "stranger", "student", "dean", "head", "keeper", "deputy", "administrator")
    opened = [
        name for name in cast
        if at_door(request.getfixturevalue(name)).get(reverse(door)).status_code == 200
    ]  # fmt: skip
    assert sorted(opened) == sorted(allowed)


def test_the_matter_is_seen_by_applicant_keeper_and_dean_and_by_no_stranger(
    at_door: Any, approved: Application, applicant: Person, keeper: Person, dean: Person, stranger: Person
) -> None:
    url = reverse("matter", args=[approved.number])
    for person in (applicant, keeper, dean):
        page = at_door(person).get(url)
        assert page.status_code == 200
        assert approved.code in page.content.decode()
    assert at_door(stranger).get(url).status_code == 404


def test_the_keeper_stamps_on_the_matter_s_page(at_door: Any, approved: Application, keeper: Person) -> None:
    url = reverse("matter-move", args=[approved.number, "stamp"])
    browser = at_door(keeper)
    assert browser.get(url).context["form"].initial["copies"] == 2
    wrong = browser.post(url, {"copies": "2", "code": "00000000", "version": approved.version})
    assert wrong.status_code == 422
    done = browser.post(url, {"copies": "2", "code": approved.code, "version": approved.version})
    assert done.status_code == 302
    assert fresh(approved).state == State.STAMPED


def test_a_changed_document_is_refused_on_the_page(
    at_door: Any, approved: Application, keeper: Person
) -> None:
    url = reverse("matter-move", args=[approved.number, "stamp"])
    answer = at_door(keeper).post(url, {"copies": "1", "presented": upload(pdf("Changed"))})
    assert answer.status_code == 422
    assert "与审批通过的不一致" in answer.content.decode()


def test_a_seal_that_stays_offers_stamping_and_one_that_goes_out_offers_the_trip(
    at_door: Any, approved: Application, going_out: Application, keeper: Person
) -> None:
    browser = at_door(keeper)
    offered = {
        case.number: {
            door.move.name for door in browser.get(reverse("matter", args=[case.number])).context["doors"]
        }
        for case in (approved, going_out)
    }
    assert offered == {approved.number: {"stamp", "decline"}, going_out.number: {"take_out", "decline"}}


def test_the_slip_is_printed_once_approved_with_code_and_approver(
    at_door: Any, approved: Application, applicant: Person, dean: Person, stranger: Person
) -> None:
    url = reverse("seals:slip", args=[approved.number])
    page = at_door(applicant).get(url).content.decode()
    assert approved.code in page
    assert dean.name in page
    assert at_door(stranger).get(url).status_code == 404


def test_there_is_no_slip_before_approval(at_door: Any, submitted: Application, applicant: Person) -> None:
    assert at_door(applicant).get(reverse("seals:slip", args=[submitted.number])).status_code == 404


def test_the_desk_shows_a_keeper_what_waits(
    at_door: Any, approved: Application, submitted: Application, apply: Any, keeper: Person
) -> None:
    waiting_elsewhere = apply(title="尚未审批")
    page = at_door(keeper).get(reverse("seals:desk")).content.decode()
    assert approved.number in page
    assert waiting_elsewhere.number not in page


def test_the_register_goes_out_as_excel_with_the_columns_of_the_book(
    at_door: Any, approved: Application, keeper: Person, dean: Person, head: Person
) -> None:
    keeping.stamp(approved, copies=2, code=approved.code, by=keeper, at=MONDAY_11)
    answer = at_door(head).get(reverse("seals:stampings"), {"format": "xlsx"})
    heads, line = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    row = dict(zip(heads, line, strict=True))
    assert row["文件名称"] == approved.title
    assert row["批准人"] == dean.name
    assert row["保管员"] == keeper.name


def test_a_seal_is_registered_on_its_page(
    at_door: Any, administrator: Person, keeper: Person, deputy: Person, office: OrgUnit, seal_room: Place
) -> None:
    answer = at_door(administrator).post(
        reverse("seals:new-seal"),
        {
            "title": "合同专用章", "category": "contract", "unit": office.pk, "place": seal_room.pk,
            "keeper": keeper.number, "deputy": deputy.number, "engraved_on": "2020-01-01",
            "imprint": upload(png(sheet(written=True)), "imprint.png"),
        },
    )  # fmt: skip
    assert answer.status_code == 302
    assert Seal.objects.get().handler == keeper


def test_a_kind_of_matter_is_edited_and_a_meeting_needs_a_route_with_one(
    at_door: Any, administrator: Person, kind: Any
) -> None:
    contract = kind("contract")
    url = reverse("seals:edit-kind", args=[contract.pk])
    given = {
        "key": "contract", "title": "合同", "title_en": "Contract", "route": contract.route_id,
        "most_copies": "8", "order": "10", "source": "实施细则第九条",
    }  # fmt: skip
    browser = at_door(administrator)
    assert browser.post(url, given | {"by_meeting": "on"}).status_code == 422
    assert browser.post(url, given).status_code == 302
    edited = KindOfMatter.objects.get(key="contract")
    assert (edited.most_copies, edited.may_go_out, edited.changed_by) == (8, False, administrator)


def test_the_figures_open_down_to_their_rows(
    at_door: Any, approved: Application, keeper: Person, head: Person
) -> None:
    keeping.stamp(approved, copies=2, code=approved.code, by=keeper, at=MONDAY_11)
    browser = at_door(head)
    page = browser.get(reverse("seals:figures"), {"period": "2026-01-01..2026-12-31"})
    assert page.status_code == 200
    for number in page.context["numbers"]:
        rows = browser.get(number.url)
        assert rows.status_code == 200
        if number.figure.unit != "%" and "小时" not in str(number.figure.unit):
            assert rows.context["page"].counted == number.value
    for picture in (page.context["months"], *page.context["rankings"]):
        for _label, count, url in picture.links:
            assert browser.get(url).context["page"].counted == count
