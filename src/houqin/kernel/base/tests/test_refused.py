"""Refusals: one reason or several, told by codes, never by words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from houqin.kernel.base.refused import Refusals, Refused, refuse_if_any


def test_a_refusal_knows_its_code_and_what_fills_its_gaps() -> None:
    refused = Refused("seals.blank_paper", page=3, field="document")
    assert (refused.code, refused.params) == ("seals.blank_paper", {"page": 3, "field": "document"})
    assert refused.reasons == (refused,)


def test_a_gap_may_be_called_code_too() -> None:
    assert Refused("a.b", code="XYZ").params == {"code": "XYZ"}


def test_a_refusal_in_a_log_names_its_code_and_its_params() -> None:
    assert str(Refused("a.b")) == "a.b"
    assert str(Refused("a.b", n=1)) == "a.b {'n': 1}"
    assert str(Refusals([Refused("a.b"), Refused("c.d", n=1)])) == "a.b; c.d {'n': 1}"


def test_no_reason_refuses_nothing() -> None:
    refuse_if_any([])


def test_one_reason_is_raised_as_itself() -> None:
    only = Refused("a.b")
    with pytest.raises(Refused) as caught:
        refuse_if_any([only])
    assert caught.value is only


@given(st.lists(st.from_regex(r"[a-z]+\.[a-z_]+", fullmatch=True), min_size=2, max_size=6))
def test_several_reasons_come_together_in_their_order_and_are_a_refusal_too(codes: list[str]) -> None:
    with pytest.raises(Refused) as caught:
        refuse_if_any([Refused(code, n=n) for n, code in enumerate(codes)])
    assert isinstance(caught.value, Refusals)
    assert [reason.code for reason in caught.value.reasons] == codes
    assert (caught.value.code, caught.value.params) == (codes[0], {"n": 0}), "it stands for its first reason"
