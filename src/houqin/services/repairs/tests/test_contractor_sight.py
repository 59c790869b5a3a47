"""What a contractor's people see of an order before, while and after it is theirs, by every door; what they keep."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from houqin.kernel.base.clock import local_date
from houqin.kernel.base.refused import Refused
from houqin.kernel.lifecycle.models import Attachment
from houqin.kernel.people.models import Person
from houqin.kernel.search.indexing import rebuild
from houqin.kernel.search.queries import search
from houqin.services.repairs.actions import answer, dispatch, standing, work
from houqin.services.repairs.actions.contracting import hand_on, outsource
from houqin.services.repairs.actions.report import report
from houqin.services.repairs.actions.settling import draw_up_month
from houqin.services.repairs.lifecycle import REPAIR
from houqin.services.repairs.models import Assignment, Commission, Order
from houqin.services.repairs.queries import commissions, orders, scores, taxonomy
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, photo, promised, reason_of, refused, reported
from houqin.services.repairs.tests.conftest import Ask, SignIn
from houqin.services.repairs.tests.contractors import (
    FAULT,
    HOUR,
    Contractors,
    firm_of,
    make_contractors,
    outsourced,
)
from houqin.services.suppliers.actions import contracts, crew, register
from houqin.services.suppliers.models import KindOfWork, Supplier
from houqin.services.suppliers.queries import months

DAY = timedelta(days=1)
HANDS = ("leader", "worker", "second_worker", "other_leader")


@pytest.fixture
def firms(cast: Cast) -> Contractors:
    return make_contractors(cast)


def seen(firms: Contractors, order: Order, sign_in: SignIn, ask: Ask) -> dict[str, set[str]]:
    """Return by which doors each of the contractors' people comes to an order."""
    rebuild(MONDAY_9, [REPAIR.kind])
    file = Attachment.objects.filter(case_id=order.pk).earliest("at")
    found: dict[str, set[str]] = {}
    for who in HANDS:
        person = getattr(firms, who)
        browser = sign_in(person)
        doors = {
            "page": browser.get(f"/m/{order.number}/").status_code == 200,
            "file": browser.get(f"/m/{order.number}/files/{file.pk}").status_code == 200,
            "api": ask(person, f"/api/v1/repairs/orders/{order.number}").status_code == 200,
            "search": bool(search(person, order.number, MONDAY_9).rows),
        }
        if any(doors.values()):
            found[who] = {door for door, opens in doors.items() if opens}
    return found


