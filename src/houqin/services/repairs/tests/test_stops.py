"""Planned stops: told once to who lives and works there, shown where it matters, changed and lifted with a word."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from houqin.kernel.notices.fanout import fan_out
from houqin.kernel.notices.models import Delivery
from houqin.kernel.notices.words import in_words
from houqin.kernel.people.actions.employments import employ
from houqin.kernel.people.models import Person, Role
from houqin.kernel.places.actions.residences import house
from houqin.kernel.places.models import Place
from houqin.kernel.trail.models import Happening
from houqin.services.repairs import figures, tasks
from houqin.services.repairs.actions import stops
from houqin.services.repairs.finding import stop_entries
from houqin.services.repairs.models import Stop
from houqin.services.repairs.queries import stops as queries
from houqin.services.repairs.queries import taxonomy
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, refused
from houqin.services.repairs.tests.conftest import SignIn

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EIGHT = MONDAY_9 + DAY - HOUR  # 08:00 tomorrow
PHONE = "100-0000-0110"


@pytest.fixture(autouse=True)
def office(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the dispatchers announce stops, and one morning hold for all requests."""
    for role in Role.objects.filter(key__in=("role-dispatcher", "role-dispatcher3")):
        role.permissions = [*role.permissions, "repairs.stops"]
        role.save(update_fields=["permissions"])
    monkeypatch.setattr("houqin.kernel.web.middleware.now", lambda: MONDAY_9)


def announced(cast: Cast, places: Sequence[Place] = (), **other: Any) -> Stop:
    """Return a stop of water in the students' building tomorrow morning."""
    given: dict[str, Any] = {
        "supply": "water",
        "starts_at": EIGHT,
        "ends_at": EIGHT + 4 * HOUR,
        "reason": "更换阀门",
    }
    given |= {"contact": PHONE, "by": cast.dispatcher, "at": MONDAY_9, **other}
    return stops.announce(places=places or [building(cast)], **given)


def building(cast: Cast) -> Place:
    """Return the students' building."""
    return Place.objects.get(code="d3")


def told(stop: Stop, verb: str) -> list[tuple[Person, str]]:
    """Return who is told of a deed, and in which words."""
    happening = Happening.objects.filter(subject=stop.pk, verb=verb).latest("at", "version")
    happening.recorded_at = happening.at
    for _twice in range(2):
        fan_out([happening])
    rows = list(
        Delivery.objects.filter(happening=happening.pk).select_related("person").order_by("person__name")
    )
    return [(row.person, said.body) for row, said in zip(rows, in_words(rows), strict=True)]


def test_who_lives_or_works_there_is_told_once_of_the_stop_and_of_every_change(cast: Cast) -> None:
    house(cast.other_student, cast.room, starts_on=date(2025, 9, 1))
    employ(cast.technician, cast.office, starts_on=date(2025, 9, 1))
    stop = announced(cast, [building(cast), cast.room])  # named twice, told once
    assert (stop.number[:2], stop.place, stop.unit) == ("TG", building(cast), cast.office)
    people = {cast.student, cast.other_student, cast.technician}
    first = told(stop, "open")
    assert {one for one, _words in first} == people
    assert len(first) == len(people)
    assert (
        first[0][1]
        == "停水 · 东校区 学生公寓 3 号楼、东校区 学生公寓 3 号楼 412 室：03-03 08:00–12:00。请提前准备。"
    )
    stops.change(
        stop,
        starts_at=EIGHT + DAY,
        ends_at=EIGHT + DAY + HOUR,
        note="阀门未到货",
        by=cast.dispatcher,
        at=MONDAY_9 + HOUR,
    )
    changed = told(stop, "change")
    assert {one for one, _words in changed} == people
    assert "改为 03-04 08:00–09:00" in changed[0][1]
    stops.lift(stop, note="不停了", by=cast.dispatcher, at=MONDAY_9 + 2 * HOUR)
    assert {one for one, _words in told(stop, "lift")} == people
    with refused("lifecycle.moved_on"):
        stops.lift(stop, note="不停了", by=cast.dispatcher, at=MONDAY_9 + 3 * HOUR)


