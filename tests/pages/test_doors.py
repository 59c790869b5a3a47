"""Doors and refusals: guests to the sign-in page, strangers nowhere, a rule's no as a page of reasons."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client, override_settings

from houqin.kernel.base.clock import now
from houqin.kernel.lifecycle.tests.stage import person_with
from houqin.kernel.people.actions.people import erase_person
from houqin.kernel.people.models import Person
from tests.pages.conftest import SignIn


@pytest.fixture(autouse=True)
def odd_addresses(db: None) -> Iterator[None]:
    with override_settings(ROOT_URLCONF="tests.pages.urls"):
        yield


@pytest.fixture
def somebody() -> Person:
    return person_with("张三", [])


def test_a_guest_is_sent_to_sign_in_and_back_to_the_whole_address() -> None:
    answer = Client().get("/test/open/a/?x=1&y=2")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/sign-in/?next=/test/open/a/%3Fx%3D1%26y%3D2"


def test_a_guest_s_open_page_is_told_by_htmx_to_sign_in() -> None:
    answer = Client().get("/test/open/a/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/sign-in/")


def test_somebody_signed_in_comes_through_with_their_name_and_one_now(
    sign_in: SignIn, somebody: Person
) -> None:
    name, person, now = sign_in(somebody).get("/test/open/a/").content.decode().split(":", 2)
    assert (name, person) == ("a", "张三")
    assert now.endswith("+00:00")


def test_a_page_one_may_not_open_does_not_exist(sign_in: SignIn, somebody: Person) -> None:
    answer = sign_in(somebody).get("/test/guarded/")
    assert answer.status_code == 404
    assert "inside" not in answer.content.decode()


def test_a_holder_of_the_permission_comes_in(sign_in: SignIn) -> None:
    assert sign_in(person_with("李四", ["people.see"])).get("/test/guarded/").content == b"inside"


def test_a_guest_before_a_guarded_page_is_asked_to_sign_in() -> None:
    assert Client().get("/test/guarded/").headers["Location"] == "/sign-in/?next=/test/guarded/"


def test_a_refusal_is_a_page_with_all_its_reasons(sign_in: SignIn, somebody: Person) -> None:
    answer = sign_in(somebody).get("/test/two-reasons/")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "留言是空的，请写一句话再发送。" in page
    assert "缺少这些列：姓名。" in page


def test_a_refusal_for_want_of_permission_is_forbidden_and_says_so(sign_in: SignIn, somebody: Person) -> None:
    answer = sign_in(somebody).get("/test/not-yours/")
    assert answer.status_code == 403
    assert ">403<" in answer.content.decode()


def test_a_guest_can_read_a_refusal_too() -> None:
    assert Client().get("/test/two-reasons/").status_code == 409


def test_only_refusals_become_pages_of_reasons(sign_in: SignIn, somebody: Person) -> None:
    with pytest.raises(ZeroDivisionError):
        sign_in(somebody).get("/test/breaks/")


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/no/such/page/", 404, "找不到这一页"),
        ("/test/denied/", 403, "没有权限做这件事"),
        ("/test/breaks/", 500, "系统出错了"),
    ],
)
def test_what_goes_wrong_has_a_page_with_a_way_on(
    sign_in: SignIn, somebody: Person, address: str, status: int, words: str
) -> None:
    for client in (Client(raise_request_exception=False), quiet(sign_in(somebody))):
        answer = client.get(address)
        assert answer.status_code == status
        assert words in answer.content.decode()


def test_the_page_of_our_own_faults_speaks_both_languages_and_tells_no_secret() -> None:
    page = Client(raise_request_exception=False).get("/test/breaks/").content.decode()
    assert "Something broke" in page
    assert "ZeroDivisionError" not in page


def test_a_stale_form_says_how_to_send_it_again(sign_in: SignIn, somebody: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = sign_in(somebody).cookies
    answer = client.post("/display/", {"theme": "dark"})
    assert answer.status_code == 403
    assert not answer.cookies.get("theme")
    assert "刷新后再提交一次" in answer.content.decode()


def test_erasing_a_person_shuts_their_open_session_out(
    sign_in: SignIn, somebody: Person, root: Person
) -> None:
    client = sign_in(somebody)
    assert client.get("/test/open/a/").status_code == 200
    erase_person(somebody, by=root, at=now())
    assert client.get("/test/open/a/").status_code == 302


def quiet(client: Any) -> Any:
    client.raise_request_exception = False
    return client
