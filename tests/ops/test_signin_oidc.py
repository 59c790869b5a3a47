"""Signing in through OpenID Connect, against an independent provider."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import oidc_provider_mock
import pytest
import requests
from django.test import Client
from pytest_django import Settings

from houqin.kernel.people.models import Account, Person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """Run the provider; its address."""
    with oidc_provider_mock.run_server_in_thread(port=0) as server:
        yield f"http://127.0.0.1:{server.server_port}"


@pytest.fixture(autouse=True)
def school_with_oidc(settings: Settings, provider: str) -> None:
    settings.OIDC_SERVER_URL = provider
    settings.OIDC_NUMBER_CLAIM = "student_number"
    app = {
        **settings.OIDC_APP,
        "client_id": "houqin",
        "secret": "quiet",
        "settings": {"server_url": provider},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    settings.ALLOWED_HOSTS = ["testserver"]
    for subject, number in (("zhangsan", "S001"), ("nobody", "X999")):
        told = requests.put(f"{provider}/users/{subject}", json={"student_number": number}, timeout=20)
        told.raise_for_status()


def at_the_school(login_url: str, subject: str) -> str:
    """Let the provider sign somebody in; return where it sends the browser back to."""
    answer = requests.post(login_url, data={"sub": subject}, timeout=20, allow_redirects=False)
    assert answer.status_code == 302, answer.text[:500]
    parts = urlsplit(answer.headers["Location"])
    return f"{parts.path}?{parts.query}"


def test_a_person_signs_in_through_the_provider_and_is_known_by_number(
    client: Client, zhangsan: Person
) -> None:
    away = client.get("/sign-in/oidc/school/login/?next=/matters/")
    arrived = client.get(at_the_school(away.headers["Location"], "zhangsan"))
    assert arrived.status_code == 302
    assert arrived.headers["Location"] == "/matters/"
    assert client.session["_auth_user_id"] == str(Account.objects.get(person=zhangsan).pk)


def test_a_number_nobody_has_gets_a_page_that_helps(client: Client, zhangsan: Person) -> None:
    away = client.get("/sign-in/oidc/school/login/")
    page = client.get(at_the_school(away.headers["Location"], "nobody"))
    assert page.status_code == 409
    assert "X999" in page.content.decode()
    assert "_auth_user_id" not in client.session


def test_an_answer_nobody_asked_for_opens_nothing(client: Client, zhangsan: Person) -> None:
    away = Client().get("/sign-in/oidc/school/login/")
    page = client.get(at_the_school(away.headers["Location"], "zhangsan"))
    assert page.status_code == 409
    assert "_auth_user_id" not in client.session


def test_the_way_back_stays_on_this_site(client: Client, zhangsan: Person) -> None:
    away = client.get("/sign-in/oidc/school/login/?next=http://elsewhere.example/")
    arrived = client.get(at_the_school(away.headers["Location"], "zhangsan"))
    assert arrived.headers["Location"] == "/"


def test_the_sign_in_page_offers_the_schools_way(client: Client) -> None:
    page = client.get("/sign-in/").content.decode()
    assert "/sign-in/oidc/school/login/" in page


def test_without_a_provider_the_door_does_not_exist(client: Client, settings: Settings) -> None:
    settings.OIDC_SERVER_URL = ""
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
    assert client.get("/sign-in/oidc/school/login/").status_code == 404
