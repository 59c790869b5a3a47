"""The operator's page: seen by operators only, and a dead letter goes back with one press."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from houqin.kernel.people.models import Account, Grant, Person, Role
from houqin.kernel.trail.models import Cursor
from houqin.site import jobs

pytestmark = pytest.mark.django_db
AGO = datetime(2026, 3, 2, tzinfo=UTC)
PAGE = "/admin/jobs/"


def client_of(number: str, *permissions: str) -> Client:
    """Return the browser of somebody with some permissions."""
    person = Person.objects.create(number=number, name=number, kind=Person.Kind.STAFF, created_at=AGO)
    role = Role.objects.create(key=number, title=number, permissions=list(permissions))
    Grant.objects.create(person=person, role=role, starts_on=AGO.date())
    client = Client()
    account = Account.objects.create_user(number, "a long password", person)
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def operator() -> Client:
    return client_of("T001", "site.operate")


@pytest.fixture
def dead_letter() -> int:
    """Return the id of a job that was given up."""
    job = app.configure_task(jobs.RUN_JOB, queue="clock").defer(name="trail.partitions", timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed', attempts = 5 WHERE id = %s", [job])
    return job


def test_an_operator_sees_what_was_given_up(operator: Client, dead_letter: int) -> None:
    page = operator.get(PAGE).content.decode()
    assert "trail.partitions" in page
    assert f"/admin/jobs/{dead_letter}/retry/" in page


def test_an_empty_page_says_that_all_is_well(operator: Client) -> None:
    page = operator.get(PAGE).content.decode()
    assert "没有失败的任务" in page
    assert "全部跟上" in page


def test_a_subscriber_that_waits_after_an_error_is_shown(operator: Client) -> None:
    Cursor.objects.create(name="notices", failures=3, error="ValueError: no such channel")
    assert "no such channel" in operator.get(PAGE).content.decode()


def test_one_press_puts_a_dead_letter_back(operator: Client, dead_letter: int) -> None:
    answer = operator.post(f"/admin/jobs/{dead_letter}/retry/")
    assert answer.status_code == 302
    assert ProcrastinateJob.objects.get(pk=dead_letter).status == "todo"


def test_a_second_press_says_that_it_is_queued_already(operator: Client, dead_letter: int) -> None:
    operator.post(f"/admin/jobs/{dead_letter}/retry/")
    again = operator.post(f"/admin/jobs/{dead_letter}/retry/")
    assert again.status_code == 409
    assert "已经重新排队" in again.content.decode()


def test_others_do_not_find_the_page(dead_letter: int) -> None:
    clerk = client_of("T002", "people.see")
    assert clerk.get(PAGE).status_code == 404
    assert clerk.post(f"/admin/jobs/{dead_letter}/retry/").status_code == 404
    assert ProcrastinateJob.objects.get(pk=dead_letter).status == "failed"


def test_guests_are_sent_to_sign_in() -> None:
    assert Client().get(PAGE).status_code == 302


def test_looking_changes_nothing(operator: Client, dead_letter: int) -> None:
    assert operator.get(f"/admin/jobs/{dead_letter}/retry/").status_code == 405
    assert ProcrastinateJob.objects.get(pk=dead_letter).status == "failed"
