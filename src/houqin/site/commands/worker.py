"""`houqin worker`: the relay, the clock's jobs and the queue."""

import asyncio
import logging
import threading
from collections.abc import Callable

from django.db import connections
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params

from houqin.kernel.base.clock import now
from houqin.kernel.trail import relay
from houqin.site import jobs

RELAY_SECONDS = 0.25
CLOCK_SECONDS = 2.0
SWEEP_SECONDS = 5.0
AFTER_ERROR_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
CONCURRENCY = 2
log = logging.getLogger(__name__)


def worker(argv: list[str]) -> None:
    """Run the relay, repeated jobs and queued tasks until told to stop."""
    ended = threading.Event()
    loops = (
        (relay.run_once, RELAY_SECONDS),
        (lambda: jobs.defer_due(now()), CLOCK_SECONDS),
        (lambda: sum(jobs.sweep()), SWEEP_SECONDS),
    )
    threads = [
        threading.Thread(target=repeat, args=(work, pause, ended), daemon=True) for work, pause in loops
    ]
    for thread in threads:
        thread.start()
    try:
        asyncio.run(_serve())
    finally:
        ended.set()
        for thread in threads:
            thread.join(timeout=10)


def repeat(work: Callable[[], int], pause: float, ended: threading.Event) -> None:
    """Repeat a piece of work, pausing when there was none to do.

    What fails is reported and tried again after growing pauses: a database that is gone comes back, and a fault in
    one loop must not stop the others.
    """
    failures = 0
    while not ended.is_set():
        try:
            done = work()
            failures = 0
        except Exception:
            log.exception("a loop of the worker failed; it is tried again")
            done, failures = 0, failures + 1
        finally:
            connections.close_all()
        if not done:
            ended.wait(min(pause + failures * AFTER_ERROR_SECONDS, LONGEST_PAUSE_SECONDS))


async def _serve() -> None:
    """Serve the queue on connections of its own; `app` itself stays on Django's, for the loops and for tasks."""
    queue = app.with_connector(PsycopgConnector(kwargs=connector_params()))
    async with queue.open_async():
        await queue.run_worker_async(
            concurrency=CONCURRENCY,
            delete_jobs="successful",
            update_heartbeat_interval=5,
            stalled_worker_timeout=600,  # the sweeper needs to find their jobs first
            shutdown_graceful_timeout=10,
        )
