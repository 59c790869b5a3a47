"""Identifiers: UUIDv7, each its own, later ones sort later."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from houqin.kernel.base.ids import new_id


def test_an_id_made_later_sorts_later() -> None:
    made = [new_id() for _ in range(2_000)]
    assert made == sorted(made)
    assert [str(each) for each in made] == sorted(str(each) for each in made)


def test_no_two_ids_are_the_same() -> None:
    assert len({new_id() for _ in range(5_000)}) == 5_000


def test_an_id_is_a_plain_uuid_of_version_seven() -> None:
    made = new_id()
    assert type(made) is UUID
    assert made.version == 7


def test_an_id_begins_with_the_millisecond_it_was_made_in() -> None:
    made = datetime.fromtimestamp((new_id().int >> 80) / 1000, UTC)
    assert abs(datetime.now(UTC) - made) < timedelta(seconds=5)
