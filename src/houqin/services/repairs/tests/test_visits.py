"""Hours agreed for a visit and the consent to enter: offered from the office's hours, honoured by the promise."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.worktime.arithmetic import WorkingHours
from houqin.kernel.worktime.days import Day, calendar_of
from houqin.kernel.worktime.defaults import DEFAULTS
from houqin.services.repairs.actions import dispatch, work
from houqin.services.repairs.actions.appointing import appoint, appoint_for
from houqin.services.repairs.actions.report import report
from houqin.services.repairs.models import Appointment, Order
from houqin.services.repairs.queries import logs, orders, promises, taxonomy, visits
from houqin.services.repairs.sla import windows
from houqin.services.repairs.sla.clocks import clocks
from houqin.services.repairs.sla.windows import Window
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, brought_to, promised, refused, reported
from houqin.services.repairs.tests.conftest import Ask, SignIn

HOUR = timedelta(hours=1)
SUNDAY_OFF = calendar_of([Day(date(2026, 3, 8), working=False)], [2026])


def local(text: str) -> datetime:
    """Return an instant of March 2026 as on the campus's clock: "03 14:00"."""
    return datetime.fromisoformat(f"2026-03-{text}").replace(tzinfo=SHANGHAI)


def window(start: str, end: str) -> Window:
    """Return a window."""
    return Window(local(start).astimezone(UTC), local(end).astimezone(UTC))


@pytest.mark.parametrize(
    ("kind", "at", "day", "parts"),
    [
        ("logistics", "02 09:00", "02", "07:30-12:00 12:00-18:00 18:00-22:00 08:00-10:00 10:00-12:00 12:00-14:00 14:00-16:00 "
                                        "16:00-18:00 18:00-20:00 20:00-22:00"),
        ("logistics", "02 16:30", "02", "12:00-18:00 18:00-22:00 16:00-18:00 18:00-20:00 20:00-22:00"),
        ("logistics", "02 21:30", "02", ""),
        ("office", "02 07:00", "03", "08:30-11:30 13:00-17:00 08:30-10:00 10:00-11:30 13:00-14:00 14:00-16:00 16:00-17:00"),
        ("office", "02 07:00", "08", ""),
    ],
    ids=["whole-day", "what-is-left", "nothing-left", "office", "day-off"],
)  # fmt: skip
def test_what_is_offered_is_cut_out_of_the_hours(kind: str, at: str, day: str, parts: str) -> None:
    hours = WorkingHours(SUNDAY_OFF, DEFAULTS[kind].hours)
    found = windows.windows(date.fromisoformat(f"2026-03-{day}"), hours, local(at))
    assert sorted(one.key for one in found) == sorted(parts.split())


def test_a_choice_is_one_of_those_offered_within_the_week() -> None:
    hours = WorkingHours(SUNDAY_OFF, DEFAULTS["office"].hours)
    at = local("02 09:00")
    assert windows.chosen(date(2026, 3, 3), "14:00-16:00", hours, at) == window("03 14:00", "03 16:00")
    for day, part in (
        (date(2026, 3, 8), "14:00-16:00"),
        (date(2026, 3, 3), "14:00-17:30"),
        (date(2026, 3, 10), "14:00-16:00"),
    ):
        assert windows.chosen(day, part, hours, at) is None
    assert date(2026, 3, 8) not in windows.days(hours, at)
    assert len(windows.days(hours, at)) == windows.DAYS - 2
    whole = WorkingHours(SUNDAY_OFF, DEFAULTS["always"].hours)
    late = windows.chosen(date(2026, 3, 3), "22:00-24:00", whole, at)
    assert late == window("03 22:00", "04 00:00")


def test_an_appointment_later_than_the_target_moves_the_promise_and_an_earlier_one_nothing(
    cast: Cast,
) -> None:
    plain = reported(cast)
    fault = taxonomy.category("plumbing.faucet")
    late = report(
        place=cast.room, category=fault, by=cast.student, at=MONDAY_9, window=window("05 14:00", "05 16:00")
    )
    soon = report(
        place=cast.room, category=fault, by=cast.student, at=MONDAY_9, window=window("02 14:00", "02 16:00")
    )
    assert (soon.arrive_due_at, soon.due_at) == (plain.arrive_due_at, plain.due_at)
    assert late.arrive_due_at == local("05 16:00")
    target = promises.target_of(late)
    rest = timedelta(minutes=target.fix_minutes - target.arrive_minutes)
    assert late.due_at == promises.hours_of(late, MONDAY_9).deadline(local("05 16:00"), rest)
    assert late.acknowledge_due_at == plain.acknowledge_due_at
    judged = {one.clock: one for one in clocks(logs.history_of(late), local("05 15:00"))}
    assert (judged["arrive"].due_at, judged["arrive"].verdict) == (late.arrive_due_at, "running")
    [(_same, history)] = list(logs.histories([late]))
    assert [event.verb for event in history.events] == ["appoint"]
    worse = taxonomy.category("lift.trapped")
    dispatch.accept(late, category=worse, by=cast.dispatcher, at=MONDAY_9 + HOUR)
    assert promised(late) < local("05 00:00")  # a danger waits for no hours
    with refused("repairs.danger_waits_not"):
        report(
            place=cast.room,
            category=worse,
            by=cast.student,
            at=MONDAY_9,
            window=window("05 14:00", "05 16:00"),
        )
    with refused("repairs.time_gone_by"):
        report(
            place=cast.room,
            category=fault,
            by=cast.student,
            at=local("06 09:00"),
            window=window("05 14:00", "05 16:00"),
        )
    assert Order.objects.count() == 3


