"""The clocks by themselves: pauses, unions, limits, rework, endings, the ladder."""

from datetime import timedelta

import pytest

from houqin.services.repairs.rules import Target
from houqin.services.repairs.sla.clocks import clocks, steps_reached
from houqin.services.repairs.sla.log import Edition, Event, History, Reason
from houqin.services.repairs.sla.shipped import shipped_edition
from houqin.services.repairs.tests.sla_plain import EDITION, WORK, at, hours, judge, log, verdicts

MINUTE = timedelta(minutes=1)


def test_overlapping_pauses_count_once() -> None:
    told = log("03-02 09:00", "03-02 10:00 pause power", "03-02 11:00 pause home", "03-02 12:00 resume power",
               "03-02 13:00 resume home")  # fmt: skip
    total = judge(told, "03-02 14:00", "fix_total")
    assert (total.paused_minutes, total.minutes, total.due_at) == (180, 120, at("03-02 22:00"))


@pytest.mark.parametrize("clock", ["acknowledge", "promise"])
def test_a_first_answer_and_a_promise_by_hand_can_be_stopped_by_no_data(clock: str) -> None:
    with pytest.raises(ValueError, match="never pause"):
        Reason("any", frozenset({clock}), 60)


def test_a_pause_stops_the_clocks_its_reason_names_and_no_other() -> None:
    told = log("03-02 09:00", "03-02 09:10 assign", "03-02 10:00 pause parts", "03-02 12:00 resume")
    stood = {one.clock: one.paused_minutes for one in clocks(told, at("03-02 13:00"))}
    assert stood == {"acknowledge": 0, "assign": 0, "arrive": 0, "fix_first": 0, "fix_total": 0, "hold": 120}


def test_a_pause_after_the_deadline_unbreaks_nothing() -> None:
    told = log("03-02 09:00", "03-02 19:01 pause power", "03-02 23:00 resume", "03-02 23:30 fix")
    total = judge(told, "03-03 09:00", "fix_total")
    assert (total.due_at, total.verdict) == (at("03-02 19:00"), "broken")


@pytest.mark.parametrize(
    ("confirmed", "due"),
    [
        ("", "03-03 19:00"),
        ("03-03 10:00", "03-05 19:00"),
        ("03-03 10:01", "03-03 19:00"),
        ("03-02 10:00", "03-05 19:00"),
    ],
)
def test_a_pause_of_more_than_a_day_counts_only_if_confirmed_within_the_day(confirmed: str, due: str) -> None:
    lines = ["03-02 10:00 pause home", *([f"{confirmed} confirm"] if confirmed else [])]
    assert judge(log("03-02 09:00", *lines), "03-20 09:00", "fix_total").due_at == at(due)


def test_rework_gives_no_new_time_and_goes_on_with_the_same_holder() -> None:
    told = log(
        "03-02 09:00", "03-02 09:10 assign", "03-02 11:00 fix", "03-02 18:00 rework", "03-02 19:30 fix"
    )
    assert verdicts(told, "03-03 09:00", ["fix_first", "fix_total", "hold"]) == {
        "fix_first": "kept", "fix_total": "broken", "hold": "broken",
    }  # fmt: skip
    assert len([one for one in clocks(told, at("03-03 09:00")) if one.clock == "hold"]) == 1


def test_who_hands_an_order_on_in_time_has_broken_nothing() -> None:
    told = log(
        "03-02 09:00", "03-02 09:10 assign", "03-02 09:20 unassign", "03-02 09:30 assign", "03-02 10:00 fix"
    )
    assert [one.verdict for one in clocks(told, at("03-03 09:00")) if one.clock == "hold"] == [
        "passed",
        "kept",
    ]


@pytest.mark.parametrize(
    ("ended", "verdict"), [("03-02 10:00", "void"), ("03-02 19:00", "void"), ("03-02 19:01", "broken")]
)
def test_an_order_that_ended_owes_nothing_but_what_it_had_broken(ended: str, verdict: str) -> None:
    assert judge(log("03-02 09:00", f"{ended} end"), "03-05 09:00", "fix_total").verdict == verdict


