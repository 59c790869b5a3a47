"""Input checks: what forms take, and the technicians they offer."""

from typing import Any

import pytest
from django.utils.datastructures import MultiValueDict

from houqin.services.repairs import forms
from houqin.services.repairs.queries import board, taxonomy
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, brought_to, photo, reported


@pytest.mark.parametrize(
    ("given", "fine"),
    [
        ({"category": "plumbing.faucet"}, True),
        ({"text": "漏水"}, True),
        ({"text": "  "}, False),
        ({}, False),
        ({"category": "no.such"}, False),
        ({"text": "水" * 1001}, False),
        ({"text": "漏水", "form": "nonsense"}, False),
        ({"text": "漏水", "contact": "1" * 31}, False),
    ],
)
def test_a_report_owes_a_place_and_a_fault_or_words(cast: Cast, given: dict[str, str], fine: bool) -> None:
    assert forms.Report({"place": str(cast.room.pk), **given}, at=MONDAY_9).is_valid() is fine
    assert not forms.Report(given, at=MONDAY_9).is_valid()


def test_a_code_is_cleaned_to_its_fault(cast: Cast) -> None:
    form = forms.Report({"place": str(cast.room.pk), "category": "lift.trapped"}, at=MONDAY_9)
    assert form.is_valid()
    assert form.cleaned_data["category"] == taxonomy.category("lift.trapped")


def test_a_closed_place_cannot_be_chosen(cast: Cast) -> None:
    cast.room.closed_on = MONDAY_9.date()
    cast.room.save(update_fields=["closed_on"])
    assert "place" in forms.Report({"place": str(cast.room.pk), "text": "坏了"}, at=MONDAY_9).errors


def test_only_technicians_of_the_place_are_offered_with_their_load(cast: Cast) -> None:
    brought_to(cast, "taken")
    form = forms.Assign(case=reported(cast), person=cast.dispatcher, at=MONDAY_9)
    labels = [str(label) for _value, label in form.fields["technician"].choices]  # type: ignore[attr-defined]
    assert sorted(labels) == ["孙七（手上 0 单）", "赵六（手上 1 单）"]


def test_a_batch_wants_a_known_technician(cast: Cast) -> None:
    loads = board.loads(cast.dispatcher, MONDAY_9)
    assert forms.AssignMany({"technician": str(cast.technician.pk)}, loads=loads).is_valid()
    assert not forms.AssignMany({"technician": str(cast.student.pk)}, loads=loads).is_valid()
    assert not forms.AssignMany({}, loads=loads).is_valid()


def test_finishing_wants_a_photo_and_sending_back_words(cast: Cast) -> None:
    known: dict[str, Any] = {"case": reported(cast), "person": cast.technician, "at": MONDAY_9}
    assert "photos" in forms.Finish({}, **known).errors
    assert forms.Finish({}, MultiValueDict({"photos": [photo()]}), **known).is_valid()
    assert "note" in forms.SendBack({"note": " "}, **known).errors


def test_accepting_may_leave_the_fault_as_it_is(cast: Cast) -> None:
    form = forms.Accept({}, case=reported(cast), person=cast.dispatcher, at=MONDAY_9)
    assert form.is_valid()
    assert form.cleaned_data == {"category": None}
