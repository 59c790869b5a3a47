"""Forms filled in by nobody's browser: wrong ids, another firm's, NUL, too long, amounts and years nobody means."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.forms import Form
from django.test import Client

from houqin.kernel.people.models import Person
from houqin.services.suppliers import forms, tasks
from houqin.services.suppliers.actions import settling
from houqin.services.suppliers.models import Contract, Line, Supplier
from houqin.services.suppliers.tests.cast import APRIL_9, LAST, MARCH, Firms, drawn, make_contract

pytestmark = pytest.mark.usefixtures("in_april")
SignIn = Callable[[Person], Client]
NOBODY = str(UUID(int=7))
NUL = "空\0调"
DAYS = ["", "2026-02-30", "10000-01-01", "0000-01-01", "-1", "明天", NUL]


def let_in(
    form: Callable[[dict[str, Any]], Form], sent: dict[str, Any], wrong: dict[str, list[Any]]
) -> list[object]:
    """Fill a right form in wrong, one field at a time; returns what was let in, or blamed on another field."""
    assert form(sent).is_valid()
    each = [(name, value) for name, values in wrong.items() for value in values]
    return [(name, value) for name, value in each if list(form(sent | {name: value}).errors) != [name]]


def test_no_form_of_the_register_takes_what_is_wrong_too_long_or_not_offered(firms: Firms) -> None:
    entry = {"title": "绿化公司", "code": "wb9", "service": "greening", "contact": "某某", "phone": "100"}
    assert let_in(forms.Register, entry, {
        "title": ["", " \t", "绿" * 81, NUL], "code": ["wb 9", "wb/9", "w" * 21, "wb\0", "../su"],
        "service": ["", "mafia", NUL], "contact": ["", "某" * 81, NUL], "phone": ["", "1" * 31, NUL],
        "licence": ["9" * 19, NUL], "name_en": ["x" * 121, NUL],
        "organisation": [str(firms.school.pk), str(firms.cooling.organisation_id), NOBODY, "x", NUL],
    }) == []  # fmt: skip
    hand = {"name": ["", "师" * 81, NUL], "phone": ["1" * 21, NUL], "number": ["W" * 33, NUL]}
    assert let_in(forms.Enlist, {"name": "新师傅"}, hand) == []
    told = {"number": "HT-9", "purpose": "维保", "starts_on": "2026-04-01", "ends_on": "2026-12-31",
            "works": ["hvac"], "places": [str(firms.campus.pk)]}  # fmt: skip
    assert let_in(forms.ContractForm, told, {
        "number": ["", "H" * 41, NUL], "purpose": ["", "维" * 201, NUL], "starts_on": DAYS, "ends_on": DAYS,
        "works": [[], ["hvac.water"], ["hvac", "x"], [NUL]],
        "places": [[], [NOBODY], [str(firms.room.pk)], ["x"], [NUL], [str(firms.campus.pk), NOBODY]],
    }) == []  # fmt: skip
    price = {"work": "hvac.water", "unit": "job", "fen": "85.50", "since": "2026-03-01"}
    assert let_in(lambda sent: forms.PriceForm(sent, contract=firms.contract), price, {
        "work": ["", "locks", "locks.door_lock", "x", NUL], "unit": ["", "week", NUL], "since": DAYS,
        "fen": ["", "0", "0.00", "-1", "1e3", "NaN", "0.001", "21474836.48", "9" * 14, "9" * 400, NUL],
    }) == []  # fmt: skip


def test_what_only_the_register_knows_to_be_wrong_comes_back_as_the_form(
    firms: Firms, sign_in: SignIn
) -> None:
    clerk, page = sign_in(firms.clerk), f"/suppliers/{firms.cooling.number}"
    there = f"/suppliers/contracts/{firms.contract.pk}/"
    make_contract(firms.doors, "HT-2", ["locks"], [firms.campus])
    told = {"number": "HT-2", "purpose": "维保", "starts_on": "2026-01-01", "ends_on": "2026-12-31",
            "works": ["hvac"], "places": [str(firms.campus.pk)]}  # fmt: skip
    price = {"work": "hvac.water", "unit": "job", "fen": "85.50", "since": "9999-12-31"}
    for address, sent in (
        (f"{page}/contracts/new/", told), (f"{there}edit/", told), (there, price),
        (f"{there}edit/", told | {"number": "HT-1", "starts_on": "9999-12-31"}),
        (f"{page}/people/", {"name": "新师傅", "number": "W-worker"}),
        ("/suppliers/new/", {"title": "x", "code": "wb2", "service": "other", "contact": "x", "phone": "1"}),
    ):  # fmt: skip
        assert clerk.post(address, sent).status_code == 422, address
    for person in (firms.other_leader.pk, firms.clerk.pk, NOBODY):
        assert clerk.post(f"{page}/people/{person}/end/").status_code == 404
    for number in ("GYS0", firms.piece(1).case.number, "%00", "制冷"):
        assert clerk.post(f"/suppliers/{number}/edit/", told).status_code == 404, number
    assert (Contract.objects.count(), Supplier.objects.count()) == (2, 2)
    assert clerk.post(there, price | {"fen": "21,474,836.47", "since": f"{LAST}"}).status_code == 302
    assert firms.contract.prices.get(since=LAST).fen == 2**31 - 1


def test_a_contract_to_the_end_of_all_years_is_listed_and_never_runs_out(
    firms: Firms, sign_in: SignIn
) -> None:
    clerk = sign_in(firms.clerk)
    told = {"number": "HT-∞", "purpose": "<b>长期</b>", "starts_on": "0001-01-01", "ends_on": "9999-12-31",
            "works": ["locks"], "places": [str(firms.campus.pk)]}  # fmt: skip
    assert clerk.post(f"/suppliers/{firms.doors.number}/contracts/new/", told).status_code == 302
    made = Contract.objects.get(number="HT-∞")
    price = {"work": "locks", "unit": "hour", "fen": "0.01", "since": "9999-12-31"}
    assert clerk.post(f"/suppliers/contracts/{made.pk}/", price).status_code == 302
    for page in ("/suppliers/contracts/", f"/suppliers/contracts/{made.pk}/", "/suppliers/?format=xlsx"):
        said = clerk.get(page)
        assert (said.status_code, b"<b>\xe9\x95\xbf" in said.content) == (200, False), page
    assert tasks.remind_of_contracts(APRIL_9) == 0


def test_a_month_s_forms_take_its_own_lines_alone_and_no_amount_that_is_none(
    firms: Firms, sign_in: SignIn
) -> None:
    month, clerk = drawn(firms, 2), sign_in(firms.clerk)
    foreign = settling.draw_up(
        firms.doors, month=MARCH, pieces=[firms.piece(90)], by=firms.clerk, at=APRIL_9
    ).lines.get()
    line = month.lines.order_by("number")[0]
    given: dict[str, Any] = {"case": month, "person": firms.leader, "at": APRIL_9}
    sent = {"note": "不对", "lines": [str(line.pk)]}
    assert let_in(lambda sent: forms.Dispute(sent, **given), sent, {
        "lines": [[], [str(foreign.pk)], [str(line.pk), str(foreign.pk)], [NOBODY], ["x"], [NUL]],
        "note": ["", "  ", "不" * 501, NUL],
    }) == []  # fmt: skip
    assert sign_in(firms.leader).post(f"/m/{month.number}/dispute/", sent).status_code == 302
    amount = f"fen-{line.pk}"
    answer = {"note": "已改", amount: "1.00", f"fen-{foreign.pk}": "777.77"}
    assert let_in(lambda sent: forms.Revise(sent, **given), answer, {
        amount: ["-1", "1e9", "0.001", "21474836.48", "9" * 15, "NaN", NUL, "八"], "note": ["", "答" * 501, NUL],
    }) == []  # fmt: skip
    assert clerk.post(f"/m/{month.number}/revise/", answer | {amount: "0"}).status_code == 302
    assert dict(Line.objects.values_list("number", "fen")) == {"W0000": 0, "W0001": 10_000, "W0090": 10_000}
