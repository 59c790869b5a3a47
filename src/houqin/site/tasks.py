"""What the queue runs for the site: the repeated jobs that features declare."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from houqin.site import jobs


@app.task(name=jobs.RUN_JOB, queue=jobs.CLOCK_QUEUE, retry=RetryStrategy(max_attempts=3, exponential_wait=5))
def run_job(name: str, timestamp: int) -> None:
    """Run one repeated job; it is idempotent, so a second try does no harm."""
    jobs.run(name, timestamp)
