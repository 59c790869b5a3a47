"""The repair order for the generic lifecycle walker."""

from datetime import timedelta

from houqin.kernel.lifecycle.handing import hand_over
from houqin.kernel.lifecycle.handoffs import FaultFound
from houqin.kernel.lifecycle.models import Case
from houqin.kernel.lifecycle.walk import Stage, Walk
from houqin.services.repairs.actions.report import report
from houqin.services.repairs.actions.stops import announce
from houqin.services.repairs.lifecycle import REPAIR, STOP, Facts
from houqin.services.repairs.matter import FAULTS_HANDED
from houqin.services.repairs.queries import taxonomy


def begin(stage: Stage) -> Case:
    """Report a fault on the stage."""
    category = taxonomy.category("plumbing.faucet")
    return report(place=stage.place, category=category, by=stage.applicant, at=stage.at)


def hand_a_fault(stage: Stage) -> Case:
    """Hand a fault over on the stage; any case may be its sender."""
    fault = FaultFound(place=stage.place, text="水管漏水")
    return hand_over(fault, source=begin(stage), by=stage.applicant, at=stage.at)


def reopened_at_once(case: Case) -> Facts:
    """Facts that let a closed order be reopened."""
    return Facts(at=case.moved_at, closed_at=case.closed_at or case.moved_at, reopen_days=30)


def waited(case: Case) -> Facts:
    """Facts that let an unanswered order close by itself."""
    return Facts(at=case.moved_at, closes_at=case.moved_at - timedelta(minutes=1))


def asked(case: Case) -> Facts:
    """Facts that let a reporter answer."""
    return Facts(at=case.moved_at, for_reporter=True)


def a_guest_s(case: Case) -> Facts:
    """Facts that let a guest's report be taken back."""
    return Facts(at=case.moved_at, guest=True)


def announce_a_stop(stage: Stage) -> Case:
    """Announce a planned stop on the stage."""
    return announce(
        supply="water", places=[stage.place], starts_at=stage.at + timedelta(days=1), ends_at=stage.at + timedelta(days=2),
        reason="检修", by=None, at=stage.at,
    )  # fmt: skip


def just_joined(case: Case) -> Facts:
    """Facts that let a joined order be taken out again."""
    return Facts(at=case.moved_at, joined_at=case.moved_at)


WALK = Walk(
    lifecycle=REPAIR,
    begin=begin,
    facts={
        "reopen": reopened_at_once,
        "auto_close": waited,
        "answer": asked,
        "part": just_joined,
        "take_back": a_guest_s,
    },
    changes={
        "assign": lambda stage, handler: {"handler": handler},
        "reassign": lambda stage, handler: {"handler": handler},
        "decline": lambda stage, handler: {"handler": None},
        "reopen": lambda stage, handler: {"handler": None},
        "part": lambda stage, handler: {"handler": None},
    },
)
HANDED = Walk(lifecycle=FAULTS_HANDED.lifecycle, begin=hand_a_fault)
STOPPED = Walk(lifecycle=STOP, begin=announce_a_stop)
WALKS = [WALK, STOPPED, HANDED]
