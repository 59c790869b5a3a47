"""Every address of the site, asked by everybody: nothing breaks, and the administration is the administrators'."""

from typing import Any

import pytest

ROLES = ["guest", "student", "dispatcher", "technician", "outsider", "keeper", "dean", "root"]


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
