"""Every move of both stories from every state by every kind of person: what is not offered changes nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from houqin.kernel.base.refused import Refused
from houqin.kernel.lifecycle.models import Case
from houqin.kernel.people.models import Person
from houqin.kernel.trail.models import Happening
from houqin.services.suppliers.actions import register, settling
from houqin.services.suppliers.lifecycle import (
    APPROVE,
    LEAD,
    MANAGE,
    SETTLE,
    SETTLEMENT,
    SUPPLIER,
    State,
    Step,
)
from houqin.services.suppliers.models import Line, Settlement, Supplier
from houqin.services.suppliers.queries import months
from houqin.services.suppliers.tests.cast import APRIL_9, Firms, drawn

PEOPLE = ("clerk", "head", "leader", "worker", "other_leader", "stranger")
HOLDERS = {
    MANAGE: {"clerk", "second_clerk"}, SETTLE: {"clerk", "second_clerk"}, APPROVE: {"head"}, LEAD: {"leader"},
}  # fmt: skip
Deed = Callable[[Any, Person], object]
OF_SUPPLIER: dict[str, Deed] = {
    "suspend": lambda case, by: register.suspend(case, note="整改", by=by, at=APRIL_9),
    "resume": lambda case, by: register.resume(case, by=by, at=APRIL_9),
    "end": lambda case, by: register.end(case, note="不续签", by=by, at=APRIL_9),
}
OF_MONTH: dict[str, Deed] = {
    "confirm": lambda case, by: settling.confirm(case, by=by, at=APRIL_9),
    "dispute": lambda case, by: settling.dispute(
        case, lines=[months.lines(case)[0].pk], note="漏了配件", by=by, at=APRIL_9),
    "revise": lambda case, by: settling.revise(
        case, note="已补", amounts={months.lines(case)[0].pk: 11_111}, by=by, at=APRIL_9),
    "check": lambda case, by: settling.check(case, by=by, at=APRIL_9),
    "send_back": lambda case, by: settling.send_back(case, note="重核", by=by, at=APRIL_9),
    "approve": lambda case, by: settling.approve(case, by=by, at=APRIL_9),
}  # fmt: skip
SIGNED = {Step.CONFIRMED: "confirm", Step.CHECKED: "check", Step.FINAL: "approve"}


def supplier_in(firms: Firms, state: str) -> Supplier:
    """Bring the first firm to a state."""
    if state != State.ACTIVE:
        OF_SUPPLIER["suspend" if state == State.SUSPENDED else "end"](firms.cooling, firms.clerk)
    return firms.cooling


def month_in(firms: Firms, state: str) -> Settlement:
    """Bring a month of two lines to a state."""
    made: Settlement = drawn(firms, 2)
    if state == Step.DISPUTED:
        OF_MONTH["dispute"](made, firms.leader)
    for reached, verb in SIGNED.items():
        if made.state == state or state not in SIGNED:
            break
        OF_MONTH[verb](
            made, {Step.CONFIRMED: firms.leader, Step.CHECKED: firms.clerk}.get(reached, firms.head)
        )
    assert made.state == state
    return made


def photographed(case: Case) -> tuple[object, ...]:
    """Return all that a move could change: the case, its lines, what is told of it."""
    told = Happening.objects.filter(subject=case.pk).count()
    rows = list(
        Line.objects.filter(settlement=case.pk).order_by("pk").values_list("fen", "objection", "reply")
    )
    why = Supplier.objects.filter(pk=case.pk).values_list("why", flat=True).first()
    fen = Settlement.objects.filter(pk=case.pk).values_list("fen", flat=True).first()
    row = Case.objects.filter(pk=case.pk).values_list("state", "version", "moved_at", "closed_at").get()
    return told, rows, why, fen, row


def outcome(deed: Deed, case: Any, by: Person) -> tuple[str, ...]:
    """Return the state reached, undone at once, or the refusal's codes, left as the action leaves it."""
    fresh, mark = type(case).objects.get(pk=case.pk), transaction.savepoint()
    try:
        deed(fresh, by)
    except Refused as refused:
        return tuple(one.code for one in refused.reasons)
    transaction.savepoint_rollback(mark)
    return (fresh.state,)


