"""Roots of days, and what stands at the edges of recording and reading."""

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.db import DataError, transaction
from hypothesis import given
from hypothesis import strategies as st

from houqin.kernel.base.ids import new_id
from houqin.kernel.base.refused import Refused
from houqin.kernel.trail import sealing
from houqin.kernel.trail.models import Happening, Link, Private
from houqin.kernel.trail.queries import after, last_of, timeline
from houqin.kernel.trail.record import Entry, erase, read, record, record_many
from houqin.kernel.trail.roots import Root, parse, root_of
from houqin.kernel.trail.tests.stage import MONDAY, SUBJECT, entries, link_here, tamper
from houqin.kernel.trail.verify import verify

if TYPE_CHECKING:
    from houqin.kernel.people.models import Person

ROOTS = st.builds(Root, day=st.dates(), seq=st.integers(1, 2**62), hash=st.binary(min_size=32, max_size=32))
GOOD = "2026-11-24 3 " + "ab" * 32


@given(ROOTS)
def test_a_printed_root_reads_back_as_itself(root: Root) -> None:
    assert parse(str(root)) == root
    assert parse(f"  {root}\n") == root


@pytest.mark.parametrize(
    "line",
    [
        "", " ", "2026-11-24", "2026-11-24 3", f"{GOOD} x", GOOD[:-1], GOOD + "a", GOOD + "ab",
        GOOD.replace(" 3 ", " 0 "), GOOD.replace(" 3 ", " -3 "), GOOD.replace(" 3 ", " three "),
        GOOD.replace("2026-11-24", "2026-11-31"), GOOD.replace("2026-11-24", "24.11.2026"), GOOD.replace("ab", "xy"),
        "x" * 5_000, "\0", "2026-11-24 3 " + "ab" * 31,
    ],
)  # fmt: skip
def test_a_line_that_is_no_root_is_refused_with_its_beginning(line: str) -> None:
    with pytest.raises(Refused) as caught:
        parse(line)
    assert caught.value.code == "trail.root_unreadable"
    assert len(str(caught.value.params["line"])) <= 120


