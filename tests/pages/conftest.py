"""The cast of the page tests: one small campus with repairs and seals on it, and browsers to walk it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from houqin.kernel.lifecycle.models import Attachment, Route
from houqin.kernel.lifecycle.tests.stage import person_with
from houqin.kernel.people.actions.accounts import open_account
from houqin.kernel.people.actions.units import add_unit
from houqin.kernel.people.models import Account, OrgUnit, Person
from houqin.kernel.registry.house import house
from houqin.services.repairs.models import Order
from houqin.services.repairs.tests.cast import Cast, brought_to, make_cast, reported
from houqin.services.seals.models import KindOfMatter
from houqin.services.seals.tests import conftest as of_seals
from tests.pages.addresses import filled, routes
from tests.pages.pseudo import build

applicant = of_seals.applicant
apply = of_seals.apply
approved = of_seals.approved
college = of_seals.college
dean = of_seals.dean
deputy = of_seals.deputy
evidence_in = of_seals.evidence_in
going_out = of_seals.going_out
head = of_seals.head
hire = of_seals.hire
keeper = of_seals.keeper
kind = of_seals.kind
roles = of_seals.roles
seal = of_seals.seal
seal_administrator = of_seals.administrator
seal_room = of_seals.seal_room
stranger = of_seals.stranger
submitted = of_seals.submitted

SignIn = Callable[[Person], Client]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the frozen numbers of queries be written anew."""
    parser.addoption("--write-query-counts", action="store_true", help="freeze the numbers of queries anew")


@pytest.fixture
def cast(db: None, evidence_in: None) -> Cast:
    """Everybody whom a repair concerns."""
    return make_cast()


@pytest.fixture
def school(db: None) -> OrgUnit:
    """The school, the repairs' one where it stands already."""
    return OrgUnit.objects.filter(code="school").first() or add_unit(
        code="school", name="示范大学", kind="school"
    )


@pytest.fixture
def office(school: OrgUnit) -> OrgUnit:
    return add_unit(code="president", name="校长办公室", kind="office", parent=school)


@pytest.fixture
def administrator(hire: Any, roles: Any, office: OrgUnit) -> Person:
    """Who registers seals; the seals' fixtures ask for them by this name."""
    return hire("T040", "孙八", unit=office, role="seal-administrator")


@pytest.fixture
def order(cast: Cast) -> Order:
    """An order the student has just reported."""
    return reported(cast)


@pytest.fixture
def sign_in(db: None) -> SignIn:
    """Return a way to get a browser of somebody signed in."""

    def browser(person: Person) -> Client:
        account = Account.objects.filter(person=person).first() or open_account(
            person, username=str(person.pk)
        )
        client = Client()
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return browser


@pytest.fixture
def root(db: None) -> Person:
    """Somebody who holds every permission there is, everywhere."""
    every = [name for name, one in house().permissions.items() if one.holder == "grant"]
    return person_with("系统管理员", every, number="ROOT")


@pytest.fixture
def addresses(cast: Cast, submitted: Any, evidence_in: None) -> list[str]:
    order = brought_to(cast, "fixed")
    known = {
        "number": order.number, "attachment": Attachment.objects.get(case_id=order.pk).pk, "name": "approve",
        "code": cast.tag.code, "person": cast.student.pk, "place": cast.room.pk, "unit": cast.office.pk,
        "route": Route.objects.first().pk, "kind": KindOfMatter.objects.first().pk, "key": "repairs.reported",
    }  # fmt: skip
    return sorted({filled(each, known) for each in routes()} | {f"/m/{submitted.number}/"})


@pytest.fixture
def client_of(cast: Cast, keeper: Person, dean: Person, root: Person, sign_in: SignIn) -> Any:
    people = {"keeper": keeper, "dean": dean, "root": root}

    def browser(role: str) -> Client:
        client = Client() if role == "guest" else sign_in(people.get(role) or getattr(cast, role))
        client.raise_request_exception = False
        return client

    return browser


@pytest.fixture
def pretended(tmp_path: Any, settings: Any) -> None:
    """Let English be the pretended one."""
    settings.LOCALE_PATHS = [str(build(tmp_path / "locale"))]
