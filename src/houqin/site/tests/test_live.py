"""Live pages: told at once of what they follow, of nothing they may not see, and of what they missed."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections, transaction
from django.test import Client

from houqin.kernel.base.clock import now
from houqin.kernel.lifecycle.models import Case
from houqin.kernel.people.models import Account, Person
from houqin.kernel.trail import relay
from houqin.kernel.trail.models import Link
from houqin.kernel.trail.record import record
from houqin.site import live as module
from houqin.site.live import Live

pytestmark = pytest.mark.django_db(transaction=True)
KIND = "repairs.order"
AGO = datetime(2026, 3, 2, tzinfo=UTC)


def person(number: str) -> tuple[Person, str]:
    """Return somebody and the key of their session."""
    who = Person.objects.create(number=number, name=number, kind=Person.Kind.STUDENT, created_at=AGO)
    account = Account.objects.create_user(number, "a long password", who)
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    return who, str(session.session_key)


def case_of(who: Person, number: str) -> Case:
    return Case.objects.create(
        kind=KIND,
        number=number,
        state="submitted",
        title="灯不亮",
        applicant=who,
        opened_at=AGO,
        moved_at=AGO,
    )


def happen(case: Case, at: datetime | None = None) -> None:
    """Something happens to a case, and the relay passes it on, once no other test's transaction is older."""
    with transaction.atomic():
        made = record(subject=case.pk, kind=KIND, verb="assign", by=None, at=at or now())
    deadline = time.monotonic() + 60
    while not Link.objects.filter(happening=made.pk).exists():
        assert time.monotonic() < deadline, "the relay did not take it up"
        relay.link_new()