def test_odd_stops_are_refused_and_only_who_may_announces_in_their_own_places(cast: Cast) -> None:
    with refused("repairs.stop_where"):
        stops.announce(
            supply="water",
            places=[],
            starts_at=EIGHT,
            ends_at=EIGHT + HOUR,
            reason="检修",
            by=cast.dispatcher,
            at=MONDAY_9,
        )
    for starts, ends, code in (
        (EIGHT, EIGHT, "repairs.stop_period"),
        (EIGHT, EIGHT + 61 * DAY, "repairs.stop_period"),
        (MONDAY_9 - 2 * HOUR, MONDAY_9 - HOUR, "repairs.time_gone_by"),
    ):
        with refused(code):
            announced(cast, starts_at=starts, ends_at=ends)
    for who in (cast.student, cast.technician, cast.west_dispatcher, cast.second_dispatcher):
        with refused("lifecycle.not_permitted"):
            announced(cast, by=who)
    with refused("lifecycle.not_permitted"):  # two campuses want somebody who answers for both
        announced(cast, [building(cast), cast.lake])
    stop = announced(cast)
    with refused("repairs.reason_needed"):
        stops.lift(stop, note=" ", by=cast.dispatcher, at=MONDAY_9)
    with refused("lifecycle.not_permitted"):
        stops.lift(stop, note="不停了", by=cast.student, at=MONDAY_9)
    assert Stop.objects.count() == 1


@pytest.mark.parametrize(
    ("where", "days", "category", "shown"),
    [
        ("room", 0, None, True),
        ("room", 0, "plumbing.faucet", True),
        ("room", 0, "electrical.light", False),
        ("lake", 0, None, False),
        ("room", -3, None, False),
        ("room", 2, None, False),
    ],
    ids=["place", "place-and-fault", "another-fault", "another-place", "far-ahead", "over"],
)
def test_a_stop_is_shown_where_place_time_and_fault_fit(
    cast: Cast, where: str, days: int, category: str | None, shown: bool
) -> None:
    stop = announced(cast, at=MONDAY_9 - 5 * DAY)
    fault = taxonomy.category(category) if category else None
    found = queries.touching(getattr(cast, where), MONDAY_9 + days * DAY, fault)
    assert found == ([stop] if shown else [])


def test_it_is_on_the_form_on_the_desk_and_on_the_home_page_of_who_lives_there(
    cast: Cast, sign_in: SignIn
) -> None:
    stop, student = announced(cast), sign_in(cast.student)
    form = student.get(f"/repairs/report/?place={cast.room.pk}").content.decode()
    assert "计划停水" in form
    assert PHONE in form
    known = f"/repairs/report/known/?place={cast.room.pk}&category="
    assert "计划停水" in student.get(known + "plumbing.no_water").content.decode()
    assert "计划停水" not in student.get(known + "locks.door_lock").content.decode()
    desk = (
        sign_in(cast.dispatcher).post("/repairs/desk/", {"find": "1", "place": cast.room.pk}).content.decode()
    )
    assert "计划停水" in desk
    home = student.get("/").content.decode()
    assert f"/m/{stop.number}/" in home
    assert "计划停水：03-03 08:00–12:00" in home
    assert stop.number not in sign_in(cast.other_student).get("/").content.decode()
    stops.lift(stop, note="不停了", by=cast.dispatcher, at=MONDAY_9)
    assert stop.number not in student.get("/").content.decode()


def test_everybody_signed_in_reads_the_list_and_only_those_concerned_open_the_page(
    cast: Cast, sign_in: SignIn
) -> None:
    stop = announced(cast)
    power = announced(
        cast, supply="power", starts_at=EIGHT - 10 * DAY, ends_at=EIGHT - 9 * DAY, at=EIGHT - 11 * DAY
    )
    assert tasks.end_stops(MONDAY_9) == 1
    assert tasks.end_stops(MONDAY_9) == 0
    power.refresh_from_db()
    assert power.state == "over"
    outsider = sign_in(cast.outsider)
    page = outsider.get("/repairs/stops/").content.decode()
    assert (stop.number in page, power.number in page, "/m/TG" in page) == (True, True, False)
    for query, there, not_there in (
        ("supply=water", stop, power), ("tab=past", power, stop), ("tab=ahead", stop, power),
        (f"place={building(cast).path}&from=2026-03-03", stop, power), ("to=2026-03-01", power, stop),
        (f"q={power.number}", power, stop),
    ):  # fmt: skip
        found = outsider.get(f"/repairs/stops/?{query}").content.decode()
        assert (there.number in found, not_there.number in found) == (True, False), query
    assert stop.number not in outsider.get("/repairs/stops/?place=west").content.decode()
    assert Client().get("/repairs/stops/").status_code == 302
    statuses = {who: sign_in(getattr(cast, who)).get(f"/m/{stop.number}/").status_code
                for who in ("student", "dispatcher", "other_student", "outsider", "west_dispatcher")}  # fmt: skip
    assert statuses == {
        "student": 200,
        "dispatcher": 200,
        "other_student": 404,
        "outsider": 404,
        "west_dispatcher": 404,
    }
    [(_pk, entry)] = list(stop_entries([stop.pk]))
    assert (entry.public, entry.url) == (True, f"/repairs/stops/?q={stop.number}")


