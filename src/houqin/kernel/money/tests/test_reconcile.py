"""The comparison with a bill: equal sides agree, each single difference is one finding, the order of lines is nothing."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from houqin.kernel.money.reconcile import Finding, Line, compare

LINES = st.builds(
    Line, number=st.sampled_from(["PY1", "PY2", "PY3"]), reference=st.text("0123456789", min_size=1, max_size=3),
    fen=st.integers(1, 99_999), refund=st.booleans(), settled=st.booleans(),
)  # fmt: skip
SIDES = st.lists(LINES, max_size=12, unique_by=lambda line: (line.refund, line.reference))
SETTLED = SIDES.map(lambda lines: [replace(line, settled=True) for line in lines])
SETTINGS = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
PAID = Line("PY1", "T1", 1_250)
BACK = Line("PY1", "RF1", 500, refund=True)


@SETTINGS
@given(lines=SETTLED, data=st.data())
def test_where_both_say_the_same_there_is_nothing_to_find(lines: list[Line], data: st.DataObject) -> None:
    assert compare(lines, data.draw(st.permutations(lines))) == []


@SETTINGS
@given(ours=SIDES, theirs=SETTLED, data=st.data())
def test_findings_come_in_one_order_and_each_once(
    ours: list[Line], theirs: list[Line], data: st.DataObject
) -> None:
    found = compare(ours, theirs)
    assert found == compare(data.draw(st.permutations(ours)), data.draw(st.permutations(theirs)))
    assert len({(finding.kind == "refund_differs", finding.reference) for finding in found}) == len(found)


@SETTINGS
@given(ours=SIDES, theirs=SETTLED)
def test_the_difference_of_the_sums_is_the_sum_of_the_findings(ours: list[Line], theirs: list[Line]) -> None:
    """Money that moved, by each side: what the findings do not explain does not differ."""
    settled = {(line.refund, line.reference): line.settled for line in ours}
    explained = 0
    for finding in compare(ours, theirs):
        mine = finding.ours_fen or 0
        if not settled.get((finding.kind == "refund_differs", finding.reference), True):
            mine = 0
        sign = -1 if finding.kind == "refund_differs" else 1
        explained += sign * (mine - (finding.theirs_fen or 0))
    assert explained == moved(ours) - moved(theirs)


def moved(lines: list[Line]) -> int:
    """Return what a side says came in, refunds taken off."""
    return sum((-line.fen if line.refund else line.fen) for line in lines if line.settled)


def test_each_kind_of_difference_has_its_name() -> None:
    assert compare([PAID], []) == [Finding("only_ours", "PY1", "T1", 1_250, None)]
    assert compare([], [PAID]) == [Finding("only_theirs", "PY1", "T1", None, 1_250)]
    assert compare([PAID], [replace(PAID, fen=1_249)]) == [
        Finding("amount_differs", "PY1", "T1", 1_250, 1_249)
    ]
    pending = replace(PAID, settled=False)
    assert compare([pending], [PAID]) == [Finding("state_differs", "PY1", "T1", 1_250, 1_250)]
    assert compare([pending], []) == []
    assert compare([BACK], []) == [Finding("refund_differs", "PY1", "RF1", 500, None)]
    assert compare([], [BACK]) == [Finding("refund_differs", "PY1", "RF1", None, 500)]
    failed = replace(BACK, settled=False)
    assert compare([], [failed]) == []
    assert compare([BACK], [failed]) == [Finding("refund_differs", "PY1", "RF1", 500, 500)]
    assert compare([failed], [BACK]) == [Finding("refund_differs", "PY1", "RF1", 500, 500)]