def test_a_refusal_taken_back_counts_from_the_report() -> None:
    told = log(
        "03-02 09:00",
        "03-02 09:30 acknowledge",
        "03-02 09:30 end",
        "03-02 15:00 restore",
        "03-02 16:00 assign",
    )
    assert verdicts(told, "03-02 17:00", ["acknowledge", "assign", "fix_total"]) == {
        "acknowledge": "kept", "assign": "broken", "fix_total": "running",
    }  # fmt: skip


def test_a_promise_replaced_in_time_is_passed_and_one_replaced_too_late_is_broken() -> None:
    told = log("03-02 09:00", "03-02 10:00 promise 03-03 12:00", "03-02 11:00 promise 03-03 14:00",
               "03-03 15:00 promise 03-04 10:00", "03-04 09:00 fix")  # fmt: skip
    found = [one.verdict for one in clocks(told, at("03-05 09:00")) if one.clock == "promise"]
    assert found == ["passed", "broken", "kept"]


def test_what_happens_in_one_instant_counts_in_the_order_of_the_log() -> None:
    first = log("03-02 09:00", "03-02 09:40 acknowledge", "03-02 09:40 urgency urgent")
    other = log("03-02 09:00", "03-02 09:40 urgency urgent", "03-02 09:40 acknowledge")
    assert judge(first, "03-02 10:00", "acknowledge").verdict == "kept"
    assert judge(other, "03-02 10:00", "acknowledge").verdict == "broken"


def test_what_lies_ahead_of_now_is_not_known() -> None:
    told = log("03-02 09:00", "03-02 10:00 pause power", "03-02 11:00 fix")
    assert clocks(told, at("03-02 09:30")) == clocks(log("03-02 09:00"), at("03-02 09:30"))


@pytest.mark.parametrize(("now", "steps"), [("03-02 14:00", []), ("03-02 14:01", [50]), ("03-02 17:01", [50, 80]),
                                           ("03-02 19:01", [50, 80, 100]), ("03-03 00:01", [50, 80, 100, 150])])  # fmt: skip
def test_the_ladder_is_climbed_in_counted_time(now: str, steps: list[int]) -> None:
    told = log("03-02 09:00", "03-02 09:01 assign", "03-02 09:30 arrive")
    assert [
        step for clock, step in steps_reached(told, at(now), [50, 80, 100, 150]) if clock == "fix_total"
    ] == steps


def test_no_step_is_reached_while_the_clock_stands() -> None:
    told = log("03-02 09:00", "03-02 13:59 pause power")
    assert [one for one in steps_reached(told, at("03-03 09:00"), [50]) if one[0] == "fix_total"] == []


def test_a_clock_without_a_target_is_not_judged() -> None:
    plain = Edition({"normal": Target(False, 60, 240, 600)}, {})
    told = History(at("03-02 09:00"), "normal", (), plain, ((at("03-02 09:00"), hours()),))
    assert "assign" not in {one.clock for one in clocks(told, at("03-02 10:00"))}


@pytest.mark.parametrize("event", [{"verb": "pause", "reason": "whim"}, {"verb": "urgency", "urgency": "never"},
                                   {"verb": "promise"}])  # fmt: skip
def test_a_log_that_names_what_the_edition_does_not_know_is_refused(event: dict[str, str]) -> None:
    one = Event(at=at("03-02 10:00"), **event)  # type: ignore[arg-type]
    told = History(at("03-02 09:00"), "normal", (one,), EDITION, ((at("03-02 09:00"), hours()),))
    with pytest.raises(ValueError, match=r"not in this edition|without an instant"):
        clocks(told, at("03-02 11:00"))


def test_a_pause_of_no_length_is_no_reason() -> None:
    with pytest.raises(ValueError, match="no length"):
        Reason("any", WORK, 0)


def test_the_shipped_edition_knows_the_six_reasons_and_parts_stop_nothing_for_the_school() -> None:
    shipped = shipped_edition()
    assert list(shipped.reasons) == ["reporter", "nobody_home", "parts", "shutdown", "contractor", "weather"]
    assert shipped.reasons["parts"].stops == {"hold"}
    assert all("acknowledge" not in one.stops for one in shipped.reasons.values())
    for target in shipped.targets.values():
        assert target.acknowledge_minutes <= (target.assign_minutes or 0) <= target.arrive_minutes
