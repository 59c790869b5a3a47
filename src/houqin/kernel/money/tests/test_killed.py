"""Writers killed with -9 in the middle: nothing acknowledged is lost, nothing is half there."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection

from houqin.kernel.money.actions.holds import expire_holds
from houqin.kernel.money.models import Account, Balance, Entry
from houqin.kernel.money.queries.accounts import balance
from houqin.kernel.money.tests.stage import HOUR, MONDAY, give, settle_all
from houqin.kernel.money.verify import verify

WRITERS, START_SECONDS = 2, 90


@pytest.mark.django_db(transaction=True)
def test_killed_writers_lose_nothing_they_acknowledged(
    wallet: Account, stall: Account, clearing: Account
) -> None:
    give(wallet, 100_000, clearing)
    told = kill_writers(wallet, stall, entries_each=40)
    assert len(told) >= WRITERS * 40
    left_whole(told, wallet, stall)


def kill_writers(wallet: Account, stall: Account, entries_each: int, first: int = 0) -> list[str]:
    """Let writers pay until each has acknowledged so many, kill them with -9, and return what they told."""
    database = connection.settings_dict
    settings = {
        "HOUQIN_TEST_DATABASE": str(database["NAME"]),
        "DJANGO_SETTINGS_MODULE": "houqin.site.settings",
    }
    url = f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}"
    if database["PORT"] or database["PASSWORD"]:
        url = (
            f"postgresql://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT'] or 5432}"
            f"/{database['NAME']}"
        )
    environment = os.environ | settings | {"DATABASE_OWNER_URL": url}
    command = [sys.executable, "-W", "ignore", "-m", "houqin.kernel.money.tests.writer"]
    writers = [
        subprocess.Popen(
            [*command, str(number), str(wallet.pk), str(stall.pk)],
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        for number in range(first, first + WRITERS)
    ]
    told: list[str] = []
    try:
        for writer in writers:
            assert writer.stdout is not None
            told += [writer.stdout.readline().strip() for _ in range(entries_each)]
    finally:
        for writer in writers:
            writer.send_signal(signal.SIGKILL)
    for writer in writers:
        rest, _errors = writer.communicate()
        told += rest.split("\n")[:-1]  # what stands after the last line's end was never told
    assert all(told)
    return told


def left_whole(told: list[str], wallet: Account, stall: Account, writers: int = WRITERS) -> None:
    """Check that all that was told is there once, and that the ledger is even."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:  # the killed ones' sessions end by themselves
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND backend_type = 'client backend'"
            )
            if not cursor.fetchone()[0]:
                break
        time.sleep(0.05)
    there = {
        f"hold {key}" if source == "money.hold" else key
        for source, key in Entry.objects.values_list("source", "key")
    }
    assert set(told) <= there
    assert len(told) == len(set(told))
    paid = Entry.objects.exclude(source="test").count()
    assert len(told) <= paid <= len(told) + writers, "at most one of each writer was committed and not told"
    expire_holds(by=None, at=MONDAY + 2 * HOUR)
    assert not Balance.objects.exclude(held=0).exists()
    assert (balance(wallet), balance(stall)) == (100_000 - 3 * paid, 3 * paid)
    settle_all()
    assert verify().sound
