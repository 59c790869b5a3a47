"""Who sees what: one's own, one's team's, those of the units one answers for; nobody else's."""

from collections.abc import Callable

from houqin.kernel.people.models import Person
from houqin.services.rosters.actions import certificates, duty, handing, leave, swaps
from houqin.services.rosters.models import CertificateKind
from houqin.services.rosters.queries import cases, duties, shifts, teams
from houqin.services.rosters.tests.cast import DAY, MONDAY, MONDAY_9, Cast, kind, planned


def test_rows_are_there_for_their_people_only(cast: Cast) -> None:
    at = MONDAY_9
    mine, theirs = (planned(cast, who, "early", MONDAY + DAY) for who in (cast.worker, cast.second))
    duty.come_on(by=cast.worker, at=at)
    asked = leave.ask(leave_kind="sick", starts_at=at + 5 * DAY, ends_at=at + 6 * DAY, by=cast.worker, at=at)
    swap = swaps.ask(mine, theirs, by=cast.worker, at=at)
    handed = handing.hand_over(
        team=cast.crew, day=MONDAY, shift_kind=kind("early"), taker=cast.second, by=cast.worker, at=at
    )
    held = certificates.register(
        person=cast.worker, certificate_kind=CertificateKind.objects.get(code="height"), serial="1",
        valid_from=MONDAY, valid_until=MONDAY + DAY, by=None, at=at,
    )  # fmt: skip
    reads: dict[str, Callable[[Person], bool]] = {
        "shift": lambda who: shifts.visible_to(who, at).filter(pk=mine.pk).exists(),
        "duty": lambda who: duties.visible_to(who, at).exists(),
        "leave": lambda who: cases.visible_to(who, at).filter(pk=asked.pk).exists(),
        "swap": lambda who: cases.swaps_visible_to(who, at).filter(pk=swap.pk).exists(),
        "handover": lambda who: cases.handovers_visible_to(who, at).filter(pk=handed.pk).exists(),
        "certificate": lambda who: cases.certificates_visible_to(who, at).filter(pk=held.pk).exists(),
    }
    everything = set(reads)
    sees = {
        "worker": everything,
        "second": {"shift", "swap", "handover"},
        "third": {"shift", "handover"},
        "elsewhere": set(),
        "leader": everything,
        "other_leader": set(),
        "head": everything,
        "stranger": set(),
    }
    found = {who: {name for name, read in reads.items() if read(getattr(cast, who))} for who in sees}
    assert found == sees


def test_teams_are_one_s_own_and_those_one_answers_for(cast: Cast) -> None:
    planned(cast, cast.worker, "early")
    names = {who: [one.name for one in teams.visible_to(getattr(cast, who), MONDAY_9)] for who in
             ("worker", "other_leader", "head", "stranger")}  # fmt: skip
    assert names == {
        "worker": ["水电班"], "other_leader": ["电梯班"], "head": ["后勤处", "水电班", "电梯班"], "stranger": [],
    }  # fmt: skip
    assert list(teams.edited_by(cast.head, MONDAY_9)) == []
    assert list(teams.edited_by(cast.leader, MONDAY_9)) == [cast.crew]
    assert teams.first_team(cast.head, MONDAY_9) == cast.crew
    assert teams.first_team(cast.stranger, MONDAY_9) is None
    assert [one.name for one in teams.members([cast.other_crew], MONDAY_9)] == ["何四"]


def test_one_s_own_days_and_whom_one_may_swap_with(cast: Cast) -> None:
    today = planned(cast, cast.worker, "early")
    coming = planned(cast, cast.worker, "late", MONDAY + DAY)
    planned(cast, cast.worker, "late", MONDAY + 20 * DAY)
    other = planned(cast, cast.second, "early", MONDAY + 3 * DAY)
    planned(cast, cast.second, "early", MONDAY)
    planned(cast, cast.elsewhere, "early", MONDAY + DAY, cast.other_crew)
    assert shifts.own(cast.worker, MONDAY_9) == [today, coming]
    assert shifts.current(cast.worker, MONDAY_9) == today
    assert shifts.own_coming(cast.worker, today.pk, MONDAY_9) is None
    assert shifts.own_coming(cast.second, coming.pk, MONDAY_9) is None
    assert list(shifts.to_swap_with(coming, MONDAY_9)) == [other]
