"""What the database itself refuses, whoever writes."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from houqin.kernel.people.models import Person
from houqin.services.seals.actions import keeping
from houqin.services.seals.models import Application, KindOfMatter, Seal, Stamping, TakeOut
from houqin.services.seals.tests.conftest import MONDAY_11, MONDAY_14


@pytest.fixture
def line(approved: Application, keeper: Person) -> Stamping:
    return keeping.stamp(approved, copies=1, code=approved.code, by=keeper, at=MONDAY_11)


def refuses(deed: Any) -> bool:
    try:
        with transaction.atomic():
            deed()
    except IntegrityError:
        return True
    return False


def test_the_register_is_never_changed_or_shortened(line: Any) -> None:
    assert refuses(lambda: Stamping.objects.filter(pk=line.pk).update(copies=2))
    assert refuses(line.delete)
    assert Stamping.objects.get().copies == 1


def test_the_register_takes_no_more_copies_than_approved(
    going_out: Application, keeper: Person, seal: Seal
) -> None:
    assert refuses(
        lambda: Stamping.objects.create(
            application=going_out,
            seal=seal,
            keeper=keeper,
            copies=3,
            approved_copies=2,
            check_by="code",
            at=MONDAY_11,
        )
    )


def test_an_application_is_stamped_once(line: Any, keeper: Person) -> None:
    assert refuses(
        lambda: Stamping.objects.create(
            application=line.application, seal=line.seal, keeper=keeper, copies=1, approved_copies=2,
            check_by="code", at=MONDAY_14,
        )
    )  # fmt: skip


def test_a_seal_makes_one_trip_at_a_time(
    going_out: Application, approved: Application, keeper: Person, seal: Seal, stranger: Person
) -> None:
    keeping.take_out(going_out, code=going_out.code, by=keeper, at=MONDAY_11)
    assert refuses(
        lambda: TakeOut.objects.create(
            application=approved, seal=seal, escort=stranger, check_by="code", taken_at=MONDAY_14,
            due_at=MONDAY_14 + timedelta(hours=1), next_chase_at=MONDAY_14,
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [{"copies": 0}, {"pages": 0}, {"fingerprint": "xyz"}, {"destination": "公证处"}, {"out_minutes": 60}],
    ids=str,
)
def test_an_application_is_whole(submitted: Application, change: Any) -> None:
    assert refuses(lambda: Application.objects.filter(pk=submitted.pk).update(**change))


def test_a_kind_allows_at_least_one_copy(db: Any) -> None:
    assert refuses(lambda: KindOfMatter.objects.filter(key="bid").update(most_copies=0))