def declared(lifecycle: Any, name: str, state: str, who: str) -> tuple[str, ...]:
    """Return what the declaration says."""
    step = lifecycle[name]
    if state not in step.source:
        return ("lifecycle.moved_on",)
    return (step.target,) if who in HOLDERS[step.permission] else ("lifecycle.not_permitted",)


def walk(firms: Firms, case: Any, lifecycle: Any, deeds: dict[str, Deed]) -> None:
    """Try each deed on a case by everybody, against the declaration."""
    before, state = photographed(case), case.state
    for name, deed in deeds.items():
        for who in PEOPLE:
            said = outcome(deed, case, getattr(firms, who))
            assert said == declared(lifecycle, name, state, who), (name, state, who)
        assert photographed(case) == before, (name, state)


def test_a_supplier_is_moved_by_clerks_alone_and_only_from_where_it_is_declared(firms: Firms) -> None:
    for state in State:
        with transaction.atomic():
            walk(firms, supplier_in(firms, state), SUPPLIER, OF_SUPPLIER)
            transaction.set_rollback(True)
        firms.cooling.refresh_from_db()


def test_a_month_is_moved_by_whose_turn_it_is_and_by_nobody_else(firms: Firms) -> None:
    mark = transaction.savepoint()
    for state in Step:
        walk(firms, month_in(firms, state), SETTLEMENT, OF_MONTH)
        transaction.savepoint_rollback(mark)
        mark = transaction.savepoint()


@pytest.mark.usefixtures("in_april")
def test_a_move_s_page_is_offered_to_whom_it_is_due_and_a_post_past_it_changes_nothing(
    firms: Firms, sign_in: Callable[[Person], Client]
) -> None:
    browsers = {who: sign_in(getattr(firms, who)) for who in ("clerk", "head", "leader")}
    month = month_in(firms, Step.CHECKED)
    before, sent = photographed(month), {"note": "请核", "lines": str(months.lines(month)[0].pk)}
    for who, browser in browsers.items():
        page = browser.get(f"/m/{month.number}/").content.decode()
        for name in OF_MONTH:
            address = f"/m/{month.number}/{name}/"
            due = declared(SETTLEMENT, name, month.state, who) == (SETTLEMENT[name].target,)
            assert (address in page) == due, (name, who)
            if not due:
                assert browser.post(address, sent).status_code in {403, 404, 409}, (name, who)
        assert photographed(month) == before, who


def test_objections_go_round_until_nothing_is_left_and_each_round_keeps_its_words(firms: Firms) -> None:
    month = drawn(firms, 3)
    first, second, third = months.lines(month)
    rounds = ((first, "少算一小时", 12_000), (first, "还少配件", 12_500), (second, "是更换", 9_900))
    for line, words, fen in rounds:
        settling.dispute(month, lines=[line.pk], note=words, by=firms.leader, at=APRIL_9)
        assert [(one.pk, one.reply) for one in months.disputed(month)] == [(line.pk, "")]
        settling.revise(month, note=f"答 {words}", amounts={line.pk: fen}, by=firms.clerk, at=APRIL_9)
        assert month.fen == sum(one.fen for one in months.lines(month))
    told = [(one.fen, one.objection, one.reply) for one in months.lines(month)]
    assert told == [(12_500, "还少配件", "答 还少配件"), (9_900, "是更换", "答 是更换"), (10_000, "", "")]
    third.refresh_from_db()
    settling.confirm(month, by=firms.leader, at=APRIL_9)
    settling.send_back(month, note="第三单存疑", by=firms.head, at=APRIL_9)
    assert not months.disputed(month)
    settling.revise(month, note="第三单减半", amounts={third.pk: 5_000}, by=firms.second_clerk, at=APRIL_9)
    assert (month.state, month.fen) == ("drawn", 27_400)
    settling.confirm(month, by=firms.leader, at=APRIL_9)
    settling.check(month, by=firms.clerk, at=APRIL_9)
    settling.approve(month, by=firms.head, at=APRIL_9)
    assert Settlement.objects.get(pk=month.pk).fen == 27_400