def test_residents_do_not_read_each_other_and_nobody_reminds_of_a_stop(cast: Cast, sign_in: SignIn) -> None:
    house(cast.other_student, cast.room, starts_on=date(2025, 9, 1))
    stop = announced(cast)
    sign_in(cast.other_student).post(f"/m/{stop.number}/messages/", {"text": "我家有病人"})
    assert "我家有病人" not in sign_in(cast.student).get(f"/m/{stop.number}/").content.decode()
    page = sign_in(cast.dispatcher).get(f"/m/{stop.number}/").content.decode()
    assert "我家有病人" in page
    assert "催一下" not in page
    assert "通知人数" in page


def test_the_office_announces_and_changes_through_its_pages(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.dispatcher)
    form = browser.get("/repairs/stops/new/").content.decode()
    assert str(building(cast).pk) in form
    assert str(cast.west.pk) not in form
    given = {
        "supply": "gas",
        "places": [building(cast).pk],
        "starts_at": "2026-03-03T08:00",
        "ends_at": "2026-03-03T07:00",
    }
    wrong = browser.post("/repairs/stops/new/", given | {"reason": "检修"})
    assert (wrong.status_code, "结束要在开始之后" in wrong.content.decode()) == (422, True)
    made = browser.post("/repairs/stops/new/", given | {"reason": "检修", "ends_at": "2026-03-03T09:30"})
    stop = Stop.objects.get()
    assert made["Location"] == f"/m/{stop.number}/"
    assert (stop.supply, stop.ends_at - stop.starts_at) == ("gas", 1.5 * HOUR)
    times = {"starts_at": "2026-03-04T08:00", "ends_at": "2026-03-04T09:00", "note": "改期"}
    assert browser.post(f"/m/{stop.number}/change/", times).status_code == 302
    assert browser.post(f"/m/{stop.number}/lift/", {"note": "不停了"}).status_code == 302
    for who in ("student", "head", "second_dispatcher"):
        assert sign_in(getattr(cast, who)).get("/repairs/stops/new/").status_code == 404


def test_stops_and_their_hours_are_counted_as_they_were(cast: Cast) -> None:
    announced(cast, starts_at=EIGHT, ends_at=EIGHT + 4 * HOUR)
    early = announced(cast, starts_at=EIGHT + DAY, ends_at=EIGHT + DAY + 4 * HOUR)
    stops.lift(early, note="提前完工", by=cast.dispatcher, at=EIGHT + DAY + 1.5 * HOUR)
    never = announced(cast, starts_at=EIGHT + 2 * DAY, ends_at=EIGHT + 2 * DAY + HOUR)
    stops.lift(never, note="不停了", by=cast.dispatcher, at=EIGHT + DAY)
    across = announced(cast, starts_at=EIGHT + 6 * DAY, ends_at=EIGHT + 8 * DAY)
    period = (MONDAY_9, EIGHT + 7 * DAY, MONDAY_9 + 9 * DAY)
    assert set(figures.stop_rows(cast.head, *period)) == set(Stop.objects.exclude(pk=never.pk))
    assert figures.stopped(cast.head, *period) == 3
    assert figures.stop_hours(cast.head, *period) == 4 + 1.5 + 24
    assert figures.stopped(cast.outsider, *period) == 0
    assert across.until == EIGHT + 8 * DAY