@given(st.text(max_size=100))
def test_no_text_whatever_breaks_the_reader(line: str) -> None:
    try:
        root = parse(line)
    except Refused:
        return
    assert len(root.hash) == 32
    assert root.seq >= 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("linked", "day"),
    [
        (datetime(2026, 11, 24, 15, 59, 59, 999_999, tzinfo=UTC), date(2026, 11, 24)),
        (datetime(2026, 11, 24, 16, 0, tzinfo=UTC), date(2026, 11, 25)),
        (datetime(2026, 12, 31, 15, 59, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_a_day_of_the_chain_ends_at_the_campus_s_midnight(linked: datetime, day: date) -> None:
    record_many(entries(1))
    link_here()
    tamper("UPDATE trail_link SET linked_at = %s WHERE seq = 1", linked)
    assert root_of(day - timedelta(days=1)) is None
    found = root_of(day)
    assert found is not None
    assert (found.day, found.seq) == (day, 1)
    assert root_of(day + timedelta(days=400)) == Root(day + timedelta(days=400), 1, found.hash)


@pytest.mark.django_db
def test_every_link_s_root_vouches_for_the_chain_and_no_other_does() -> None:
    record_many(entries(5))
    link_here()
    roots = [Root(MONDAY.date(), link.seq, bytes(link.hash)) for link in Link.objects.order_by("seq")]
    assert verify(roots=roots).sound
    swapped = [Root(one.day, two.seq, one.hash) for one, two in itertools.pairwise(roots)]
    assert [each.fault for each in verify(roots=swapped).findings] == ["root_differs"] * 4


@pytest.mark.django_db
def test_an_empty_chain_is_whole_and_has_no_root() -> None:
    report = verify()
    assert (report.sound, report.checked, report.seq) == (True, 0, 0)
    assert root_of(date(2026, 11, 24)) is None
    assert after(0, 10) == []


@pytest.mark.django_db
def test_what_follows_a_place_comes_in_the_chain_s_order_with_its_places() -> None:
    record_many(entries(7))
    link_here()
    found = after(2, 3)
    assert [seq for seq, _happening in found] == [3, 4, 5]
    assert [happening.version for _seq, happening in found] == [3, 4, 5]
    assert [len(after(7, 10)), len(after(-5, 100)), len(after(0, 0))] == [0, 7, 0]


@pytest.mark.django_db
def test_nothing_in_bulk_is_nothing() -> None:
    assert record_many([]) == 0
    assert last_of([]) == {}
    assert timeline(new_id()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["kind", "verb", "before", "after"])
def test_a_word_too_long_for_its_column_is_refused_and_leaves_nothing(
    dispatcher: "Person", field: str
) -> None:
    given: dict[str, Any] = {"kind": "toy.case", "verb": "b", field: "x" * 500}
    with pytest.raises(DataError), transaction.atomic():
        record(subject=SUBJECT, by=dispatcher, at=MONDAY, private={"note": "x"}, **given)
    assert not Happening.objects.exists()
    assert not Private.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words", [{"note": ""}, {"note": "\0"}, {"备注": "😀" * 500}, {"n": 1.5, "l": [1, {"x": None}]}]
)
def test_any_words_are_kept_and_read_back_alone_and_in_bulk(
    dispatcher: "Person", words: dict[str, object]
) -> None:
    record(subject=SUBJECT, kind="a", verb="b", by=dispatcher, at=MONDAY, private=words)
    record_many([Entry(subject=SUBJECT, kind="a", verb="b", at=MONDAY, private=words)])
    assert [read(each) for each in timeline(SUBJECT)] == [words, words]


@pytest.mark.django_db
def test_a_deed_without_words_has_none_even_after_its_subject_was_erased(dispatcher: "Person") -> None:
    record(subject=SUBJECT, kind="a", verb="b", by=dispatcher, at=MONDAY)
    record(subject=SUBJECT, kind="a", verb="c", by=dispatcher, at=MONDAY, private={"note": "x"})
    assert erase(SUBJECT, by=None, at=MONDAY + timedelta(minutes=1))
    assert not erase(SUBJECT, by=None, at=MONDAY + timedelta(minutes=2)), (
        "a second time there is nothing left"
    )
    assert {each.verb: read(each) for each in timeline(SUBJECT)} == {"b": {}, "c": None, "erased": {}}


@pytest.mark.django_db
def test_words_moved_to_another_deed_of_the_same_subject_do_not_open(dispatcher: "Person") -> None:
    one, two = (
        record(subject=SUBJECT, kind="a", verb="b", by=dispatcher, at=MONDAY, private={"note": text})
        for text in "xy"
    )
    first, second = Private.objects.get(happening_id=one.pk), Private.objects.get(happening_id=two.pk)
    tamper(
        "UPDATE trail_private SET ciphertext = %s WHERE happening_id = %s",
        bytes(second.ciphertext),
        first.happening_id,
    )
    with pytest.raises(sealing.BrokenSealError):
        read(Happening.objects.get(pk=one.pk))
    assert read(Happening.objects.get(pk=two.pk)) == {"note": "y"}


@pytest.mark.django_db
def test_a_secret_that_was_lost_opens_nothing_and_says_so(dispatcher: "Person", settings: Any) -> None:
    deed = record(subject=SUBJECT, kind="a", verb="b", by=dispatcher, at=MONDAY, private={"note": "x"})
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", []
    with pytest.raises(sealing.BrokenSealError, match="secret"):
        read(Happening.objects.get(pk=deed.pk))


@pytest.mark.django_db
def test_of_two_deeds_at_one_instant_the_later_written_is_the_newest() -> None:
    ids = sorted((new_id(), new_id()), key=lambda one: one.bytes)
    record_many(
        [
            Entry(subject=SUBJECT, kind="a", verb=verb, at=MONDAY, id=UUID(str(one)))
            for verb, one in zip("xy", ids, strict=True)
        ]
    )
    assert last_of([SUBJECT])[SUBJECT].verb == "y"
    assert [each.verb for each in timeline(SUBJECT)] == ["x", "y"]
