"""What a contractor's people find anywhere on the site: what their firm has now, nothing of anybody else's."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from houqin.kernel.lifecycle.models import Attachment
from houqin.kernel.notices.fanout import fan_out
from houqin.kernel.people.models import Person
from houqin.kernel.places.actions import add_place
from houqin.kernel.search.indexing import rebuild
from houqin.kernel.trail.models import Happening
from houqin.kernel.web.api import tokens
from houqin.services.repairs.actions import answer, dispatch, work
from houqin.services.repairs.actions.contracting import hand_on, outsource
from houqin.services.repairs.actions.report import report
from houqin.services.repairs.actions.settling import draw_up_month
from houqin.services.repairs.models import Order
from houqin.services.repairs.queries import taxonomy
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, photo
from houqin.services.repairs.tests.contractors import FAULT, HOUR, Contractors, make_contractors
from houqin.services.suppliers.actions import contracts
from houqin.services.suppliers.models import KindOfWork
from tests.pages.addresses import filled, routes
from tests.pages.conftest import SignIn

APRIL = MONDAY_9 + timedelta(days=31)
ASIDE = (
    "admin/",
    "styleguide",
    "sign-",
    "live/",
    "q/",
    "scan/",
    "seals/",
    "cashier/",
    "display/",
    "me/",
    "figures/",
    "repairs/report/",
    "repairs/faults/",
    "surveys/terms/",
    "views/",
    "health",
    "pay/",
)
"""Pages that are about something else altogether."""


@pytest.fixture(autouse=True)
def in_april(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every request come on one April morning, when March may be settled."""
    monkeypatch.setattr("houqin.kernel.web.middleware.now", lambda: APRIL)


@pytest.fixture
def told(cast: Cast) -> Any:
    """Orders of the same fault: one the firm has, one it had, one of a technician, one of another firm."""
    firms = make_contractors(cast)
    orders = {name: _reported(cast, name, n) for n, name in enumerate(("has", "had", "inside"), start=1)}
    for name in ("has", "had"):
        _give(cast, firms, orders[name])
    work.finish(orders["had"], photos=[photo("had.jpg")], by=firms.worker, at=MONDAY_9 + HOUR)
    answer.approve(orders["had"], by=cast.student, at=MONDAY_9 + 2 * HOUR)
    dispatch.assign(orders["inside"], technician=cast.technician, by=cast.dispatcher, at=MONDAY_9)
    locks = KindOfWork.objects.get(key="locks")
    theirs = contracts.Contract.objects.get(number="HT-2")
    contracts.add_price(
        theirs, work=locks, unit="job", fen=5_000, since=theirs.starts_on, by=None, at=MONDAY_9
    )
    months = {"own": draw_up_month(firms.cooling, month=MONDAY_9.date(), by=firms.clerk, at=APRIL)}
    happened = list(Happening.objects.filter(subject__in=[one.pk for one in orders.values()]))
    for each in happened:
        each.recorded_at = each.at
    fan_out([each for each in happened if each.subject != orders["had"].pk])
    rebuild(APRIL)
    return SimpleNamespace(firms=firms, orders=orders, months=months, contract=theirs)


def _reported(cast: Cast, name: str, n: int) -> Order:
    room = add_place(code=f"r43{n}", name=f"43{n} 室", kind="room", parent=cast.room.parent)
    order = report(
        place=room, category=taxonomy.category(FAULT), text=f"话语{name}", contact=f"100-777{n}", photos=[photo(name)],
        by=cast.student, at=MONDAY_9,
    )  # fmt: skip
    order.marks = (f"43{n} 室", f"话语{name}", f"100-777{n}", order.number)  # type: ignore[attr-defined]
    return order


def _give(cast: Cast, firms: Contractors, order: Order) -> None:
    outsource(order, supplier=firms.cooling, by=cast.dispatcher, at=MONDAY_9)
    hand_on(order, worker=firms.worker, by=firms.leader, at=MONDAY_9)
    work.take(order, by=firms.worker, at=MONDAY_9)
    work.arrive(order, by=firms.worker, at=MONDAY_9)


