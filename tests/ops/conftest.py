"""The school's sign-in servers, real ones on the loopback, and people to sign in."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from houqin.kernel.base.clock import now
from houqin.kernel.people.models import Person

START_SECONDS = 180


@pytest.fixture
def zhangsan(db: None) -> Person:
    """Return a student the school knows as S001."""
    return Person.objects.create(number="S001", name="张三", kind=Person.Kind.STUDENT, created_at=now())


@pytest.fixture(scope="session")
def cas_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run django-mama-cas; its address."""
    port, folder = free_port(), tmp_path_factory.mktemp("cas")
    command = [sys.executable, str(Path(__file__).with_name("cas_server.py")), str(port), str(folder)]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        wait_for(f"http://127.0.0.1:{port}/login", server, folder / "log")
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.kill()  # it has nothing to save
        server.wait()


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def wait_for(url: str, server: "subprocess.Popen[Any]", log: Path) -> None:
    """Wait until a server answers; fails with its log when it ends or never does."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"{url} does not answer:\n{log.read_text()[-3000:]}")
