"""Four eyes with stand-ins: a deputy signs for whom they stand in, and never where either of the two has signed."""

from datetime import timedelta

import pytest

from houqin.kernel.people.actions.stand_ins import appoint_stand_in
from houqin.kernel.people.models import Person
from houqin.kernel.trail.models import Happening
from houqin.services.suppliers.actions import settling
from houqin.services.suppliers.models import Settlement
from houqin.services.suppliers.tests.cast import APRIL_9, LONG_AGO, Firms, drawn, refused, staff

HOUR = timedelta(hours=1)


def stands_in(principal: Person, deputy: Person) -> None:
    """Let a deputy act for a principal for this April morning."""
    appoint_stand_in(
        principal, deputy, starts_at=APRIL_9 - HOUR, ends_at=APRIL_9 + HOUR, reason="出差", at=LONG_AGO
    )


def signed(firms: Firms, *verbs: str) -> Settlement:
    """Return a month drawn by the clerk, signed as far as asked by who usually does."""
    made: Settlement = drawn(firms, 1)
    for verb, by in (("confirm", firms.leader), ("check", firms.clerk)):
        if verb in verbs:
            getattr(settling, verb)(made, by=by, at=APRIL_9)
    return made


def last_of(settlement: Settlement) -> tuple[object, object]:
    """Return who did the last deed, and for whom."""
    told = Happening.objects.filter(subject=settlement.pk).order_by("-version").first()
    assert told is not None
    return told.actor, told.on_behalf_of


@pytest.mark.parametrize("deputy", ["clerk", "leader"])
def test_who_drew_checked_or_confirmed_never_approves_in_the_head_s_name(firms: Firms, deputy: str) -> None:
    month = signed(firms, "confirm", "check")
    stands_in(firms.head, getattr(firms, deputy))
    with refused("lifecycle.apart"):
        settling.approve(month, by=getattr(firms, deputy), at=APRIL_9)
    settling.approve(month, by=firms.head, at=APRIL_9)
    assert month.state == "final"


def test_a_head_who_checked_in_a_clerk_s_name_does_not_approve_and_nor_does_their_deputy(
    firms: Firms,
) -> None:
    month = signed(firms, "confirm")
    stands_in(firms.second_clerk, firms.head)
    settling.check(month, by=firms.head, at=APRIL_9)
    assert last_of(month) == (firms.head.pk, firms.second_clerk.pk)
    stands_in(firms.head, firms.stranger)
    for by in (firms.head, firms.stranger):
        with refused("lifecycle.apart"):
            settling.approve(month, by=by, at=APRIL_9)
    settling.approve(month, by=staff("武处长", "head2", "supplier-head"), at=APRIL_9)
    assert month.state == "final"


def test_a_clerk_who_confirmed_in_the_leader_s_name_leaves_the_check_to_another(firms: Firms) -> None:
    month = signed(firms)
    stands_in(firms.leader, firms.clerk)
    settling.confirm(month, by=firms.clerk, at=APRIL_9)
    assert last_of(month) == (firms.clerk.pk, firms.leader.pk)
    with refused("lifecycle.apart"):
        settling.check(month, by=firms.clerk, at=APRIL_9)
    settling.check(month, by=firms.second_clerk, at=APRIL_9)
    settling.approve(month, by=firms.head, at=APRIL_9)
    assert month.state == "final"


def test_what_was_lent_is_not_lent_on_and_covers_the_principal_s_firm_alone(firms: Firms) -> None:
    month = signed(firms)
    stands_in(firms.leader, firms.worker)
    stands_in(firms.worker, firms.stranger)
    stands_in(firms.other_leader, firms.second_clerk)
    for by in (firms.stranger, firms.second_clerk):
        with refused("lifecycle.not_permitted"):
            settling.confirm(month, by=by, at=APRIL_9)
    settling.confirm(month, by=firms.worker, at=APRIL_9)
    assert (month.state, last_of(month)) == ("confirmed", (firms.worker.pk, firms.leader.pk))