def addresses(order: Order, told: Any) -> Iterator[str]:
    """Iterate over every address of the site with this order wherever a page is about one, and the lists searched."""
    attachment = Attachment.objects.filter(case_id=order.pk).order_by("at").first()
    known = {
        "number": order.number, "attachment": attachment.pk if attachment else uuid4(), "name": "finish",
        "key": "repairs.contracted", "contract": told.contract.pk, "person": order.applicant_id, "place": order.place_id,
    }  # fmt: skip
    for written in routes():
        if not written.startswith(ASIDE):
            yield filled(written, known)
    for query in (order.number, "话语"):
        for page in ("search/", "palette", "repairs/orders/", "repairs/contracted/", "suppliers/lines/"):
            yield f"/{page}?q={query}"
    yield "/repairs/contracted/?format=xlsx"
    yield "/repairs/orders/?figure=repairs.contracted&period=2026-03-01..2026-03-31"


def found(client: Client, order: Order, told: Any, marks: tuple[str, ...]) -> dict[str, list[str]]:
    """Return on which pages something shows that marks an order."""
    shown = {}
    for address in addresses(order, told):
        answer = client.get(address)
        if answer.status_code != 200 or answer.streaming:
            assert answer.status_code != 500, address
            continue
        text = answer.content.decode(errors="ignore")
        if hits := [mark for mark in marks if mark in text.replace(f"?q={order.number}", "")]:
            shown[address] = hits
    return shown


def test_nobody_of_a_contractor_finds_what_is_not_theirs_on_any_page(told: Any, sign_in: SignIn) -> None:
    firms, has, had, inside = told.firms, *(told.orders[name] for name in ("has", "had", "inside"))
    cases: list[tuple[Person, Order, tuple[str, ...]]] = [
        (firms.other_leader, has, (*has.marks, *had.marks, *inside.marks)),
        (firms.leader, had, (*had.marks[:3], *inside.marks)),
    ]  # fmt: skip
    for person, order, marks in cases:
        shown = found(sign_in(person), order, told, marks)
        echoed = {
            address: hits for address, hits in shown.items() if "?q=" in address and hits == [order.number]
        }
        assert shown == echoed, person.name
    closed = {firms.other_leader: (has, had, inside), firms.leader: (had, inside), firms.worker: (had, inside),
              firms.second_worker: (has, had, inside)}  # fmt: skip
    for person, orders in closed.items():
        client = sign_in(person)
        for order in orders:
            photo_of = Attachment.objects.filter(case_id=order.pk).order_by("at").first()
            for path in ("", "take/", "hand_on/", "outsource/", f"files/{photo_of.pk if photo_of else 0}"):
                assert client.get(f"/m/{order.number}/{path}").status_code == 404, (person.name, path)
            for path in ("messages/", "nudge/", "hand_on/", "decline/"):
                assert client.post(f"/m/{order.number}/{path}", {"text": "x", "note": "x"}).status_code == 404
    assert Order.objects.get(pk=has.pk).version == has.version


def test_the_leader_and_the_worker_find_what_they_have_with_its_words_room_and_phone(
    told: Any, sign_in: SignIn
) -> None:
    has = told.orders["has"]
    photo_of = Attachment.objects.filter(case_id=has.pk).order_by("at").first()
    assert photo_of is not None
    for person in (told.firms.leader, told.firms.worker):
        client = sign_in(person)
        page = client.get(f"/m/{has.number}/").content.decode()
        assert [mark for mark in has.marks if mark not in page] == []
        assert client.get(f"/m/{has.number}/files/{photo_of.pk}").status_code == 200
        assert [row.row.number for row in client.get("/repairs/orders/").context["rows"]] == [has.number]
        assert {client.get(page).status_code for page in OFFICE} == {404}
    assert has.number in sign_in(told.firms.worker).get("/repairs/today/").content.decode()
    rows = sign_in(told.firms.leader).get("/repairs/contracted/").context["rows"]
    assert {(row.row.order.number, bool(row.url)) for row in rows} == {
        (has.number, True), (told.orders["had"].number, False),
    }  # fmt: skip


