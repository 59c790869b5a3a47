"""Working on an order: only whose it is, in order, shown by a photo."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from houqin.kernel.lifecycle.models import Attachment
from houqin.services.repairs.actions import answer, work
from houqin.services.repairs.lifecycle import State
from houqin.services.repairs.models import Assignment
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, brought_to, photo, refused

LATER = MONDAY_9 + timedelta(minutes=90)


def test_taking_notes_when(cast: Cast) -> None:
    order = brought_to(cast, "assigned")
    work.take(order, by=cast.technician, at=LATER)
    assert order.state == State.TAKEN
    assert Assignment.objects.get(order=order).taken_at == LATER


@pytest.mark.parametrize("who", ["second_technician", "student", "dispatcher", "head"])
def test_nobody_else_takes_an_order(cast: Cast, who: str) -> None:
    order = brought_to(cast, "assigned")
    with refused("lifecycle.not_permitted"):
        work.take(order, by=getattr(cast, who), at=LATER)


def test_the_first_arrival_counts(cast: Cast) -> None:
    order = brought_to(cast, "taken")
    work.arrive(order, by=cast.technician, at=LATER)
    order.refresh_from_db()
    assert (order.state, order.arrived_at) == (State.WORKING, LATER)


def test_finishing_without_a_photo_is_refused_and_changes_nothing(cast: Cast) -> None:
    order = brought_to(cast, "working")
    with refused("repairs.photo_needed") as why:
        work.finish(order, photos=[], by=cast.technician, at=LATER)
    assert why.value.params["field"] == "photos"
    order.refresh_from_db()
    assert (order.state, order.fixed_at) == (State.WORKING, None)


def test_finishing_keeps_the_photo_the_minutes_and_the_day_it_closes_by_itself(cast: Cast) -> None:
    order = brought_to(cast, "working")
    work.finish(order, photos=[photo()], note="换了阀芯", by=cast.technician, at=LATER)
    order.refresh_from_db()
    assert (order.state, order.fixed_at, order.fix_minutes) == (State.FIXED, LATER, 90)
    assert order.closes_at == LATER + timedelta(days=3)  # Thursday: three working days on
    assert Attachment.objects.get(case=order).slot == "after"


def test_each_round_of_rework_wants_its_own_photo(cast: Cast) -> None:
    order = brought_to(cast, "fixed")
    answer.send_back(order, note="还在滴", by=cast.student, at=LATER)
    with refused("repairs.photo_needed"):
        work.finish(order, photos=[], by=cast.technician, at=LATER)
    work.finish(order, photos=[photo("again.jpg")], by=cast.technician, at=LATER)
    assert Attachment.objects.filter(case=order, slot="after").count() == 2


def test_declining_owes_a_reason(cast: Cast) -> None:
    order = brought_to(cast, "assigned")
    with refused("repairs.reason_needed"):
        work.decline(order, note="", by=cast.technician, at=LATER)
    assert Assignment.objects.get(order=order).until is None


def test_a_broken_photo_leaves_the_order_unfinished(cast: Cast) -> None:
    order = brought_to(cast, "working")
    bad = SimpleUploadedFile("cut.jpg", photo().read()[:100], content_type="image/jpeg")
    with refused("evidence.corrupt"):
        work.finish(order, photos=[bad], by=cast.technician, at=LATER)
    order.refresh_from_db()
    assert order.state == State.WORKING
    assert not Attachment.objects.filter(case=order).exists()
