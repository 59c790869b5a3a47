"""A contractor's month out of repair orders: what is settled, how firms compare, what it says on the pages."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from houqin.kernel.people.models import Person
from houqin.services.repairs.actions import answer, work
from houqin.services.repairs.actions.contracting import warrant
from houqin.services.repairs.actions.rating import rate
from houqin.services.repairs.actions.settling import draw_up_month
from houqin.services.repairs.models import Commission, Order
from houqin.services.repairs.queries import commissions, scores
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, photo, promised, refused
from houqin.services.repairs.tests.contractors import HOUR, Contractors, make_contractors, outsourced
from houqin.services.suppliers import rules
from houqin.services.suppliers.queries import months

MARCH, APRIL_9 = date(2026, 3, 1), MONDAY_9 + timedelta(days=30)
PERIOD = rules.bounds(MARCH)


@pytest.fixture
def firms(cast: Cast) -> Contractors:
    return make_contractors(cast)


@pytest.fixture
def in_april(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("houqin.kernel.web.middleware.now", lambda: APRIL_9)


def late(cast: Cast, firms: Contractors, at: datetime) -> Order:
    """Return an order mended after its promise, sent back once, then accepted."""
    order = outsourced(cast, firms, "working", at=at)
    end = promised(order) + HOUR
    work.finish(order, photos=[photo()], by=firms.worker, at=end)
    answer.send_back(order, note="还是不冷", by=cast.student, at=end + HOUR)
    work.finish(order, photos=[photo()], by=firms.worker, at=end + 3 * HOUR)
    answer.approve(order, by=cast.student, at=end + 4 * HOUR)
    return order


def test_a_month_settles_what_was_accepted_in_it_and_stayed_closed_each_order_once_ever(
    cast: Cast, firms: Contractors
) -> None:
    kept, free = outsourced(cast, firms, "closed"), outsourced(cast, firms, "fixed")
    warrant(free, note="去年才装", by=cast.dispatcher, at=MONDAY_9 + HOUR)
    answer.approve(free, by=cast.student, at=MONDAY_9 + 2 * HOUR)
    back = late(cast, firms, MONDAY_9)
    opened = outsourced(cast, firms, "closed")
    answer.reopen(opened, note="又坏了", by=cast.student, at=MONDAY_9 + 5 * HOUR)
    outsourced(cast, firms, "closed", at=MONDAY_9 - timedelta(days=7))
    for state in ("working", "fixed"):
        outsourced(cast, firms, state)
    assert set(commissions.orders_of(commissions.to_settle(firms.cooling, MARCH))) == {
        kept.pk,
        free.pk,
        back.pk,
    }
    with refused("suppliers.month_not_over"):
        draw_up_month(firms.cooling, month=MARCH, by=firms.clerk, at=APRIL_9 - timedelta(days=1))
    made = draw_up_month(firms.cooling, month=MARCH, by=firms.clerk, at=APRIL_9)
    lines = {line.case_id: line for line in months.lines(made)}
    assert {pk: (one.fen, one.on_time, one.reworks, one.warranty) for pk, one in lines.items()} == {
        kept.pk: (16_000, True, 0, False), free.pk: (0, True, 0, True), back.pk: (16_000, False, 1, False),
    }  # fmt: skip
    assert (lines[kept.pk].minutes, lines[kept.pk].place.name, made.fen) == (60, "学生公寓 3 号楼", 32_000)
    assert not commissions.to_settle(firms.cooling, MARCH)
    with refused("suppliers.nothing_to_settle"):
        draw_up_month(firms.cooling, month=MARCH, by=firms.clerk, at=APRIL_9)
    february = draw_up_month(firms.cooling, month=date(2026, 2, 1), by=firms.clerk, at=APRIL_9)
    assert february.lines.count() == 1


def test_what_was_accepted_at_the_months_last_instant_belongs_to_it(cast: Cast, firms: Contractors) -> None:
    order = outsourced(cast, firms, "fixed")
    answer.approve(order, by=cast.student, at=PERIOD[1] - timedelta(microseconds=1))
    assert commissions.to_settle(firms.cooling, MARCH).count() == 1
    other = outsourced(cast, firms, "fixed")
    answer.approve(other, by=cast.student, at=PERIOD[1])
    assert commissions.to_settle(firms.cooling, date(2026, 4, 1)).count() == 1


def test_firms_compare_by_what_was_accepted_with_a_mean_of_five_ratings_or_none(
    cast: Cast, firms: Contractors
) -> None:
    orders = [outsourced(cast, firms, "fixed", at=MONDAY_9 + n * HOUR) for n in range(4)]
    for stars, order in zip((4, 4, 4, 2), orders, strict=True):
        rate(order, done=True, stars=stars, words="", by=cast.student, at=MONDAY_9 + 9 * HOUR)
    late(cast, firms, MONDAY_9)
    asked = (cast.head, *PERIOD, APRIL_9)
    (score,) = scores.compared(*asked)
    assert (score.supplier, score.accepted, score.on_time, score.rework) == (firms.cooling, 5, 80.0, 20.0)
    assert (score.rating.n, score.rating.mean) == (4, None)
    last = Order.objects.filter(reworks=1).get()
    rate(last, done=True, stars=1, words="", by=cast.student, at=MONDAY_9 + timedelta(days=5))
    (score,) = scores.compared(*asked)
    assert (score.rating.n, score.rating.mean) == (5, 3.0)
    assert (scores.accepted(*asked), scores.on_time(*asked), scores.rework(*asked)) == (5, 80.0, 20.0)
    assert scores.accepted_rows(*asked).count() == 5
    assert [one.order for one in scores.reworked_rows(*asked)] == [last]
    for person in (firms.other_leader, cast.student, cast.outsider):
        assert scores.accepted(person, *PERIOD, APRIL_9) == 0
        assert scores.on_time(person, *PERIOD, APRIL_9) is None
    made = draw_up_month(firms.cooling, month=MARCH, by=firms.clerk, at=APRIL_9)
    assert (made.rated, made.stars) == (5, Decimal("3.00"))


def test_the_clerk_draws_up_on_a_page_once_and_the_head_compares_on_another(
    cast: Cast, firms: Contractors, sign_in: Callable[[Person], Client], in_april: None
) -> None:
    outsourced(cast, firms, "closed")
    clerk, head = sign_in(firms.clerk), sign_in(cast.head)
    page = clerk.get("/repairs/settle/?month=2026-03")
    assert [(one.supplier, one.waiting, one.number) for one in page.context["bills"]] == [
        (firms.cooling, 1, "")
    ]
    assert clerk.get("/repairs/settle/?month=1999-01").context["month"] == MARCH
    told = {"supplier": firms.cooling.number}
    assert clerk.post("/repairs/settle/?month=2026-03", {"supplier": "GYS"}).status_code == 404
    assert clerk.post("/repairs/settle/?month=2026-03", told).status_code == 302
    assert clerk.post("/repairs/settle/?month=2026-03", told).status_code in {409, 422}
    for person in (cast.head, cast.dispatcher, firms.leader, cast.student):
        assert sign_in(person).post("/repairs/settle/", told).status_code == 404
    compared = head.get(f"/repairs/contractors/?period={MARCH}..2026-03-31")
    assert "制冷公司" in compared.content.decode()
    rows = head.get(f"/repairs/contracted/?figure=repairs.contracted&period={MARCH}..2026-03-31").context[
        "rows"
    ]
    assert [row.row for row in rows] == list(Commission.objects.all())
    assert clerk.get("/repairs/contractors/").status_code == 404


def test_the_dispatcher_gives_out_and_the_leader_hands_on_by_their_pages(
    cast: Cast, firms: Contractors, sign_in: Callable[[Person], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("houqin.kernel.web.middleware.now", lambda: MONDAY_9 + HOUR)
    order = outsourced(cast, firms)
    answer.cancel(order, by=cast.student, at=MONDAY_9)
    order = Order.objects.get(pk=outsourced(cast, firms).pk)
    dispatcher, leader = sign_in(cast.dispatcher), sign_in(firms.leader)
    assert (
        dispatcher.post(f"/m/{order.number}/outsource/", {"supplier": str(firms.doors.pk)}).status_code == 422
    )
    answered = dispatcher.post(
        f"/m/{order.number}/outsource/", {"supplier": str(firms.cooling.pk), "warranty": "on"}
    )
    assert answered.status_code == 302
    assert "制冷公司" in dispatcher.get(f"/m/{order.number}/").content.decode()
    form = leader.get(f"/m/{order.number}/hand_on/").content.decode()
    assert ("曹师傅" in form, "董师傅" in form) == (True, False)
    assert (
        leader.post(f"/m/{order.number}/hand_on/", {"worker": str(firms.other_worker.pk)}).status_code == 422
    )
    assert leader.post(f"/m/{order.number}/hand_on/", {"worker": str(firms.worker.pk)}).status_code == 302
    worker = sign_in(firms.worker)
    assert worker.get("/repairs/today/").context["first"] == order
    assert worker.post(f"/m/{order.number}/take/").status_code == 302
    assert Commission.objects.get(order=order, until=None).warranty
