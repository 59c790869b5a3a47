"""Signing in through CAS, against an independent CAS server."""

import re

import pytest
import requests
from django.test import Client
from pytest_django import Settings

from houqin.kernel.people.models import Account, Person

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a long password"


@pytest.fixture(autouse=True)
def school_with_cas(settings: Settings, cas_server: str) -> None:
    settings.CAS_SERVER_URL = cas_server
    settings.CAS_NUMBER_ATTRIBUTE = "employeeNumber"
    settings.ALLOWED_HOSTS = ["testserver"]


def at_the_school(login_url: str, username: str) -> str:
    """Sign in at the CAS server as a browser does; return where it sends the person back to."""
    browser = requests.Session()
    page = browser.get(login_url, timeout=20).text
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    answer = browser.post(
        login_url,
        data=fields | {"username": username, "password": PASSWORD},
        timeout=20,
        allow_redirects=False,
    )
    assert answer.status_code == 302, answer.text[:500]
    return answer.headers["Location"].removeprefix("http://testserver")


def test_a_person_signs_in_through_cas_and_is_known_by_number(client: Client, zhangsan: Person) -> None:
    away = client.get("/sign-in/cas/?next=/matters/")
    back = at_the_school(away.headers["Location"], "zhangsan")
    arrived = client.get(back)
    assert arrived.status_code == 302
    assert arrived.headers["Location"] == "/matters/"
    account = Account.objects.get(person=zhangsan)
    assert client.session["_auth_user_id"] == str(account.pk)
    assert not account.has_usable_password()


def test_the_second_visit_finds_the_same_account(client: Client, zhangsan: Person) -> None:
    for _visit in range(2):
        away = Client().get("/sign-in/cas/")
        client.get(at_the_school(away.headers["Location"], "zhangsan"))
    assert Account.objects.filter(person=zhangsan).count() == 1


def test_a_number_nobody_has_gets_a_page_that_helps(client: Client, zhangsan: Person) -> None:
    away = client.get("/sign-in/cas/")
    page = client.get(at_the_school(away.headers["Location"], "nobody"))
    assert page.status_code == 409
    assert "X999" in page.content.decode()
    assert "管理员登记" in page.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_closed_account_stays_closed(client: Client, zhangsan: Person) -> None:
    Account.objects.create(username="S001", person=zhangsan, is_active=False)
    away = client.get("/sign-in/cas/")
    page = client.get(at_the_school(away.headers["Location"], "zhangsan"))
    assert page.status_code == 409
    assert "已停用" in page.content.decode()


def test_a_ticket_the_school_never_gave_opens_nothing(client: Client, zhangsan: Person) -> None:
    page = client.get("/sign-in/cas/?ticket=ST-1-invented&next=/")
    assert page.status_code == 409
    assert "_auth_user_id" not in client.session


def test_a_ticket_opens_the_door_once(client: Client, zhangsan: Person) -> None:
    back = at_the_school(client.get("/sign-in/cas/").headers["Location"], "zhangsan")
    client.get(back)
    thief = Client()
    assert thief.get(back).status_code == 409


def test_without_a_cas_the_door_does_not_exist(client: Client, settings: Settings, db: None) -> None:
    settings.CAS_SERVER_URL = ""
    assert client.get("/sign-in/cas/").status_code == 404


def test_the_way_back_stays_on_this_site(client: Client) -> None:
    answer = client.get("/sign-in/cas/?next=http://elsewhere.example/")
    assert "elsewhere.example" not in answer.headers.get("Location", "")
