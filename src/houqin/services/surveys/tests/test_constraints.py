"""What the database itself refuses, whoever writes: one row a rule, and the deed that is just within it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.db.models import ProtectedError
from django.db.utils import DatabaseError

from houqin.kernel.people.models import Person
from houqin.services.surveys.models import Doer, Invitation, Rating, Tag, Terms
from houqin.services.surveys.tests.cast import DAY, HOUR, MONDAY_9, Cast, finished, rated

MICRO = timedelta(microseconds=1)


def another(row: models.Model, **other: Any) -> models.Model:
    """Return a new row like another, but for what is named."""
    fields = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key}
    return type(row)(**(fields | other))


def invitation(cast: Cast) -> Invitation:
    finished(cast)
    return Invitation.objects.get()


def doer(cast: Cast) -> Doer:
    finished(cast)
    return Doer.objects.get()


def rating(cast: Cast) -> Rating:
    return rated(cast, 3)


def edition(cast: Cast) -> Terms:
    return Terms.objects.get()


Making = Callable[[Cast], models.Model]
ODD: dict[str, tuple[Making, dict[str, Any], str]] = {
    "a round twice": (invitation, {}, "invitation_once"),
    "a time of nothing": (invitation, {"round": 2, "expires_at": MONDAY_9}, "invitation_period"),
    "a time that runs back": (invitation, {"round": 2, "expires_at": MONDAY_9 - MICRO}, "invitation_period"),
    "an invitation of no case": (invitation, {"round": 2, "case_id": None}, "case_id"),
    "an invitation without terms": (invitation, {"round": 2, "terms_id": None}, "terms_id"),
    "a round below nought": (invitation, {"round": -1}, "round_check"),
    "a doer twice": (doer, {}, "doer_once"),
    "nobody's work": (doer, {"person_id": None}, "person_id"),
    "a version twice": (rating, {}, "rating_version_once"),
    "version nought": (rating, {"number": 0}, "rating_number"),
    "no star": (rating, {"number": 2, "stars": 0}, "rating_stars"),
    "six stars": (rating, {"number": 2, "stars": 6}, "rating_stars"),
    "stars unknown": (rating, {"number": 2, "stars": None}, "stars"),
    "done or not unknown": (rating, {"number": 2, "done": None}, "done"),
    "words unknown": (rating, {"number": 2, "words": None}, "words"),
    "tags unknown": (rating, {"number": 2, "tags": None}, "tags"),
    "an edition twice": (edition, {}, "number"),
    "a reminder before it begins": (edition, {"number": 2, "remind_days": 14}, "terms_days"),
    "no days at all": (edition, {"number": 2, "open_days": 0, "remind_days": 0}, "terms_days"),
    "a batch of four": (edition, {"number": 2, "batch": 4}, "terms_batch"),
}
FINE: dict[str, tuple[Making, dict[str, Any]]] = {
    "the next round": (invitation, {"round": 2}),
    "the shortest time": (invitation, {"round": 2, "expires_at": MONDAY_9 + MICRO}),
    "nobody to rate": (invitation, {"round": 2, "rater_id": None}),
    "nowhere": (invitation, {"round": 2, "place_id": None, "building_id": None, "unit_id": None}),
    "one star": (rating, {"number": 2, "stars": 1}),
    "five stars": (rating, {"number": 2, "stars": 5}),
    "the next edition": (edition, {"number": 2, "remind_days": 13}),
    "one day": (edition, {"number": 2, "open_days": 1, "remind_days": 0}),
    "a batch of five": (edition, {"number": 2, "batch": 5}),
}


@pytest.mark.parametrize("name", ODD)
def test_the_database_refuses(cast: Cast, name: str) -> None:
    making, other, rule = ODD[name]
    row = making(cast)
    count = type(row)._default_manager.count()
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        another(row, **other).save(force_insert=True)
    assert type(row)._default_manager.count() == count


@pytest.mark.parametrize("name", FINE)
def test_the_database_takes_what_is_just_within_its_rules(cast: Cast, name: str) -> None:
    making, other = FINE[name]
    row = making(cast)
    count = type(row)._default_manager.count()
    another(row, **other).save(force_insert=True)
    assert type(row)._default_manager.count() == count + 1


def test_every_constraint_of_the_models_is_in_the_tables(db: None) -> None:
    """What the models promise stands in the database under its name, and each is broken on purpose above."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = ANY(%s::regclass[])",
            [[model._meta.db_table for model in (Invitation, Doer, Rating, Terms)]],
        )
        there = {name for (name,) in cursor.fetchall()}
    promised = {one.name for model in (Invitation, Doer, Rating, Terms) for one in model._meta.constraints}
    assert promised <= there
    assert promised <= {rule for _making, _other, rule in ODD.values()}


CHANGES: dict[str, dict[str, Any]] = {
    "stars": {"stars": 5}, "done": {"done": False}, "words": {"words": "很好"}, "tags": {"tags": ["speed"]},
    "named": {"named": True}, "at": {"at": MONDAY_9}, "number": {"number": 7}, "nothing": {"stars": 3},
}  # fmt: skip


@pytest.mark.parametrize("field", CHANGES)
def test_no_column_of_a_rating_is_written_over(cast: Cast, field: str) -> None:
    made = rated(cast, 3)
    with pytest.raises(DatabaseError, match="never overwritten"), transaction.atomic():
        Rating.objects.filter(pk=made.pk).update(**CHANGES[field])
    made.stars = 4
    with pytest.raises(DatabaseError, match="never overwritten"), transaction.atomic():
        made.save()
    with pytest.raises(DatabaseError, match="never overwritten"), transaction.atomic():
        made.delete()
    made.refresh_from_db()
    assert (made.stars, made.done, made.words, made.tags, made.named, made.number) == (
        3,
        True,
        "",
        [],
        False,
        1,
    )


def test_sql_by_hand_overwrites_no_rating_either(cast: Cast) -> None:
    rated(cast, 1)
    for statement in (
        "UPDATE surveys_rating SET stars = 5",
        "DELETE FROM surveys_rating",
        "INSERT INTO surveys_rating SELECT * FROM surveys_rating ON CONFLICT (id) DO UPDATE SET stars = 5",
    ):
        with (
            pytest.raises(DatabaseError, match="never overwritten"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert Rating.objects.get().stars == 1


def test_what_a_rating_stands_on_is_not_deleted_from_under_it(cast: Cast) -> None:
    made = rated(cast, 4)
    one = made.invitation
    for row in (
        one,
        one.case,
        one.terms,
        one.place,
        one.building,
        one.unit,
        cast.student,
        cast.worker,
        cast.crew,
    ):
        with pytest.raises((ProtectedError, DatabaseError)), transaction.atomic():
            row.delete()  # type: ignore[union-attr]
    assert (Rating.objects.count(), Person.objects.filter(pk=cast.student.pk).count()) == (1, 1)


def test_a_tag_is_known_once_by_its_key(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Tag.objects.create(key="speed", title_zh="又一个", title_en="Another")
    assert Tag.objects.get(key="speed").title_zh == "速度快"


def test_an_expiry_after_the_last_second_is_kept_to_the_microsecond(cast: Cast) -> None:
    finished(cast, at=MONDAY_9 + HOUR + MICRO)
    assert Invitation.objects.get().expires_at == MONDAY_9 + HOUR + MICRO + 14 * DAY
