"""The supervisor keeps real processes running: killed ones come back, told ones end, nothing stays behind."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from houqin.site.supervisor import Child, Supervisor

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(15, signal.SIG_IGN); print(1); time.sleep(600)",
]
PARENT = "import subprocess, sys; open(sys.argv[1], 'w').write(str(subprocess.Popen(['sleep', '600']).pid)); sys.stdin.read()"


@pytest.fixture
def keep() -> Iterator[Callable[..., Supervisor]]:
    """Return a function that supervises commands; whatever it started ends with the test."""
    kept: list[Supervisor] = []

    def start(*commands: list[str], **options: object) -> Supervisor:
        supervisor = Supervisor([Child(str(n), command) for n, command in enumerate(commands)], **options)  # type: ignore[arg-type]
        for child in supervisor.children:
            child.start()
        kept.append(supervisor)
        return supervisor

    yield start
    for supervisor in kept:
        for child in supervisor.children:
            child.signal(signal.SIGKILL)
            if child.process:
                child.process.wait(10)


def pid_of(child: Child) -> int:
    assert child.process is not None
    return child.process.pid


def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


def gone(pid: int) -> bool:
    """A process is gone when it is no more, or only waits to be buried by whoever adopted it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_a_killed_child_is_started_again(keep: Callable[..., Supervisor]) -> None:
    told: list[str] = []
    supervisor = keep(SLEEPER, report=told.append)
    child = supervisor.children[0]
    first = pid_of(child)
    os.kill(first, signal.SIGKILL)
    until(lambda: not child.running)
    supervisor.tick()
    assert child.running
    assert pid_of(child) != first
    assert told == ["0 ended and was started again (1)"]


def test_a_living_child_is_left_alone(keep: Callable[..., Supervisor]) -> None:
    supervisor = keep(SLEEPER)
    first = pid_of(supervisor.children[0])
    supervisor.tick()
    assert pid_of(supervisor.children[0]) == first
    assert supervisor.children[0].restarts == 0


def test_a_child_that_keeps_dying_is_given_growing_pauses(keep: Callable[..., Supervisor]) -> None:
    supervisor = keep([sys.executable, "-c", ""])
    child = supervisor.children[0]
    pauses = []
    for now in range(1, 200):
        until(lambda: not child.running)
        if child.revive(child.started_at + now * 0.25 % 100):
            pauses.append(child.pause)
        if len(pauses) == 6:
            break
    assert pauses == sorted(pauses)
    assert pauses[0] == 0.5
    assert max(pauses) <= 10


def test_what_a_dead_child_left_behind_ends_before_it_is_started_again(
    keep: Callable[..., Supervisor], tmp_path: Path
) -> None:
    note = tmp_path / "grandchild"
    supervisor = keep([sys.executable, "-c", PARENT, str(note)])
    child = supervisor.children[0]
    until(lambda: note.exists() and note.read_text() != "")
    grandchild = int(note.read_text())
    os.kill(pid_of(child), signal.SIGKILL)
    until(lambda: not child.running)
    supervisor.tick()
    until(lambda: gone(grandchild))


def test_all_children_end_when_told(keep: Callable[..., Supervisor]) -> None:
    supervisor = keep(SLEEPER, SLEEPER)
    pids = [pid_of(child) for child in supervisor.children]
    supervisor.stop()
    assert all(gone(pid) for pid in pids)


def test_a_child_that_does_not_listen_is_ended(
    keep: Callable[..., Supervisor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("houqin.site.supervisor.STOP_SECONDS", 1)
    supervisor = keep(STUBBORN)
    time.sleep(0.5)
    supervisor.stop()
    assert gone(pid_of(supervisor.children[0]))


def test_a_child_ends_when_its_supervisor_is_killed(tmp_path: Path) -> None:
    note = tmp_path / "child"
    program = (
        "import sys, time; from houqin.site.supervisor import Child;"
        f"c = Child('x', {SLEEPER!r}); c.start(); open({str(note)!r}, 'w').write(str(c.process.pid)); time.sleep(600)"
    )
    parent = Child("parent", [sys.executable, "-c", program])
    parent.start()
    until(lambda: note.exists() and note.read_text() != "")
    os.kill(pid_of(parent), signal.SIGKILL)
    until(lambda: gone(int(note.read_text())))


def test_the_watch_is_kept_with_every_tick(keep: Callable[..., Supervisor]) -> None:
    looks: list[int] = []
    supervisor = keep(SLEEPER, watch=lambda: looks.append(1))
    supervisor.tick()
    supervisor.tick()
    assert looks == [1, 1]
