"""Decisions of meetings and of the clock: what clicks cannot replace."""

from datetime import date, datetime

from django.core.files.base import File as Upload
from django.db import transaction

from houqin.kernel.base.clock import local_date
from houqin.kernel.base.refused import Refused, refuse_if_any
from houqin.kernel.evidence.store import store
from houqin.kernel.lifecycle.actions import attach
from houqin.kernel.lifecycle.approvals import OUTCOMES, end, next_step, pass_step
from houqin.kernel.lifecycle.engine import Lifecycle, lock
from houqin.kernel.lifecycle.models import Case, Meeting, RouteStep, StepRun
from houqin.kernel.lifecycle.seats import seats_of
from houqin.kernel.people.models import Person

MINUTES = "minutes"


def has_quorum(step: RouteStep, *, entitled: int, present: int) -> bool:
    """Tell whether a meeting may decide: the share the route's edition asks for is present."""
    return entitled > 0 and present * step.quorum_denominator >= entitled * step.quorum_numerator


def record_meeting(
    lifecycle: Lifecycle,
    case: Case,
    *,
    held_on: date,
    entitled: int,
    present: int,
    in_favour: int,
    against: int,
    minutes: "Upload[bytes]",
    by: Person,
    at: datetime,
    expected: int | None = None,
) -> None:
    """Record what a meeting decided; the step passes or the case is refused by its votes.

    Raises `Refused` without quorum, with more votes than people, for a meeting that is still to come, for minutes
    that are no readable file, or where no meeting is waited for.
    """
    with transaction.atomic():
        locked = lock(case)
        run = _waiting_meeting(locked, by, at)
        reasons = []
        if held_on > local_date(at):
            reasons.append(Refused("lifecycle.meeting_ahead", field="held_on"))
        if not has_quorum(run.step, entitled=entitled, present=present):
            reasons.append(Refused("lifecycle.no_quorum", present=present, entitled=entitled))
        if in_favour + against > present or present > entitled or min(in_favour, against) < 0:
            reasons.append(Refused("lifecycle.votes_do_not_add_up"))
        refuse_if_any(reasons)
        carried = in_favour * 2 > present
        name = ("approve" if next_step(run) is None else "consent") if carried else "refuse"
        votes = {"in_favour": in_favour, "against": against, "present": present, "entitled": entitled}
        with lifecycle.move(locked, name, by=by, at=at, expected=expected, public=votes):
            paper = store(minutes, kind="voucher", by=by, at=at)
            attach(locked, [paper], slot=MINUTES, by=by, at=at)
            Meeting.objects.create(
                step_run=run, held_on=held_on, entitled=entitled, present=present, in_favour=in_favour,
                against=against, minutes=paper, recorded_by=by, at=at,
            )  # fmt: skip
            if name in OUTCOMES:
                end(locked, outcome=OUTCOMES[name], at=at)
            else:
                pass_step(run, locked, at)
    case.refresh_from_db(fields=["state", "version", "moved_at", "closed_at"])


def pass_timers(lifecycle: Lifecycle, at: datetime) -> int:
    """Let the clock pass timer steps whose time has come; idempotent. Returns how many passed."""
    due = StepRun.objects.filter(
        approval__case__kind=lifecycle.kind, approval__ended_at=None, passed_at=None,
        step__mode=RouteStep.Mode.TIMER, due_at__lte=at,
    ).select_related("step", "approval__case")  # fmt: skip
    passed = 0
    for run in due:
        with transaction.atomic():
            case = lock(run.approval.case)
            if not StepRun.objects.filter(pk=run.pk, passed_at=None, approval__ended_at=None).exists():
                continue
            name = "approve" if next_step(run) is None else "consent"
            with lifecycle.move(case, name, by=None, at=at):
                pass_step(run, case, at)
                if name == "approve":
                    end(case, outcome=OUTCOMES[name], at=at)
            passed += 1
    return passed


def _waiting_meeting(case: Case, by: Person, at: datetime) -> StepRun:
    seat = (
        seats_of(by, at)
        .filter(case_id=case.pk, step_run__step__mode=RouteStep.Mode.MEETING)
        .select_related("step_run__step")
        .first()
    )
    if seat is None:
        raise Refused("lifecycle.not_permitted")
    return seat.step_run
