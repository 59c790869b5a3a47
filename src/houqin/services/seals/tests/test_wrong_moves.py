"""Every move of seal and application from every state by everybody: where it is declared, and nowhere else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from houqin.kernel.base.refused import Refused
from houqin.kernel.lifecycle.approvals import decide
from houqin.kernel.lifecycle.engine import Lifecycle
from houqin.kernel.people.models import Person
from houqin.kernel.trail.models import Happening
from houqin.services.seals.actions import applications, keeping, seals
from houqin.services.seals.lifecycle import APPLICATION, SEAL, SealState, State
from houqin.services.seals.models import Application, Seal
from houqin.services.seals.tests.asking import Asking
from houqin.services.seals.tests.conftest import MONDAY_11, MONDAY_14, TUESDAY_9, fresh, upload
from houqin.services.seals.tests.papers import pdf

PEOPLE = ("applicant", "dean", "keeper", "administrator", "stranger")
MENDED: dict[str, Any] = {"title": "改", "copies": 1, "addressee": "某单位", "purpose": "办事"}
Deed = Callable[[Any, Person, Any], Any]
OF_APPLICATION: dict[str, tuple[Deed, str]] = {
    "approve": (lambda one, by, get: decide(APPLICATION, one, verdict="yes", by=by, at=TUESDAY_9), "dean"),
    "return": (lambda one, by, get: decide(APPLICATION, one, verdict="return", by=by, at=TUESDAY_9), "dean"),
    "refuse": (lambda one, by, get: decide(APPLICATION, one, verdict="no", by=by, at=TUESDAY_9), "dean"),
    "resubmit": (lambda one, by, get: applications.resubmit(one, **MENDED, by=by, at=TUESDAY_9), "applicant"),
    "withdraw": (lambda one, by, get: applications.withdraw(one, by=by, at=TUESDAY_9), "applicant"),
    "stamp": (lambda one, by, get: keeping.stamp(one, copies=1, code=one.code, by=by, at=TUESDAY_9), "keeper"),
    "decline": (lambda one, by, get: keeping.decline(one, note="x", by=by, at=TUESDAY_9), "keeper"),
    "bring_back": (lambda one, by, get: keeping.bring_back(one, copies=1, by=by, at=TUESDAY_9), "keeper"),
}  # fmt: skip
OF_SEAL: dict[str, tuple[Deed, str]] = {
    "hand_over": (
        lambda one, by, get: seals.hand_over(one, keeper=get("deputy"), deputy=get("keeper"), by=by, at=TUESDAY_9),
        "administrator",
    ),
    "suspend": (lambda one, by, get: seals.suspend(one, note="x", by=by, at=TUESDAY_9), "administrator"),
    "resume": (lambda one, by, get: seals.resume(one, by=by, at=TUESDAY_9), "administrator"),
    "report_lost": (
        lambda one, by, get: seals.report_lost(one, loss_report="B", note="x", by=by, at=TUESDAY_9), "keeper",
    ),
    "find": (lambda one, by, get: seals.find(one, note="x", by=by, at=TUESDAY_9), "administrator"),
    "retire": (
        lambda one, by, get: seals.retire(one, record=[upload(pdf("Gone"))], note="x", by=by, at=TUESDAY_9),
        "administrator",
    ),
}  # fmt: skip


class UndoneError(Exception):
    """Takes back what a deed did, so that the next one finds the same case."""


@pytest.fixture
def get(request: pytest.FixtureRequest) -> Callable[[str], Any]:
    return request.getfixturevalue


def application_in(state: State, get: Any) -> Application:
    """Return an application brought to a state by deeds."""
    keeper, dean = get("keeper"), get("dean")
    match state:
        case State.TAKEN_OUT | State.BROUGHT_BACK | State.LOST:
            one = get("going_out")
            keeping.take_out(one, code=one.code, by=keeper, at=MONDAY_11)
            if state == State.BROUGHT_BACK:
                keeping.bring_back(one, copies=0, by=keeper, at=MONDAY_14)
            elif state == State.LOST:
                seals.report_lost(fresh(one.seal), loss_report="B", note="x", by=keeper, at=MONDAY_14)
        case State.APPROVED | State.STAMPED | State.DECLINED:
            one = get("approved")
            if state == State.STAMPED:
                keeping.stamp(one, copies=1, code=one.code, by=keeper, at=MONDAY_11)
            elif state == State.DECLINED:
                keeping.decline(one, note="x", by=keeper, at=MONDAY_11)
        case _:
            one = get("submitted")
            verdict = {State.RETURNED: "return", State.REFUSED: "no"}.get(state)
            if verdict:
                decide(APPLICATION, one, verdict=verdict, by=dean, at=MONDAY_11)
            elif state == State.WITHDRAWN:
                applications.withdraw(one, by=get("applicant"), at=MONDAY_11)
    found: Application = fresh(one)
    assert found.state == state
    return found


def seal_in(state: SealState, get: Any) -> Seal:
    """Return a seal brought to a state by deeds."""
    seal, administrator, keeper = get("seal"), get("administrator"), get("keeper")
    match state:
        case SealState.AWAY:
            application_in(State.TAKEN_OUT, get)
        case SealState.SUSPENDED:
            seals.suspend(seal, note="x", by=administrator, at=MONDAY_11)
        case SealState.LOST:
            seals.report_lost(seal, loss_report="B", note="x", by=keeper, at=MONDAY_11)
        case SealState.RETIRED:
            seals.retire(seal, record=[upload(pdf("Gone"))], note="x", by=administrator, at=MONDAY_11)
    found: Seal = fresh(seal)
    assert found.state == state
    return found


def outcome(deed: Deed, case: Any, by: Person, get: Any) -> tuple[str, ...]:
    """Return the codes of the refusal, or the state reached; nothing stays done."""
    case = fresh(case)
    try:
        with transaction.atomic():
            deed(case, by, get)
            raise UndoneError
    except Refused as refused:
        return tuple(reason.code for reason in refused.reasons)
    except UndoneError:
        return (case.state,)


def told(lifecycle: Lifecycle, name: str, state: str, who: str, holder: str) -> set[str]:
    """Return what the declaration says: the state reached, or why it is not."""
    step = lifecycle[name]
    if state not in step.source:
        return {"lifecycle.moved_on"}
    if who == holder:
        return {step.target or state}
    return {"lifecycle.not_permitted", "seals.not_its_keeper"}  # the administrator may keep, but not this one


def tried(lifecycle: Lifecycle, deeds: dict[str, tuple[Deed, str]], case: Any, get: Any) -> dict[Any, Any]:
    """Return what did not happen as declared: move and person, what was found and what was wanted."""
    wrong = {}
    for name, (deed, holder) in deeds.items():
        for who in PEOPLE if case.state in lifecycle[name].source else (holder, "stranger"):
            found = outcome(deed, case, get(who), get)
            wanted = told(lifecycle, name, case.state, who, holder)
            if not set(found) <= wanted or not found:
                wrong[name, who] = found, wanted
    return wrong


@pytest.mark.parametrize("state", list(State))
def test_an_application_moves_where_it_is_declared_and_nowhere_else(get: Any, state: State) -> None:
    case = application_in(state, get)
    assert tried(APPLICATION, OF_APPLICATION, case, get) == {}


@pytest.mark.parametrize("state", list(SealState))
def test_a_seal_moves_where_it_is_declared_and_nowhere_else(get: Any, state: SealState) -> None:
    case = seal_in(state, get)
    lost_by_administrator = {("report_lost", "administrator")}  # holds the keeper's permission over all seals
    assert set(tried(SEAL, OF_SEAL, case, get)) <= lost_by_administrator


def test_every_move_that_people_make_is_tried_above() -> None:
    clock = {"consent", "chase", "lose", "follow_seal"}
    assert set(OF_APPLICATION) | clock | {"take_out"} == {one.name for one in APPLICATION.moves}
    assert set(OF_SEAL) | {"take_out", "bring_back"} == {one.name for one in SEAL.moves}


SENT: dict[str, dict[str, Any]] = {
    "approve": {"note": "好"}, "return": {"note": "补充"}, "refuse": {"note": "不行"}, "withdraw": {"note": "不用了"},
    "decline": {"note": "缺页"}, "stamp": {"copies": 1, "code": "00000000"}, "bring_back": {"copies": 1, "note": ""},
}  # fmt: skip
RIGHT = {"approve": "submitted", "return": "submitted", "refuse": "submitted", "withdraw": "approved",
         "decline": "approved", "stamp": "approved"}  # fmt: skip


def test_both_doors_refuse_what_is_out_of_turn_and_leave_no_trace(get: Any, at_door: Any) -> None:
    cases = {"submitted": get("apply")(title="甲"), "approved": get("approved")}
    before = {(one.pk, one.state, one.version) for one in Application.objects.all()}
    deeds = Happening.objects.filter(kind=APPLICATION.kind).count()
    askings = {who: Asking(get(who)) for who in PEOPLE}
    doors = {who: at_door(get(who)) for who in PEOPLE}
    wrong = {}
    for name, body in SENT.items():
        holder = OF_APPLICATION[name][1]
        turns = [("stranger", state, 404) for state in cases] + [
            (holder, state, 409) for state in cases if state not in APPLICATION[name].source
        ]
        turns += [(who, RIGHT[name], 403) for who in ("applicant", "dean") if name in RIGHT and who != holder]
        for turn, (who, state, status) in enumerate(turns):
            number = cases[state].number
            if turn % 3:
                found = askings[who].post(f"/{number}/{name}", body).status_code
            else:
                found = doors[who].post(reverse("matter-move", args=[number, name]), body).status_code
                status = 404 if status == 404 else 409
            if found != status:
                wrong[name, who, state] = found, status
    assert wrong == {}
    assert {(one.pk, one.state, one.version) for one in Application.objects.all()} == before
    assert Happening.objects.filter(kind=APPLICATION.kind).count() == deeds


@pytest.mark.parametrize("name", ["chase", "lose", "follow_seal", "consent", "open", "nonsense"])
def test_what_only_the_clock_does_has_no_door(get: Any, at_door: Any, name: str) -> None:
    approved, keeper = get("approved"), get("keeper")
    assert Asking(keeper).post(f"/{approved.number}/{name}", {"note": "x"}).status_code == 404
    assert at_door(keeper).post(reverse("matter-move", args=[approved.number, name]), {}).status_code == 409
    assert fresh(approved).version == approved.version
