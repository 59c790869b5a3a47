"""`houqin worker`: the relay, the clock's jobs and the queue."""

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Callable

from django.db import Error, connections
from procrastinate.contrib.django import app

from houqin.kernel.base.clock import now
from houqin.kernel.trail import relay
from houqin.site import jobs

RELAY_SECONDS = 0.25
CLOCK_SECONDS = 2.0
SWEEP_SECONDS = 5.0
AFTER_ERROR_SECONDS = 1.0
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

    A lost database is waited for; anything else ends the process, which the supervisor starts anew.
    """
    while not ended.is_set():
        try:
            if not work():
                ended.wait(pause)
        except Error as error:
            log.warning("the database failed, trying again: %s", error)
            ended.wait(AFTER_ERROR_SECONDS)
        except BaseException:
            log.exception("the worker ends")
            os.kill(os.getpid(), signal.SIGTERM)
            raise
        finally:
            connections.close_all()


async def _serve() -> None:
    """Serve the queue on connections of its own; `app` itself stays on Django's, for the loops and for tasks."""
    queue = app.with_connector(app.connector.get_worker_connector())
    async with queue.open_async():
        await queue.run_worker_async(
            concurrency=CONCURRENCY,
            delete_jobs="successful",
            update_heartbeat_interval=5,
            stalled_worker_timeout=600,  # the sweeper needs to find their jobs first
            shutdown_graceful_timeout=10,
        )
