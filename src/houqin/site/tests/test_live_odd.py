"""Streams asked for by odd browsers: foreign cookies, places that are none, instants that are none."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from houqin.kernel.base.ids import new_id
from houqin.kernel.people.models import Person
from houqin.kernel.trail.models import Link
from houqin.kernel.web import live as web
from houqin.site.live import Live, Stream, _cookie
from houqin.site.tests.test_live import AGO, Browser, case_of, happen, person, play

NAME = settings.SESSION_COOKIE_NAME


@pytest.mark.parametrize(
    ("sent", "session"),
    [
        ((f"{NAME}=abc",), "abc"),
        ((f"theme=dark; {NAME}=abc; size=large",), "abc"),
        (("theme=dark", f"{NAME}=abc"), "abc"),
        ((f"user@host=1; {NAME}=abc",), "abc"),
        ((f"a,b=1; (c)=2; {NAME}=abc",), "abc"),
        ((f'broken="; {NAME}=abc',), "abc"),
        ((f"{NAME}",), ""),
        ((f"x{NAME}=abc",), ""),
        (("",), ""),
        ((), ""),
    ],
)
def test_the_session_is_found_among_whatever_cookies_a_campus_sets(
    sent: tuple[str, ...], session: str
) -> None:
    headers = [(b"cookie", one.encode("latin-1")) for one in sent]
    assert _cookie({"headers": headers}, NAME) == session


@given(st.lists(st.text(st.characters(max_codepoint=255), max_size=40), max_size=4))
def test_no_cookie_whatever_breaks_a_stream(sent: list[str]) -> None:
    assert isinstance(_cookie({"headers": [(b"cookie", one.encode("latin-1")) for one in sent]}, NAME), str)


@pytest.mark.parametrize(
    "since",
    [
        "", "yesterday", "2026-03-02", "2026-03-02T01:00:00", "2026-99-99T00:00:00Z", "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00", "2026-03-02T25:00:00Z", "\0", "2026-03-02T01:00:00+99:99", "9" * 5000,
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_an_instant_that_is_none_begins_at_the_newest_place(since: str) -> None:
    assert web.newest_seq() == 0
    _link(7, AGO)
    assert web.seq_before(since) == 7


@pytest.mark.django_db
def test_a_page_made_before_a_deed_begins_just_before_it_with_slack() -> None:
    for seq, at in ((1, AGO), (2, AGO + timedelta(minutes=1)), (3, AGO + timedelta(minutes=2))):
        _link(seq, at)
    assert web.seq_before((AGO + timedelta(seconds=30)).isoformat()) == 1
    assert web.seq_before((AGO + timedelta(seconds=64)).isoformat()) == 1, "five seconds of slack"
    assert web.seq_before((AGO + timedelta(seconds=66)).isoformat()) == 2
    assert web.seq_before((AGO + timedelta(hours=1)).isoformat()) == 3
    assert web.seq_before("2020-01-01T00:00:00+08:00") == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("last", ["9" * 18, "9" * 5000, "²", "-1", "1e3", ""])
def test_a_place_in_the_chain_that_is_none_opens_a_stream_all_the_same(last: str) -> None:
    who, session = person("S1")
    case = case_of(who, "BX2611-0001")

    async def scene(live: Live) -> None:
        browser = Browser(live, session, f"subject={case.pk}&since=2026-99-99T00:00:00Z", last_event_id=last)
        await browser.until(lambda one: one.status == 200)
        await browser.close()

    play(scene)


@pytest.mark.django_db(transaction=True)
def test_an_address_with_thousands_of_fields_is_turned_away() -> None:
    _who, session = person("S1")

    async def scene(live: Live) -> None:
        browser = Browser(live, session, "&".join(["kind=x"] * 5000))
        await browser.until(lambda one: one.status == 400)

    play(scene)


def test_what_a_page_follows_is_read_from_its_address_and_no_more_than_the_most() -> None:
    known = uuid4()
    query = QueryDict(mutable=True)
    query.setlist("subject", ["damaged", str(known), known.hex, "", *[str(uuid4()) for _ in range(300)]])
    query.setlist("kind", ["repairs.order", "no.such", "", "repairs.order"])
    asked = web.wanted(query)
    assert known in asked.subjects
    assert len(asked.subjects) <= web.MOST
    assert asked.kinds == {"repairs.order"}
    assert web.wanted({}) == web.Wanted(frozenset(), frozenset())


@given(
    events=st.lists(st.tuples(st.integers(1, 30), st.integers(0, 3), st.sampled_from("ab")), max_size=12),
    begin=st.integers(0, 30),
)
def test_a_stream_takes_up_exactly_what_it_asked_for_and_has_not_been_told(events: Any, begin: int) -> None:
    subjects = [new_id() for _ in range(4)]
    asked = web.Wanted(frozenset(subjects[:1]), frozenset("a"))

    async def law() -> list[web.Event]:
        stream = Stream("s", Person(name="甲"), asked, begin)
        for seq, which, kind in events:
            stream.offer(web.Event(seq, kind, subjects[which]))
        return stream.waiting

    wanted = [one for one in events if one[0] > begin and (one[1] == 0 or one[2] == "a")]
    assert [(one.seq, one.kind) for one in asyncio.run(law())] == [
        (seq, kind) for seq, _which, kind in wanted
    ]


@pytest.mark.django_db(transaction=True)
def test_of_many_deeds_on_one_case_only_the_newest_is_told() -> None:
    who, _session = person("S1")
    case, other = case_of(who, "BX2611-0001"), case_of(person("S2")[0], "BX2611-0002")
    for _ in range(3):
        happen(case)
    happen(other)
    events = web.missed(0)
    told = web.allowed(who, datetime.now(UTC), events)
    assert [event.subject for event in told] == [case.pk]
    assert told[0].seq == max(event.seq for event in events if event.subject == case.pk)
    assert web.allowed(who, datetime.now(UTC), []) == []


def _link(seq: int, at: datetime) -> None:
    Link.objects.create(seq=seq, happening=new_id(), at=at, linked_at=at, hash=bytes(32))