def test_the_reporter_changes_it_until_the_technician_is_on_the_way(cast: Cast) -> None:
    order = brought_to(cast, "assigned")
    before = promised(order)
    appoint(order, may_enter=True, by=cast.student, at=MONDAY_9)
    assert (promised(order), visits.may_enter(order), visits.in_words(order)) == (before, True, "")
    appoint(
        order, window=window("04 08:00", "04 10:00"), may_enter=False, by=cast.student, at=MONDAY_9 + HOUR
    )
    fresh = orders.visible_to(cast.technician, MONDAY_9).with_all().get(pk=order.pk)
    assert visits.in_words(fresh, MONDAY_9) == "约 3月4日 星期三 08:00–10:00"
    assert visits.in_words(fresh, local("03 09:00")) == "约 明天 08:00–10:00"
    assert (visits.may_enter(fresh), fresh.arrive_due_at) == (False, local("04 10:00"))
    assert promised(fresh) > before
    with refused("lifecycle.not_permitted"):
        appoint(order, window=window("05 08:00", "05 10:00"), by=cast.other_student, at=MONDAY_9)
    with refused("lifecycle.not_permitted"):
        appoint_for(order, window=window("05 08:00", "05 10:00"), by=cast.west_dispatcher, at=MONDAY_9)
    appoint_for(
        order, window=window("05 08:00", "05 10:00"), may_enter=True, by=cast.dispatcher, at=MONDAY_9 + HOUR
    )
    assert order.arrive_due_at == local("05 10:00")
    work.take(order, by=cast.technician, at=local("05 08:30"))
    with refused("lifecycle.moved_on"):
        appoint(order, window=window("06 08:00", "06 10:00"), by=cast.student, at=local("05 08:40"))
    for starts, ends in ((MONDAY_9, None), (MONDAY_9, MONDAY_9)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Appointment.objects.filter(order=order).update(starts_at=starts, ends_at=ends)


def test_what_was_broken_before_stays_so_whatever_is_agreed_after(cast: Cast) -> None:
    order = reported(cast)
    late = order.arrive_due_at + timedelta(days=1)
    appoint(order, window=Window(late + HOUR, late + 3 * HOUR), by=cast.student, at=late)
    judged = {one.clock: one.verdict for one in clocks(logs.history_of(order), late)}
    assert judged["arrive"] == "broken"


def test_the_pages_offer_it_and_show_it_to_those_at_work(
    cast: Cast, sign_in: SignIn, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("houqin.kernel.web.middleware.now", lambda: MONDAY_9)
    student = sign_in(cast.student)
    form = student.get(f"/repairs/report/?place={cast.room.pk}").content.decode()
    assert 'name="day" value="2026-03-03"' in form
    assert 'name="part" value="14:00-16:00"' in form
    given: dict[str, Any] = {"place": cast.room.pk, "category": "plumbing.faucet", "seen": "all"}
    half = student.post("/repairs/report/", given | {"day": "2026-03-03"})
    assert (half.status_code, "请同时选一天和一个时段" in half.content.decode()) == (422, True)
    assert student.post("/repairs/report/", given | {"day": "soon", "part": "x"}).status_code == 422
    student.post("/repairs/report/", given | {"day": "2026-03-03", "part": "14:00-16:00", "may_enter": "on"})
    order = Order.objects.get()
    dispatch.assign(order, technician=cast.technician, by=cast.dispatcher, at=MONDAY_9)
    sooner = report(
        place=cast.room, category=taxonomy.category("electrical.light"), by=cast.other_student, at=MONDAY_9,
        window=window("02 14:00", "02 16:00"),
    )  # fmt: skip
    dispatch.assign(sooner, technician=cast.technician, by=cast.dispatcher, at=MONDAY_9)
    today = sign_in(cast.technician).get("/repairs/today/").content.decode()
    assert today.index("约 今天 14:00–16:00") < today.index("约 明天 14:00–16:00")
    assert "可入室" in today
    board = sign_in(cast.dispatcher).get("/repairs/board/?tab=doing").content.decode()
    assert "约 03-03 14:00–16:00 · 可入室" in board
    page = sign_in(cast.dispatcher).get(f"/m/{order.number}/").content.decode()
    assert "约 明天 14:00–16:00" in page
    changed = student.post(f"/m/{order.number}/appoint/", {"day": "2026-03-04", "part": "08:00-10:00"})
    assert changed.status_code == 302
    by_api = ask(
        cast.student,
        f"/api/v1/repairs/orders/{order.number}/appoint",
        {"day": "2026-03-05", "part": "12:00-18:00", "may_enter": True},
    )
    assert by_api.status_code == 200
    assert Appointment.objects.get(order=order).ends_at == local("05 18:00")
