"""Every address of the site, asked by everybody: nothing breaks, and the administration is the administrators'."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from houqin.kernel.lifecycle.models import Attachment, Route
from houqin.kernel.people.models import Person
from houqin.services.repairs.tests.cast import Cast, brought_to
from houqin.services.seals.models import KindOfMatter
from tests.pages.conftest import SignIn

NOBODY = UUID(int=7)
OUTSIDE = ("api/", "sign-in/cas", "sign-in/oidc", "sign-in/<")
ROLES = ["guest", "student", "dispatcher", "technician", "outsider", "keeper", "dean", "root"]


def routes(patterns: Any = None, before: str = "") -> Iterator[str]:
    """Iterate over every address the site knows, as it is written down."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        written = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, written)
        elif isinstance(one, URLPattern) and not written.startswith(OUTSIDE):
            yield written


def filled(written: str, known: dict[str, Any]) -> str:
    """Return an address with its gaps filled by what there is, else by what is not."""
    while "<" in written:
        head, _open, rest = written.partition("<")
        gap, _close, tail = rest.partition(">")
        kind, _colon, name = gap.rpartition(":")
        default = {"uuid": NOBODY, "int": 7}.get(kind, "no-such")
        written = f"{head}{known.get(name, default)}{tail}"
    return f"/{written}"


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


def test_the_walk_knows_the_site(addresses: list[str]) -> None:
    assert len(addresses) > 80
    assert {"/", "/todo/", "/repairs/board/", "/seals/apply/", "/figures/", "/admin/people/"} <= set(
        addresses
    )
    assert not [one for one in addresses if "<" in one]


@pytest.mark.parametrize("role", ROLES)
def test_no_address_breaks_for_anybody(addresses: list[str], client_of: Any, role: str) -> None:
    client = client_of(role)
    answers = {address: client.get(address).status_code for address in addresses}
    broken = {address: status for address, status in answers.items() if status >= 500}
    assert not broken
    assert 200 in answers.values()


def test_no_administration_page_exists_for_a_student(addresses: list[str], client_of: Any) -> None:
    administration = [one for one in addresses if one.startswith(("/admin/", "/import/", "/figures/"))]
    assert len(administration) > 25
    student, root = client_of("student"), client_of("root")
    opened = {one for one in administration if student.get(one).status_code not in {404, 405}}
    assert not opened
    posted = {one for one in administration if student.post(one).status_code not in {404, 405}}
    assert not posted
    assert root.get("/admin/people/").status_code == 200


@pytest.mark.parametrize(
    "address", ["/admin/calendars/", "/admin/notices/", "/admin/routes/", "/admin/people/"]
)
def test_the_administration_is_reached_by_its_own_permission(client_of: Any, address: str) -> None:
    assert client_of("root").get(address).status_code == 200
    for role in ("student", "dispatcher", "keeper", "dean", "outsider"):
        assert client_of(role).get(address).status_code == 404, role
    assert client_of("guest").get(address).status_code == 302


def test_no_page_but_the_open_ones_shows_a_guest_anything(addresses: list[str], client_of: Any) -> None:
    guest = client_of("guest")
    shown = {one for one in addresses if guest.get(one).status_code == 200}
    assert {one for one in shown if not one.startswith("/styleguide/")} == {"/sign-in/"}