class Browser:
    """One open stream: what it was sent, and the tab that can be closed."""

    def __init__(self, live: Live, session: str, query: str, **headers: str) -> None:
        self.sent: list[dict[str, Any]] = []
        self.closed = asyncio.Event()
        cookie = f"{settings.SESSION_COOKIE_NAME}={session}"
        named = {"accept": "text/event-stream", "cookie": cookie, **headers}
        scope = {
            "query_string": query.encode(),
            "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in named.items()],
        }
        self.task = asyncio.ensure_future(live(scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        await self.closed.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        self.sent.append(dict(message))

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"]) if self.sent else 0

    @property
    def told(self) -> list[str]:
        """The subjects it was told of, in order."""
        lines = b"".join(message.get("body", b"") for message in self.sent).decode().splitlines()
        return [json.loads(line[6:])["subject"] for line in lines if line.startswith("data: ")]

    async def until(self, condition: Callable[["Browser"], bool], seconds: float = 60) -> None:
        for _tick in range(int(seconds / 0.05)):
            if condition(self):
                return
            await asyncio.sleep(0.05)
        pytest.fail(f"waited {seconds} s; told {self.told}, status {self.status}")

    async def close(self) -> None:
        self.closed.set()
        await asyncio.wait_for(self.task, 10)


def play(scene: Callable[[Live], Awaitable[None]]) -> None:
    """Run a scene with a listening process."""

    async def whole() -> None:
        live = Live()
        live.start()
        await asyncio.wait_for(live.listening.wait(), 10)
        try:
            await scene(live)
        finally:
            await live.stop()

    asyncio.run(whole())


async def in_thread(work: Callable[[], object]) -> None:
    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    await asyncio.to_thread(run)


def test_a_page_is_told_of_the_case_it_follows_and_of_no_other() -> None:
    who, session = person("S001")
    mine, other = case_of(who, "R1"), case_of(who, "R2")

    async def scene(live: Live) -> None:
        page = Browser(live, session, f"subject={mine.pk}")
        await page.until(lambda page: page.status == 200)
        await in_thread(lambda: happen(other))
        await in_thread(lambda: happen(mine))
        await page.until(lambda page: bool(page.told))
        assert page.told == [str(mine.pk)]
        await page.close()
        assert not live.streams

    play(scene)


def test_nobody_is_told_of_a_case_they_may_not_see() -> None:
    who, _session = person("S001")
    _stranger, session = person("S002")
    case = case_of(who, "R1")

    async def scene(live: Live) -> None:
        page = Browser(live, session, f"subject={case.pk}&kind={KIND}")
        await page.until(lambda page: page.status == 200)
        await in_thread(lambda: happen(case))
        await asyncio.sleep(1.5)
        assert page.told == []
        await page.close()

    play(scene)


def test_a_board_follows_a_whole_kind() -> None:
    who, session = person("S001")
    case = case_of(who, "R1")

    async def scene(live: Live) -> None:
        page = Browser(live, session, f"kind={KIND}")
        await page.until(lambda page: page.status == 200)
        await in_thread(lambda: happen(case))
        await page.until(lambda page: page.told == [str(case.pk)])
        await page.close()

    play(scene)


def test_a_page_that_comes_back_is_told_what_it_missed() -> None:
    who, session = person("S001")
    case, other = case_of(who, "R1"), case_of(who, "R2")
    happen(case)
    happen(other)
    happen(case)

    async def scene(live: Live) -> None:
        page = Browser(live, session, f"kind={KIND}", last_event_id="1")
        await page.until(lambda page: len(page.told) == 2)
        assert page.told == [str(other.pk), str(case.pk)]
        newer = Browser(live, session, f"kind={KIND}", last_event_id="3")
        await newer.until(lambda page: page.status == 200)
        await asyncio.sleep(0.8)
        assert newer.told == []
        await page.close()
        await newer.close()

    play(scene)


def test_what_happened_between_making_the_page_and_opening_the_stream_is_told() -> None:
    who, session = person("S001")
    case = case_of(who, "R1")
    made = now()
    happen(case)

    async def scene(live: Live) -> None:
        since = made.isoformat().replace("+", "%2B")
        page = Browser(live, session, f"subject={case.pk}&since={since}")
        await page.until(lambda page: page.told == [str(case.pk)])
        await page.close()

    play(scene)


def test_guests_and_ended_sessions_get_no_stream() -> None:
    async def scene(live: Live) -> None:
        for session in ("", "invented"):
            guest = Browser(live, session, f"kind={KIND}")
            await asyncio.wait_for(guest.task, 10)
            assert guest.status == 401
        assert not live.streams

    play(scene)


def test_a_stream_ends_with_its_session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "HEARTBEAT_SECONDS", 0.3)
    _who, session = person("S001")

    async def scene(live: Live) -> None:
        page = Browser(live, session, f"kind={KIND}")
        await page.until(lambda page: any(b"still here" in message.get("body", b"") for message in page.sent))
        await in_thread(lambda: SessionStore(session).delete())
        await asyncio.wait_for(page.task, 10)

    play(scene)


def test_a_stream_beyond_the_most_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_STREAMS", 1)
    _who, session = person("S001")

    async def scene(live: Live) -> None:
        first = Browser(live, session, f"kind={KIND}")
        await first.until(lambda page: page.status == 200)
        second = Browser(live, session, f"kind={KIND}")
        await asyncio.wait_for(second.task, 10)
        assert second.status == 503
        await first.close()

    play(scene)


def test_a_gap_in_what_is_heard_is_closed_from_the_chain() -> None:
    who, session = person("S001")
    quiet, loud = case_of(who, "R1"), case_of(who, "R2")

    async def scene(live: Live) -> None:
        page = Browser(live, session, f"kind={KIND}")
        await page.until(lambda page: page.status == 200)
        deaf, live._hear = live._hear, lambda payload: None  # type: ignore[method-assign]
        await in_thread(lambda: happen(quiet))
        await asyncio.sleep(0.5)
        live._hear, live.seq = deaf, 0  # type: ignore[method-assign]
        live.seq = -1
        await in_thread(lambda: happen(loud))
        await page.until(lambda page: set(page.told) == {str(quiet.pk), str(loud.pk)})
        await page.close()

    play(scene)


def test_all_streams_end_when_the_server_stops() -> None:
    _who, session = person("S001")

    async def scene(live: Live) -> None:
        page = Browser(live, session, f"kind={KIND}")
        await page.until(lambda page: page.status == 200)
        await live.stop()
        await asyncio.wait_for(page.task, 10)

    play(scene)


def test_without_a_stream_the_page_asks_and_is_answered_with_an_etag(client: Client) -> None:
    who, _session = person("S001")
    case = case_of(who, "R1")
    address = f"/live/?subject={case.pk}"
    assert client.get(address).status_code == 302
    client.force_login(Account.objects.get(person=who), backend="django.contrib.auth.backends.ModelBackend")
    first = client.get(address)
    assert first.json() == {"moved_at": AGO.isoformat()}
    same = client.get(address, headers={"if-none-match": first.headers["ETag"]})
    assert same.status_code == 304
    Case.objects.filter(pk=case.pk).update(moved_at=AGO + timedelta(hours=1))
    again = client.get(address, headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 200


def test_the_question_answers_nothing_about_other_peoples_cases(client: Client) -> None:
    who, _session = person("S001")
    stranger, _other = person("S002")
    case = case_of(who, "R1")
    client.force_login(
        Account.objects.get(person=stranger), backend="django.contrib.auth.backends.ModelBackend"
    )
    assert client.get(f"/live/?subject={case.pk}&subject=nonsense&kind=no.such").json() == {"moved_at": None}
