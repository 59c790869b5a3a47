"""Every move from every state by everybody: it happens where it is declared, and nowhere else, by every door."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.models import Person
from houqin.kernel.trail.models import Happening
from houqin.services.repairs.actions import answer, dispatch, merging, promising, standing, work
from houqin.services.repairs.lifecycle import AFFECTED, DISPATCH, OWN, REPAIR, WORK, State
from houqin.services.repairs.models import Order
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, brought_to, photo, reason_of
from houqin.services.repairs.tests.conftest import Ask, SignIn

DAY = timedelta(days=1)
LATER = MONDAY_9 + timedelta(hours=1)
PEOPLE = ("student", "dispatcher", "technician", "head", "other_student")
HOLDERS = {OWN: "student", AFFECTED: "student", DISPATCH: "dispatcher", WORK: "technician"}
Deed = Callable[[Order, Person, datetime, Cast], Any]
DEEDS: dict[str, Deed] = {
    "accept": lambda order, by, at, cast: dispatch.accept(order, by=by, at=at),
    "assign": lambda order, by, at, cast: dispatch.assign(order, technician=cast.technician, by=by, at=at),
    "reassign": lambda order, by, at, cast: dispatch.reassign(order, technician=cast.second_technician, by=by, at=at),
    "refuse": lambda order, by, at, cast: dispatch.refuse(order, note="重复", by=by, at=at),
    "call_off": lambda order, by, at, cast: dispatch.call_off(order, note="停用", by=by, at=at),
    "part": lambda order, by, at, cast: merging.part(order, by=by, at=at),
    "take": lambda order, by, at, cast: work.take(order, by=by, at=at),
    "decline": lambda order, by, at, cast: work.decline(order, note="在忙", by=by, at=at),
    "arrive": lambda order, by, at, cast: work.arrive(order, by=by, at=at),
    "resume": lambda order, by, at, cast: standing.resume(order, by=by, at=at),
    "nobody_home": lambda order, by, at, cast: standing.nobody_home(order, photos=[photo("door.jpg")], by=by, at=at),
    "pause": lambda order, by, at, cast: standing.pause(order, reason=reason_of(order, "parts"), by=by, at=at),
    "confirm_pause": lambda order, by, at, cast: standing.confirm(order, by=by, at=at),
    "lapse": lambda order, by, at, cast: standing.lapse(order, by=by, at=at),
    "answer": lambda order, by, at, cast: standing.answer(order, note="在家了", by=by, at=at),
    "promise": lambda order, by, at, cast: promising.promise(order, until=at + DAY, note="等料", by=by, at=at),
    "finish": lambda order, by, at, cast: work.finish(order, photos=[photo("done.jpg")], by=by, at=at),
    "approve": lambda order, by, at, cast: answer.approve(order, by=by, at=at),
    "send_back": lambda order, by, at, cast: answer.send_back(order, note="还漏", by=by, at=at),
    "cancel": lambda order, by, at, cast: answer.cancel(order, by=by, at=at),
    "reopen": lambda order, by, at, cast: answer.reopen(order, note="又坏", by=by, at=at),
}  # fmt: skip
SENT: dict[str, Callable[[Cast], dict[str, Any]]] = {
    "assign": lambda cast: {"technician": cast.technician.pk},
    "reassign": lambda cast: {"technician": cast.second_technician.pk},
    "finish": lambda cast: {"photos": [photo("sent.jpg")]},
    "nobody_home": lambda cast: {"photos": [photo("door.jpg")]},
    "pause": lambda cast: {"reason": "parts"},
    "promise": lambda cast: {"until": "2099-01-01T08:00:00+08:00"},
}
WRONG_STATE = dict.fromkeys(DEEDS, State.SUBMITTED) | {
    "promise": State.FIXED, "accept": State.FIXED, "assign": State.FIXED, "refuse": State.ASSIGNED, "cancel": State.WORKING,
}  # fmt: skip
RIGHT_STATE = {name: State(sorted(REPAIR[name].source)[0]) for name in DEEDS}
HAS_HANDLER = ("assigned", "taken", "working", "paused", "fixed", "closed")


class UndoneError(Exception):
    """Takes back what a deed did, so that the next one finds the same order."""


def order_in(cast: Cast, state: str) -> Order:
    """Return an order in any state, brought there by deeds."""
    if state in {"submitted", "assigned", "taken", "working", "paused", "fixed"}:
        return brought_to(cast, state)
    order = brought_to(cast, "fixed" if state == "closed" else "submitted")
    match state:
        case "closed":
            answer.approve(order, by=cast.student, at=MONDAY_9)
        case "accepted":
            dispatch.accept(order, by=cast.dispatcher, at=MONDAY_9)
        case "cancelled":
            answer.cancel(order, by=cast.student, at=MONDAY_9)
        case "joined":
            merging.join_to(order, target=brought_to(cast, "submitted"), by=cast.dispatcher, at=MONDAY_9)
        case _:
            dispatch.refuse(order, note="不归后勤", by=cast.dispatcher, at=MONDAY_9)
    return order


def outcome(deed: Deed, number: str, by: Person, cast: Cast) -> tuple[str, ...]:
    """Return the codes of the refusal, or the state reached; nothing stays done."""
    order = Order.objects.get(number=number)
    try:
        with transaction.atomic():
            deed(order, by, LATER, cast)
            raise UndoneError
    except Refused as refused:
        return tuple(reason.code for reason in refused.reasons)
    except UndoneError:
        return (order.state,)


def declared(name: str, state: str, who: str) -> tuple[str, ...]:
    """Return what the declaration says of a move."""
    step = REPAIR[name]
    if state not in step.source:
        return ("lifecycle.moved_on",)
    if HOLDERS[step.permission] != who or (step.permission == WORK and state not in HAS_HANDLER):
        return ("lifecycle.not_permitted",)
    return (step.target or state,)


@pytest.mark.parametrize("state", list(State))
def test_a_move_happens_where_it_is_declared_and_nowhere_else(cast: Cast, state: State) -> None:
    number = order_in(cast, state).number
    wrong = {}
    for name, deed in DEEDS.items():
        for who in PEOPLE:
            found, wanted = outcome(deed, number, getattr(cast, who), cast), declared(name, state, who)
            if found != wanted:
                wrong[name, who] = (found, wanted)
    assert wrong == {}


def attempts() -> Iterator[tuple[str, str, str, int]]:
    """Iterate over moves made at the wrong time or by the wrong hand: move, state, who, status of the API."""
    for name in DEEDS:
        holder = HOLDERS[REPAIR[name].permission]
        if holder != "technician":  # before an order is given out a technician does not see it
            yield name, WRONG_STATE[name], holder, 409
        yield name, RIGHT_STATE[name], "head", 403
        yield name, RIGHT_STATE[name], "other_student", 404


def test_both_doors_refuse_what_is_out_of_turn_and_leave_no_trace(
    cast: Cast, ask: Ask, sign_in: SignIn
) -> None:
    orders = {state: order_in(cast, state) for state in {*WRONG_STATE.values(), *RIGHT_STATE.values()}}
    browsers = {who: sign_in(getattr(cast, who)) for who in PEOPLE}
    deeds = Happening.objects.filter(kind=REPAIR.kind).count()
    before = {(one.pk, one.state, one.version) for one in Order.objects.all()}
    wrong = {}
    for turn, (name, state, who, status) in enumerate(attempts()):
        number, person = orders[State(state)].number, getattr(cast, who)
        form = {"note": "原因", **(SENT[name](cast) if name in SENT else {})}
        if turn % 3:
            found = ask(person, f"/api/v1/repairs/orders/{number}/{name}", form).status_code
        else:
            found = browsers[who].post(f"/m/{number}/{name}/", form).status_code
            status = 404 if status == 404 else 409
        if found != status:
            wrong[name, state, who] = found, status
    assert wrong == {}
    assert {(one.pk, one.state, one.version) for one in Order.objects.all()} == before
    assert Happening.objects.filter(kind=REPAIR.kind).count() == deeds


@pytest.mark.parametrize("name", ["auto_close", "escalate", "open", "nonsense", "", "take/"])
def test_what_only_the_clock_does_has_no_door(cast: Cast, ask: Ask, sign_in: SignIn, name: str) -> None:
    order = brought_to(cast, "fixed")
    assert ask(cast.dispatcher, f"/api/v1/repairs/orders/{order.number}/{name}", {}).status_code in {404, 405}
    assert sign_in(cast.dispatcher).post(f"/m/{order.number}/{name}/", {}).status_code in {404, 405, 409}
    order.refresh_from_db()
    assert (order.state, order.version) == ("fixed", 5)


def test_a_dispatcher_of_another_campus_is_a_stranger_by_every_door(
    cast: Cast, ask: Ask, sign_in: SignIn
) -> None:
    order = brought_to(cast, "submitted")
    for name in ("accept", "assign", "refuse"):
        form = {"note": "x", "technician": cast.technician.pk}
        assert (
            ask(cast.west_dispatcher, f"/api/v1/repairs/orders/{order.number}/{name}", form).status_code
            == 404
        )
        assert sign_in(cast.west_dispatcher).post(f"/m/{order.number}/{name}/", form).status_code == 404


def test_the_technician_of_before_is_a_stranger_to_the_next_one_s_order(
    cast: Cast, ask: Ask, sign_in: SignIn
) -> None:
    order = brought_to(cast, "assigned")
    dispatch.reassign(order, technician=cast.second_technician, by=cast.dispatcher, at=LATER)
    for person, status in ((cast.technician, 404), (cast.second_technician, 200)):
        assert ask(person, f"/api/v1/repairs/orders/{order.number}").status_code == status
        assert sign_in(person).get(f"/m/{order.number}/").status_code == status
    assert ask(cast.technician, f"/api/v1/repairs/orders/{order.number}/take", {}).status_code == 404
