"""The pages: who finds which, what they write, what they refuse, paper and Excel."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.test import Client
from python_calamine import CalamineWorkbook

from houqin.kernel.people.models import Person
from houqin.services.suppliers.models import Contract, Settlement, Supplier
from houqin.services.suppliers.tests.cast import Firms, drawn

SignIn = Callable[[Person], Client]


def sheet(answer: Any) -> list[list[Any]]:
    """Return the rows of a workbook that was sent."""
    return CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()


def test_each_page_opens_for_whose_it_is_and_is_not_there_for_others(firms: Firms, sign_in: SignIn) -> None:
    made = drawn(firms)
    supplier, contract = firms.cooling.number, firms.contract.pk
    pages = {  # clerk, head, own leader, other leader, worker, stranger
        "/suppliers/": "110000", "/suppliers/new/": "100000", "/suppliers/contracts/": "111100",
        f"/suppliers/contracts/{contract}/": "111000", f"/suppliers/contracts/{contract}/edit/": "100000",
        "/suppliers/settlements/": "111100", "/suppliers/lines/": "111100", f"/m/{supplier}/": "111000",
        f"/m/{made.number}/": "111000", f"/suppliers/settlements/{made.number}/report/": "111000",
        f"/suppliers/{supplier}/edit/": "100000", f"/suppliers/{supplier}/people/": "100000",
        f"/suppliers/{supplier}/contracts/new/": "100000", f"/m/{made.number}/dispute/": "001000",
        f"/m/{supplier}/suspend/": "100000",
    }  # fmt: skip
    people = (firms.clerk, firms.head, firms.leader, firms.other_leader, firms.worker, firms.stranger)
    clients = [sign_in(one) for one in people]
    for page, wanted in pages.items():
        answers = [client.get(page).status_code for client in clients]
        assert "".join("1" if one == 200 else "0" for one in answers) == wanted, page
        assert set(answers) <= {200, 404, 409}, page
    assert Client().get("/suppliers/").status_code == 302


def test_a_clerk_enters_a_supplier_its_contract_its_price_and_its_people(
    firms: Firms, sign_in: SignIn
) -> None:
    clerk = sign_in(firms.clerk)
    entry = {"title": "绿化公司", "code": "wb9", "service": "greening", "contact": "某某", "phone": "100"}
    assert clerk.post("/suppliers/new/", entry | {"code": ""}).status_code == 422
    assert clerk.post("/suppliers/new/", entry).status_code == 302
    made = Supplier.objects.get(title="绿化公司")
    page = f"/suppliers/{made.number}"
    told = {"number": "LH-1", "purpose": "绿化", "starts_on": "2026-04-01", "ends_on": "2026-12-31",
            "works": ["plumbing"], "places": [str(firms.campus.pk)]}  # fmt: skip
    assert clerk.post(f"{page}/contracts/new/", told | {"ends_on": "2026-03-31"}).status_code == 422
    assert clerk.post(f"{page}/contracts/new/", told).status_code == 302
    contract = Contract.objects.get(number="LH-1")
    there = f"/suppliers/contracts/{contract.pk}/"
    price = {"work": told["works"][0], "unit": "job", "fen": "85.50", "since": "2026-04-01"}
    for wrong in ({"fen": "0"}, {"fen": "八十"}, {"since": "2027-01-01"}, {"work": "hvac"}):
        assert clerk.post(there, price | wrong).status_code == 422, wrong
    assert clerk.post(there, price).status_code == 302
    assert clerk.post(there, price).status_code == 422
    assert "85.50" in clerk.get(there).content.decode()
    assert clerk.post(f"{there}edit/", told | {"purpose": "养护"}).status_code == 302
    assert clerk.post(f"{page}/edit/", entry | {"contact": "新人"}).status_code == 302
    assert clerk.post(f"{page}/people/", {"name": "", "leads": "on"}).status_code == 422
    assert clerk.post(f"{page}/people/", {"name": "花师傅", "leads": "on"}).status_code == 302
    person = Person.objects.get(name="花师傅")
    assert "花师傅" in clerk.get(f"/m/{made.number}/").content.decode()
    assert clerk.post(f"{page}/people/{firms.worker.pk}/end/").status_code == 404
    assert clerk.post(f"{page}/people/{person.pk}/end/").status_code == 302
    assert "花师傅" not in clerk.get(f"{page}/people/").content.decode()
    assert sign_in(firms.head).post(f"{page}/people/{person.pk}/end/").status_code == 404


def test_a_month_goes_through_its_pages_to_paper_and_excel(firms: Firms, sign_in: SignIn) -> None:
    made = drawn(firms)
    leader, clerk, head = (sign_in(one) for one in (firms.leader, firms.clerk, firms.head))
    page, first = f"/m/{made.number}", made.lines.order_by("number").first()
    assert leader.post(f"{page}/dispute/", {"note": "不对"}).status_code == 422
    assert leader.post(f"{page}/dispute/", {"note": "不对", "lines": [str(first.pk)]}).status_code == 302
    form = clerk.get(f"{page}/revise/").content.decode()
    assert (f"fen-{first.pk}" in form, form.count('name="fen-')) == (True, 1)
    assert clerk.post(f"{page}/revise/", {"note": "改", f"fen-{first.pk}": "x"}).status_code == 422
    assert clerk.post(f"{page}/revise/", {"note": "改", f"fen-{first.pk}": "55.05"}).status_code == 302
    for client, move in ((leader, "confirm"), (clerk, "check"), (head, "approve")):
        assert client.post(f"{page}/{move}/").status_code == 302, move
    assert Settlement.objects.get(pk=made.pk).state == "final"
    paper = leader.get(f"/suppliers/settlements/{made.number}/report/").content.decode()
    assert [
        word for word in ("¥255.05", "贰佰伍拾伍元零伍分", "W0000", "制冷公司") if word not in paper
    ] == []
    rows = sheet(leader.get(f"/suppliers/lines/?settlement={made.number}&format=xlsx"))
    amounts = [head.startswith("金额") for head in rows[0]].index(True)
    assert sorted(row[amounts] for row in rows[1:]) == [55.05, 100.0, 100.0]
    assert len(sheet(head.get("/suppliers/?format=xlsx"))) == 3
    assert len(sheet(head.get("/suppliers/contracts/?format=xlsx"))) == 2
    assert len(leader.get(f"/suppliers/settlements/?q={made.number}").context["rows"]) == 1
    assert len(leader.get("/suppliers/settlements/?state=drawn").context["rows"]) == 0


def test_the_register_is_narrowed_by_service_state_and_words(firms: Firms, sign_in: SignIn) -> None:
    clerk = sign_in(firms.clerk)
    for query, count in (
        ("service=maintenance", 2),
        ("service=catering", 0),
        ("state=active", 2),
        ("q=制冷", 1),
    ):
        assert len(clerk.get(f"/suppliers/?{query}").context["rows"]) == count, query


def test_a_suspension_says_why_on_the_supplier_s_page(firms: Firms, sign_in: SignIn) -> None:
    clerk = sign_in(firms.clerk)
    assert clerk.post(f"/m/{firms.cooling.number}/suspend/", {"note": ""}).status_code == 422
    assert clerk.post(f"/m/{firms.cooling.number}/suspend/", {"note": "安全整改"}).status_code == 302
    assert "安全整改" in sign_in(firms.leader).get(f"/m/{firms.cooling.number}/").content.decode()
