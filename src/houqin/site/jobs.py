"""The queue's caretakers: what the clock owes is deferred once, what a dead worker held is taken up again."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from asgiref.sync import async_to_sync
from procrastinate import exceptions
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job as QueuedJob
from procrastinate.jobs import Status

from houqin.kernel.registry.feature import Job
from houqin.kernel.registry.house import house

CLOCK_QUEUE = "clock"
RUN_JOB = "houqin.run_job"
STALLED_SECONDS = 20
MOST_ATTEMPTS = 5
KEEP_HOURS = 30 * 24
NIGHT = 19 * 3600  # 03:00 in Shanghai, in seconds of the day in UTC


def slot(every: timedelta, at: datetime) -> int:
    """Return the start of the period an instant falls in, in seconds of Unix time; days begin at night, 03:00."""
    seconds = int(every.total_seconds())
    begin = NIGHT if every >= timedelta(days=1) else 0
    return (int(at.timestamp()) - begin) // seconds * seconds + begin


def defer_due(at: datetime) -> int:
    """Queue each repeated job of every feature once for its period, however many workers ask; returns how many."""
    return sum(_defer(job, at) for job in house().each("jobs"))


def run(name: str, timestamp: int) -> None:
    """Run a repeated job for the period that began at `timestamp`. Raises KeyError for a job no longer declared."""
    jobs: dict[str, Job] = {job.name: job for job in house().each("jobs")}
    jobs[name].run(datetime.fromtimestamp(timestamp, UTC))


def sweep() -> tuple[int, int]:
    """Take up what dead workers held: tried again, or after `MOST_ATTEMPTS` laid with the dead letters.

    Returns how many were tried again and how many were laid away.
    """
    retried = dead = 0
    stalled = async_to_sync(app.job_manager.get_stalled_jobs)(seconds_since_heartbeat=STALLED_SECONDS)
    for job in stalled:
        if job.id is None:
            continue
        if job.attempts + 1 >= MOST_ATTEMPTS:
            async_to_sync(app.job_manager.finish_job_by_id_async)(job.id, Status.FAILED, delete_job=False)
            dead += 1
        else:
            try:
                app.job_manager.retry_job_by_id(job.id, retry_at=datetime.now(UTC))
                retried += 1
            except exceptions.UniqueViolation:  # its successor waits already and does the same work
                async_to_sync(app.job_manager.finish_job_by_id_async)(job.id, Status.ABORTED, delete_job=True)
    return retried, dead


def dead_letters() -> Sequence[ProcrastinateJob]:
    """Return the jobs that were given up, newest first."""
    return list(ProcrastinateJob.objects.filter(status=Status.FAILED.value).order_by("-id")[:200])


def waiting() -> int:
    """Count the jobs in the queue."""
    return ProcrastinateJob.objects.filter(status=Status.TODO.value).count()


def try_again(job_id: int, at: datetime) -> bool:
    """Put a dead letter back into the queue; False where it is none any more."""
    if not ProcrastinateJob.objects.filter(pk=job_id, status=Status.FAILED.value).exists():
        return False
    app.job_manager.retry_job_by_id(job_id, retry_at=at)
    return True


def forget_old(at: datetime) -> None:
    """Drop what ended long ago, dead letters included."""
    async_to_sync(app.job_manager.delete_old_jobs)(
        nb_hours=KEEP_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )


def _defer(job: Job, at: datetime) -> bool:
    timestamp = slot(job.every, at)
    queued = QueuedJob(
        id=None,
        queue=CLOCK_QUEUE,
        lock=None,
        queueing_lock=f"job:{job.name}",
        task_name=RUN_JOB,
        task_kwargs={"name": job.name, "timestamp": timestamp},
    )
    try:
        return bool(
            async_to_sync(app.job_manager.defer_periodic_job)(
                job=queued, periodic_id=job.name, defer_timestamp=timestamp
            )
        )
    except exceptions.AlreadyEnqueued:
        return False
