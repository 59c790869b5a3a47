"""`houqin repairs sla`: lines in, lines out, bad ones named, no database."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from houqin.services.repairs import commands
from houqin.services.repairs.sla.lines import answered

GOOD: dict[str, Any] = {
    "id": "BX1", "opened": "2026-03-02T09:00:00+08:00", "urgency": "normal", "now": "2026-03-03T12:00:00+08:00",
    "events": [
        {"at": "2026-03-02T09:30:00+08:00", "do": "assign"}, {"at": "2026-03-02T10:00:00+08:00", "do": "arrive"},
        {"at": "2026-03-02T10:10:00+08:00", "do": "pause", "reason": "shutdown"},
        {"at": "2026-03-02T12:10:00+08:00", "do": "resume"}, {"at": "2026-03-03T09:00:00+08:00", "do": "fix"},
    ],
}  # fmt: skip


def said(line: object) -> str:
    """Return what is wrong with a line, "" for none."""
    ((_number, _answer, fault),) = answered([line if isinstance(line, str) else json.dumps(line)])
    return fault


def test_a_history_becomes_a_line_of_clocks(tmp_path: Path) -> None:
    given, made = tmp_path / "histories.jsonl", tmp_path / "clocks.jsonl"
    given.write_text(json.dumps(GOOD) + "\n\n", encoding="utf-8")
    assert commands.sla(["--input", str(given), "--output", str(made)]) == 0
    (line,) = made.read_text(encoding="utf-8").splitlines()
    answer = json.loads(line)
    assert (answer["id"], answer["now"]) == ("BX1", "2026-03-03T04:00:00Z")
    assert {one["clock"]: one["verdict"] for one in answer["clocks"]} == dict.fromkeys(
        ("acknowledge", "assign", "arrive", "fix_first", "fix_total", "hold"), "kept"
    )
    total = next(one for one in answer["clocks"] if one["clock"] == "fix_total")
    assert total == {
        "clock": "fix_total", "part": 0, "started": "2026-03-02T01:00:00Z", "due": "2026-03-03T12:30:00Z",
        "stopped": "2026-03-03T01:00:00Z", "verdict": "kept", "minutes": 750, "paused": 120,
    }  # fmt: skip


def test_bad_lines_are_named_and_stop_no_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = tmp_path / "histories.jsonl"
    given.write_bytes(
        b"\n".join(
            [json.dumps(GOOD).encode(), b"{broken", b"\xff\xfe", json.dumps(GOOD | {"id": "BX2"}).encode()]
        )
    )
    assert commands.sla(["--input", str(given)]) == 1
    out, err = capsys.readouterr()
    answers = [json.loads(line) for line in out.splitlines()]
    assert [one.get("id") for one in answers] == ["BX1", None, None, "BX2"]
    assert [one.get("line") for one in answers] == [None, 2, 3, None]
    assert [line.split(":")[1] for line in err.splitlines()] == ["2", "3"]


def test_lines_are_answered_one_by_one_as_they_come() -> None:
    taken = []

    def given() -> Any:
        for number in range(3):
            taken.append(number)
            yield json.dumps(GOOD)

    answers = answered(given())
    next(answers)
    assert taken == [0]


def test_now_may_be_given_once_for_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = tmp_path / "one.jsonl"
    given.write_text(
        json.dumps({key: value for key, value in GOOD.items() if key != "now"}), encoding="utf-8"
    )
    assert commands.sla(["--input", str(given), "--now", "2026-03-02T11:00:00+08:00"]) == 0
    assert json.loads(capsys.readouterr().out)["now"] == "2026-03-02T03:00:00Z"
    with pytest.raises(SystemExit):
        commands.sla(["--input", str(given), "--now", "2026-03-02T11:00:00"])


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"opened": "yesterday"}, "opened is no instant"),
        ({"opened": "2026-03-02T09:00:00"}, "opened has no zone"),
        ({"opened": None}, "opened is no text"),
        ({"urgency": "soon"}, "not in this edition: soon"),
        ({"now": "2026-03-01T09:00:00+08:00"}, "now is before the opening"),
        ({"now": "2046-03-01T09:00:00+08:00"}, "longer than ten years"),
        ({"events": {}}, "events is no list"),
        ({"events": [7]}, "an event is no object"),
        ({"events": [{"do": "fly", "at": "2026-03-02T10:00:00+08:00"}]}, "unknown event: fly"),
        ({"events": [{"do": "pause", "at": "2026-03-02T10:00:00+08:00"}]}, "pause without reason"),
        ({"events": [{"do": "pause", "reason": "whim", "at": "2026-03-02T10:00:00+08:00"}]}, "not in this edition: whim"),
        ({"events": [{"do": "fix", "at": "2026-03-01T10:00:00+08:00"}]}, "an event is before the opening"),
        ({"hours": "siesta"}, "unknown hours: siesta"),
        ({"hours": {"working": "8 to 5"}}, "unreadable hours: 8"),
        ({"hours": {"working": ""}}, "service hours that never open"),
        ({"sla": {}}, "targets is no object"),
        ({"sla": {"targets": {"normal": {"round_the_clock": 1}}}}, "round_the_clock is neither true nor false"),
        ({"sla": {"targets": {"normal": {"round_the_clock": True, "acknowledge": 0}}}}, "acknowledge is no number of minutes"),
        ({"announced": ["2026"]}, "announced is a list of years"),
        ({"announced": 7}, "announced is a list of years"),
        ({"calendars": [{"since": "2026-03-02T10:00:00+08:00"}]}, "a calendar without its year"),
        ({"calendars": [{"year": 2027, "since": "2026-03-02T10:00:00+08:00", "days": {"2026-01-01": True}}]},
         "a day that is not in 2027"),
    ],
)  # fmt: skip
def test_each_fault_of_a_line_is_said(change: dict[str, Any], fault: str) -> None:
    assert said(GOOD | change) == fault


@pytest.mark.parametrize("line", ["[]", "7", '"x"', "null", "[" * 5000, '{"id": {}}', "{}"])
def test_no_line_however_odd_ends_the_run(line: str) -> None:
    assert said(line)


def test_a_line_at_the_end_of_time_is_named() -> None:
    late = GOOD | {"opened": "9999-12-31T20:00:00+00:00", "now": "9999-12-31T21:00:00+00:00", "events": []}
    assert said(late)


def test_the_command_runs_without_a_database(tmp_path: Path) -> None:
    given, made, data = tmp_path / "in.jsonl", tmp_path / "out.jsonl", tmp_path / "data"
    given.write_text(json.dumps(GOOD), encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "houqin.site", "--data", str(data), "repairs", "sla", "--input", str(given),
         "--output", str(made)],
        env={name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (run.returncode, run.stderr) == (0, "")
    assert json.loads(made.read_text(encoding="utf-8"))["id"] == "BX1"
    assert not (data / "postgres").exists()