OFFICE = (
    "/repairs/board/", "/repairs/figures/", "/repairs/contractors/", "/repairs/settle/", "/figures/", "/suppliers/",
    "/suppliers/new/", "/repairs/faults/", "/surveys/report/", "/surveys/ratings/", "/surveys/team/",
)  # fmt: skip


def test_a_leader_sees_the_own_firm_its_contract_and_its_months_and_no_other(
    told: Any, sign_in: SignIn
) -> None:
    firms, own = told.firms, told.months["own"].number
    leader, other, worker = (sign_in(one) for one in (firms.leader, firms.other_leader, firms.worker))
    pages = (
        f"/m/{firms.cooling.number}/", f"/m/{own}/", f"/suppliers/settlements/{own}/report/",
        f"/suppliers/contracts/{firms.contract.pk}/",
    )  # fmt: skip
    for page in pages:
        assert [client.get(page).status_code for client in (leader, other, worker)] == [200, 404, 404], page
    for page in ("/suppliers/contracts/", "/suppliers/settlements/", "/suppliers/lines/"):
        rows = {row.row for row in leader.get(page).context["rows"]}
        assert rows
        assert not rows & {row.row for row in other.get(page).context["rows"]}
        assert worker.get(page).status_code == 404
    assert leader.get(f"/suppliers/contracts/{told.contract.pk}/").status_code == 404
    for page in (f"/suppliers/{firms.cooling.number}/edit/", f"/suppliers/{firms.cooling.number}/people/"):
        assert leader.get(page).status_code == 404
    assert (
        leader.post(pages[3], {"work": FAULT, "unit": "job", "fen": "1", "since": "2026-03-01"}).status_code
        == 404
    )
    report = leader.get(pages[2]).content.decode()
    assert "壹佰陆拾元整" in report
    assert not [mark for mark in told.orders["had"].marks[:3] if mark in report]


@pytest.fixture
def ask() -> Callable[..., Any]:
    """Return a way to ask the API as somebody."""

    def asked(person: Person, path: str, data: dict[str, Any] | None = None) -> Any:
        headers = {"Authorization": f"Bearer {tokens.create(person, name='test', by=None, at=MONDAY_9)}"}
        if data is None:
            return Client().get(path, headers=headers)
        return Client().post(path, data, headers={**headers, "Idempotency-Key": str(uuid4())})

    return asked


def test_the_api_answers_contractors_with_their_own_and_404(told: Any, ask: Callable[..., Any]) -> None:
    firms, orders, own = told.firms, told.orders, told.months["own"].number
    seen = {firms.leader: ["has"], firms.worker: ["has"], firms.second_worker: [], firms.other_leader: []}
    for person, names in seen.items():
        listed = ask(person, "/api/v1/repairs/orders").json()["items"]
        assert [one["number"] for one in listed] == [orders[name].number for name in names]
        for name, order in orders.items():
            status = 200 if name in names else 404
            assert ask(person, f"/api/v1/repairs/orders/{order.number}").status_code == status, (person, name)
            if status == 404:
                for move in ("take", "finish", "hand_on", "outsource", "decline", "promise"):
                    assert (
                        ask(
                            person, f"/api/v1/repairs/orders/{order.number}/{move}", {"note": "x"}
                        ).status_code
                        == 404
                    )
    assert [len(ask(one, "/api/v1/suppliers").json()["items"]) for one in seen] == [1, 0, 0, 1]
    assert [ask(one, f"/api/v1/suppliers/settlements/{own}").status_code for one in seen] == [
        200,
        404,
        404,
        404,
    ]
    assert ask(firms.clerk, f"/api/v1/suppliers/settlements/{own}").json()["fen"] == 16_000
    with_worker = ask(
        firms.leader,
        f"/api/v1/repairs/orders/{orders['has'].number}/hand_on",
        {"worker": str(firms.other_worker.pk)},
    )
    assert with_worker.status_code in {409, 422}
