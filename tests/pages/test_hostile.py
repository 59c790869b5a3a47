"""Addresses written by nobody's browser: strange filters, cursors, NULs. They find nothing; nothing breaks."""

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest

from houqin.kernel.people.models import Person
from houqin.services.repairs.models import Order
from houqin.services.repairs.tests.cast import Cast
from tests.pages.conftest import SignIn

LISTS = [
    "/repairs/orders/", "/repairs/board/", "/repairs/mine/", "/seals/applications/", "/seals/stampings/",
    "/seals/register/", "/seals/desk/", "/matters/", "/todo/", "/inbox/", "/admin/people/", "/admin/places/",
    "/admin/notices/failed/",
]  # fmt: skip
NAMES = ["q", "tab", "sort", "col", "state", "place", "trade", "urgency", "from", "to", "seal", "kind", "opened",
         "decided", "stamped", "category", "figure", "period", "unit", "role", "after"]  # fmt: skip
VALUES = [
    "'; DROP TABLE people_person; --", "<script>alert(1)</script>",
    "a" * 1500, "99999999999999999999", "9999-12-31", "0001-01-01", "2026-02-30", "\\",
    "0001-01-01..9999-12-31", "9999-12-31..9999-12-31", "a.b.c", "²", "\ud83d",
]  # fmt: skip


WORST = ["<script>alert(1)</script>", "a" * 1500, "9999-12-31", "0001-01-01..9999-12-31"]


def cursor(*values: Any) -> str:
    return urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


CURSORS = [
    cursor("x", "y"), cursor(1, 2), cursor(None, None), cursor({"t": "2026-03-02"}, {"u": "0" * 32}),
    cursor({"t": "2026-03-02T01:00:00"}, {"u": "not-a-uuid"}), cursor([], {}),
    cursor({"t": "2026-03-02T01:00:00+00:00"}, 5), cursor(1e308, True), cursor("x"), cursor(*range(9)), "%%%", "é",
]  # fmt: skip


@pytest.mark.parametrize("address", LISTS)
def test_no_value_of_any_filter_breaks_a_list(
    order: Order, root: Person, sign_in: SignIn, address: str
) -> None:
    client = sign_in(root)
    for value in WORST:
        answered = client.get(address, dict.fromkeys(NAMES, value.encode("utf-8", "surrogatepass")))
        assert answered.status_code == 200, value
        assert b"<script>alert(1)" not in answered.content


@pytest.mark.parametrize("name", ["place", "from", "to", "opened", "decided", "stamped"])
def test_no_single_filter_breaks_the_ledger(order: Order, root: Person, sign_in: SignIn, name: str) -> None:
    client = sign_in(root)
    for value in VALUES:
        for address in ("/repairs/orders/", "/seals/applications/"):
            assert client.get(address, {name: value.encode("utf-8", "surrogatepass")}).status_code == 200, (
                value
            )


@pytest.mark.parametrize("address", ["/repairs/orders/", "/seals/stampings/", "/todo/", "/inbox/"])
def test_a_forged_or_foreign_cursor_breaks_no_list(
    order: Order, root: Person, sign_in: SignIn, address: str
) -> None:
    client = sign_in(root)
    for after in CURSORS:
        assert client.get(address, {"after": after}).status_code in {200, 302}, after


def test_a_cursor_that_is_none_shows_the_first_page(order: Order, cast: Cast, sign_in: SignIn) -> None:
    for after in (cursor("x", "y"), cursor({"t": "2026-03-02T01:00:00"}, {"u": "0" * 32}), "%%%"):
        rows = sign_in(cast.head).get("/repairs/orders/", {"after": after}).context["rows"]
        assert [row.row.number for row in rows] == [order.number], after


@pytest.mark.parametrize("address", ["/repairs/orders/", "/search/", "/sign-in/"])
def test_an_address_with_a_nul_is_no_address(root: Person, sign_in: SignIn, address: str) -> None:
    for query in ("q=%00", "tab=a%00b", "%00=1", "place=east%00"):
        assert sign_in(root).get(f"{address}?{query}").status_code == 404


def test_a_nul_in_a_path_is_no_address(root: Person, sign_in: SignIn) -> None:
    assert sign_in(root).get("/m/%00/").status_code == 404


@pytest.mark.parametrize("text", VALUES)
def test_searching_for_anything_finds_nothing_and_breaks_nothing(
    order: Order, root: Person, sign_in: SignIn, text: str
) -> None:
    client = sign_in(root)
    for address in ("/search/", "/palette"):
        answered = client.get(address, {"q": text.encode("utf-8", "surrogatepass")})
        assert answered.status_code == 200
        assert b"<script>alert(1)" not in answered.content


@pytest.mark.parametrize("text", ["\x00", "留\x00言", "😀", "\u202e"])
def test_what_a_person_writes_may_hold_any_character(
    order: Order, cast: Cast, sign_in: SignIn, text: str
) -> None:
    client = sign_in(cast.student)
    assert client.post(f"/m/{order.number}/messages/", {"text": text}).status_code in {302, 409}
    view = {"listing": "repairs.orders", "name": f"甲{text}", "query": f"q={text}", "next": "/"}
    assert client.post("/views/", view).status_code in {302, 409}
    assert client.post("/sign-in/", {"username": text, "password": text}).status_code in {200, 302, 422}
