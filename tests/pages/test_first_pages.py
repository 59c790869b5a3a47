"""Home, my matters, my to-do, me: each shows what is mine and nothing of another's."""

from typing import Any

from django.test import Client

from houqin.services.repairs.actions import answer
from houqin.services.repairs.models import Order
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, brought_to, reported
from tests.pages.conftest import SignIn


def page(client: Client, address: str) -> str:
    answered = client.get(address)
    assert answered.status_code == 200
    return answered.content.decode()


def test_home_shows_my_open_matters_and_not_another_s(cast: Cast, order: Order, sign_in: SignIn) -> None:
    assert order.number in page(sign_in(cast.student), "/")
    assert order.number not in page(sign_in(cast.other_student), "/")


def test_home_shows_what_waits_for_me(cast: Cast, order: Order, sign_in: SignIn) -> None:
    assert order.number in page(sign_in(cast.dispatcher), "/")
    assert order.number not in page(sign_in(cast.west_dispatcher), "/"), "another campus is not theirs"


def test_home_offers_only_the_doors_one_may_open(cast: Cast, sign_in: SignIn) -> None:
    student, dispatcher = page(sign_in(cast.student), "/"), page(sign_in(cast.dispatcher), "/")
    assert 'href="/repairs/report/"' in student
    assert 'href="/repairs/board/"' not in student
    assert 'href="/repairs/board/"' in dispatcher
    assert "/admin/" not in student


def test_home_names_five_waiting_matters_and_says_there_are_more(cast: Cast, sign_in: SignIn) -> None:
    made = [
        reported(cast, code=code) for code in ("plumbing.faucet", "electrical.light", "plumbing.pipe_leak")
    ]
    made += [reported(cast, text=f"第 {n} 件", code="plumbing.faucet") for n in range(4)]
    context = sign_in(cast.dispatcher).get("/").context
    assert len(context["waiting"]) == 5
    assert context["more_waiting"] is True
    assert len(set(made)) >= 5


def test_my_matters_are_the_ones_i_asked_for_open_and_done(cast: Cast, order: Order, sign_in: SignIn) -> None:
    done = reported(cast, code="electrical.light")
    answer.cancel(done, by=cast.student, at=MONDAY_9)
    client = sign_in(cast.student)
    every, still_open = page(client, "/matters/"), page(client, "/matters/?open=1")
    assert order.number in every
    assert done.number in every
    assert order.number in still_open
    assert done.number not in still_open
    assert order.number not in page(sign_in(cast.other_student), "/matters/")


def test_the_to_do_list_follows_the_work(cast: Cast, sign_in: SignIn) -> None:
    order = brought_to(cast, "assigned")
    assert order.number in page(sign_in(cast.technician), "/todo/")
    assert order.number not in page(sign_in(cast.second_technician), "/todo/")
    assert order.number not in page(sign_in(cast.dispatcher), "/todo/"), "it has left the dispatcher's desk"


def test_an_empty_to_do_list_says_so(cast: Cast, sign_in: SignIn) -> None:
    assert "没有等您办理的事项" in page(sign_in(cast.outsider), "/todo/")


def test_me_shows_my_own_room_and_phone(cast: Cast, sign_in: SignIn) -> None:
    mine = page(sign_in(cast.student), "/me/")
    assert "412 室" in mine
    assert cast.student.phone in mine
    assert cast.student.phone not in page(sign_in(cast.other_student), "/me/")


def test_an_approver_finds_the_application_waiting(
    submitted: Any, dean: Any, head: Any, applicant: Any, sign_in: SignIn
) -> None:
    assert submitted.number in page(sign_in(dean), "/todo/")
    assert submitted.number not in page(sign_in(head), "/todo/")
    assert submitted.number not in page(sign_in(applicant), "/todo/")
    assert submitted.number in page(sign_in(applicant), "/matters/")


def test_every_first_page_asks_a_guest_to_sign_in(db: None) -> None:
    for address in ("/", "/matters/", "/todo/", "/me/", "/scan/", "/inbox/", "/search/", "/palette"):
        assert Client().get(address).headers["Location"] == f"/sign-in/?next={address}"
