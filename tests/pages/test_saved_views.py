"""Saved views: a name for a query string, seen and dropped by its owner alone."""

from uuid import uuid4

import pytest

from houqin.kernel.web.models import SavedView
from houqin.services.repairs.tests.cast import Cast
from tests.pages.conftest import SignIn

ORDERS = "/repairs/orders/"
VIEW = {"listing": "repairs.orders", "name": "水路", "query": "trade=plumbing&col=order"}


def test_a_view_is_saved_and_stands_over_its_own_list_only(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.head)
    saved = client.post("/views/", VIEW | {"next": f"{ORDERS}?trade=plumbing"})
    assert saved.headers["Location"] == f"{ORDERS}?trade=plumbing"
    page = client.get(ORDERS).content.decode()
    assert 'href="?trade=plumbing&amp;col=order"' in page
    assert "水路" in page
    assert "水路" not in sign_in(cast.dispatcher).get("/repairs/board/?tab=waiting").content.decode()


def test_nobody_sees_another_s_view(cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.head).post("/views/", VIEW)
    assert "水路" not in sign_in(cast.dispatcher).get(ORDERS).content.decode()


def test_the_same_name_again_replaces_the_view(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.head)
    client.post("/views/", VIEW)
    client.post("/views/", VIEW | {"query": "trade=electrical"})
    assert SavedView.objects.get().query == "trade=electrical"


def test_two_people_may_use_one_name(cast: Cast, sign_in: SignIn) -> None:
    for person in (cast.head, cast.dispatcher):
        sign_in(person).post("/views/", VIEW)
    assert SavedView.objects.count() == 2


def test_a_view_is_dropped_by_its_owner_and_nobody_else(cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.head).post("/views/", VIEW)
    address = f"/views/{SavedView.objects.get().pk}/forget/"
    sign_in(cast.dispatcher).post(address)
    assert SavedView.objects.exists()
    assert sign_in(cast.head).get(address).status_code == 405
    sign_in(cast.head).post(address, {"next": ORDERS})
    assert not SavedView.objects.exists()


def test_dropping_what_is_gone_breaks_nothing(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.head).post(f"/views/{uuid4()}/forget/").status_code == 302


@pytest.mark.parametrize("given", [{"name": "  "}, {"listing": ""}])
def test_a_view_without_a_name_or_a_list_is_not_kept(
    cast: Cast, sign_in: SignIn, given: dict[str, str]
) -> None:
    assert sign_in(cast.head).post("/views/", VIEW | given).status_code == 302
    assert not SavedView.objects.exists()


def test_what_is_too_long_is_cut_to_what_is_kept(cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.head).post("/views/", {"listing": "l" * 99, "name": "名" * 99, "query": "q" * 3000})
    kept = SavedView.objects.get()
    assert (len(kept.listing), len(kept.name), len(kept.query)) == (60, 40, 1000)


@pytest.mark.parametrize("foreign", ["https://evil.example/", "//evil.example"])
def test_saving_never_leads_to_another_host(cast: Cast, sign_in: SignIn, foreign: str) -> None:
    assert sign_in(cast.head).post("/views/", VIEW | {"next": foreign}).headers["Location"] == "/"


def test_what_a_view_is_called_is_text_and_nothing_else(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.head)
    client.post("/views/", VIEW | {"name": "<script>x</script>", "query": '"><script>y</script>'})
    page = client.get(ORDERS).content.decode()
    assert "<script>x" not in page
    assert "<script>y" not in page
