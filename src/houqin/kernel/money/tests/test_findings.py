"""Findings as properties: whose side is which, what a line more or less changes, that nothing is lost or doubled."""

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from houqin.kernel.money.reconcile import Finding, FindingKind, Line, compare
from houqin.kernel.money.tests.partners import PATIENT

LINES = st.builds(
    Line, number=st.sampled_from(["PY1", "PY2"]), reference=st.text("012", min_size=1, max_size=2),
    fen=st.integers(1, 3), refund=st.booleans(), settled=st.booleans(),
)  # fmt: skip
SIDES = st.lists(LINES, max_size=8, unique_by=lambda line: (line.refund, line.reference))
TURNED: dict[FindingKind, FindingKind] = {"only_ours": "only_theirs", "only_theirs": "only_ours"}


def turned(finding: Finding) -> Finding:
    """Return a finding seen from the other side."""
    kind = TURNED.get(finding.kind, finding.kind)
    return replace(finding, kind=kind, ours_fen=finding.theirs_fen, theirs_fen=finding.ours_fen)


def same(line: Line) -> tuple[bool, str]:
    """Return what makes two lines one."""
    return line.refund, line.reference


@PATIENT
@given(SIDES, SIDES)
def test_seen_from_the_other_side_the_findings_are_the_same_turned_round(
    ours: list[Line], theirs: list[Line]
) -> None:
    aligned = [replace(line, number="PY1") for line in ours], [replace(line, number="PY1") for line in theirs]
    assert compare(*reversed(aligned)) == [turned(finding) for finding in compare(*aligned)]


@PATIENT
@given(SIDES, SIDES)
def test_each_pair_of_lines_is_judged_by_itself(ours: list[Line], theirs: list[Line]) -> None:
    alone = [
        finding
        for pair in sorted({same(line) for line in (*ours, *theirs)})
        for finding in compare([x for x in ours if same(x) == pair], [x for x in theirs if same(x) == pair])
    ]
    assert compare(ours, theirs) == alone


@PATIENT
@given(SIDES, SIDES)
def test_a_finding_names_what_both_sides_have_and_no_other_amount(
    ours: list[Line], theirs: list[Line]
) -> None:
    mine = {same(line): line.fen for line in ours}
    other = {same(line): line.fen for line in theirs}
    for finding in compare(ours, theirs):
        pair = finding.kind == "refund_differs", finding.reference
        assert (finding.ours_fen, finding.theirs_fen) == (mine.get(pair), other.get(pair))


@PATIENT
@given(SIDES, SIDES)
def test_the_identity_of_a_finding_is_its_own_and_stays_when_the_rest_is_mended(
    ours: list[Line], theirs: list[Line]
) -> None:
    found = compare(ours, theirs)
    assert max(Counter((finding.kind, finding.reference) for finding in found).values(), default=1) == 1
    for kept in found:
        pair = kept.kind == "refund_differs", kept.reference
        rest = [line for line in ours if same(line) != pair]
        mended = [line for line in theirs if same(line) == pair] + rest
        assert compare([line for line in ours if same(line) == pair] + rest, mended) == [kept]


@PATIENT
@given(SIDES, SIDES)
def test_all_that_settled_on_one_side_alone_is_found_and_nothing_else_of_one_side(
    ours: list[Line], theirs: list[Line]
) -> None:
    there = {same(line) for line in theirs}
    alone = {same(line) for line in ours if line.settled and same(line) not in there}
    found = {
        (finding.kind == "refund_differs", finding.reference)
        for finding in compare(ours, theirs)
        if finding.theirs_fen is None
    }
    assert found == alone


@PATIENT
@given(SIDES, SIDES, st.data())
def test_one_amount_altered_is_exactly_one_finding_more_or_another(
    ours: list[Line], theirs: list[Line], data: st.DataObject
) -> None:
    if not ours:
        return
    chosen = data.draw(st.sampled_from(ours))
    altered = [replace(line, fen=99) if line is chosen else line for line in ours]
    before, after = compare(ours, theirs), compare(altered, theirs)
    pair = same(chosen)
    others = [f for f in before if (f.kind == "refund_differs", f.reference) != pair]
    assert [f for f in after if (f.kind == "refund_differs", f.reference) != pair] == others
    if chosen.settled or pair in {same(line) for line in theirs}:
        (finding,) = (f for f in after if (f.kind == "refund_differs", f.reference) == pair)
        assert finding.ours_fen == 99


@PATIENT
@given(SIDES)
def test_what_did_not_settle_anywhere_is_nothing(lines: list[Line]) -> None:
    pending = [replace(line, settled=False) for line in lines]
    assert compare(pending, []) == compare([], pending) == compare(pending, pending) == []
    settled = [replace(line, settled=True) for line in lines]
    assert (
        len(compare(settled, [])) == len(compare([], settled)) == len(compare(settled, pending)) == len(lines)
    )


@PATIENT
@given(SIDES, SIDES)
def test_payments_come_before_refunds_each_by_reference(ours: list[Line], theirs: list[Line]) -> None:
    found = [(finding.kind == "refund_differs", finding.reference) for finding in compare(ours, theirs)]
    assert found == sorted(found)
