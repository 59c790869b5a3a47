"""What users of other systems complained of, each as a test that bears the thread's name."""

from datetime import date, timedelta

from houqin.kernel.worktime.days import Day, calendar_of
from houqin.services.repairs.sla.clocks import clocks, steps_reached
from houqin.services.repairs.sla.log import History
from houqin.services.repairs.tests.sla_plain import EDITION, at, hours, judge, log, verdicts

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def test_glpi_6902_a_pause_is_not_forgotten_when_the_urgency_changes() -> None:
    told = log("03-02 09:00", "03-02 10:00 pause power", "03-02 12:00 resume", "03-02 12:30 urgency urgent")
    assert judge(told, "03-02 13:00", "fix_total").due_at == at(
        "03-02 16:00"
    )  # five hours and two that stood


def test_glpi_6902_changed_while_it_stands_the_pause_counts_on() -> None:
    told = log("03-02 09:00", "03-02 10:00 pause power", "03-02 11:00 urgency urgent")
    assert verdicts(told, "03-02 20:00", ["fix_total"]) == {"fix_total": "running"}
    assert judge(told, "03-02 20:00", "fix_total").due_at == at("03-03 00:00")


def test_glpi_15605_days_on_hold_are_taken_off_the_new_target_too() -> None:
    told = log(
        "03-02 09:00", "03-02 10:00 pause home", "03-03 09:00 confirm", "03-04 10:00 resume", "03-04 10:30 urgency slow"
    )  # fmt: skip
    total = judge(told, "03-04 11:00", "fix_total")
    assert (total.due_at, total.paused_minutes) == (at("03-05 15:00"), 2 * 1440)


def test_glpi_15605_what_was_broken_under_the_old_target_stays_broken() -> None:
    told = log("03-02 09:00", "03-02 19:30 urgency slow")
    assert judge(told, "03-02 20:00", "fix_total").due_at == at("03-02 19:00")
    assert verdicts(told, "03-02 20:00", ["fix_total"]) == {"fix_total": "broken"}


def test_glpi_17186_a_promise_by_hand_is_moved_by_no_pause_and_no_change() -> None:
    told = log("03-02 09:00", "03-02 09:30 promise 03-05 12:00", "03-02 10:00 pause power", "03-02 18:00 resume",
               "03-02 18:30 urgency slow", "03-04 11:00 fix")  # fmt: skip
    promised = judge(told, "03-06 09:00", "promise")
    assert (promised.due_at, promised.verdict) == (at("03-05 12:00"), "kept")
    assert judge(told, "03-06 09:00", "fix_total").due_at != promised.due_at


def test_glpi_16236_nor_does_the_promise_by_hand_move_the_clock_of_the_edition() -> None:
    plain = log("03-02 09:00", "03-02 20:00 fix")
    by_hand = log("03-02 09:00", "03-02 09:30 promise 03-08 12:00", "03-02 20:00 fix")
    assert judge(by_hand, "03-03 09:00", "fix_total") == judge(plain, "03-03 09:00", "fix_total")
    assert verdicts(by_hand, "03-03 09:00", ["fix_total", "promise"]) == {
        "fix_total": "broken",
        "promise": "kept",
    }


def test_glpi_9082_a_pause_never_pushes_the_deadline_out_of_the_hours() -> None:
    told = log(
        "03-02 08:30", "03-02 10:00 pause power", "03-02 16:30 resume", urgency="urgent", kind="office"
    )
    due = judge(told, "03-02 17:00", "fix_total").due_at
    assert due == at("03-03 11:30")
    assert hours("office").is_open(due - MINUTE)


def test_glpi_23359_the_time_between_fix_and_reopening_is_no_pause() -> None:
    told = log("03-02 09:00", "03-02 10:00 fix", "03-05 10:00 reopen", "03-05 11:00 fix")
    total = judge(told, "03-06 09:00", "fix_total")
    assert (total.paused_minutes, total.due_at, total.verdict) == (0, at("03-02 19:00"), "broken")
    assert judge(told, "03-06 09:00", "fix_first").verdict == "kept"


