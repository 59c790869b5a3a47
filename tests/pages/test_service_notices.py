"""Whom each deed of repairs and seals is told, and that every sentence is whole in both languages."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils.translation import override

from houqin.kernel.lifecycle.approvals import decide
from houqin.kernel.lifecycle.models import Case
from houqin.kernel.notices.fanout import fan_out
from houqin.kernel.notices.models import Delivery
from houqin.kernel.notices.tests.toy import happenings
from houqin.kernel.notices.words import UNKNOWN, in_words
from houqin.services.repairs import tasks
from houqin.services.repairs.actions import answer, dispatch, work
from houqin.services.repairs.models import Order
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, brought_to, promised, reported
from houqin.services.seals.actions import applications, keeping, seals
from houqin.services.seals.lifecycle import APPLICATION
from houqin.services.seals.tests.conftest import MONDAY_10, MONDAY_11, TUESDAY_9, fresh

CHINESE = re.compile(r"[一-鿿]")
LATER = MONDAY_9 + timedelta(hours=1)


def told_of(case: Case, verb: str) -> dict[str, set[str]]:
    """Return whom the deeds of a case are told, by notice."""
    Delivery.objects.all().delete()
    fan_out(happenings(case.pk, verb))
    found: dict[str, set[str]] = {}
    for row in Delivery.objects.filter(subject=case.pk, channel="app").select_related("person"):
        found.setdefault(row.rule, set()).add(row.person.name)
    return found


def late(cast: Cast) -> Order:
    """Return an order whose first answer is overdue, told of by the clock."""
    order = reported(cast, code="plumbing.pipe_leak")
    tasks.escalate_overdue(order.acknowledge_due_at + timedelta(minutes=1))
    return order


def closed_by_clock(cast: Cast) -> Order:
    """Return an order nobody answered."""
    order = brought_to(cast, "fixed")
    tasks.close_unanswered(MONDAY_9 + timedelta(days=10))
    return order


def done(cast: Cast, state: str, deed: Callable[[Order], object]) -> Order:
    """Return an order in a state after one more deed."""
    order = brought_to(cast, state)
    deed(order)
    return order


DISPATCHERS = {"张三", "李四"}
REPAIRS: dict[str, tuple[str, Callable[[Cast], Order], dict[str, set[str]]]] = {
    "a new report": ("open", reported, {"repairs.reported": DISPATCHERS}),
    "given out": ("assign", lambda c: brought_to(c, "assigned"), {"repairs.assigned": {"赵六"}}),
    "taken": ("take", lambda c: brought_to(c, "taken"), {"repairs.taken": {"学生甲"}}),
    "arrived": ("arrive", lambda c: brought_to(c, "working"), {}),
    "fixed": ("finish", lambda c: brought_to(c, "fixed"), {"repairs.fixed": {"学生甲"}}),
    "declined": (
        "decline",
        lambda c: done(c, "assigned", lambda o: work.decline(o, note="在忙", by=c.technician, at=LATER)),
        {"repairs.declined": DISPATCHERS},
    ),
    "given to another": (
        "reassign",
        lambda c: done(
            c, "assigned",
            lambda o: dispatch.reassign(o, technician=c.second_technician, by=c.dispatcher, at=LATER),
        ),
        {"repairs.assigned": {"孙七"}},
    ),
    "sent back": (
        "send_back", lambda c: done(c, "fixed", lambda o: answer.send_back(o, note="还漏", by=c.student, at=LATER)),
        {"repairs.sent_back": {"赵六"}},
    ),
    "cancelled by the reporter": (
        "cancel", lambda c: done(c, "taken", lambda o: answer.cancel(o, by=c.student, at=LATER)),
        {"repairs.cancelled": {"赵六"}},
    ),
    "called off": (
        "call_off", lambda c: done(c, "taken", lambda o: dispatch.call_off(o, note="停", by=c.dispatcher, at=LATER)),
        {"repairs.cancelled": {"赵六"}, "repairs.called_off": {"学生甲"}},
    ),
    "refused": (
        "refuse", lambda c: done(c, "submitted", lambda o: dispatch.refuse(o, note="x", by=c.dispatcher, at=LATER)),
        {"repairs.refused": {"学生甲"}},
    ),
    "accepted by the reporter": (
        "approve", lambda c: done(c, "fixed", lambda o: answer.approve(o, by=c.student, at=LATER)), {},
    ),
    "closed by the clock": ("auto_close", closed_by_clock, {"repairs.closed": {"学生甲"}}),
    "overdue": ("escalate", late, {"repairs.overdue": DISPATCHERS, "repairs.overdue_head": {"周八"}}),
}  # fmt: skip


@pytest.mark.parametrize("name", REPAIRS)
def test_a_deed_of_the_repairs_is_told_to_those_it_concerns_and_to_nobody_else(cast: Cast, name: str) -> None:
    verb, bring, wanted = REPAIRS[name]
    assert told_of(bring(cast), verb) == wanted


def test_each_step_of_the_ladder_is_one_message_for_each_reader(cast: Cast) -> None:
    order = reported(cast, code="plumbing.pipe_leak")
    tasks.escalate_overdue(promised(order) + timedelta(minutes=1))
    for _ in range(2):
        fan_out(happenings(order.pk, "escalate"))
    rows = Delivery.objects.filter(subject=order.pk, channel="app", person=cast.head)
    assert rows.count() == 3
    assert rows.values("happening").distinct().count() == 3


def test_the_seals_tell_approver_keeper_and_applicant_in_turn(
    submitted: Any, dean: Any, keeper: Any, deputy: Any, applicant: Any, head: Any
) -> None:
    assert told_of(submitted, "open") == {"seals.to_decide": {"李四"}}
    decide(APPLICATION, submitted, verdict="yes", by=dean, at=MONDAY_10)
    approved = set().union(*told_of(submitted, "approve").values())
    assert {"张三", "王五"} <= approved
    assert "李四" not in approved, "nobody is told of their own deed"
    keeping.stamp(submitted, copies=1, code=submitted.code, by=keeper, at=MONDAY_11)
    assert "张三" in set().union(*told_of(submitted, "stamp").values())


def test_each_approver_of_a_route_is_told_when_it_is_their_turn(
    apply: Any, dean: Any, head: Any, applicant: Any
) -> None:
    contract = apply(key="contract")
    assert told_of(contract, "open") == {"seals.to_decide": {"李四"}}
    decide(APPLICATION, contract, verdict="yes", by=dean, at=MONDAY_10)
    assert told_of(contract, "consent") == {"seals.to_decide": {"钱七"}}
    decide(APPLICATION, contract, verdict="return", by=head, at=MONDAY_11, note="请补充")
    assert told_of(contract, "return") == {"seals.returned": {"张三"}}
    mended: dict[str, Any] = {"title": "改", "copies": 1, "addressee": "甲", "purpose": "乙"}
    applications.resubmit(contract, **mended, by=applicant, at=TUESDAY_9)
    assert told_of(contract, "resubmit") == {"seals.to_decide": {"李四"}}


@pytest.mark.parametrize(("verdict", "verb"), [("no", "refuse"), ("return", "return")])
def test_an_applicant_hears_of_a_no(submitted: Any, dean: Any, verdict: str, verb: str) -> None:
    decide(APPLICATION, submitted, verdict=verdict, by=dean, at=MONDAY_10, note="原因")
    assert "张三" in set().union(*told_of(submitted, verb).values())


def test_a_lost_seal_is_told_to_those_who_answer_for_it(
    going_out: Any, seal: Any, keeper: Any, head: Any
) -> None:
    keeping.take_out(going_out, code=going_out.code, by=keeper, at=MONDAY_11)
    seals.report_lost(fresh(seal), loss_report="BS-1", note="遗失", by=keeper, at=TUESDAY_9)
    told = set().union(*told_of(seal, "report_lost").values())
    assert "钱七" in told
    assert "王五" not in told


def sentences(language: str) -> list[tuple[str, str]]:
    """Return title and body of every message in the inbox, in a language."""
    with override(language):
        rows = list(Delivery.objects.filter(channel="app").order_by("rule", "id"))
        return [(one.title, one.body) for one in in_words(rows)]


def test_every_message_is_whole_in_both_languages(
    cast: Cast, submitted: Any, approved: Any, dean: Any, keeper: Any, applicant: Any
) -> None:
    for _verb, bring, _wanted in (
        REPAIRS[name] for name in ("given to another", "called off", "sent back", "overdue")
    ):
        fan_out(happenings(bring(cast).pk))
    applications.withdraw(approved, by=applicant, at=MONDAY_11)
    fan_out(happenings(approved.pk))
    chinese, english = sentences("zh-hans"), sentences("en")
    assert len(chinese) == len(english) >= 8
    names = {
        person.name for person in (cast.student, cast.technician, cast.second_technician, cast.dispatcher)
    }
    words = [*names, "张三", "李四", "王五", "赵六", *Case.objects.values_list("title", flat=True)]
    words += [str(one) for case in Case.objects.select_related("place") if case.place for one in
              (case.place, case.place.full_name, case.place.full_name_en) if one]  # fmt: skip
    for title, body in english:
        for word in sorted(filter(None, words), key=len, reverse=True):
            body = body.replace(word, "")
        assert not CHINESE.search(title), title
        assert not CHINESE.search(body), body
    for title, body in (*chinese, *english):
        assert title
        assert "{" not in body
        assert UNKNOWN not in body, body
