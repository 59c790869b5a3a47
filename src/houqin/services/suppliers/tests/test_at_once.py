"""Two at once, with real threads: no work is settled twice, no month signed twice, nothing given past a suspension."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection, transaction

from houqin.kernel.base.refused import Refused
from houqin.kernel.money.models import Entry
from houqin.services.suppliers.actions import contracts, register, settling
from houqin.services.suppliers.models import Contract, Line, Settlement, Supplier
from houqin.services.suppliers.queries import months
from houqin.services.suppliers.tests.cast import APRIL_9, MARCH, MONDAY_9, Firms, refused

pytestmark = pytest.mark.django_db(transaction=True)


def together(*deeds: Callable[[], object]) -> list[object]:
    """Do several deeds at the same moment; returns what each gave, or the code of its refusal."""
    start = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> object:
        start.wait()
        try:
            return deed()
        except Refused as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(run, deeds))


def test_no_work_is_settled_and_no_month_is_signed_twice_at_once(firms: Firms) -> None:
    pieces = [firms.piece(n) for n in range(3)]
    drawn = together(*(
        lambda by=by, month=month: settling.draw_up(firms.cooling, month=month, pieces=pieces, by=by, at=APRIL_9)
        for by, month in ((firms.clerk, MARCH), (firms.second_clerk, MARCH), (firms.clerk, date(2026, 2, 1)))
    ))  # fmt: skip
    assert sorted(isinstance(one, Settlement) for one in drawn) == [False, False, True]
    assert drawn.count("suppliers.settled_already") == 2
    month = Settlement.objects.get()
    assert set(Line.objects.values_list("settlement", "case")) == {(month.pk, one.case.pk) for one in pieces}

    def fresh() -> Settlement:
        return Settlement.objects.get(pk=month.pk)

    line, (mine, other) = months.lines(month)[0], (fresh(), fresh())
    said = together(
        lambda: settling.confirm(mine, by=firms.leader, at=APRIL_9),
        lambda: settling.dispute(other, lines=[line.pk], note="不对", by=firms.leader, at=APRIL_9),
    )
    assert said.count("lifecycle.moved_on") == 1
    line.refresh_from_db()
    month = fresh()
    assert (month.state, line.objection) in {("confirmed", ""), ("disputed", "不对")}
    if month.state == "disputed":
        settling.revise(month, note="已核", by=firms.clerk, at=APRIL_9)
        settling.confirm(month, by=firms.leader, at=APRIL_9)
    settling.check(month, by=firms.clerk, at=APRIL_9)
    said = together(*(lambda: settling.approve(fresh(), by=firms.head, at=APRIL_9) for _turn in range(3)))
    assert sorted(map(str, said)) == ["None", "lifecycle.moved_on", "lifecycle.moved_on"]
    entry = Entry.objects.get(source="suppliers.settlement", key=month.number)
    assert sorted(entry.postings.values_list("fen", flat=True)) == [-30_000, 30_000]


def test_a_suspension_waits_until_work_being_given_is_given_and_then_holds(firms: Firms) -> None:
    def give() -> Contract:
        return contracts.engage(
            firms.cooling, work="hvac.water", place=firms.room, what="空调", where="101 室", at=MONDAY_9
        )

    def suspend() -> str:
        try:
            late = Supplier.objects.get(pk=firms.cooling.pk)
            register.suspend(late, note="整改", by=firms.clerk, at=MONDAY_9)
            return str(late.state)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        with transaction.atomic():
            assert give() == firms.contract
            waiting = thread.submit(suspend)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.4)
        assert waiting.result(timeout=30) == "suspended"
    with refused("suppliers.suspended"), transaction.atomic():
        give()
