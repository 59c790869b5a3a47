"""Swapping two shifts: asked by one, agreed to by the other, done in one statement."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Case as Choice
from django.db.models import F, Value, When

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.models import Person
from houqin.services.rosters.lifecycle import SWAP
from houqin.services.rosters.models import Shift, Swap, SwapQuerySet
from houqin.services.rosters.queries import cases
from houqin.services.rosters.rules import SwapFacts


def ask(mine: Shift, theirs: Shift, *, by: Person, at: datetime, note: str = "") -> Swap:
    """Ask a colleague of the same team to swap shifts.

    Raises `Refused` where the shifts are not one's own and somebody else's of the team, have begun, or are asked for.
    """
    if mine.person_id != by.pk or theirs.person_id == by.pk or mine.unit_id != theirs.unit_id:
        raise Refused("rosters.swap_same", field="theirs")
    if min(mine.starts_at, theirs.starts_at) <= at:
        raise Refused("rosters.swap_begun", field="theirs")
    waiting = SwapQuerySet(Swap).waiting()
    if waiting.filter(mine=mine).exists() or waiting.filter(theirs=mine).exists():
        raise Refused("rosters.swap_asked_already", field="theirs")
    swap = Swap(
        title=_title(mine, theirs), applicant=by, handler=theirs.person, unit=mine.unit, mine=mine,
        theirs=theirs,
    )  # fmt: skip
    SWAP.open(swap, by=by, at=at, private={"note": note.strip()} if note.strip() else None)
    return swap


def agree(swap: Swap, *, by: Person, at: datetime, expected: int | None = None) -> None:
    """Agree: the two shifts change hands at once. Raises `Refused` where the roster has changed or shifts collide."""
    with transaction.atomic():
        pair = list(
            Shift.objects.select_for_update()
            .filter(pk__in=[one for one in (swap.mine_id, swap.theirs_id) if one])
            .order_by("pk")
        )
        with SWAP.move(swap, "agree", by=by, at=at, expected=expected, facts=_facts(swap, pair, at)):
            people = {swap.mine_id: swap.handler_id, swap.theirs_id: swap.applicant_id}
            whose = Choice(
                *(When(pk=shift, then=Value(person)) for shift, person in people.items()), default=F("person")
            )
            try:
                with transaction.atomic():
                    Shift.objects.filter(pk__in=[one.pk for one in pair]).update(person=whose)
            except IntegrityError as collides:
                raise Refused("rosters.swap_collides") from collides


def decline(swap: Swap, *, by: Person, at: datetime, expected: int | None = None, note: str = "") -> None:
    """Say no; the shifts stay."""
    private = {"note": note.strip()} if note.strip() else None
    with SWAP.move(swap, "decline", by=by, at=at, expected=expected, private=private):
        pass


def withdraw(swap: Swap, *, by: Person, at: datetime, expected: int | None = None) -> None:
    """Take the question back."""
    with SWAP.move(swap, "withdraw", by=by, at=at, expected=expected):
        pass


def lapse(swap: Swap, *, at: datetime) -> bool:
    """Let a question lapse that nobody answered in time; False where somebody was faster."""
    try:
        with SWAP.move(swap, "lapse", by=None, at=at, expected=swap.version):
            pass
    except Refused:
        return False
    return True


def _facts(swap: Swap, pair: list[Shift], at: datetime) -> SwapFacts:
    owners = {one.pk: one.person_id for one in pair}
    still = len(pair) == 2 and owners == {swap.mine_id: swap.applicant_id, swap.theirs_id: swap.handler_id}
    away = ""
    if still:
        by_pk = {one.pk: one for one in pair}
        for shift_id, person in ((swap.mine_id, swap.handler), (swap.theirs_id, swap.applicant)):
            shift = by_pk[shift_id] if shift_id else None
            if shift and person and cases.on_leave(person, shift.starts_at, shift.ends_at):
                away = person.name
    return SwapFacts(still_theirs=still, begun=any(one.starts_at <= at for one in pair), on_leave=away)


def _title(mine: Shift, theirs: Shift) -> str:
    one, other = f"{mine.day:%m-%d} {mine.kind.name_zh}", f"{theirs.day:%m-%d} {theirs.kind.name_zh}"
    return f"{one} ⇄ {other}"
