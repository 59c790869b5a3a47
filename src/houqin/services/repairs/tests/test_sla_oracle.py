"""The clocks against the oracle that looks at every minute: as many random histories as asked for, no difference."""

import json
from collections import Counter
from collections.abc import Iterable

import pytest

from houqin.services.repairs.sla.clocks import clocks
from houqin.services.repairs.sla.lines import read_history, shown
from houqin.services.repairs.tests.sla_histories import history
from houqin.services.repairs.tests.sla_oracle import Oracle


def differences(seeds: Iterable[int]) -> list[str]:
    """Return the seeds on which the engine and the oracle differ, with what each says."""
    found = []
    for seed in seeds:
        line = history(seed)
        read, now = read_history(json.loads(json.dumps(line)))
        engine, oracle = [shown(one) for one in clocks(read, now)], Oracle(line).answer()
        if engine != oracle:
            found.append(
                f"{seed}: {[pair for pair in zip(engine, oracle, strict=False) if pair[0] != pair[1]]}"
            )
    return found


@pytest.mark.parametrize("part", range(4))
def test_the_engine_and_the_oracle_agree_on_five_hundred_random_histories(part: int) -> None:
    assert differences(range(part * 500, part * 500 + 500)) == []


def test_the_random_histories_hold_every_clock_every_verdict_and_every_edge() -> None:
    seen: Counter[str] = Counter()
    for seed in range(300):
        line = history(seed)
        read, now = read_history(line)
        for one in clocks(read, now):
            seen.update(
                [one.clock, one.verdict, f"{one.clock} {one.part > 0}", f"stood {one.paused_minutes > 0}"]
            )
        seen.update(each["do"] for each in line["events"])
        seen.update([f"announced {len(read.hours) > 1}", f"leap {'02-29' in line['opened']}"])
    wanted = ["kept", "broken", "running", "void", "passed", "fix_first True", "hold True", "promise True",
              "stood True", "announced True", "leap True", "reopen", "rework", "urgency", "confirm", "restore", "appoint"]  # fmt: skip
    assert [name for name in wanted if not seen[name]] == []
