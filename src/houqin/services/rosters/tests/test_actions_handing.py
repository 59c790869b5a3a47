"""Hand-overs and certificates: two presses, then final; reminded once, red when over."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from houqin.kernel.notices.fanout import fan_out
from houqin.kernel.notices.models import Delivery
from houqin.kernel.registry.feature import OpenMatter
from houqin.kernel.trail.models import Happening
from houqin.services.rosters import tasks
from houqin.services.rosters.actions import certificates, handing
from houqin.services.rosters.lifecycle import CertificateState
from houqin.services.rosters.listings import certificate_look
from houqin.services.rosters.models import Certificate, CertificateKind, Handover, OpenLine
from houqin.services.rosters.queries import cases, standing
from houqin.services.rosters.tests.cast import DAY, HOUR, MONDAY, MONDAY_9, Cast, kind, refused


def handed(cast: Cast, **given: object) -> Handover:
    """Return the crew's early shift handed over from the worker to the second."""
    told = {"team": cast.crew, "day": MONDAY, "shift_kind": kind("early"), "taker": cast.second, "by": cast.worker,
            "at": MONDAY_9, "words": "钥匙在值班柜"}  # fmt: skip
    return handing.hand_over(**{**told, **given})  # type: ignore[arg-type]


@pytest.fixture
def two_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a service tell of two open matters."""
    found = [("报修单", OpenMatter("BX1", "水管漏水", "待派单")), ("报修单", OpenMatter("BX2", "停电"))]
    monkeypatch.setattr(cases, "open_matters", lambda team, at: found)


def test_a_shift_is_handed_over_with_what_is_open_and_taken_by_another(cast: Cast, two_open: None) -> None:
    made = handed(cast)
    assert [(one.number, one.title, one.note) for one in cases.lines_of(made)] == [
        ("BX1", "水管漏水", "待派单"), ("BX2", "停电", ""),
    ]  # fmt: skip
    for one in (cast.worker, cast.third, cast.leader):
        with refused("lifecycle.not_permitted"):
            handing.take(made, by=one, at=MONDAY_9)
    handing.take(made, by=cast.second, at=MONDAY_9 + HOUR)
    kept = Handover.objects.get()
    assert (kept.giver, kept.taker, kept.taken_at) == (cast.worker, cast.second, MONDAY_9 + HOUR)


def test_what_was_taken_nothing_changes(cast: Cast, two_open: None) -> None:
    made = handed(cast)
    handing.take(made, by=cast.second, at=MONDAY_9)
    with refused("lifecycle.moved_on"):
        handing.withdraw(made, by=cast.worker, at=MONDAY_9)
    for change in (
        lambda: Handover.objects.filter(pk=made.pk).update(words="改写"),
        lambda: Handover.objects.filter(pk=made.pk).update(withdrawn_at=MONDAY_9),
        lambda: OpenLine.objects.filter(handover=made).update(title="改写"),
        lambda: OpenLine.objects.filter(handover=made).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Handover.objects.get().words == "钥匙在值班柜"


def test_who_hands_over_to_whom_and_only_once_a_shift(cast: Cast) -> None:
    with refused("rosters.same_person"):
        handed(cast, taker=cast.worker)
    for given in ({"taker": cast.elsewhere}, {"by": cast.elsewhere}):
        with refused("rosters.not_a_colleague"):
            handed(cast, **given)
    with refused("rosters.not_by_roster"):
        handed(cast, by=cast.stranger)
    first = handed(cast)
    with refused("rosters.handed_already"):
        handed(cast, by=cast.third)
    handing.withdraw(first, by=cast.worker, at=MONDAY_9)
    again = handed(cast, by=cast.third)
    assert cases.handover_of(cast.crew, MONDAY, kind("early")) == again
    assert cases.handover_of(cast.crew, MONDAY, kind("late")) is None


def held(cast: Cast, until: date, **given: object) -> Certificate:
    """Return an electrician's certificate of the worker's, registered by the leader."""
    told = {"person": cast.worker, "certificate_kind": CertificateKind.objects.get(code="electrician"),
            "serial": str(uuid4()), "valid_from": date(2024, 1, 1), "valid_until": until, "by": cast.leader,
            "at": MONDAY_9}  # fmt: skip
    return certificates.register(**{**told, **given})  # type: ignore[arg-type]


def test_a_certificate_counts_by_its_days_whatever_the_clock_has_noted(cast: Cast) -> None:
    electrician = CertificateKind.objects.get(code="electrician")
    held(cast, MONDAY)
    people = [cast.worker.pk, cast.second.pk]
    assert standing.certified(people, electrician, MONDAY) == {cast.worker.pk}
    assert standing.certified(people, electrician, MONDAY + DAY) == frozenset()
    assert standing.certified(people, electrician, date(2023, 12, 31)) == frozenset()
    one = Certificate.objects.select_related("certificate_kind").get()
    assert [certificate_look(one, MONDAY + n * DAY).tone for n in (-40, 0, 1)] == ["green", "amber", "red"]


def test_one_is_reminded_once_before_the_end_and_told_of_the_end(cast: Cast) -> None:
    made = held(cast, MONDAY + 30 * DAY)
    held(cast, MONDAY + 31 * DAY)
    assert tasks.watch_certificates(MONDAY_9) == 1
    assert tasks.watch_certificates(MONDAY_9) == 0
    told = list(Happening.objects.filter(subject=made.pk, verb="remind"))
    for each in told:
        each.recorded_at = each.at
    fan_out(told)
    assert {one.person for one in Delivery.objects.filter(channel="app")} == {cast.worker, cast.leader}
    assert tasks.watch_certificates(MONDAY_9 + 31 * DAY) == 2  # one has ended, the other is to be reminded of
    made.refresh_from_db()
    assert made.state == CertificateState.EXPIRED
    certificates.renew(made, valid_until=MONDAY + 800 * DAY, by=cast.leader, at=MONDAY_9 + 40 * DAY)
    assert (made.state, made.reminded_at) == (CertificateState.VALID, None)


def test_who_registers_renews_and_revokes(cast: Cast) -> None:
    for one in (cast.worker, cast.other_leader, cast.head):
        with refused("lifecycle.not_permitted"):
            held(cast, MONDAY, by=one)
    with refused("rosters.certificate_backwards"):
        held(cast, date(2023, 1, 1))
    made = held(cast, MONDAY + DAY, serial="T1")
    with refused("rosters.serial_taken"):
        held(cast, MONDAY + DAY, serial="T1", person=cast.second)
    with refused("rosters.renew_later"):
        certificates.renew(made, valid_until=MONDAY + DAY, by=cast.leader, at=MONDAY_9)
    with refused("rosters.reason_needed"):
        certificates.revoke(made, note="", by=cast.leader, at=MONDAY_9)
    certificates.revoke(made, note="离岗", by=cast.leader, at=MONDAY_9)
    assert not standing.certified([cast.worker.pk], made.certificate_kind, MONDAY)
    assert certificate_look(made, MONDAY).tone == "gray"
    assert tasks.watch_certificates(MONDAY_9 + timedelta(days=9)) == 0
