"""Any sequence of payments, holds, refunds, closings leaves the ledger and its twin the same."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from houqin.kernel.money.tests.machine import LedgerMachine
from houqin.kernel.money.tests.stage import settle_all
from houqin.kernel.money.verify import verify


@pytest.mark.django_db(transaction=True)
def test_the_ledger_and_its_twin_live_the_same_lives() -> None:
    live(examples=30, steps=30)


def live(examples: int, steps: int) -> None:
    """Live through random lives; then nothing may be amiss in the whole ledger."""
    run_state_machine_as_test(
        LedgerMachine,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    settle_all()
    report = verify()
    assert report.entries > examples
    assert report.sound, report.findings
