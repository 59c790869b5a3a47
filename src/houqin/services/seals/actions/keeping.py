"""What a keeper does with an approved application: stamp, hand out, take back, decline.

Each begins by locking the seal, so that what the guards see of it still holds when the row is written.
"""

from datetime import datetime, timedelta
from hashlib import sha256

from django.core.files.base import File as Upload
from django.db import transaction

from houqin.kernel.base.refused import Refused
from houqin.kernel.lifecycle.engine import lock
from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import Person
from houqin.kernel.worktime.queries import working_hours
from houqin.services.seals import rules
from houqin.services.seals.lifecycle import APPLICATION, SEAL
from houqin.services.seals.models import Application, Seal, Stamping, TakeOut
from houqin.services.seals.queries import OFFICE

CHASE_EVERY = timedelta(hours=8)  # working time: about once a working day


def stamp(
    application: Application,
    *,
    copies: int,
    by: Person,
    at: datetime,
    code: str = "",
    presented: "Upload[bytes] | None" = None,
    expected: int | None = None,
) -> Stamping:
    """Stamp what was approved and write it into the register.

    Raises `Refused` where the seal is not at rest, the hand is not its keeper's, copies exceed the approved,
    or the paper differs from the approved one; where it was approved to be stamped out of house.
    """
    with transaction.atomic():
        seal = _hold(application.seal)
        facts = _facts(application, seal, copies=copies, code=code, presented=presented, by=by, at=at)
        with APPLICATION.move(
            application, "stamp", by=by, at=at, expected=expected, facts=facts, public={"copies": copies}
        ):
            return _register(application, copies, _check(presented), by, at)


def decline(
    application: Application, *, note: str, by: Person, at: datetime, expected: int | None = None
) -> None:
    """Refuse to stamp, with a reason the applicant reads (blank paper, another text)."""
    facts = _facts(application, application.seal, copies=1, by=by, at=at)
    with APPLICATION.move(
        application, "decline", by=by, at=at, expected=expected, facts=facts, private={"note": note}
    ):
        pass


def take_out(
    application: Application,
    *,
    by: Person,
    at: datetime,
    code: str = "",
    presented: "Upload[bytes] | None" = None,
    expected: int | None = None,
) -> TakeOut:
    """Hand the seal to the escort; it must be back within the working time that was approved."""
    escort, minutes = application.escort, application.out_minutes
    if escort is None or minutes is None:
        raise Refused("seals.stays_here")
    due_at = working_hours(OFFICE, at).add(at, timedelta(minutes=minutes))
    with transaction.atomic():
        seal = _hold(application.seal)
        facts = _facts(application, seal, copies=1, code=code, presented=presented, by=by, at=at)
        with APPLICATION.move(application, "take_out", by=by, at=at, expected=expected, facts=facts) as deed:
            deed.change(due_at=due_at)
            trip = TakeOut.objects.create(
                application=application, seal=seal, escort=escort, check_by=_check(presented),
                taken_at=at, due_at=due_at, next_chase_at=due_at,
            )  # fmt: skip
            with SEAL.move(seal, "take_out", by=by, at=at):
                return trip


def bring_back(
    application: Application,
    *,
    copies: int,
    by: Person,
    at: datetime,
    expected: int | None = None,
    note: str = "",
) -> None:
    """Take the seal back and write down what was stamped outside (0: nothing)."""
    with transaction.atomic():
        seal = _hold(application.seal)
        facts = _facts(application, seal, copies=copies, by=by, at=at)
        with APPLICATION.move(
            application, "bring_back", by=by, at=at, expected=expected, facts=facts,
            public={"copies": copies}, private={"note": note} if note else None,
        ):  # fmt: skip
            trip = application.take_out
            trip.ended_at = at
            trip.save(update_fields=["ended_at"])
            if copies:
                _register(application, copies, trip.check_by, by, at)
            with SEAL.move(seal, "bring_back", by=by, at=at):
                pass


def chase(trip: TakeOut, *, at: datetime) -> bool:
    """Let the clock ask for a seal that is late, once a working day; False where that has been done."""
    next_chase_at = working_hours(OFFICE, at).add(at, CHASE_EVERY)
    late = TakeOut.objects.still_out().filter(pk=trip.pk, next_chase_at__lte=at)
    with transaction.atomic():
        if not late.update(next_chase_at=next_chase_at):
            return False
        with APPLICATION.move(trip.application, "chase", by=None, at=at):
            return True


def _hold(seal: Seal) -> Seal:
    """Lock a seal and return it as it is now."""
    lock(seal)
    return Seal.objects.with_people().get(pk=seal.pk)


def _facts(
    application: Application,
    seal: Seal,
    *,
    copies: int,
    by: Person,
    at: datetime,
    code: str = "",
    presented: "Upload[bytes] | None" = None,
) -> rules.Presented:
    hands = {by.pk, *authority_of(by, at).principals}
    return rules.Presented(
        seal=seal.title,
        seal_state=seal.state,
        kept_by=seal.handler.name if seal.handler else "",
        is_keeper=bool(hands & {seal.handler_id, seal.deputy_id}),
        copies=copies,
        approved_copies=application.copies,
        fingerprint=application.fingerprint,
        brought=sha256(presented.read()).hexdigest() if presented else "",
        code=code,
        goes_out=application.goes_out,
    )


def _check(presented: "Upload[bytes] | None") -> str:
    return Stamping.Check.FILE if presented else Stamping.Check.CODE


def _register(application: Application, copies: int, check_by: str, by: Person, at: datetime) -> Stamping:
    return Stamping.objects.create(
        application=application, seal=application.seal, keeper=by, copies=copies,
        approved_copies=application.copies, check_by=check_by, outside=application.destination, at=at,
    )  # fmt: skip
