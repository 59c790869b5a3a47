"""Every page and every form of the cashier, by everybody: 200 or 302 for whom it is, 404 for all others."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from houqin.kernel.money.models import Account as Books
from houqin.kernel.money.models import Entry, Period
from houqin.kernel.people.models import Person
from houqin.services.cashier import urls
from houqin.services.cashier.actions import exporting
from houqin.services.cashier.models import Difference, Export, Layout, Receipt
from houqin.services.cashier.queries import vouchers
from houqin.services.cashier.tests import stage
from houqin.services.cashier.tests.conftest import MARCH, MONDAY_9, TUESDAY_9, ticket

EVERYBODY = ("student", "other", "stranger", "cashier", "college_cashier", "accountant", "head")
DESK, BOOKS = {"cashier", "college_cashier"}, {"accountant", "head"}
EXPORT = {"accountant"}
SEEN: dict[str, set[str]] = {
    "wallet": set(EVERYBODY), "statement": set(EVERYBODY), "trial-balance": BOOKS, "kind": BOOKS, "account": BOOKS,
    "journal": BOOKS, "entry": BOOKS, "correct": {"accountant"}, "months": BOOKS, "checks": BOOKS, "exports": EXPORT,
    "export": EXPORT, "export-file": EXPORT, "new-layout": EXPORT, "layout": EXPORT, "reconcile": BOOKS,
    "differences": BOOKS, "desk": DESK, "unit": DESK, "customer": DESK, "give": DESK, "deposit": DESK,
    "deposit-back": DESK, "refund": DESK, "receipts": DESK, "receipt": {"student", *DESK, *BOOKS},
    "import-subsidies": DESK, "import-subsidies-template": DESK,
}  # fmt: skip
POSTED_ONLY = {"close": {"accountant"}, "ask": {"accountant"}, "allow": {"head"}, "decline": {"head"}}
STATES = {"close": "", "ask": "closed", "allow": "asked", "decline": "asked"}
PREVIEWS = {"import-subsidies-preview"}


@pytest.fixture
def held(student: Person, cashier: Person, meal: Entry) -> Books:
    return stage.deposit(student, cashier, ticket())


@pytest.fixture
def layout(accountant: Person) -> Layout:
    return exporting.save_layout(
        None, name="财务", columns=[("code", "科目")], codes=vouchers.FIRST_CODES, dates="%Y%m%d", amounts="fen",
        file_type="csv", by=accountant, at=MONDAY_9,
    )  # fmt: skip


@pytest.fixture
def places(
    student: Person,
    meal: Entry,
    subsidy: Receipt,
    wallet: Books,
    held: Books,
    layout: Layout,
    accountant: Person,
) -> dict[str, str]:
    """Every address of the cashier, by name, about the student and his dinner."""
    run = exporting.export(
        layout, first=MARCH, last=TUESDAY_9.date(), again=False, by=accountant, at=TUESDAY_9
    )
    me = student.pk
    ids: dict[str, list[Any]] = {
        "kind": ["wallet"], "account": [wallet.pk], "entry": [meal.pk], "correct": [subsidy.entry_id], "export": [run.pk],
        "export-file": [run.pk], "layout": [layout.pk], "customer": [me], "give": [me], "deposit": [me],
        "deposit-back": [me, held.pk], "refund": [me, meal.pk], "receipt": [subsidy.number],
        **{name: ["2026-02"] for name in POSTED_ONLY},
    }  # fmt: skip
    return {name: reverse(f"cashier:{name}", args=ids.get(name, [])) for name in (*SEEN, *POSTED_ONLY)}


def test_every_address_is_asked_here() -> None:
    named = {str(one.name) for one in urls.urlpatterns}
    assert named - PREVIEWS == {*SEEN, *POSTED_ONLY}
    assert get_resolver().namespace_dict["cashier"]


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_sees_which_page(
    request: pytest.FixtureRequest, at_door: Any, places: dict[str, str], who: str
) -> None:
    browser: Client = at_door(request.getfixturevalue(who))
    found = {name: browser.get(places[name]).status_code for name in SEEN}
    assert found == {name: 200 if who in people else 404 for name, people in SEEN.items()}


@pytest.mark.parametrize("who", EVERYBODY)
def test_an_empty_form_moves_nothing_and_is_there_for_whom_it_is(
    request: pytest.FixtureRequest, at_door: Any, places: dict[str, str], who: str
) -> None:
    browser: Client = at_door(request.getfixturevalue(who))
    before = stage.standing()
    asked = (
        "give",
        "deposit",
        "deposit-back",
        "refund",
        "unit",
        "correct",
        "exports",
        "new-layout",
        "layout",
    )
    found = {name: browser.post(places[name]).status_code for name in asked}
    shown = {name: {200, 422} if who in SEEN[name] else {404} for name in asked}
    assert {name: code for name, code in found.items() if code not in shown[name]} == {}
    assert stage.standing() == before
    assert (Export.objects.count(), Layout.objects.count()) == (1, 1)


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_may_do_what_with_a_month(
    request: pytest.FixtureRequest, at_door: Any, accountant: Person, head: Person, student: Person, who: str
) -> None:
    browser: Client = at_door(request.getfixturevalue(who))
    found = {}
    for month, (name, state) in enumerate(STATES.items(), start=6):
        if state:
            asker = accountant if state == "asked" else None
            Period.objects.create(month=date(2025, month, 1), state=state, closed_by=accountant, closed_at=MONDAY_9,
                                  asked_by=asker, asked_at=MONDAY_9 if asker else None)  # fmt: skip
        address = reverse(f"cashier:{name}", args=[f"2025-{month:02d}"])
        found[name] = browser.post(address, {"why": "补记"}).status_code
        kept = Period.objects.filter(month=date(2025, month, 1)).values_list("state", flat=True).first() or ""
        assert (kept == state) == (found[name] == 404), name
    assert found == {name: 302 if who in people else 404 for name, people in POSTED_ONLY.items()}


def test_a_guest_is_asked_to_sign_in_everywhere_and_moves_nothing(places: dict[str, str]) -> None:
    before, browser = stage.standing(), Client()
    for name, address in places.items():
        for answer in ([] if name in POSTED_ONLY else [browser.get(address)]) + [browser.post(address)]:
            assert answer.status_code == 302, name
            assert "login" in answer.headers["Location"] or "sign" in answer.headers["Location"], name
    assert stage.standing() == before
    assert not Period.objects.exists()
    assert not Difference.objects.exists()


@pytest.mark.parametrize("who", ["college_cashier", "cashier"])
def test_a_college_s_desk_does_not_serve_the_office(
    request: pytest.FixtureRequest, at_door: Any, stranger: Person, office: Any, who: str
) -> None:
    browser: Client = at_door(request.getfixturevalue(who))
    gift = {"kind": "subsidy", "name": "补助", "fen": "1", "ticket": ticket()}
    charge = {"deed": "charge", "unit": str(office.pk), "what": "用餐", "fen": "1", "ticket": ticket()}
    given = browser.post(reverse("cashier:give", args=[stranger.pk]), gift).status_code
    charged = browser.post(reverse("cashier:unit"), charge).status_code
    assert (given, charged) == ((302, 302) if who == "cashier" else (404, 422))
    assert Receipt.objects.count() == Entry.objects.count() == (2 if who == "cashier" else 0)
