"""Every page asks the database as often for many rows as for few, and as often as it was frozen to.

`pytest tests/pages/test_query_counts.py --write-query-counts` freezes the numbers anew, each in its own package.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import houqin
from houqin.kernel.lifecycle.models import Route
from houqin.kernel.money.models import Account, Entry
from houqin.kernel.people.models import Person, Role
from houqin.kernel.worktime.models import Schedule, Term
from houqin.services.cashier.models import Difference, Export, Receipt
from houqin.services.repairs.models import Order
from houqin.services.repairs.tests.cast import MONDAY_9, Cast
from houqin.services.seals.models import Application, KindOfMatter, Seal, Stamping
from tests.pages.addresses import filled, package_of, patterns
from tests.pages.growth import Campus, grow

SOURCE = Path(houqin.__file__).parent
FEW, MANY = 1, 3
MARCH = "?period=2026-03-01..2026-03-31"
MATTER, MOVE = "m/<str:number>/", "m/<str:number>/<slug:name>/"
SEEN_BY = {
    "": ("student", "dispatcher", "technician", "dean", "keeper"),
    "matters/": ("student",),
    "todo/": ("dispatcher", "technician", "dean"),
    "inbox/": ("student", "dispatcher"),
    "me/": ("student",),
    "repairs/mine/": ("student",),
    "repairs/today/": ("technician",),
    "repairs/board/": ("dispatcher",),
    "repairs/report/": ("student",),
    "cashier/wallet/": ("student",),
    "cashier/wallet/statement/": ("student",),
    "seals/desk/": ("keeper",),
    "seals/apply/": ("applicant",),
    "seals/applications/": ("head",),
}
CONTRACTS = "?q=合同"
ASKED_WITH = {
    "figures/": MARCH, "repairs/figures/": MARCH, "seals/figures/": MARCH,
    "repairs/board/": "?tab=waiting", "search/": CONTRACTS, "palette": CONTRACTS,
    "cashier/trial-balance/": "?month=2026-03", "cashier/trial-balance/<slug:kind>/": "?month=2026-03",
    "cashier/desk/": "?q=学生", "repairs/desk/people/": "?q=学生", "repairs/desk/places/": "?q=412",
}  # fmt: skip
ASIDE = ("styleguide/", "sign-", "live/", "q/", "m/", "admin/import/", "scan/", "display/", "views/")
"""Pages that list nothing, and the matter pages, which are asked for by name below."""
DEEDS = ("new/", "add/", "begin/", "publish/", "discard/", "retry/", "end/", "<slug:deed>/")


@dataclass(frozen=True)
class Ask:
    """A page asked for by somebody: where its number is kept, and under which words."""

    package: str
    page: str
    role: str
    address: str


@pytest.fixture
def campus(
    cast: Cast, order: Order, submitted: Application, root: Person, applicant: Person, dean: Person,
    head: Person, keeper: Person, deputy: Person, administrator: Person, seal: Seal, apply: Any,
) -> Campus:  # fmt: skip
    return Campus(
        cast, root, applicant, dean, head, keeper, deputy, administrator, seal, apply, order, submitted
    )


@pytest.fixture
def clients(campus: Campus, sign_in: Callable[[Person], Client]) -> dict[str, Client]:
    people = {name: getattr(campus, name) for name in ("root", "applicant", "dean", "head", "keeper")}
    people |= {name: getattr(campus.cast, name) for name in ("student", "dispatcher", "technician")}
    return {role: sign_in(person) for role, person in people.items()}


@pytest.fixture(autouse=True)
def a_fixed_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every request come on one morning, so that no number depends on the day the tests run."""
    monkeypatch.setattr("houqin.kernel.web.middleware.now", lambda: MONDAY_9 + timedelta(hours=2))


@pytest.fixture
def asks(campus: Campus) -> list[Ask]:
    """Return every page with whoever sees rows on it; who is not named above is asked for as root."""
    grow(campus, 0, FEW)
    cast = campus.cast
    known = {
        "code": cast.tag.code, "person": cast.student.pk, "place": cast.room.pk, "unit": cast.office.pk,
        "role": Role.objects.get(key="seal-keeper").pk, "route": Route.objects.get(key="route-0").pk,
        "kind": KindOfMatter.objects.get(key="certificate").pk, "key": "repairs.reported", "year": 2026, "day": "2026-03-02",
        "schedule": Schedule.objects.order_by("key").first().pk, "term": Term.objects.order_by("starts_on").first().pk,
        "number": Stamping.objects.order_by("at").first().application.number,
        "account": Account.objects.filter(kind="payable").order_by("opened_at").first().pk,
        "entry": Entry.objects.filter(reason="cashier.canteen").order_by("seq").first().pk,
    }  # fmt: skip
    found = [
        Ask(package_of(pattern), written, role, filled(written, known) + ASKED_WITH.get(written, ""))
        for written, pattern in patterns()
        if not written.startswith(ASIDE) and not written.endswith(DEEDS)
        for role in SEEN_BY.get(written, ("root",))
    ]
    return found + list(_money(campus)) + list(_matters(campus))


