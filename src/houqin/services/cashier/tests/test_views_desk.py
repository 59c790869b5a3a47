"""The desk's pages: find, look, give, take, give back, print; by the desk and by nobody else."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from houqin.kernel.money.models import Account as Books
from houqin.kernel.money.models import Entry
from houqin.kernel.money.queries.accounts import balance
from houqin.kernel.people.models import OrgUnit, Person
from houqin.services.cashier.actions import desk
from houqin.services.cashier.models import Receipt
from houqin.services.cashier.tests.conftest import MONDAY_9, ticket

AtDoor = Callable[[Person], Client]


def filled(browser: Client, address: str, **given: Any) -> dict[str, Any]:
    """Return what a browser would send: the form's ticket and what is filled in."""
    return {"ticket": browser.get(address).context["form"]["ticket"].value(), **given}


def test_the_desk_finds_a_person_and_shows_how_they_stand(
    at_door: AtDoor, meal: Entry, cashier: Person, student: Person
) -> None:
    browser = at_door(cashier)
    words = browser.get(reverse("cashier:desk"), {"q": "S001"}).content.decode()
    customer = reverse("cashier:customer", args=[student.pk])
    assert customer in words
    assert "没有找到这个人" in browser.get(reverse("cashier:desk"), {"q": "nobody"}).content.decode()
    page = browser.get(customer)
    assert page.context["wallet"].available == 8_800
    assert reverse("cashier:refund", args=[student.pk, meal.pk]) in page.content.decode()


def test_a_voucher_is_given_and_its_receipt_is_printed(
    at_door: AtDoor, cashier: Person, student: Person
) -> None:
    browser, address = at_door(cashier), reverse("cashier:give", args=[student.pk])
    wrong = browser.post(address, filled(browser, address, kind="voucher", name="迎新券", fen="12.345"))
    assert wrong.status_code == 422
    assert "最多两位小数" in wrong.content.decode()
    given = filled(
        browser, address, kind="voucher", name="迎新券", fen="20", purpose="canteen", ends_on="2026-03-31"
    )
    answer = browser.post(address, given)
    receipt = Receipt.objects.get()
    assert answer.headers["Location"] == reverse("cashier:receipt", args=[receipt.number])
    assert browser.post(address, given).headers["Location"] == answer.headers["Location"]
    words = browser.get(answer.headers["Location"]).content.decode()
    for shown in (receipt.number, "发放代金券", "¥20.00", student.name, cashier.name, "迎新券"):
        assert shown in words


def test_what_the_ledger_refuses_is_said_on_the_form(
    at_door: AtDoor, cashier: Person, student: Person
) -> None:
    browser, address = at_door(cashier), reverse("cashier:give", args=[student.pk])
    given = {"kind": "subsidy", "name": "补助", "fen": "5", "ends_on": "2026-03-02"}
    answer = browser.post(address, filled(browser, address, **given))
    assert answer.status_code == 422
    assert "有效期须在今天或以后" in answer.content.decode()
    assert "补助" in answer.content.decode()


def test_a_deposit_is_taken_and_given_back(at_door: AtDoor, cashier: Person, student: Person) -> None:
    browser, address = at_door(cashier), reverse("cashier:deposit", args=[student.pk])
    assert browser.post(address, filled(browser, address, what="钥匙押金", fen="50")).status_code == 302
    held = Books.objects.get(person=student, kind="deposit")
    back = reverse("cashier:deposit-back", args=[student.pk, held.pk])
    assert browser.get(back).context["form"]["fen"].value() == "50.00"
    assert browser.post(back, filled(browser, back, fen="50.01")).status_code == 422
    assert browser.post(back, filled(browser, back, fen="50.00")).status_code == 302
    assert balance(held) == 0


def test_a_refund_says_where_it_goes_before_it_goes(
    at_door: AtDoor, meal: Entry, cashier: Person, student: Person, wallet: Books
) -> None:
    browser, address = at_door(cashier), reverse("cashier:refund", args=[student.pk, meal.pk])
    whole = browser.get(address)
    assert whole.context["back"] == [("个人钱包", 1_200), ("伙食补贴", 3_000)]
    part = browser.get(address, {"fen": "10"})
    assert part.context["back"] == [("个人钱包", 1_000)]
    assert "退款 ¥10.00" in part.content.decode()
    assert browser.get(address, {"fen": "100"}).context["too_much"]
    before = balance(wallet)
    given = {"ticket": part.context["form"]["ticket"].value(), "fen": part.context["form"]["fen"].value()}
    assert browser.post(address, given).status_code == 422
    assert browser.post(address, given | {"note": "有异物"}).status_code == 302
    assert balance(wallet) == before + 1_000


