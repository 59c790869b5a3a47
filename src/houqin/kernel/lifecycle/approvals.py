"""Approval routes at work: a round is started, seats are filled, the case moves when the route has decided."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.refused import Refused
from houqin.kernel.lifecycle.declare import DECIDE, Approval, Move, move
from houqin.kernel.lifecycle.engine import Lifecycle, lock
from houqin.kernel.lifecycle.models import ApprovalRun, Case, RouteStep, RouteVersion, Seat, SeatRule, StepRun
from houqin.kernel.lifecycle.seating import Bench, first_stuck
from houqin.kernel.lifecycle.seats import acting_for, seat_for
from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import Person
from houqin.kernel.people.queries import grantees
from houqin.kernel.worktime.queries import working_hours

VERDICT_MOVES = {Seat.Verdict.RETURN: "return", Seat.Verdict.NO: "refuse"}
OUTCOMES = {
    "approve": ApprovalRun.Outcome.APPROVED,
    "return": ApprovalRun.Outcome.RETURNED,
    "refuse": ApprovalRun.Outcome.REFUSED,
}


def approval_moves(where: Approval, apart_from: tuple[str, ...] = ("open",)) -> tuple[Move, ...]:
    """Return the four moves by which a route answers; who applied never decides."""
    asked, rest = where.asked, {"apart_from": apart_from}
    return (
        move("consent", asked, None, DECIDE, _("同意"), _("同意，转下一环节"), system=True, **rest),
        move("approve", asked, where.approved, DECIDE, _("同意"), _("审批通过"),
             todo=True, main=True, system=True, **rest),
        move("return", asked, where.returned, DECIDE, _("退回修改"), _("退回修改"), **rest),
        move("refuse", asked, where.refused, DECIDE, _("不同意"), _("不同意"), careful=True, **rest),
    )  # fmt: skip


def latest_version(route_key: str) -> RouteVersion:
    """Return the edition in force; raises `Refused` where the office has made none yet."""
    found = RouteVersion.objects.filter(route__key=route_key).order_by("-number").first()
    if found is None:
        raise Refused("lifecycle.no_route", route=route_key)
    return found


def start(case: Case, *, version: RouteVersion, at: datetime) -> ApprovalRun:
    """Begin a round through an edition of a route; call it inside the move that asks for approval.

    Raises `Refused` where a step has nobody left who could decide.
    """
    last = ApprovalRun.objects.filter(case_id=case.pk).aggregate(n=Max("round"))["n"] or 0
    run = ApprovalRun.objects.create(case_id=case.pk, version=version, round=last + 1, started_at=at)
    first = version.steps.order_by("order").first()
    if first is None:
        raise Refused("lifecycle.no_route", route=str(version.route))
    _everybody_can_sit(version, case, at)
    _open_step(run, first, case, at)
    return run


def decide(
    lifecycle: Lifecycle,
    case: Case,
    *,
    verdict: str,
    by: Person,
    at: datetime,
    note: str = "",
    expected: int | None = None,
) -> None:
    """Fill a seat with a verdict; the case moves on when the step and the route are through.

    Raises `Refused` where the person has no open seat, already sat in this round, or the case has moved on.
    """
    with transaction.atomic():
        locked = lock(case)
        seat = seat_for(case, by, at)
        name = _move_for(seat, verdict) if seat else "approve"
        private = {"note": note} if note else {}
        with lifecycle.move(locked, name, by=by, at=at, expected=expected, private=private) as deed:
            if seat is None or seat.step_run.step.mode == RouteStep.Mode.MEETING:
                raise Refused("lifecycle.meeting_decides" if seat else "lifecycle.not_permitted")
            _sit(seat, verdict, by=by, at=at)
            deed.public["step"] = seat.step_run.step.title
            _after(seat.step_run, name, locked, at)
        for changed in ("state", "version", "moved_at", "closed_at"):
            setattr(case, changed, getattr(locked, changed))


def end(case: Case, *, outcome: str, at: datetime) -> None:
    """Close the open round of a case (the applicant withdrew, the route has answered)."""
    ApprovalRun.objects.filter(case_id=case.pk, ended_at=None).update(ended_at=at, outcome=outcome)
    Seat.objects.filter(case_id=case.pk, open=True).update(open=False)


def will_pass(run: StepRun, extra: int) -> bool:
    """Tell whether a step is through when `extra` more seats have said yes."""
    said_yes = run.seats.filter(verdict=Seat.Verdict.YES).count() + extra
    return said_yes >= _wanted(run.step, run.seats.count())


def _wanted(step: RouteStep, seats: int) -> int:
    """How many of its seats a step needs."""
    one = {RouteStep.Mode.ANY: 1, RouteStep.Mode.OUTSIDE: 1, RouteStep.Mode.MEETING: 1}
    return (one | {RouteStep.Mode.COUNT: step.count}).get(RouteStep.Mode(step.mode), seats)


def next_step(run: StepRun) -> RouteStep | None:
    """Return the step after this one, or None at the end of the route."""
    return (
        RouteStep.objects.filter(version=run.step.version_id, order__gt=run.step.order)
        .order_by("order")
        .first()
    )


def _move_for(seat: Seat, verdict: str) -> str:
    if verdict != Seat.Verdict.YES:
        return VERDICT_MOVES[Seat.Verdict(verdict)]
    through = will_pass(seat.step_run, extra=1) and next_step(seat.step_run) is None
    return "approve" if through else "consent"


def _sit(seat: Seat, verdict: str, *, by: Person, at: datetime) -> None:
    principal = acting_for(seat, by, authority_of(by, at))
    people = {by.pk, principal} - {None}
    sat = Seat.objects.filter(step_run__approval_id=seat.step_run.approval_id).exclude(verdict="")
    for decided_by, on_behalf_of in sat.values_list("decided_by", "on_behalf_of"):
        if {decided_by, on_behalf_of} & people:
            raise Refused("lifecycle.sat_already")
    if seat.case.applicant_id in people:
        raise Refused("lifecycle.apart")
    seat.verdict, seat.decided_by, seat.on_behalf_of_id, seat.decided_at = verdict, by, principal, at
    seat.save(update_fields=["verdict", "decided_by", "on_behalf_of", "decided_at"])


def _after(run: StepRun, name: str, case: Case, at: datetime) -> None:
    """Open what comes next: the next seat in line, the next step, or the end of the round."""
    if name in OUTCOMES:
        run.passed_at = at if name == "approve" else None
        run.save(update_fields=["passed_at"])
        end(case, outcome=OUTCOMES[name], at=at)
    elif will_pass(run, extra=0):
        pass_step(run, case, at)
    elif run.step.mode == RouteStep.Mode.ORDERED:
        following = run.seats.filter(verdict="").order_by("order").first()
        if following is not None:
            run.seats.filter(pk=following.pk).update(open=True)


def pass_step(run: StepRun, case: Case, at: datetime) -> None:
    """Mark a step as passed, close its spare seats and open the next step."""
    run.passed_at = at
    run.save(update_fields=["passed_at"])
    run.seats.filter(verdict="").update(open=False)
    following = next_step(run)
    if following is not None:
        _open_step(run.approval, following, case, at)


def _open_step(run: ApprovalRun, step: RouteStep, case: Case, at: datetime) -> None:
    due = None
    if step.working_minutes is not None:
        due = working_hours("office", at).add(at, timedelta(minutes=step.working_minutes))
    opened = StepRun.objects.create(approval=run, step=step, opened_at=at, due_at=due)
    rules = step.seats.order_by("order")
    Seat.objects.bulk_create(
        Seat(step_run=opened, case_id=case.pk, order=rule.order, person=rule.person, permission=rule.permission,
             open=step.mode != RouteStep.Mode.ORDERED or index == 0, **_scope(rule, case))
        for index, rule in enumerate(rules)
    )  # fmt: skip


def _scope(rule: SeatRule, case: Case) -> dict[str, Any]:
    if rule.unit_id is not None:
        return {"unit": rule.unit}
    match rule.scope:
        case SeatRule.Scope.UNIT:
            return {"unit": case.unit}
        case SeatRule.Scope.PLACE:
            return {"place": case.place}
        case _:
            return {}


def _everybody_can_sit(version: RouteVersion, case: Case, at: datetime) -> None:
    """Want every step to find people who have not sat before. A stand-in sits as the one they stand in for."""
    steps = list(version.steps.order_by("order").prefetch_related("seats__person", "seats__unit"))
    enough = sum(len(step.seats.all()) for step in steps) + 1  # more candidates for a seat change nothing
    benches = []
    for step in steps:
        seats = [_able(rule, case, at, enough) for rule in step.seats.all()]
        if step.mode == RouteStep.Mode.MEETING and not any(seats):
            raise Refused("lifecycle.no_approver", step=str(step))
        records_only = step.mode == RouteStep.Mode.MEETING
        benches.append(Bench(0 if records_only else _wanted(step, len(seats)), seats))
    stuck = first_stuck(benches)
    if stuck is not None:
        raise Refused("lifecycle.no_approver", step=str(steps[stuck]))


def _able(rule: SeatRule, case: Case, at: datetime, enough: int) -> set[UUID]:
    if rule.person is not None:
        return {rule.person.pk} - {case.applicant_id} if rule.person.erased_at is None else set()
    scope = _scope(rule, case)
    able = grantees(rule.permission, at=at, unit=scope.get("unit"), place=scope.get("place"))
    return set(
        able.exclude(pk__in=[case.applicant_id] if case.applicant_id else []).values_list("pk", flat=True)[
            :enough
        ]
    )
