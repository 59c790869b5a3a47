"""Freezing: once, after the period, by who may; what is frozen does not follow the rows."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from houqin.kernel.figures.actions import freeze
from houqin.kernel.figures.models import Snapshot
from houqin.kernel.figures.period import Period
from houqin.kernel.figures.queries import frozen
from houqin.kernel.figures.tests.test_reading import a_figure, case
from houqin.kernel.lifecycle.models import Case
from houqin.kernel.lifecycle.tests.stage import person_with
from houqin.kernel.people.models import Person
from houqin.kernel.people.tests.stage import refused
from houqin.kernel.trail.models import Happening

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
APRIL_1 = MARCH.until
MID_MARCH = datetime(2026, 3, 15, 4, tzinfo=UTC)


@pytest.fixture
def head(db: None) -> Person:
    return person_with("处长", ["figures.see"])


def test_a_frozen_number_stays_when_the_rows_change(head: Person) -> None:
    case("N1", MID_MARCH)
    case("N2", MID_MARCH)
    freeze(a_figure(), MARCH, by=head, at=APRIL_1)
    Case.objects.filter(number="N1").delete()
    kept: Any = frozen(a_figure(), MARCH)
    assert (kept.value, kept.rows, kept.by, kept.at) == (2.0, 2, head, APRIL_1)


def test_a_number_is_frozen_once(head: Person) -> None:
    freeze(a_figure(), MARCH, by=head, at=APRIL_1)
    case("N1", MID_MARCH)
    with refused("figures.frozen_already"):
        freeze(a_figure(), MARCH, by=head, at=APRIL_1 + timedelta(days=1))
    assert Snapshot.objects.get().value == 0


def test_the_same_figure_is_frozen_for_another_period(head: Person) -> None:
    freeze(a_figure(), MARCH, by=head, at=APRIL_1)
    freeze(a_figure(), MARCH.before(), by=head, at=APRIL_1)
    assert Snapshot.objects.count() == 2


def test_a_running_period_cannot_be_frozen_up_to_its_last_moment(head: Person) -> None:
    with refused("figures.still_running"):
        freeze(a_figure(), MARCH, by=head, at=APRIL_1 - timedelta(microseconds=1))
    assert not Snapshot.objects.exists()
    freeze(a_figure(), MARCH, by=head, at=APRIL_1)


def test_who_may_not_see_a_figure_may_not_freeze_it(head: Person) -> None:
    stranger = person_with("路人", [])
    with refused("people.not_permitted"):
        freeze(a_figure(), MARCH, by=stranger, at=APRIL_1)
    assert not Snapshot.objects.exists()


def test_freezing_stands_in_the_trail_with_value_and_period(head: Person) -> None:
    snapshot = freeze(a_figure(), MARCH, by=head, at=APRIL_1)
    told = Happening.objects.get(subject=snapshot.pk)
    assert (told.kind, told.verb, told.actor) == ("figures.snapshot", "freeze", head.pk)
    assert told.facts == {"figure": "test.opened", "period": "2026-03-01..2026-03-31", "value": 0}


def test_a_refused_second_freezing_leaves_no_word_in_the_trail(head: Person) -> None:
    freeze(a_figure(), MARCH, by=head, at=APRIL_1)
    with refused("figures.frozen_already"):
        freeze(a_figure(), MARCH, by=head, at=APRIL_1)
    assert Happening.objects.filter(kind="figures.snapshot").count() == 1


def test_the_database_itself_refuses_a_backward_period(head: Person) -> None:
    backward = Snapshot(figure="x", first=date(2026, 3, 2), last=date(2026, 3, 1), rows=0, at=APRIL_1)
    with pytest.raises(IntegrityError), transaction.atomic():
        backward.save()