def test_a_refund_sent_twice_leads_to_the_same_receipt(
    at_door: AtDoor, meal: Entry, cashier: Person, student: Person
) -> None:
    browser, address = at_door(cashier), reverse("cashier:refund", args=[student.pk, meal.pk])
    form = browser.get(address).context["form"]
    given = {"ticket": form["ticket"].value(), "fen": "42.00", "note": "全退"}
    answers = [browser.post(address, given).headers["Location"] for _twice in range(2)]
    assert answers[0] == answers[1]
    assert browser.get(address).status_code == 404


def test_a_unit_is_charged_and_settles(at_door: AtDoor, cashier: Person, college: OrgUnit) -> None:
    browser, address = at_door(cashier), reverse("cashier:unit")
    given = {"deed": "charge", "unit": str(college.pk), "what": "接待用餐", "fen": "80"}
    assert browser.post(address, filled(browser, address, **given)).status_code == 302
    (debtor,) = browser.get(address).context["debtors"]
    assert (debtor.unit, debtor.fen) == (college, 8_000)
    assert browser.post(address, filled(browser, address, **given | {"deed": "settle"})).status_code == 302
    assert browser.get(address).context["debtors"] == []


def test_a_cashier_of_a_college_offers_only_its_units_and_people(
    at_door: AtDoor, college_cashier: Person, student: Person, stranger: Person, college: OrgUnit
) -> None:
    browser = at_door(college_cashier)
    assert list(browser.get(reverse("cashier:unit")).context["form"].fields["unit"].queryset) == [college]
    assert browser.get(reverse("cashier:customer", args=[student.pk])).status_code == 200
    assert browser.get(reverse("cashier:customer", args=[stranger.pk])).status_code == 404


def test_a_receipt_is_seen_by_whom_it_is_for_and_by_the_desk(
    at_door: AtDoor, subsidy: Receipt, request: pytest.FixtureRequest
) -> None:
    address = reverse("cashier:receipt", args=[subsidy.number])
    seen = {
        who: at_door(request.getfixturevalue(who)).get(address).status_code
        for who in ("student", "cashier", "college_cashier", "accountant", "head", "other", "stranger")
    }
    assert seen == {
        "student": 200, "cashier": 200, "college_cashier": 200, "accountant": 200, "head": 200, "other": 404,
        "stranger": 404,
    }  # fmt: skip


def test_the_receipts_are_listed_and_go_out_as_excel(
    at_door: AtDoor, subsidy: Receipt, cashier: Person, college: OrgUnit
) -> None:
    desk.charge(college, fen=8_000, what="接待用餐", note="", ticket=ticket(), by=cashier, at=MONDAY_9)
    browser, address = at_door(cashier), reverse("cashier:receipts")
    assert browser.get(address).context["page"].counted == 2
    assert browser.get(address, {"kind": "charge"}).context["page"].counted == 1
    assert browser.get(address, {"on": "2026-03-02"}).context["page"].counted == 2
    assert browser.get(address, {"on": "2026-03-03"}).context["page"].counted == 0
    assert browser.get(address, {"q": "学生甲"}).context["page"].counted == 1
    answer = browser.get(address, {"format": "xlsx", "kind": "subsidy"})
    heads, row = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert dict(zip(heads, row, strict=True))["金额"] == 30


@pytest.mark.parametrize("who", ["student", "stranger", "accountant", "head"])
def test_the_desk_is_not_there_for_others(
    at_door: AtDoor, meal: Entry, student: Person, request: pytest.FixtureRequest, who: str
) -> None:
    browser = at_door(request.getfixturevalue(who))
    addresses = [reverse(f"cashier:{name}") for name in ("desk", "unit", "receipts", "import-subsidies")]
    addresses += [reverse(f"cashier:{name}", args=[student.pk]) for name in ("customer", "give", "deposit")]
    addresses += [reverse("cashier:refund", args=[student.pk, meal.pk]),
                  reverse("cashier:deposit-back", args=[student.pk, UUID(int=7)])]  # fmt: skip
    assert {address: browser.get(address).status_code for address in addresses} == dict.fromkeys(
        addresses, 404
    )
    assert {address: browser.post(address).status_code for address in addresses} == dict.fromkeys(
        addresses, 404
    )