def _money(campus: Campus) -> Iterator[Ask]:
    """Pages whose addresses share the name of a gap with other pages: a kind of account, a receipt, a deposit."""
    student = campus.cast.student
    receipt = Receipt.objects.filter(person=student).order_by("at", "id").first()
    run = Export.objects.order_by("at", "id").first()
    deposit = Account.objects.filter(person=student, kind="deposit").order_by("opened_at").first()
    spent = Entry.objects.filter(reason="cashier.canteen", by=student).order_by("seq").first()
    assert receipt
    assert deposit
    assert spent
    assert run
    for page, address in (
        ("cashier/trial-balance/<slug:kind>/ wallet", "/cashier/trial-balance/subsidy/?month=2026-03"),
        ("cashier/receipts/<str:number>/ SJ", f"/cashier/receipts/{receipt.number}/"),
        ("cashier/exports/<uuid:export>/ run", f"/cashier/exports/{run.pk}/"),
        ("cashier/layouts/<uuid:layout>/ run", f"/cashier/layouts/{run.layout_id}/"),
        ("cashier/desk/<uuid:person>/deposit/ back", f"/cashier/desk/{student.pk}/deposit/{deposit.pk}/"),
        ("cashier/desk/<uuid:person>/refund/ spent", f"/cashier/desk/{student.pk}/refund/{spent.pk}/"),
    ):
        yield Ask("services/cashier", page, "root", address)


def _matters(campus: Campus) -> Iterator[Ask]:
    order, application, seal = campus.order.number, campus.application.number, campus.seal.number
    difference = Difference.objects.order_by("number").first()
    assert difference
    for package, number, roles, name in (
        ("services/repairs", order, ("student", "dispatcher"), "assign"),
        ("services/seals", application, ("applicant", "dean"), "approve"),
        ("services/seals", seal, ("keeper",), "hand_over"),
        ("services/cashier", difference.number, ("root",), "explain"),
    ):
        for role in roles:
            yield Ask(package, f"{MATTER} {number[:2]}", role, f"/m/{number}/")
        yield Ask(package, f"{MOVE} {name}", roles[-1], f"/m/{number}/{name}/")


Counts = dict[Ask, tuple[int, int | None]]


def counted(clients: dict[str, Client], asks: Iterable[Ask]) -> Counts:
    """Return for each page how often it asks the database, and how many rows its list has (None: no list)."""
    found = {}
    for ask in asks:
        with CaptureQueriesContext(connection) as asked:
            answered = clients[ask.role].get(ask.address)
        listed = (answered.context or {}).get("page")
        found[ask] = (len(asked), None if listed is None else len(listed.rows))
    return found


def opened(clients: dict[str, Client], asks: Iterable[Ask]) -> Iterator[Ask]:
    """Iterate over the pages that open, each tab of a list for itself; to open them fills what is kept in memory."""
    for ask in asks:
        answered = clients[ask.role].get(ask.address)
        if answered.status_code == 200 and answered.headers["Content-Type"].startswith("text/html"):
            yield ask
            for tab in (answered.context or {}).get("segments", ()):
                path = ask.address.partition("?")[0]
                yield replace(ask, page=ask.page + tab.url, address=path + tab.url)


def kept(package: str) -> Path:
    return SOURCE / package / "query_counts.json"


def test_no_page_asks_more_often_for_more_rows_nor_than_it_was_frozen_to(
    campus: Campus, clients: dict[str, Client], asks: list[Ask], pytestconfig: pytest.Config
) -> None:
    few = counted(clients, list(opened(clients, asks)))
    grow(campus, FEW, MANY)
    many = counted(clients, few)

    growing = {
        (one.page, one.role): (few[one][0], many[one][0]) for one in few if many[one][0] != few[one][0]
    }
    assert not growing, "these pages ask again for each row"
    lists = [one for one in few if few[one][1] is not None]
    barren = [(one.page, one.role) for one in lists if many[one][1] <= few[one][1]]
    assert not barren, "these lists got no more rows: let tests/pages/growth.py make some"

    numbers: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for one, (asked, _rows) in many.items():
        numbers[one.package][one.page][one.role] = asked
    if pytestconfig.getoption("--write-query-counts", default=False):
        for package, pages in numbers.items():
            written = json.dumps(pages, indent=2, sort_keys=True, ensure_ascii=False)
            kept(package).write_text(f"{written}\n", encoding="utf-8")
    frozen = {package: json.loads(kept(package).read_text(encoding="utf-8")) for package in numbers}
    assert numbers == frozen, "where that is meant, freeze them anew with --write-query-counts"
