"""Differences: every move from every state by everybody; what is not offered changes nothing and books nothing."""

from typing import Any

import pytest
from django.urls import reverse

from houqin.kernel.base.refused import Refused
from houqin.kernel.money.models import Entry
from houqin.kernel.money.queries.accounts import balance
from houqin.kernel.people.models import Person
from houqin.services.cashier import tasks
from houqin.services.cashier.actions import differences
from houqin.services.cashier.models import Difference
from houqin.services.cashier.tests import stage
from houqin.services.cashier.tests.conftest import HOUR, TUESDAY_9, refused

MOVES: dict[str, Any] = {
    "take": lambda case, by: differences.take(case, by=by, at=TUESDAY_9),
    "explain": lambda case, by: differences.explain(case, note="旧收款码", by=by, at=TUESDAY_9),
    "book": lambda case, by: differences.book(case, note="补记", by=by, at=TUESDAY_9),
    "ask_write_off": lambda case, by: differences.ask_write_off(case, note="查不到", by=by, at=TUESDAY_9),
    "write_off": lambda case, by: differences.write_off(case, by=by, at=TUESDAY_9),
    "decline": lambda case, by: differences.decline(case, note="再查", by=by, at=TUESDAY_9),
}
ALLOWED = {
    ("found", "take", "accountant"): "found", ("found", "explain", "accountant"): "explained",
    ("found", "book", "accountant"): "booked", ("found", "ask_write_off", "accountant"): "asked",
    ("asked", "write_off", "head"): "written_off", ("asked", "decline", "head"): "found",
}  # fmt: skip
WAYS: dict[str, tuple[tuple[str, str], ...]] = {
    "found": (), "asked": (("ask_write_off", "accountant"),), "explained": (("explain", "accountant"),),
    "booked": (("book", "accountant"),),
    "written_off": (("ask_write_off", "accountant"), ("write_off", "head")),
}  # fmt: skip
CAST = ("accountant", "head", "cashier", "college_cashier", "student", "stranger")


@pytest.fixture
def case(db: None, accountant: Person, head: Person) -> Difference:
    return stage.strange_line()


@pytest.mark.parametrize("state", WAYS)
def test_from_each_state_only_the_right_people_move_only_where_it_leads(
    request: pytest.FixtureRequest, case: Difference, state: str
) -> None:
    people = {who: request.getfixturevalue(who) for who in CAST}
    for move, who in WAYS[state]:
        MOVES[move](case, people[who])
    assert case.state == state
    wrong = {}
    booked = Entry.objects.count()
    for move, deed in MOVES.items():
        for who, person in people.items():
            if (state, move, who) in ALLOWED:
                continue
            fresh = Difference.objects.get(pk=case.pk)
            try:
                deed(fresh, person)
            except Refused:
                pass
            else:
                wrong[move, who] = fresh.state
    assert wrong == {}
    assert Difference.objects.get(pk=case.pk).state == state
    assert Entry.objects.count() == booked


@pytest.mark.parametrize(("state", "move", "who"), ALLOWED, ids=str)
def test_the_right_move_leads_where_it_says_and_asks_for_its_version(
    request: pytest.FixtureRequest, case: Difference, state: str, move: str, who: str
) -> None:
    people = {one: request.getfixturevalue(one) for one in ("accountant", "head")}
    for step, by in WAYS[state]:
        MOVES[step](case, people[by])
    stale = Difference.objects.get(pk=case.pk)
    MOVES[move](case, people[who])
    now = Difference.objects.get(pk=case.pk)
    assert now.state == ALLOWED[state, move, who]
    assert (now.closed_at is not None) == (now.state in {"explained", "booked", "written_off"})
    assert now.version == stale.version + 1
    if now.closed_at:
        with pytest.raises(Refused):
            MOVES[move](stale, people[who])


@pytest.mark.parametrize("move", ["explain", "book", "ask_write_off"])
@pytest.mark.parametrize("note", ["", "  ", "\0", "字" * 501], ids=["none", "blank", "NUL", "long"])
def test_a_move_that_owes_a_reason_is_asked_again_without_one(
    at_door: Any, case: Difference, accountant: Person, move: str, note: str
) -> None:
    given = {"note": note, "version": case.version}
    answer = at_door(accountant).post(reverse("matter-move", args=[case.number, move]), given)
    assert answer.status_code == 422
    assert Difference.objects.get().state == "found"
    assert not Entry.objects.exists()


@pytest.mark.parametrize("who", ["cashier", "college_cashier", "student", "stranger"])
def test_its_page_and_moves_are_not_there_for_others(
    request: pytest.FixtureRequest, at_door: Any, case: Difference, who: str
) -> None:
    browser = at_door(request.getfixturevalue(who))
    given = {"note": "x", "version": case.version}
    for move in MOVES:
        assert browser.post(reverse("matter-move", args=[case.number, move]), given).status_code == 404
    assert browser.get(reverse("cashier:differences")).status_code == 404
    assert browser.get(reverse("cashier:reconcile")).status_code == 404
    assert Difference.objects.get().version == case.version


def test_who_takes_it_over_answers_and_a_settled_one_keeps_its_handler(
    case: Difference, accountant: Person, hire: Any, office: Any
) -> None:
    second = hire("T021", "第二会计", office, "ledger-accountant")
    differences.take(case, by=accountant, at=TUESDAY_9)
    differences.take(case, by=second, at=TUESDAY_9 + HOUR)
    differences.explain(case, note="旧码", by=accountant, at=TUESDAY_9 + 2 * HOUR)
    assert Difference.objects.get().handler == second


def test_a_difference_taken_twice_at_one_version_is_taken_once(
    case: Difference, accountant: Person, hire: Any, office: Any
) -> None:
    second = hire("T021", "第二会计", office, "ledger-accountant")
    version = case.version
    stale = Difference.objects.get(pk=case.pk)
    differences.take(case, by=accountant, at=TUESDAY_9, expected=version)
    with pytest.raises(Refused):
        differences.take(stale, by=second, at=TUESDAY_9, expected=version)
    assert Difference.objects.get().handler == accountant


def test_a_settled_difference_is_not_found_again_by_the_clock(case: Difference, accountant: Person) -> None:
    differences.book(case, note="补记", by=accountant, at=TUESDAY_9)
    assert tasks.reconcile(TUESDAY_9 + HOUR) == 0
    assert Difference.objects.count() == 1
    entry = case.entry
    assert entry is not None
    assert sum(row.fen for row in entry.postings.all()) == 0
    assert {balance(row.account) for row in entry.postings.select_related("account")} == {2_600, -2_600}


def test_a_declined_write_off_can_be_asked_again_and_then_written_off(
    case: Difference, accountant: Person, head: Person
) -> None:
    for move, by in (("ask_write_off", accountant), ("decline", head), ("ask_write_off", accountant)):
        MOVES[move](case, by)
    with refused("lifecycle.not_permitted"):
        differences.write_off(case, by=accountant, at=TUESDAY_9)
    MOVES["write_off"](case, head)
    assert Entry.objects.get().reason == "cashier.difference_written_off"
