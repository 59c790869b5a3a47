"""What the office orders and a person wishes, together: which rows a deed leaves, and when each goes out."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import override_settings

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.lifecycle.models import Case
from houqin.kernel.lifecycle.tests.stage import person_with
from houqin.kernel.lifecycle.tests.toy import begin
from houqin.kernel.lifecycle.walk import Stage
from houqin.kernel.notices.actions import set_preference
from houqin.kernel.notices.fanout import fan_out
from houqin.kernel.notices.models import Delivery, NoticeRule
from houqin.kernel.notices.queries import rules_in_force, visible_to
from houqin.kernel.notices.sending import claim, claim_digests
from houqin.kernel.notices.tests.toy import happenings, reachable
from houqin.kernel.people.models import Person

DEFAULT: dict[str, Any] = {"mail": True, "digest": False, "quiet": True, "muted": []}
NOON, NIGHT, EARLY = (datetime(2026, 3, 2, hour, 30, tzinfo=SHANGHAI) for hour in (12, 23, 5))
MORNING = datetime(2026, 3, 3, 7, tzinfo=SHANGHAI)
pytestmark = pytest.mark.usefixtures("stage")


@pytest.fixture(autouse=True)
def smtp_is_named() -> object:
    with override_settings(EMAIL_HOST="mail.school.example"):
        yield


@pytest.fixture
def reader(stage: Stage) -> Person:
    """Somebody who is told of every new toy case by inbox and mail."""
    return reachable(person_with("读者", ["lifecycle.routes"]), "reader@school.example")


def told(stage: Stage, recorded: datetime) -> dict[str, Delivery]:
    """Open a case, have it told as recorded then, and return the rows by channel."""
    made = begin(stage)
    Case.objects.filter(pk=made.pk).update(opened_at=recorded)
    rows = happenings(made.pk, "open", recorded)
    for each in rows:
        each.at = recorded
    fan_out(rows)
    return {row.channel: row for row in Delivery.objects.filter(subject=made.pk)}


def eight(day: int) -> datetime:
    """Return the hour of the daily mail."""
    return datetime(2026, 3, day, 8, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("wish", "rule", "recorded", "goes_out"),
    [
        ({}, {}, NOON, NOON),
        ({}, {}, NIGHT, MORNING),
        ({}, {}, EARLY, datetime(2026, 3, 2, 7, tzinfo=SHANGHAI)),
        ({"quiet": False}, {}, NIGHT, NIGHT),
        ({"digest": True}, {}, NOON, eight(3)),
        ({"digest": True}, {}, EARLY, eight(2)),
        ({"digest": True, "quiet": False}, {}, NIGHT, eight(3)),
        ({}, {"digest": True}, NOON, eight(3)),
        ({"quiet": False}, {"digest": True}, NIGHT, eight(3)),
        ({"mail": False}, {}, NOON, None),
        ({"mail": False, "digest": True}, {}, NOON, None),
        ({"muted": ["toy.opened"]}, {}, NOON, None),
        ({"muted": ["toy.assigned", "no.such"]}, {}, NOON, NOON),
        ({}, {"channels": ["app"]}, NOON, None),
        ({}, {"channels": ["app", "pigeon"]}, NOON, None),
    ],
)
def test_the_mail_goes_out_as_office_and_reader_want_it(
    stage: Stage, reader: Person, wish: dict[str, Any], rule: dict[str, Any], recorded: datetime,
    goes_out: datetime | None,
) -> None:  # fmt: skip
    if wish:
        set_preference(**(DEFAULT | wish), by=reader, at=NOON)
    rules_in_force()
    NoticeRule.objects.filter(key="toy.opened").update(**(rule or {"digest": False}))
    rows = told(stage, recorded)
    assert rows["app"].state == "sent", "the inbox has everything at once"
    assert ("mail" in rows) == (goes_out is not None)
    if goes_out is not None:
        assert rows["mail"].next_at == goes_out
        gathered = bool(wish.get("digest") or rule.get("digest"))
        assert rows["mail"].digest_on == (goes_out.date() if gathered else None)


def test_a_rule_without_the_inbox_leaves_nothing_there(stage: Stage, reader: Person) -> None:
    rules_in_force()
    NoticeRule.objects.filter(key="toy.opened").update(channels=["mail"])
    assert set(told(stage, NOON)) == {"mail"}
    assert not visible_to(reader).exists()


def test_each_reader_has_one_row_by_channel_however_often_a_batch_is_read(
    stage: Stage, reader: Person
) -> None:
    reachable(person_with("另一读者", ["lifecycle.routes"]), "other@school.example")
    made = begin(stage)
    for _ in range(3):
        fan_out(happenings(made.pk))
    rows = list(Delivery.objects.filter(subject=made.pk).values_list("person__name", "channel"))
    assert sorted(rows) == [("另一读者", "app"), ("另一读者", "mail"), ("读者", "app"), ("读者", "mail")]


def test_what_is_gathered_is_claimed_at_eight_and_not_before(stage: Stage, reader: Person) -> None:
    set_preference(**(DEFAULT | {"digest": True}), by=reader, at=NOON)
    for minutes in (0, 5):
        told(stage, NOON + timedelta(minutes=minutes))
    assert claim(eight(3)) == []
    assert claim_digests(eight(3) - timedelta(seconds=1)) == []
    (parcel,) = claim_digests(eight(3))
    assert len(parcel) == 2
    assert {row.digest_on for row in parcel} == {date(2026, 3, 3)}


def test_what_was_claimed_comes_back_when_the_worker_is_silent_too_long(stage: Stage, reader: Person) -> None:
    told(stage, NOON)
    assert len(claim(NOON)) == 1
    assert claim(NOON + timedelta(minutes=9)) == []
    ((row,),) = claim(NOON + timedelta(minutes=10))
    assert row.attempts == 2


def test_the_urgent_are_claimed_before_the_older(stage: Stage, reader: Person) -> None:
    for minutes in (0, 1, 2):
        told(stage, NOON + timedelta(minutes=minutes))
    newest = Delivery.objects.filter(channel="mail").order_by("-next_at")[0]
    Delivery.objects.filter(pk=newest.pk).update(urgent=True)
    claimed = [parcel[0] for parcel in claim(NOON + timedelta(hours=1))]
    assert claimed[0].pk == newest.pk
    assert [row.next_at for row in claimed[1:]] == sorted(row.next_at for row in claimed[1:])