def test_glpi_9267_a_reopening_has_a_first_fix_of_its_own() -> None:
    told = log("03-02 09:00", "03-02 10:00 fix", "03-05 10:00 reopen", "03-05 11:00 fix")
    again = judge(told, "03-06 09:00", "fix_first", part=1)
    assert (again.due_at, again.verdict, again.minutes) == (at("03-05 20:00"), "kept", 60)


def test_glpi_15429_hours_other_than_round_the_clock_escalate_nothing_at_once() -> None:
    told = log("03-06 17:30", kind="office")  # a Friday after the office has shut
    assert steps_reached(told, at("03-09 08:30"), [1, 50, 100]) == []
    assert ("acknowledge", 50) in steps_reached(told, at("03-09 09:01"), [1, 50, 100])


def test_glpi_1911_the_second_holder_has_the_whole_time() -> None:
    told = log("03-02 09:00", "03-02 09:05 assign", "03-02 18:30 assign")
    assert judge(told, "03-02 18:31", "hold", part=0).verdict == "passed"
    second = judge(told, "03-02 18:31", "hold", part=1)
    assert (second.started_at, second.due_at) == (at("03-02 18:30"), at("03-03 04:30"))
    assert judge(told, "03-02 18:31", "fix_total").due_at == at("03-02 19:00"), "the reporter's promise stays"


def test_zammad_5177_no_later_clock_overrules_the_first_answer() -> None:
    told = log("03-02 09:00", "03-02 09:10 promise 03-02 09:20", "03-02 09:30 arrive")
    assert judge(told, "03-02 09:40", "acknowledge").due_at == at("03-02 10:00")
    assert verdicts(told, "03-02 09:40", ["acknowledge", "arrive", "promise"]) == {
        "acknowledge": "running", "arrive": "kept", "promise": "broken",
    }  # fmt: skip


def test_zammad_3140_a_clock_that_was_answered_is_told_of_no_more() -> None:
    told = log("03-02 09:00", "03-02 09:50 acknowledge")
    assert [clock for clock, _step in steps_reached(told, at("03-02 14:00"), [50, 100])].count(
        "acknowledge"
    ) == 0
    assert judge(told, "03-02 14:00", "acknowledge").verdict == "kept"


def test_zammad_2082_the_answer_is_seen_the_first_time_it_is_asked_after() -> None:
    told = log("03-02 09:00", "03-02 09:30 assign")
    before, after = judge(told, "03-02 09:29", "acknowledge"), judge(told, "03-02 09:30", "acknowledge")
    assert (before.stopped_at, before.verdict) == (None, "running")
    assert (after.stopped_at, after.verdict) == (at("03-02 09:30"), "kept")


def test_dynamics_a_pause_on_a_holiday_moves_nothing_and_harms_nothing() -> None:
    plain = log("09-30 16:00", urgency="urgent", kind="office")
    paused = log(
        "09-30 16:00", "10-03 09:00 pause power", "10-03 15:00 resume", urgency="urgent", kind="office"
    )
    one, other = judge(plain, "10-04 09:00", "fix_total"), judge(paused, "10-04 09:00", "fix_total")
    assert one == other
    assert other.paused_minutes == 0
    longer = log(
        "09-30 16:00", "10-08 16:00 pause power", "10-09 09:30 resume", urgency="urgent", kind="office"
    )  # fmt: skip
    assert (
        judge(longer, "10-09 10:00", "fix_total").paused_minutes == 60
    )  # only the hour of the working Friday


def test_osticket_6524_a_waiting_state_stops_the_clock() -> None:
    told = log("03-02 09:00", "03-02 10:00 pause home")
    early, late = judge(told, "03-02 11:00", "fix_total"), judge(told, "03-03 09:59", "fix_total")
    assert (early.minutes, late.minutes, late.verdict) == (60, 60, "running")
    assert late.due_at - early.due_at == at("03-03 09:59") - at("03-02 11:00")


