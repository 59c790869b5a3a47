"""The rosters' four stories for the generic lifecycle walker."""

from datetime import date, timedelta

from houqin.kernel.lifecycle.models import Case
from houqin.kernel.lifecycle.walk import Stage, Walk
from houqin.kernel.people.actions.people import add_person
from houqin.services.rosters.lifecycle import CERTIFICATE, HANDOVER, LEAVE, SWAP
from houqin.services.rosters.models import Certificate, CertificateKind, Handover, Leave, ShiftKind, Swap
from houqin.services.rosters.rules import LeaveFacts, SwapFacts

WEEK = timedelta(days=7)


def begin_leave(stage: Stage) -> Case:
    """Ask for a leave on the stage."""
    leave = Leave(
        title="休假", applicant=stage.applicant, unit=stage.unit, leave_kind=Leave.Kind.ANNUAL,
        starts_at=stage.at, ends_at=stage.at + WEEK,
    )  # fmt: skip
    LEAVE.open(leave, by=stage.applicant, at=stage.at)
    return leave


def begin_swap(stage: Stage) -> Case:
    """Ask for a swap on the stage."""
    swap = Swap(title="换班", applicant=stage.applicant, unit=stage.unit)
    SWAP.open(swap, by=stage.applicant, at=stage.at)
    return swap


def begin_handover(stage: Stage) -> Case:
    """Hand a shift over on the stage."""
    taker = add_person(name="接班人", kind="staff", at=stage.at)
    handover = Handover(
        title="交班", applicant=stage.applicant, handler=taker, unit=stage.unit, team=stage.unit,
        day=date(2026, 3, 2), shift_kind=ShiftKind.objects.get(code="early"), giver=stage.applicant, taker=taker,
    )  # fmt: skip
    HANDOVER.open(handover, by=stage.applicant, at=stage.at)
    return handover


def begin_certificate(stage: Stage) -> Case:
    """Register a certificate on the stage."""
    certificate = Certificate(
        title="电工证", applicant=stage.applicant, unit=stage.unit, serial="1", valid_from=date(2026, 1, 1),
        valid_until=date(2028, 1, 1), certificate_kind=CertificateKind.objects.get(code="electrician"),
    )  # fmt: skip
    CERTIFICATE.open(certificate, by=None, at=stage.at)
    return certificate


def to_come(case: Case) -> LeaveFacts:
    """Facts of a leave that has not begun."""
    return LeaveFacts(case.moved_at, case.moved_at + WEEK, case.moved_at + 2 * WEEK)


def going_on(case: Case) -> LeaveFacts:
    """Facts of a leave under way."""
    return LeaveFacts(case.moved_at, case.moved_at - WEEK, case.moved_at + WEEK)


WALKS = [
    Walk(lifecycle=LEAVE, begin=begin_leave, facts={"withdraw": to_come, "come_back": going_on}),
    Walk(lifecycle=SWAP, begin=begin_swap, facts={"agree": lambda case: SwapFacts(True, False)}),
    Walk(lifecycle=HANDOVER, begin=begin_handover),
    Walk(lifecycle=CERTIFICATE, begin=begin_certificate),
]
