"""Everything real: a mock gateway in a process of its own, our door on a live server, workers killed between."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import urllib3
from django.db import connection
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from houqin.kernel.base.clock import local_date, now
from houqin.kernel.money.actions import bills, payments, polling, returning
from houqin.kernel.money.actions.accounts import open_account
from houqin.kernel.money.actions.channels import clearing
from houqin.kernel.money.models import Account, Entry, Payment
from houqin.kernel.money.queries.accounts import balance
from houqin.kernel.money.queries.reconciling import findings
from houqin.kernel.money.rules import Kind
from houqin.kernel.money.tests.outside import NAMES, ask_for
from houqin.kernel.money.tests.stage import settle_all
from houqin.kernel.money.verify import verify
from houqin.kernel.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


class Remote:
    """The mock gateway's process, and how it is told what to do."""

    def __init__(self, address: str) -> None:
        self.address, self._http = address, urllib3.PoolManager(retries=False, timeout=30)

    def do(self, gateway: str, verb: str, **how: object) -> Any:
        """Command it."""
        answer = self._http.request("POST", f"{self.address}/mock/{gateway}/{verb}", body=json.dumps(how))
        assert answer.status == 200, answer.data
        return answer.json()


@pytest.fixture
def remote(tmp_path: Path, live_server: LiveServer, settings: Settings) -> Iterator[Remote]:
    """A mock gateway whose notifications come to the live server."""
    settings.GATEWAYS_FILE = tmp_path / "gateways.toml"
    settings.HOUQIN_ADDRESS = live_server.url
    command = [
        sys.executable,
        "-m",
        "houqin.kernel.money.tests.mock_process",
        "0",
        str(tmp_path),
        live_server.url,
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield Remote(process.stdout.readline().strip())
    finally:
        process.kill()
        process.communicate()


def stall_of(gateway: str) -> Account:
    """Open a stall."""
    return open_account(Kind.PAYABLE, contractor=gateway, append_only=True, by=None, at=now())


def asked(gateway: str, stall: Account) -> Payment:
    """Ask for a meal's money and offer it."""
    payer = Person.objects.create(name="李四", kind=Person.Kind.STUDENT, created_at=now())
    meal = ask_for(payer, stall, gateway=gateway, at=now())
    assert payments.offer(meal, at=now()).code
    return meal


def test_paid_told_five_times_given_back_and_reconciled_through_real_sockets(remote: Remote) -> None:
    for gateway in NAMES:
        stall = stall_of(gateway)
        meal = asked(gateway, stall)
        told = remote.do(gateway, "pay", number=meal.number, times=5)
        assert told == {"answers": [200] * 5}
        meal.refresh_from_db()
        assert (meal.state, balance(stall), meal.events.count()) == ("paid", 1_250, 1)
        assert remote.do(gateway, "notify", number=meal.number, age=27 * 3600) == {"answers": [400]}
        back = returning.refund(meal, fen=250, reason="x", source="t", key=gateway, by=None, at=now())
        remote.do(gateway, "drop", answers=2)  # both tries: done there, not heard here
        assert not returning.send(back, at=now())
        assert remote.do(gateway, "notify", refund=back.number) == {"answers": [200]}
        back.refresh_from_db()
        assert (back.state, balance(clearing(gateway, at=now()))) == ("done", -1_000)
        late = asked(gateway, stall)
        payments.close(late, by=None, at=now())
        assert remote.do(gateway, "pay", number=late.number) == {"answers": [200]}
        assert polling.send_due(at=now() + timedelta(seconds=30)) == 1
        assert balance(clearing(gateway, at=now())) == -1_000
        bills.fetch_bill(gateway, local_date(now()), at=now())
        assert findings(gateway, local_date(now())) == []
    settle_all()
    assert verify().sound


def test_a_worker_killed_between_the_answer_and_the_booking_loses_nothing(remote: Remote) -> None:
    stall = stall_of("wechat")
    meal = asked("wechat", stall)
    remote.do("wechat", "pay", number=meal.number, times=0)
    worker = killed_worker(meal)
    assert worker.stdout == "answered\nposted\n"
    assert worker.returncode == -9
    meal.refresh_from_db()
    assert (meal.state, meal.entry_id, meal.events.count(), Entry.objects.count()) == ("pending", None, 0, 0)
    assert polling.poll_due(at=now() + timedelta(seconds=30)) == 1
    meal.refresh_from_db()
    assert (meal.state, balance(stall), Entry.objects.count()) == ("paid", 1_250, 1)
    assert polling.poll_due(at=now() + timedelta(seconds=90)) == 0


def killed_worker(payment: Payment) -> "subprocess.CompletedProcess[str]":
    """Let a worker of its own hear the answer and be killed with -9."""
    from django.conf import settings

    database = connection.settings_dict
    url = f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}"
    if database["PORT"] or database["PASSWORD"]:
        password, port = database["PASSWORD"], database["PORT"] or 5432
        url = f"postgresql://{database['USER']}:{password}@{database['HOST']}:{port}/{database['NAME']}"
    environment = os.environ | {
        "HOUQIN_TEST_DATABASE": str(database["NAME"]), "DJANGO_SETTINGS_MODULE": "houqin.site.settings",
        "DATABASE_OWNER_URL": url, "HOUQIN_GATEWAYS": str(settings.GATEWAYS_FILE),
    }  # fmt: skip
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "houqin.kernel.money.tests.asker",
        str(payment.pk),
    ]
    return subprocess.run(
        command, env=environment, stdout=subprocess.PIPE, text=True, check=False, timeout=120
    )
