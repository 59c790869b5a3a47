"""The rule book, rule by rule and for any input."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from statistics import median as plain_median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from houqin.services.seals import rules
from houqin.services.seals.rules import Asked, Presented, Succession

APPROVED = sha256(b"the contract").hexdigest()
FINE = Asked(seal="学校公章", seal_state="in_use", copies=2, most_copies=6, blank=False, pages_found=3)
BROUGHT = Presented(
    seal="学校公章", seal_state="in_use", kept_by="王五", is_keeper=True, copies=2, approved_copies=2,
    fingerprint=APPROVED, brought=APPROVED,
)  # fmt: skip
STAMPING = (rules.seal_at_rest, rules.own_keeper, rules.copies_as_approved, rules.paper_as_approved)
fingerprints = st.binary(min_size=1).map(lambda data: sha256(data).hexdigest())


def codes(reasons: Any) -> list[str]:
    return [reason.code for reason in reasons]


def stamping(facts: Presented) -> list[str]:
    return codes(reason for rule in STAMPING for reason in rule(facts))


def test_an_application_in_order_meets_no_objection() -> None:
    assert rules.reasons_against(FINE) == []


@pytest.mark.parametrize("state", ["away", "suspended", "lost", "retired"])
def test_a_seal_that_is_not_at_rest_can_be_neither_asked_for_nor_used(state: Any) -> None:
    assert codes(rules.reasons_against(replace(FINE, seal_state=state))) == [f"seals.seal_{state}"]
    assert stamping(replace(BROUGHT, seal_state=state)) == [f"seals.seal_{state}"]


def test_blank_paper_is_refused() -> None:
    assert codes(rules.reasons_against(replace(FINE, blank=True))) == ["seals.blank_paper"]


def test_every_objection_is_named_at_once() -> None:
    wrong = replace(FINE, seal_state="lost", blank=True, copies=9, pages_said=4, out=True, may_go_out=False)
    assert codes(rules.reasons_against(wrong)) == [
        "seals.seal_lost", "seals.blank_paper", "seals.pages_differ", "seals.too_many_copies",
        "seals.stays_here",
    ]  # fmt: skip


def test_pages_are_asked_for_where_the_format_does_not_count_them() -> None:
    assert codes(rules.reasons_against(replace(FINE, pages_found=None))) == ["seals.pages_unknown"]
    assert rules.reasons_against(replace(FINE, pages_found=None, pages_said=3)) == []
    assert rules.reasons_against(replace(FINE, pages_said=3)) == []


def test_the_escort_is_staff_and_somebody_else() -> None:
    out = replace(FINE, out=True)
    assert rules.reasons_against(out) == []
    assert codes(rules.reasons_against(replace(out, escort_is_staff=False))) == ["seals.escort_not_staff"]
    assert codes(rules.reasons_against(replace(out, escort_is_applicant=True))) == [
        "seals.escort_is_applicant"
    ]


def test_nobody_asks_about_an_escort_when_the_seal_stays() -> None:
    assert rules.reasons_against(replace(FINE, may_go_out=False, escort_is_staff=False)) == []


@given(copies=st.integers(1, 500), most=st.integers(1, 500))
def test_copies_are_bounded_by_the_kind_of_matter(copies: Any, most: Any) -> None:
    refused = bool(list(rules.copies_within_kind(replace(FINE, copies=copies, most_copies=most))))
    assert refused == (copies > most)


@given(fingerprints)
def test_the_check_code_is_read_in_any_dress(fingerprint: Any) -> None:
    code = rules.check_code(fingerprint)
    assert len(code) == 8
    for dressed in (code, code.lower(), f" {code[:4]} {code[4:]} ", f"{code[:4]}-{code[4:]}"):
        assert rules.same_code(dressed, fingerprint)


@given(fingerprints, fingerprints)
def test_another_document_has_another_code(one: Any, other: Any) -> None:
    assert rules.same_code(rules.check_code(one), other) == (one[:8] == other[:8])


@given(fingerprints, fingerprints)
def test_a_file_is_stamped_only_if_it_is_the_approved_one(approved: Any, brought: Any) -> None:
    facts = replace(BROUGHT, fingerprint=approved, brought=brought)
    assert bool(list(rules.paper_as_approved(facts))) == (approved != brought)


def test_a_wrong_code_does_not_pass_behind_a_right_file() -> None:
    assert codes(rules.paper_as_approved(replace(BROUGHT, code="00000000"))) == ["seals.code_differs"]


def test_something_must_be_presented() -> None:
    assert codes(rules.paper_as_approved(replace(BROUGHT, brought="", code="  "))) == [
        "seals.nothing_presented"
    ]


@given(st.integers(-3, 60), st.integers(1, 50))
def test_stamped_copies_lie_between_one_and_the_approved(copies: Any, approved: Any) -> None:
    facts = replace(BROUGHT, copies=copies, approved_copies=approved)
    assert (list(rules.copies_as_approved(facts)) == []) == (1 <= copies <= approved)


def test_a_stranger_s_hand_is_refused_with_the_keeper_s_name() -> None:
    (reason,) = rules.own_keeper(replace(BROUGHT, is_keeper=False))
    assert (reason.code, reason.params["keeper"]) == ("seals.not_its_keeper", "王五")


def test_a_seal_goes_to_another_keeper_with_the_role_and_a_different_deputy() -> None:
    assert list(rules.worthy_successor(Succession(False, False))) == []
    wrong = Succession(same_as_before=True, is_own_deputy=True, without_role=("赵六",))
    assert codes(rules.worthy_successor(wrong)) == [
        "seals.same_keeper", "seals.deputy_is_keeper", "seals.keeper_without_role",
    ]  # fmt: skip


@given(st.lists(st.integers(0, 10**6), min_size=1))
def test_the_median_is_the_usual_one(minutes: Any) -> None:
    found = rules.median([timedelta(minutes=each) for each in minutes])
    assert found == timedelta(minutes=plain_median(minutes))


def test_there_is_no_median_of_nothing() -> None:
    assert rules.median([]) is None


def test_a_seal_is_overdue_when_it_comes_or_stays_out_after_its_hour() -> None:
    due = datetime(2026, 3, 2, 9, tzinfo=UTC)
    early, late = due - timedelta(hours=1), due + timedelta(hours=1)
    assert not rules.is_overdue(due, early, late)
    assert not rules.is_overdue(due, None, due)
    assert rules.is_overdue(due, None, late)
    assert rules.is_overdue(due, late, late)
