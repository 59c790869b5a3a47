"""One's own inbox: what is new, what is read, and nobody else's."""

from datetime import timedelta

import pytest

from houqin.kernel.base.ids import new_id
from houqin.kernel.lifecycle.tests.stage import MONDAY_9, person_with
from houqin.kernel.lifecycle.walk import Stage
from houqin.kernel.notices.actions import read, read_all, read_subject, set_preference
from houqin.kernel.notices.models import Delivery
from houqin.kernel.notices.queries import preference_of, unread_count, visible_to
from houqin.kernel.people.models import Person

LATER = MONDAY_9 + timedelta(hours=1)


def message(person: Person, channel: str = "app") -> Delivery:
    return Delivery.objects.create(
        happening=new_id(), person=person, channel=channel, rule="toy.opened", subject=new_id(), kind="test.toy",
        at=MONDAY_9, next_at=MONDAY_9, state=Delivery.State.SENT, sent_at=MONDAY_9,
    )  # fmt: skip


@pytest.fixture
def owner(stage: Stage) -> Person:
    return person_with("收件人", [])


def test_only_unread_messages_of_the_inbox_are_counted(owner: Person) -> None:
    message(owner, "mail")
    first, _second = message(owner), message(owner)
    assert unread_count(owner) == 2
    read(first.pk, by=owner, at=LATER)
    assert unread_count(owner) == 1
    assert visible_to(owner).count() == 2


def test_counting_stops_at_a_bound(owner: Person) -> None:
    for _ in range(4):
        message(owner)
    assert unread_count(owner, most=3) == 3


def test_reading_twice_keeps_the_first_instant(owner: Person) -> None:
    one = message(owner)
    read(one.pk, by=owner, at=LATER)
    read(one.pk, by=owner, at=LATER + timedelta(days=1))
    one.refresh_from_db()
    assert one.read_at == LATER


def test_nobody_marks_or_sees_anothers_messages(owner: Person) -> None:
    stranger, one = person_with("别人", []), message(owner)
    read(one.pk, by=stranger, at=LATER)
    assert read_all(by=stranger, at=LATER) == 0
    read_subject(one.subject, by=stranger, at=LATER)
    assert unread_count(owner) == 1
    assert not visible_to(stranger).exists()


def test_opening_a_matter_reads_what_was_said_of_it(owner: Person) -> None:
    one, _other = message(owner), message(owner)
    read_subject(one.subject, by=owner, at=LATER)
    assert unread_count(owner) == 1
    assert read_all(by=owner, at=LATER) == 1


def test_a_person_who_never_chose_gets_the_defaults_and_a_choice_is_kept(owner: Person) -> None:
    default = preference_of(owner)
    assert (default.mail, default.digest, default.quiet, default.muted) == (True, False, True, [])
    set_preference(mail=True, digest=True, quiet=False, muted=["b", "a"], by=owner, at=LATER)
    kept = preference_of(owner)
    assert (kept.digest, kept.quiet, kept.muted) == (True, False, ["a", "b"])
