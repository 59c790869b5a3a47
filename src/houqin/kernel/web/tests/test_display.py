"""How a person likes to see the site: kept in cookies, for guests too, and only what is offered."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "value"), [("theme", "dark"), ("theme", "auto"), ("size", "large"), ("language", "en")]
)
def test_what_was_chosen_is_kept_for_a_year(name: str, value: str) -> None:
    answer = Client().post("/display/", {name: value, "next": "/sign-in/"})
    assert answer.headers["Location"] == "/sign-in/"
    kept = answer.cookies[name]
    assert (kept.value, kept["max-age"], kept["samesite"]) == (value, 365 * 24 * 3600, "Lax")


@pytest.mark.parametrize(
    ("name", "value"),
    [("theme", "neon"), ("size", "huge"), ("language", "xx"), ("theme", ""), ("sessionid", "stolen")],
)
def test_what_is_not_offered_is_not_kept(name: str, value: str) -> None:
    assert not Client().post("/display/", {name: value}).cookies


@pytest.mark.parametrize("foreign", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_choosing_never_leads_to_another_host(foreign: str) -> None:
    assert Client().post("/display/", {"theme": "dark", "next": foreign}).headers["Location"] == "/"


def test_a_link_changes_nothing() -> None:
    assert Client().get("/display/?theme=dark").status_code == 405


def test_the_next_page_wears_what_was_chosen() -> None:
    client = Client()
    assert "账号" in client.get("/sign-in/").content.decode()
    client.post("/display/", {"theme": "dark", "size": "large", "language": "en"})
    page = client.get("/sign-in/").content.decode()
    assert 'data-theme="dark"' in page
    assert 'data-size="large"' in page
    assert 'lang="en"' in page
    assert "Password" in page


def test_a_forged_cookie_wears_nothing_strange() -> None:
    client = Client()
    client.cookies["theme"] = '"><script>'
    client.cookies["language"] = "xx"
    page = client.get("/sign-in/")
    assert page.status_code == 200
    assert "<script>" not in page.content.decode().split("<body", 1)[0]
