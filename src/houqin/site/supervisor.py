"""Keeps the program's processes running: starts them, restarts what dies, stops them in good order."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

TICK_SECONDS = 0.2
STOP_SECONDS = 15
QUICK_DEATH_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 10.0
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One supervised process with its descendants, in a process group of its own."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    restarts: int = 0
    pause: float = 0.0

    def start(self) -> None:
        """Start the process; should this one die without a word, it is told to end."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            list(self.command),
            env=os.environ | dict(self.environment),
            start_new_session=True,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,
        )

    @property
    def running(self) -> bool:
        """Tell whether the process lives."""
        return self.process is not None and self.process.poll() is None

    def signal(self, number: int) -> None:
        """Send a signal to the process and its descendants."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return

    def revive(self, now: float) -> bool:
        """Start a dead process again, at once the first time and after growing pauses when it keeps dying."""
        if self.running:
            return False
        if self.pause == 0.0 or now - self.started_at > QUICK_DEATH_SECONDS + self.pause:
            self.pause = 0.5
        elif now - self.started_at < self.pause:
            return False
        else:
            self.pause = min(self.pause * 2, LONGEST_PAUSE_SECONDS)
        self.signal(signal.SIGKILL)  # what a dead master left behind would hold the port
        self.restarts += 1
        self.start()
        return True


class Supervisor:
    """Runs children until told to stop. `watch` is called now and then, to look after what is no child."""

    def __init__(
        self,
        children: Sequence[Child],
        *,
        watch: Callable[[], None] = lambda: None,
        report: Callable[[str], None] = lambda sentence: None,
    ) -> None:
        self.children = children
        self.watch = watch
        self.report = report
        self.stopping = False

    def start(self) -> None:
        """Start all children and take over SIGTERM and SIGINT."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)
        for child in self.children:
            child.start()

    def run(self) -> None:
        """Watch until asked to stop, then stop all children."""
        try:
            while not self.stopping:
                time.sleep(TICK_SECONDS)
                self.tick()
        finally:
            self.stop()

    def tick(self) -> None:
        """Restart what has died."""
        self.watch()
        for child in self.children:
            if not self.stopping and child.revive(time.monotonic()):
                self.report(f"{child.name} ended and was started again ({child.restarts})")

    def stop(self) -> None:
        """Ask all children to end, wait, then end those that do not."""
        for child in self.children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while any(child.running for child in self.children) and time.monotonic() < deadline:
            time.sleep(0.05)
        for child in self.children:
            child.signal(signal.SIGKILL)
            if child.process is not None:
                child.process.wait()

    def _asked_to_stop(self, number: int, frame: object) -> None:
        self.stopping = True


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
