"""The shipped data has its sources; terms are added by whoever may and never changed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from houqin.kernel.trail.queries import timeline
from houqin.services.surveys.actions.terms import add_edition
from houqin.services.surveys.data import rows
from houqin.services.surveys.models import Tag, Terms
from houqin.services.surveys.tests.cast import DAY, MONDAY_9, Cast, refused

SOON = MONDAY_9 + DAY
NEW = {"open_days": 10, "remind_days": 2, "revise_minutes": 30, "batch": 6, "source": "《办法》第 5 条"}


def test_every_shipped_number_and_tag_is_there_with_its_source(cast: Cast) -> None:
    shipped = {one["key"]: int(one["value"]) for one in rows("terms")}
    assert all(one["source"] for one in rows("terms"))
    first = Terms.objects.get()
    assert {key: getattr(first, key) for key in shipped} == shipped
    assert {tag.key for tag in Tag.objects.all()} == {one["key"] for one in rows("tags")}
    assert {"speed", "manner", "cleanliness"} <= {one["key"] for one in rows("tags")}


def test_an_edition_stands_beside_the_old_and_says_who_made_it(cast: Cast) -> None:
    made = add_edition(since=SOON, by=cast.setter, at=MONDAY_9, **NEW)  # type: ignore[arg-type]
    assert (made.number, made.made_by, Terms.objects.count()) == (2, cast.setter, 2)
    (told,) = timeline(made.pk)
    assert (told.verb, told.actor) == ("add", cast.setter.pk)


@pytest.mark.parametrize("who", ["student", "worker", "leader", "head", "west_head", "stranger"])
def test_nobody_else_sets_terms(cast: Cast, who: str) -> None:
    with refused("people.not_permitted"):
        add_edition(since=SOON, by=getattr(cast, who), at=MONDAY_9, **NEW)  # type: ignore[arg-type]
    assert Terms.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"since": MONDAY_9 - timedelta(seconds=1)}, "surveys.terms_in_past"),
        ({"remind_days": 10}, "surveys.terms_days"),
        ({"batch": 4}, "surveys.batch_too_small"),
    ],
    ids=["past", "reminder", "batch"],
)
def test_terms_that_cannot_be_are_refused(cast: Cast, wrong: dict[str, object], code: str) -> None:
    with refused(code):
        add_edition(**{"since": SOON, "by": cast.setter, "at": MONDAY_9, **NEW, **wrong})  # type: ignore[arg-type]


@pytest.mark.parametrize("field", ["batch", "remind_days"])
def test_the_database_takes_no_terms_that_tell_who_rated(cast: Cast, field: str) -> None:
    odd = Terms(number=9, since=SOON, **NEW)
    setattr(odd, field, 4 if field == "batch" else 10)
    with pytest.raises(IntegrityError), transaction.atomic():
        odd.save(force_insert=True)
