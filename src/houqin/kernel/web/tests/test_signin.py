"""Signing in: the right password, the wrong one, where it leads, the demo's cast, too many tries."""

from typing import Any

import pytest
from django.conf import settings as site_settings
from django.test import Client

from houqin.kernel.people.actions.accounts import close_account, open_account
from houqin.kernel.people.models import Person
from houqin.kernel.people.tests.cast import student
from houqin.kernel.people.tests.stage import MONDAY_9
from houqin.kernel.web.actions import write_profile
from houqin.kernel.web.tests.admin_cast import as_

__all__ = ["student"]
PASSWORD = "correct horse battery"


@pytest.fixture
def account(student: Person) -> Any:
    return open_account(student, username="student", password=PASSWORD)


def site(profile: str) -> None:
    write_profile(
        profile=profile, school="示范大学", school_en="Model University", office="后勤处", office_en="Logistics",
        duty_phone="100-0000-0119", seed=1, at=MONDAY_9,
    )  # fmt: skip


def enter(client: Client, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/sign-in/", {"username": "student", "password": password} | more)


def test_the_right_password_opens_the_home_page(account: Any) -> None:
    client = Client()
    assert enter(client).headers["Location"] == "/"
    assert client.get("/").status_code == 200


def test_a_wrong_password_keeps_the_account_s_name_and_lets_nobody_in(account: Any) -> None:
    client = Client()
    answer = enter(client, "wrong password")
    assert answer.status_code == 422
    assert 'value="student"' in answer.content.decode()
    assert "wrong password" not in answer.content.decode(), "the password is never written back"
    assert client.get("/").status_code == 302


def test_a_closed_account_opens_nothing(account: Any) -> None:
    close_account(account, by=None, at=MONDAY_9)
    assert enter(Client()).status_code == 422


def test_signing_in_leads_back_to_where_one_came_from(account: Any) -> None:
    client = Client()
    asked = client.get("/matters/?open=1")
    assert asked.headers["Location"] == "/sign-in/?next=/matters/%3Fopen%3D1"
    assert 'value="/matters/?open=1"' in client.get(asked.headers["Location"]).content.decode()
    assert enter(client, next="/matters/?open=1").headers["Location"] == "/matters/?open=1"


@pytest.mark.parametrize(
    "foreign",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "http:///evil"],
)
def test_signing_in_never_leads_to_another_host(account: Any, foreign: str) -> None:
    assert enter(Client(), next=foreign).headers["Location"] == "/"
    page = Client().get("/sign-in/", {"next": foreign}).content.decode()
    assert '<input type="hidden" name="next" value="/">' in page


def test_the_lockout_page_is_the_house_s_own() -> None:
    assert site_settings.AXES_LOCKOUT_CALLABLE == "houqin.kernel.web.signin.locked_out"


def test_after_eight_wrong_passwords_even_the_right_one_waits(account: Any) -> None:
    client = Client()
    for _ in range(site_settings.AXES_FAILURE_LIMIT - 1):
        assert enter(client, "wrong password").status_code == 422
    assert enter(client, "wrong password").status_code == 429
    locked = enter(client)
    assert locked.status_code == 429
    assert "密码错得太多次" in locked.content.decode()
    assert client.get("/").status_code == 302


def test_seven_wrong_passwords_lock_nobody_out(account: Any) -> None:
    client = Client()
    for _ in range(site_settings.AXES_FAILURE_LIMIT - 1):
        enter(client, "wrong password")
    assert enter(client).status_code == 302


def test_tries_from_one_address_do_not_lock_another_out(account: Any) -> None:
    for _ in range(site_settings.AXES_FAILURE_LIMIT):
        enter(Client(REMOTE_ADDR="10.0.0.1"), "wrong password")
    assert enter(Client(REMOTE_ADDR="10.0.0.1")).status_code == 429
    assert enter(Client(REMOTE_ADDR="10.0.0.2")).status_code == 302


def test_the_demo_offers_its_cast_and_lets_one_in_by_one_press(account: Any) -> None:
    site("demo")
    client = Client()
    page = client.get("/sign-in/").content.decode()
    assert "/sign-in/cast/student/" in page
    assert "学生甲" in page
    assert "/sign-in/cast/admin/" not in page, "only those who exist"
    assert client.post("/sign-in/cast/student/", {"next": "/me/"}).headers["Location"] == "/me/"
    assert client.get("/me/").status_code == 200


def test_outside_the_demo_there_is_no_cast(account: Any) -> None:
    site("production")
    assert "/sign-in/cast/" not in Client().get("/sign-in/").content.decode()
    assert Client().post("/sign-in/cast/student/").status_code == 404


@pytest.mark.parametrize("key", ["nobody", "admin"])
def test_a_cast_member_that_is_not_there_is_not_found(account: Any, key: str) -> None:
    site("demo")
    assert Client().post(f"/sign-in/cast/{key}/").status_code == 404


def test_the_cast_s_door_takes_no_plain_visit(account: Any) -> None:
    site("demo")
    client = Client()
    assert client.get("/sign-in/cast/student/").status_code == 405
    assert client.get("/").status_code == 302


def test_signing_out_closes_the_door_behind_one(student: Person) -> None:
    client = as_(student)
    assert client.get("/sign-out/").status_code == 405, "a link somebody else sends signs nobody out"
    assert client.get("/").status_code == 200
    assert client.post("/sign-out/").headers["Location"] == "/sign-in/"
    assert client.get("/").status_code == 302


def test_an_account_without_a_person_is_a_guest(db: None) -> None:
    from houqin.kernel.people.models import Account

    client = Client()
    client.force_login(
        Account.objects.create_user("bare", PASSWORD, None), "django.contrib.auth.backends.ModelBackend"
    )
    assert client.get("/").status_code == 302