def test_osticket_6524_and_it_cannot_be_forgotten_there() -> None:
    told = log("03-02 09:00", "03-02 10:00 pause home")
    assert judge(told, "03-08 09:00", "fix_total").verdict == "broken"
    assert judge(told, "03-08 09:00", "fix_total").due_at == at("03-03 19:00"), (
        "a day, as nobody confirmed it"
    )


def test_freeitsm_a_calendar_corrected_later_judges_nothing_anew() -> None:
    known = calendar_of([], [2026])
    opened = at("12-30 16:00")
    guess, told = (
        hours("office", known),
        hours("office", calendar_of([Day(date(2027, 1, 4), working=False)], [2026, 2027])),
    )
    kept = History(opened, "urgent", (), EDITION, ((opened, guess), (at("12-31 10:00"), told)))
    (total,) = (one for one in clocks(kept, at("12-31 10:00")) if one.clock == "fix_total")
    assert total.due_at == at("12-31 14:00")
    broken = History(opened, "urgent", (), EDITION, ((opened, guess), (at("12-31 14:01"), told)))
    assert judge(broken, "12-31 16:00", "fix_total").verdict == "broken"


def test_hours_agreed_later_than_the_target_move_arrival_to_their_end_and_leave_the_rest_for_the_work() -> (
    None
):
    told = log(
        "03-02 09:00", "03-02 09:00 appoint 03-03 16:00"
    )  # arrive 4 hours, fix 10: six are left for the work
    assert judge(told, "03-02 10:00", "arrive").due_at == at("03-03 16:00")
    assert judge(told, "03-02 10:00", "fix_total").due_at == at("03-03 22:00")
    assert judge(told, "03-02 10:00", "acknowledge").due_at == at("03-02 10:00")


def test_hours_agreed_within_the_target_move_nothing() -> None:
    plain, told = log("03-02 09:00"), log("03-02 09:00", "03-02 09:00 appoint 03-02 12:00")
    for clock in ("arrive", "fix_first", "fix_total"):
        assert judge(told, "03-02 10:00", clock).due_at == judge(plain, "03-02 10:00", clock).due_at


def test_hours_agreed_after_the_deadline_do_not_unbreak_it() -> None:
    told = log("03-02 09:00", "03-02 14:00 appoint 03-04 12:00")
    assert judge(told, "03-02 15:00", "arrive").due_at == at("03-02 13:00")
    assert verdicts(told, "03-02 15:00", ["arrive", "fix_total"]) == {
        "arrive": "broken",
        "fix_total": "running",
    }
    assert judge(told, "03-02 15:00", "fix_total").due_at == at("03-04 18:00")


def test_the_hours_agreed_last_count_and_a_danger_waits_for_none() -> None:
    changed = log("03-02 09:00", "03-02 09:10 appoint 03-05 12:00", "03-02 11:00 appoint 03-03 12:00")
    assert judge(changed, "03-02 12:00", "arrive").due_at == at("03-03 12:00")
    worse = log("03-02 09:00", "03-02 09:10 appoint 03-05 12:00", "03-02 09:20 urgency danger")
    assert judge(worse, "03-02 09:25", "arrive").due_at == at("03-02 09:30")


def test_the_ladder_waits_for_the_hours_agreed() -> None:
    told = log("03-02 09:00", "03-02 09:00 appoint 03-03 16:00")
    assert [
        step for clock, step in steps_reached(told, at("03-03 15:59"), [50, 100]) if clock == "arrive"
    ] == []
    reached = [
        step for clock, step in steps_reached(told, at("03-03 16:01"), [50, 100, 150]) if clock == "arrive"
    ]
    assert reached == [50, 100]  # half as much again comes two hours later
