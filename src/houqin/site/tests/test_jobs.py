"""The queue's caretakers: what the clock owes is queued once, what a dead worker held is not lost."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.registry.house import house
from houqin.site import jobs, tasks

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY = datetime(2026, 11, 23, 8, 0, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def empty_queue(transactional_db: None) -> Iterator[None]:
    """Empty the queue before and after: its tables are not Django's, so Django does not."""
    _empty()
    yield
    _empty()


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers CASCADE"
        )


def queued(**conditions: object) -> list[ProcrastinateJob]:
    return list(ProcrastinateJob.objects.filter(**conditions).order_by("id"))


def doing(attempts: int = 0, heartbeat_ago: timedelta | None = timedelta(minutes=5)) -> int:
    """Leave a job as a worker killed with -9 leaves it; with no heartbeat at all where None."""
    job = app.configure_task(jobs.RUN_JOB, queue="clock").defer(name="trail.partitions", timestamp=0)
    with connection.cursor() as cursor:
        worker = None
        if heartbeat_ago is not None:
            cursor.execute(
                "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s)) RETURNING id",
                [heartbeat_ago.total_seconds()],
            )
            (worker,) = cursor.fetchone()
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', attempts = %s, worker_id = %s WHERE id = %s",
            [attempts, worker, job],
        )
    return job


@pytest.mark.parametrize(
    ("minutes", "at", "begins"),
    [
        (1, MONDAY + timedelta(seconds=59), MONDAY),
        (1, MONDAY + timedelta(seconds=60), MONDAY + timedelta(seconds=60)),
        (60, MONDAY + timedelta(minutes=59), MONDAY),
        (60, MONDAY + timedelta(minutes=61), MONDAY + timedelta(minutes=60)),
    ],
)
def test_an_instant_falls_in_the_period_that_began_last(minutes: int, at: datetime, begins: datetime) -> None:
    assert jobs.slot(timedelta(minutes=minutes), at) == int(begins.timestamp())


@pytest.mark.parametrize(("hour", "night"), [(2, -1), (3, 0), (9, 0), (23, 0)])
def test_daily_work_falls_into_the_night_of_the_campus(hour: int, night: int) -> None:
    midnight = datetime(2026, 3, 2, tzinfo=SHANGHAI)
    begins = midnight + timedelta(days=night, hours=3)
    assert jobs.slot(timedelta(days=1), midnight + timedelta(hours=hour)) == int(begins.timestamp())


def test_each_job_of_the_house_is_queued_once_for_its_period() -> None:
    declared = {job.name for job in house().each("jobs")}
    assert jobs.defer_due(MONDAY) == len(declared)
    assert {job.args["name"] for job in queued()} == declared
    assert jobs.defer_due(MONDAY) == 0
    assert jobs.defer_due(MONDAY + timedelta(milliseconds=10)) == 0


def test_a_job_still_waiting_is_not_queued_a_second_time() -> None:
    jobs.defer_due(MONDAY)
    before = len(queued())
    assert jobs.defer_due(MONDAY + timedelta(days=2)) == 0
    assert len(queued()) == before


def test_the_next_period_brings_the_job_again_when_the_last_one_is_done() -> None:
    jobs.defer_due(MONDAY)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded'")
    assert jobs.defer_due(MONDAY + timedelta(days=1)) == len(list(house().each("jobs")))


def test_a_job_runs_for_the_beginning_of_its_period() -> None:
    jobs.run("trail.partitions", int(MONDAY.timestamp()))
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('trail_happening_202812') IS NOT NULL")
        ahead = cursor.fetchone()
    assert ahead is not None


def test_a_job_no_longer_declared_fails_by_name() -> None:
    with pytest.raises(KeyError, match=r"gone\.job"):
        tasks.run_job("gone.job", 0)


def test_what_a_dead_worker_held_is_tried_again() -> None:
    job = doing()
    assert jobs.sweep() == (1, 0)
    (again,) = queued(pk=job)
    assert (again.status, again.attempts) == ("todo", 1)


def test_a_worker_that_left_no_trace_counts_as_dead() -> None:
    job = doing(heartbeat_ago=None)
    assert jobs.sweep() == (1, 0)
    assert queued(pk=job)[0].status == "todo"


def test_a_living_workers_job_is_left_alone() -> None:
    job = doing(heartbeat_ago=timedelta(seconds=3))
    assert jobs.sweep() == (0, 0)
    assert queued(pk=job)[0].status == "doing"


def test_attempts_are_capped_and_the_job_becomes_a_dead_letter() -> None:
    job = doing(attempts=jobs.MOST_ATTEMPTS - 1)
    assert jobs.sweep() == (0, 1)
    assert [letter.pk for letter in jobs.dead_letters()] == [job]
    assert jobs.sweep() == (0, 0)


def test_a_dead_letter_can_be_tried_again_once() -> None:
    job = doing(attempts=jobs.MOST_ATTEMPTS - 1)
    jobs.sweep()
    assert jobs.try_again(job, MONDAY)
    assert queued(pk=job)[0].status == "todo"
    assert not jobs.try_again(job, MONDAY)
    assert not jobs.dead_letters()


def test_what_waits_is_counted() -> None:
    assert jobs.waiting() == 0
    jobs.defer_due(MONDAY)
    assert jobs.waiting() == len(list(house().each("jobs")))


def test_old_dead_letters_are_forgotten_and_new_ones_kept() -> None:
    old, new = (doing(attempts=jobs.MOST_ATTEMPTS - 1) for _each in range(2))
    jobs.sweep()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_events SET at = now() - interval '40 days' WHERE job_id = %s", [old]
        )
    jobs.forget_old(MONDAY)
    assert [letter.pk for letter in jobs.dead_letters()] == [new]


def test_a_job_deferred_in_a_transaction_that_fails_never_was() -> None:
    def fail() -> None:
        with transaction.atomic():
            app.configure_task(jobs.RUN_JOB, queue="clock").defer(name="trail.partitions", timestamp=0)
            raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        fail()
    assert not queued()