def test_an_order_is_there_by_every_door_while_one_has_it_and_by_none_before_and_after(
    cast: Cast, firms: Contractors, sign_in: SignIn, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("houqin.kernel.web.middleware.now", lambda: MONDAY_9)
    order = report(
        place=cast.room, category=taxonomy.category(FAULT), photos=[photo()], by=cast.student, at=MONDAY_9
    )
    boss, whole = {"page", "file", "api"}, {"page", "file", "api", "search"}
    assert seen(firms, order, sign_in, ask) == {}
    outsource(order, supplier=firms.cooling, by=cast.dispatcher, at=MONDAY_9)
    assert seen(firms, order, sign_in, ask) == {"leader": whole}
    hand_on(order, worker=firms.worker, by=firms.leader, at=MONDAY_9)
    assert seen(firms, order, sign_in, ask) == {"leader": boss, "worker": whole}
    hand_on(order, worker=firms.second_worker, by=firms.leader, at=MONDAY_9)
    assert seen(firms, order, sign_in, ask) == {"leader": boss, "second_worker": whole}
    work.take(order, by=firms.second_worker, at=MONDAY_9)
    work.arrive(order, by=firms.second_worker, at=MONDAY_9)
    work.finish(order, photos=[photo("done.jpg")], by=firms.second_worker, at=MONDAY_9)
    seeing = [who for who in HANDS if orders.visible_to(getattr(firms, who), MONDAY_9).exists()]
    assert seeing == ["leader", "second_worker"]
    answer.approve(order, by=cast.student, at=MONDAY_9 + HOUR)
    assert seen(firms, order, sign_in, ask) == {}
    answer.reopen(order, note="又坏了", by=cast.student, at=MONDAY_9 + 2 * HOUR)
    assert not orders.visible_to(firms.leader, MONDAY_9 + 2 * HOUR).exists()
    outsource(order, supplier=firms.cooling, by=cast.dispatcher, at=MONDAY_9 + 3 * HOUR)
    assert seen(firms, order, sign_in, ask) == {"leader": whole}
    assert [one.ended for one in order.commissions.order_by("since")] == ["accepted", ""]


def other_firm(cast: Cast, firms: Contractors, order: Order) -> None:
    """Give the order to another firm that may mend it."""
    outsource(order, supplier=firm_of(cast, 7)[0], by=cast.dispatcher, at=MONDAY_9 + HOUR)


def paused(firms: Contractors, order: Order) -> None:
    """Let work rest for want of parts."""
    standing.pause(order, reason=reason_of(order, "parts"), by=firms.worker, at=MONDAY_9)


def technician_s(cast: Cast, firms: Contractors, order: Order) -> None:
    """Let work rest, then give it to one of the house."""
    paused(firms, order)
    dispatch.reassign(order, technician=cast.technician, by=cast.dispatcher, at=MONDAY_9 + HOUR)


def called_off(cast: Cast, firms: Contractors, order: Order) -> None:
    """Let work rest, then call it off."""
    paused(firms, order)
    dispatch.call_off(order, note="停用", by=cast.dispatcher, at=MONDAY_9 + HOUR)


ENDS: dict[str, tuple[str, str, Callable[[Cast, Contractors, Order], object]]] = {
    "the reporter accepts": ("fixed", "accepted", lambda c, f, o: answer.approve(o, by=c.student, at=MONDAY_9 + HOUR)),
    "another firm gets it": ("taken", "reassigned", other_firm),
    "it rests and a technician gets it": ("working", "reassigned", technician_s),
    "it rests and is called off": ("working", "called_off", called_off),
}  # fmt: skip


def test_each_way_an_order_ends_lets_go_once_and_for_all_who_had_it(cast: Cast, firms: Contractors) -> None:
    for how, (state, ended, end) in ENDS.items():
        order = outsourced(cast, firms, state)
        end(cast, firms, order)
        held = Commission.objects.filter(order=order).earliest("since", "id")
        assert (held.ended, held.until) == (ended, MONDAY_9 + HOUR), how
        open_ones = Assignment.objects.filter(order=order, until=None).values_list("technician", flat=True)
        assert set(open_ones) == {Order.objects.get(pk=order.pk).handler_id} - {None}, how
        assert commissions.commissioned(order) == ("firm" in how), how
        for by in (firms.worker, firms.second_worker):
            for deed in (work.take, work.arrive):
                with pytest.raises(Refused, match="lifecycle"):
                    deed(order, by=by, at=MONDAY_9 + HOUR)


def test_what_is_in_hand_goes_on_when_the_firm_is_suspended_its_contract_ends_and_a_worker_leaves(
    cast: Cast, firms: Contractors
) -> None:
    order, waiting = outsourced(cast, firms, "working"), outsourced(cast, firms)
    register.suspend(firms.cooling, note="整改", by=firms.clerk, at=MONDAY_9)
    hand_on(waiting, worker=firms.second_worker, by=firms.leader, at=MONDAY_9)
    paused(firms, order)
    crew.discharge(firms.cooling, person=firms.worker, by=firms.clerk, at=MONDAY_9)
    with refused("suppliers.not_its_worker"):
        hand_on(waiting, worker=firms.worker, by=firms.leader, at=MONDAY_9)
    april = MONDAY_9 + 31 * DAY
    with refused("suppliers.suspended", "suppliers.contract_over"):
        outsource(waiting, supplier=firms.cooling, by=cast.dispatcher, at=april)
    for each in (order, waiting):
        hand_on(each, worker=firms.second_worker, by=firms.leader, at=april)
        work.take(each, by=firms.second_worker, at=april)
        work.arrive(each, by=firms.second_worker, at=april)
        work.finish(each, photos=[photo()], by=firms.second_worker, at=april + HOUR)
        answer.approve(each, by=cast.student, at=april + 2 * HOUR)
    register.end(firms.cooling, note="不续签", by=firms.clerk, at=april + 3 * HOUR)
    made = draw_up_month(firms.cooling, month=date(2026, 4, 1), by=firms.clerk, at=april + 31 * DAY)
    lines = {(one.case_id, one.contract, one.fen) for one in months.lines(made)}
    assert lines == {(order.pk, firms.contract, 16_000), (waiting.pk, firms.contract, 16_000)}


def done_by(
    cast: Cast, firm: Supplier, leader: Person, *, mended: timedelta, again: bool = False
) -> tuple[Order, bool]:
    """Let a firm's leader mend an order `mended` after it was promised; returns it and whether it was on time."""
    order = reported(cast, code=FAULT)
    outsource(order, supplier=firm, by=cast.dispatcher, at=MONDAY_9)
    work.take(order, by=leader, at=MONDAY_9)
    work.arrive(order, by=leader, at=MONDAY_9)
    end = promised(order) + mended
    if again:
        work.finish(order, photos=[photo()], by=leader, at=end - HOUR)
        answer.send_back(order, note="还是不冷", by=cast.student, at=end - HOUR)
    work.finish(order, photos=[photo()], by=leader, at=end)
    answer.approve(order, by=cast.student, at=end + DAY)
    return order, mended <= timedelta()


def test_firms_compare_as_a_plain_recount_of_what_was_done_says_and_prices_change_within_the_month(
    cast: Cast, firms: Contractors
) -> None:
    tick = timedelta(microseconds=1)
    other, boss, _hand = firm_of(cast, 8)
    fates: list[tuple[Supplier, Person, timedelta, bool]] = [
        (firms.cooling, firms.leader, timedelta(), False), (firms.cooling, firms.leader, tick, False),
        (firms.cooling, firms.leader, 3 * DAY, True), (other, boss, -HOUR, True), (other, boss, 9 * DAY, True),
    ]  # fmt: skip
    done = [
        (firm, *done_by(cast, firm, by, mended=when, again=again), again) for firm, by, when, again in fates
    ]
    lost = done_by(cast, other, boss, mended=timedelta())[0]
    answer.reopen(lost, note="又坏了", by=cast.student, at=promised(lost) + DAY + HOUR)
    outsourced(cast, firms, "working")
    edges = sorted({order.closed_at for _firm, order, _kept, _again in done if order.closed_at})
    for since, until in [(a, b) for a in (MONDAY_9, *edges) for b in (*edges, edges[-1] + tick) if a < b]:
        rows = [one for one in done if one[1].closed_at and since <= one[1].closed_at < until]
        told = {one.supplier: (one.accepted, one.on_time, one.rework)
                for one in scores.compared(cast.head, since, until, MONDAY_9)}  # fmt: skip
        plain = {}
        for firm in {one[0] for one in rows}:
            own = [one for one in rows if one[0] == firm]
            shares = (sum(one[2] for one in own), sum(one[3] for one in own))
            plain[firm] = (len(own), *(round(100 * n / len(own), 1) for n in shares))
        assert told == plain, (since, until)
        assert scores.accepted(cast.head, since, until, MONDAY_9) == len(rows)
    days = [local_date(order.fixed_at) for _firm, order, _kept, _again in done if order.fixed_at]
    key = KindOfWork.objects.get(key=FAULT)
    contracts.add_price(firms.contract, work=key, unit="job", fen=20_000, since=days[2], by=None, at=MONDAY_9)
    made = draw_up_month(firms.cooling, month=days[0], by=firms.clerk, at=MONDAY_9 + 30 * DAY)
    lines = {one.case_id: (one.fen, one.on_time, one.reworks) for one in months.lines(made)}
    assert lines == {
        done[0][1].pk: (16_000, True, 0), done[1][1].pk: (16_000, False, 0), done[2][1].pk: (20_000, False, 1),
    }  # fmt: skip


def test_no_form_or_address_of_contracting_takes_ids_that_are_none_or_another_s(
    cast: Cast, firms: Contractors, sign_in: SignIn, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("houqin.kernel.web.middleware.now", lambda: MONDAY_9 + 31 * DAY - HOUR)
    order, given = reported(cast, code=FAULT), outsourced(cast, firms)
    dispatcher, leader, clerk = (sign_in(one) for one in (cast.dispatcher, firms.leader, firms.clerk))
    wrong = ["", "x", "\0", str(firms.doors.pk), str(firms.other_worker.pk)]
    for value in wrong:
        assert dispatcher.post(f"/m/{order.number}/outsource/", {"supplier": value}).status_code == 422, value
        assert leader.post(f"/m/{given.number}/hand_on/", {"worker": value}).status_code == 422, value
        assert leader.post(f"/m/{order.number}/hand_on/", {"worker": value}).status_code == 404, value
        sent = {"supplier": value}
        assert clerk.post("/repairs/settle/?month=2026-03", sent).status_code in {400, 404, 422}, value
        said = ask(cast.dispatcher, f"/api/v1/repairs/orders/{order.number}/outsource", sent)
        assert said.status_code in {400, 404, 409, 422}, (value, said.content)
    for month in ("9999-12", "2026-13", "x" * 400):
        assert clerk.get("/repairs/settle/", {"month": month}).status_code == 200, month
    head = sign_in(cast.head)
    for period in ("9999-12-31..9999-12-31", "0001-01-01..9999-12-30", "2026-02-30..x"):
        assert head.get("/repairs/contractors/", {"period": period}).status_code == 200, period
    assert head.get("/repairs/contracted/?supplier=nobody").status_code == 200
    order.refresh_from_db()
    assert (order.state, Commission.objects.get().order, Commission.objects.get().ended) == (
        "submitted",
        given,
        "",
    )
