"""The running site as an operator knows it: one command up, what is killed comes back, one signal down."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from houqin.site.postgres import APPLICATION, OWNER, Cluster
from tests.ops.conftest import free_port
from tests.ops.tills import Machines, a_payer_with_money

START_SECONDS = 300


@dataclass
class Site:
    """A site of its own, without demo data."""

    data: Path
    port: int
    process: "subprocess.Popen[str]"

    @property
    def cluster(self) -> Cluster:
        return Cluster(self.data / "postgres")

    def status(self, path: str = "/sign-in/") -> int:
        """Ask for a page; 0 where nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as page:
                return int(page.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def postmaster(self) -> int:
        """Return the id of the database's first process."""
        return int((self.cluster.directory / "postmaster.pid").read_text().split()[0])

    def children(self, named: str) -> list[int]:
        """Return the ids of the site's processes whose command line contains a word."""
        found = []
        for folder in Path("/proc").iterdir():
            if folder.name.isdecimal():
                try:
                    command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    environment = (folder / "environ").read_bytes().decode(errors="replace")
                except OSError:
                    continue
                if (
                    named in command
                    and f"HOUQIN_DATA={self.data}" in environment
                    and int(folder.name) != self.process.pid
                ):
                    found.append(int(folder.name))
        return sorted(found)


def until(condition: Callable[[], object], seconds: float = 240) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.2)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """Start a site in an empty folder; it must say its address in one line."""
    folder = Path(tempfile.mkdtemp(prefix="houqin-site-", dir="/tmp"))
    folder.chmod(0o755)
    port = free_port()
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("HOUQIN_", "DATABASE_"))
    }
    command = [
        sys.executable,
        "-m",
        "houqin.site",
        "up",
        "--no-demo",
        "--data",
        str(folder),
        "--port",
        str(port),
    ]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True)
    started = Site(folder, port, process)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert f"http://127.0.0.1:{port}/" in line, (folder / "log").read_text()[-3000:]
        yield started
    finally:
        process.terminate()
        process.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def test_the_first_page_answers_when_the_address_is_said(site: Site) -> None:
    assert site.status() == 200


def test_the_application_cannot_alter_the_trail(site: Site) -> None:
    with psycopg.connect(site.cluster.url(APPLICATION), autocommit=True) as connection:
        for deed in (
            "UPDATE trail_happening SET verb = 'x'",
            "DELETE FROM trail_happening",
            "DROP TABLE trail_happening",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(deed)


def test_a_killed_web_process_is_replaced_and_pages_go_on(site: Site) -> None:
    _master, worker, *_others = site.children("granian")
    os.kill(worker, signal.SIGKILL)
    until(lambda: len(site.children("granian")) >= 3 and worker not in site.children("granian"))
    until(lambda: site.status() == 200)


def test_the_killed_master_of_the_web_processes_is_replaced(site: Site) -> None:
    before = site.children("granian")
    os.kill(before[0], signal.SIGKILL)
    until(
        lambda: len(site.children("granian")) >= len(before) and not {*before} & {*site.children("granian")}
    )
    until(lambda: site.status() == 200)


def test_a_killed_worker_is_replaced_and_its_job_is_done_all_the_same(site: Site) -> None:
    with psycopg.connect(site.cluster.url(OWNER), autocommit=True) as connection:
        until(
            lambda: (
                one(connection, "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')")
                == 0
            )
        )
        with connection.transaction():  # the job cannot get on while this lock is held
            connection.execute("LOCK TABLE trail_happening IN ACCESS EXCLUSIVE MODE")
            with psycopg.connect(site.cluster.url(OWNER), autocommit=True) as other:
                arguments = json.dumps({"name": "trail.partitions", "timestamp": 0})
                job = one(
                    other,
                    "INSERT INTO procrastinate_jobs (queue_name, task_name, args, priority, status) "
                    "VALUES ('clock', 'houqin.run_job', %s, 0, 'todo') RETURNING id",
                    arguments,
                )
                until(
                    lambda: (
                        one(other, "SELECT status::text FROM procrastinate_jobs WHERE id = %s", job)
                        == "doing"
                    )
                )
                (worker,) = site.children("houqin.site worker")
                os.kill(worker, signal.SIGKILL)
                until(lambda: site.children("houqin.site worker") not in ([], [worker]))
                assert one(other, "SELECT status::text FROM procrastinate_jobs WHERE id = %s", job) == "doing"
        until(lambda: one(connection, "SELECT count(*) FROM procrastinate_jobs WHERE id = %s", job) == 0)


def test_a_killed_database_comes_back_with_everything_and_so_do_the_pages(site: Site) -> None:
    before = site.postmaster()
    os.kill(before, signal.SIGKILL)
    until(lambda: site.cluster.alive() and site.postmaster() != before)
    until(lambda: site.status() == 200)


def test_what_a_till_was_told_is_booked_once_whoever_dies_meanwhile(site: Site) -> None:
    environment = os.environ | {"HOUQIN_DATA": str(site.data)}
    command = [
        sys.executable,
        "-m",
        "houqin.site",
        "money",
        "till",
        "--name",
        "一号窗口",
        "--contractor",
        "noodles",
    ]
    key = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.split()[
        -1
    ]
    with psycopg.connect(site.cluster.url(OWNER), autocommit=True) as connection:
        a_payer_with_money(connection)
    machines = Machines(site.port, key)
    paying = machines.start(machines=6, each=40)
    for told, victim in ((20, "worker"), (60, "master"), (100, "database")):
        until(lambda told=told: len(machines.told) > told or machines.failed)  # type: ignore[misc]
        web = site.children("granian")
        os.kill({"worker": web[-1], "master": web[0], "database": site.postmaster()}[victim], signal.SIGKILL)
    for thread in paying:
        thread.join()
    assert machines.failed == []
    with psycopg.connect(site.cluster.url(OWNER), autocommit=True) as connection:
        booked = connection.execute(
            "SELECT key, id::text FROM money_entry WHERE reason = 'till.paid'"
        ).fetchall()
        assert dict(booked) == machines.told
        assert len(booked) == 240
        assert one(connection, "SELECT sum(fen) FROM money_posting") == 0
        assert (
            one(connection, "SELECT balance FROM money_balance WHERE NOT append_only") == 1_000_000 - 24_000
        )
    until(lambda: site.status() == 200)


def test_an_open_stream_does_not_hinder_the_pages(site: Site) -> None:
    request = urllib.request.Request(
        f"http://127.0.0.1:{site.port}/live/", headers={"Accept": "text/event-stream"}
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=60)
    assert refused.value.code == 401
    assert site.status() == 200


def test_a_second_site_on_the_same_port_says_what_to_do(site: Site) -> None:
    until(lambda: site.status() == 200)  # the port is free for a moment while a killed process comes back
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("HOUQIN_", "DATABASE_"))
    }
    command = [sys.executable, "-m", "houqin.site", "up", "--data", str(site.data), "--port", str(site.port)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1
    assert "--port" in done.stderr
    assert site.status() == 200


def test_one_signal_ends_everything(site: Site) -> None:
    site.process.terminate()
    assert site.process.wait(60) == 0
    assert site.children("houqin") == []
    assert not site.cluster.alive()


def one(connection: "psycopg.Connection[tuple[object, ...]]", statement: str, *values: object) -> object:
    """Return the first value a statement gives."""
    row = connection.execute(statement, values).fetchone()  # type: ignore[arg-type]
    return row[0] if row else None
