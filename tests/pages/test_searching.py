"""The palette and the search page: the pages one may open, and only what one may see."""

from django.test import Client

from houqin.kernel.search.indexing import rebuild
from houqin.services.repairs.models import Order
from houqin.services.repairs.tests.cast import MONDAY_9, Cast
from tests.pages.conftest import SignIn


def pages(client: Client, text: str) -> set[str]:
    return {hit.url for hit in client.get("/palette", {"q": text}).context["pages"]}


def test_the_palette_opens_with_the_pages_one_may_open(cast: Cast, sign_in: SignIn) -> None:
    assert "/repairs/board/" in pages(sign_in(cast.dispatcher), "调度")
    assert "/repairs/board/" not in pages(sign_in(cast.student), "调度")
    assert sign_in(cast.student).get("/palette").context["records"] == []


def test_a_page_is_found_by_the_first_letters_of_its_pinyin(cast: Cast, sign_in: SignIn) -> None:
    assert "/repairs/report/" in pages(sign_in(cast.student), "wybx")


def test_htmx_gets_the_hits_alone_and_a_visit_the_whole_page(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.student)
    assert b"<!doctype" not in client.get("/palette", headers={"HX-Request": "true"}).content.lower()
    assert b"<!doctype" in client.get("/palette").content.lower()


def test_a_record_is_found_by_who_may_see_it_only(cast: Cast, order: Order, sign_in: SignIn) -> None:
    rebuild(MONDAY_9)
    for person, found in ((cast.student, True), (cast.dispatcher, True), (cast.other_student, False)):
        for address in ("/search/", "/palette"):
            records = sign_in(person).get(address, {"q": order.number}).context["records"]
            assert (f"/m/{order.number}/" in {hit.url for hit in records}) is found, (person.name, address)
