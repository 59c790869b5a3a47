"""A month from drawing up to the books: priced by the day, once ever, four eyes, final for good."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from houqin.kernel.money.models import Account, Entry, Posting
from houqin.kernel.people.actions.grants import grant
from houqin.kernel.people.actions.roles import load_default_roles
from houqin.kernel.people.models import Person
from houqin.services.suppliers.actions import settling
from houqin.services.suppliers.models import Line, Settlement, Supplier
from houqin.services.suppliers.queries import months
from houqin.services.suppliers.tests.cast import APRIL_9, MARCH, Firms, drawn, price, refused

DAY = timedelta(days=1)


def through(settlement: Settlement, firms: Firms, at: Any = APRIL_9) -> None:
    """Let a month be confirmed, checked and approved."""
    settling.confirm(settlement, by=firms.leader, at=at)
    settling.check(settlement, by=firms.clerk, at=at)
    settling.approve(settlement, by=firms.head, at=at)


def owed_on(account: Account) -> list[int]:
    """Return what was booked on an account."""
    return list(Posting.objects.filter(account=account).values_list("fen", flat=True))


def test_each_line_has_its_contracts_price_of_the_day_it_was_done_and_warranty_costs_nothing(
    firms: Firms,
) -> None:
    price(firms.contract, "hvac", 12_000, date(2026, 3, 15))
    price(firms.contract, "hvac.water", 9_000, unit="hour")
    pieces = [
        firms.piece(1), firms.piece(2, done_on=date(2026, 3, 14)), firms.piece(3, done_on=date(2026, 3, 15)),
        firms.piece(4, work="hvac.water", minutes=50), firms.piece(5, warranty=True, on_time=False, reworks=2),
    ]  # fmt: skip
    made = settling.draw_up(firms.cooling, month=date(2026, 3, 20), pieces=pieces, by=firms.clerk, at=APRIL_9)
    assert [line.fen for line in months.lines(made)] == [10_000, 10_000, 12_000, 7_500, 0]
    assert (made.month, made.fen, made.state, made.number[:2]) == (MARCH, 39_500, "drawn", "JS")
    sums = months.summed(made)
    assert (sums.accepted, sums.on_time_share, sums.reworked, sums.warranty) == (5, 80.0, 1, 1)
    assert sums.written_out == "叁佰玖拾伍元整"


def test_drawing_up_names_every_reason_against_it(firms: Firms) -> None:
    given: dict[str, Any] = {"month": MARCH, "by": firms.clerk, "at": APRIL_9}
    with refused("suppliers.nothing_to_settle"):
        settling.draw_up(firms.cooling, pieces=[], **given)
    pieces = [
        firms.piece(1, work="plumbing.faucet"),
        firms.piece(2),
        firms.piece(3, done_on=date(2025, 12, 1)),
    ]
    with refused("suppliers.no_price", "suppliers.no_price"):
        settling.draw_up(firms.cooling, pieces=pieces, **given)
    with refused("suppliers.month_not_over"):
        settling.draw_up(firms.cooling, pieces=pieces[1:2], **given | {"at": APRIL_9 - DAY})
    with refused("lifecycle.not_permitted"):
        settling.draw_up(firms.cooling, pieces=pieces[1:2], **given | {"by": firms.leader})
    assert not Settlement.objects.exists()


def test_a_month_is_drawn_up_once_and_no_piece_of_work_is_ever_settled_twice(firms: Firms) -> None:
    first = drawn(firms)
    with refused("suppliers.settled_already"):
        settling.draw_up(firms.cooling, month=MARCH, pieces=[firms.piece(9)], by=firms.clerk, at=APRIL_9)
    same = firms.piece(10, warranty=True)
    case = first.lines.order_by("number").first().case
    again = settling.Piece(**{**{name: getattr(same, name) for name in same.__slots__}, "case": case})
    with refused("suppliers.settled_already"):
        settling.draw_up(firms.cooling, month=date(2026, 2, 1), pieces=[again], by=firms.clerk, at=APRIL_9)
    assert Settlement.objects.count() == 1
    line = Line.objects.filter(case=case).get()
    line.pk, line._state.adding = None, True
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save(force_insert=True)


def test_the_supplier_objects_with_words_the_clerk_answers_each_and_the_sum_follows(firms: Firms) -> None:
    made = drawn(firms)
    first, second, third = months.lines(made)
    for lines, note in (
        ((), "不对"),
        ((first.pk,), " "),
        ((first.pk, made.pk), "不对"),
    ):
        with refused("suppliers.nothing_disputed"):
            settling.dispute(made, lines=lines, note=note, by=firms.leader, at=APRIL_9)
    settling.dispute(made, lines=[first.pk, second.pk], note="换了压缩机", by=firms.leader, at=APRIL_9)
    assert [one.pk for one in months.disputed(made)] == [first.pk, second.pk]
    with refused("suppliers.answer_each") as caught:
        settling.revise(made, note="", by=firms.clerk, at=APRIL_9)
    assert caught.value.reasons[0].params["n"] == 2
    with refused("suppliers.not_its_line"):
        settling.revise(made, note="x", amounts={made.pk: 1}, by=firms.clerk, at=APRIL_9)
    settling.revise(made, note="已按更换计价", amounts={first.pk: 15_000}, by=firms.clerk, at=APRIL_9)
    assert (made.state, made.fen, Settlement.objects.get(pk=made.pk).fen) == ("drawn", 35_000, 35_000)
    assert [(one.fen, one.objection, one.reply) for one in months.lines(made)][:2] == [
        (15_000, "换了压缩机", "已按更换计价"), (10_000, "换了压缩机", "已按更换计价"),
    ]  # fmt: skip
    settling.dispute(made, lines=[third.pk], note="还有一单", by=firms.leader, at=APRIL_9)
    assert [one.pk for one in months.disputed(made)] == [third.pk]


def test_a_warranty_line_is_never_given_a_price(firms: Firms) -> None:
    made = drawn(firms, 1, warranty=True)
    line = made.lines.get()
    settling.dispute(made, lines=[line.pk], note="不在保修期", by=firms.leader, at=APRIL_9)
    with refused("suppliers.warranty_is_free"):
        settling.revise(made, note="x", amounts={line.pk: 1}, by=firms.clerk, at=APRIL_9)
    with pytest.raises(IntegrityError), transaction.atomic():
        Line.objects.filter(pk=line.pk).update(fen=1)


def test_nobody_signs_twice_and_only_the_firms_own_leader_confirms(firms: Firms) -> None:
    made = drawn(firms)
    both = _grown(firms, "supplier-head", firms.clerk)
    for by in (firms.other_leader, firms.worker, firms.clerk, firms.head, firms.stranger):
        with refused("lifecycle.not_permitted"):
            settling.confirm(made, by=by, at=APRIL_9)
    settling.confirm(made, by=firms.leader, at=APRIL_9)
    with refused("lifecycle.not_permitted"):
        settling.check(made, by=firms.head, at=APRIL_9)
    settling.check(made, by=firms.second_clerk, at=APRIL_9)
    for by, code in ((both, "lifecycle.apart"), (firms.second_clerk, "lifecycle.not_permitted")):
        with refused(code):
            settling.approve(made, by=by, at=APRIL_9)
    with refused("suppliers.reason_needed"):
        settling.send_back(made, note="", by=firms.head, at=APRIL_9)
    settling.send_back(made, note="有一单重复", by=firms.head, at=APRIL_9)
    settling.revise(made, note="已核对，没有重复", by=firms.clerk, at=APRIL_9)
    through(made, firms)
    assert made.state == "final"


def test_what_is_final_never_changes_whoever_asks_and_is_booked_once_as_owed(firms: Firms) -> None:
    made = drawn(firms)
    through(made, firms)
    for name, by in (("confirm", firms.leader), ("check", firms.clerk), ("approve", firms.head)):
        with refused("lifecycle.moved_on"):
            getattr(settling, name)(made, by=by, at=APRIL_9)
    line = made.lines.order_by("number").first()
    for change in (
        lambda: Line.objects.filter(pk=line.pk).update(fen=1),
        lambda: Line.objects.filter(pk=line.pk).delete(),
        lambda: Settlement.objects.filter(pk=made.pk).update(fen=1),
        lambda: Line.objects.filter(pk=Line.objects.create(**_copy(line, firms)).pk).exists(),
    ):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change()
    entry = Entry.objects.get(source="suppliers.settlement", key=made.number)
    assert sorted(entry.postings.values_list("fen", flat=True)) == [-30_000, 30_000]
    owed = Supplier.objects.get(pk=firms.cooling.pk).payable
    assert owed is not None
    assert sum(owed_on(owed)) == 30_000
    second = settling.draw_up(
        firms.cooling, month=date(2026, 2, 1), pieces=[firms.piece(50)], by=firms.clerk, at=APRIL_9
    )
    through(second, firms, APRIL_9 + DAY)
    assert Supplier.objects.get(pk=firms.cooling.pk).payable == owed
    assert sum(owed_on(owed)) == 40_000


def test_a_month_of_warranty_alone_books_nothing(firms: Firms) -> None:
    made = drawn(firms, 2, warranty=True)
    through(made, firms)
    assert (made.state, Entry.objects.filter(key=made.number).exists()) == ("final", False)


def _copy(line: Line, firms: Firms) -> dict[str, Any]:
    names = (
        "settlement_id",
        "contract_id",
        "number",
        "what_zh",
        "what_en",
        "place_id",
        "accepted_at",
        "on_time",
        "reworks",
    )
    return {name: getattr(line, name) for name in names} | {
        "case": firms.piece(99).case,
        "minutes": 1,
        "fen": 1,
    }


def _grown(firms: Firms, role: str, person: Person) -> Person:
    grant(person, load_default_roles()[role], by=None, at=APRIL_9, starts_on=MARCH)
    return person
