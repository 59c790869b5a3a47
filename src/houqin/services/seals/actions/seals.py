"""What happens to a seal itself: registered, handed over, suspended, lost, found, retired."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.files.base import File as Upload
from django.db import IntegrityError, transaction

from houqin.kernel.base.refused import Refused, refuse_if_any
from houqin.kernel.evidence.store import store
from houqin.kernel.lifecycle.actions import attach
from houqin.kernel.lifecycle.engine import lock
from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.people.queries import holders
from houqin.kernel.places.models import Place
from houqin.services.seals import rules
from houqin.services.seals.lifecycle import APPLICATION, SEAL, State
from houqin.services.seals.models import Application, Seal, TakeOut

KEEPING = "seals.keep"
FOLLOWING = (State.SUBMITTED, State.RETURNED, State.APPROVED)


def register(
    *,
    title: str,
    category: str,
    unit: OrgUnit,
    place: Place,
    keeper: Person,
    deputy: Person,
    engraved_on: date,
    imprint: "Upload[bytes]",
    by: Person,
    at: datetime,
    kept_in: str = "",
    filing_number: str = "",
) -> Seal:
    """Enter a seal into the register with its keeper, deputy and imprint.

    Raises `Refused` where keeper and deputy are one or lack the role, or the filing number is taken.
    """
    seal = Seal(
        title=title, category=category, unit=unit, place=place, handler=keeper, deputy=deputy,
        engraved_on=engraved_on, kept_in=kept_in, filing_number=filing_number or None,
    )  # fmt: skip
    refuse_if_any(list(rules.worthy_successor(_succession(seal, keeper, deputy, at, same=False))))
    try:
        with transaction.atomic():
            SEAL.open(seal, by=by, at=at)
            attach(seal, [store(imprint, kind="voucher", by=by, at=at)], slot="imprint", by=by, at=at)
    except IntegrityError as taken:
        raise Refused("seals.filing_number_taken", number=filing_number, field="filing_number") from taken
    return seal


def hand_over(
    seal: Seal,
    *,
    keeper: Person,
    deputy: Person,
    by: Person,
    at: datetime,
    expected: int | None = None,
    note: str = "",
) -> None:
    """Give a seal to another keeper, another deputy, or both; applications that wait for it go along."""
    pairs = ((seal.handler, keeper), (seal.deputy, deputy))
    facts = _succession(seal, keeper, deputy, at, same=all(old == new for old, new in pairs))
    private = {
        "note": " ".join(filter(None, (*(f"{old} → {new}" for old, new in pairs if old != new), note)))
    }
    with SEAL.move(seal, "hand_over", by=by, at=at, expected=expected, facts=facts, private=private) as deed:
        deed.change(handler=keeper)
        Seal.objects.filter(pk=seal.pk).update(deputy=deputy)
        waiting = Application.objects.filter(seal=seal, state__in=FOLLOWING).exclude(handler=keeper)
        for application in waiting.order_by("pk"):
            with APPLICATION.move(application, "follow_seal", by=None, at=at) as following:
                following.change(handler=keeper)


def suspend(seal: Seal, *, note: str, by: Person, at: datetime, expected: int | None = None) -> None:
    """Bar a seal from use for a while."""
    with SEAL.move(seal, "suspend", by=by, at=at, expected=expected, private={"note": note}):
        pass


def resume(seal: Seal, *, by: Person, at: datetime, expected: int | None = None, note: str = "") -> None:
    """Allow a suspended seal again."""
    with SEAL.move(seal, "resume", by=by, at=at, expected=expected, private={"note": note} if note else None):
        pass


def report_lost(
    seal: Seal, *, loss_report: str, note: str, by: Person, at: datetime, expected: int | None = None
) -> None:
    """Report a seal lost: from now on nobody can use it; if it was out of house, that trip ends as lost."""
    with transaction.atomic():
        lock(seal)
        trip = TakeOut.objects.still_out().select_related("application").filter(seal=seal).first()
        if trip:
            with APPLICATION.move(trip.application, "lose", by=None, at=at):
                trip.ended_at = at
                trip.save(update_fields=["ended_at"])
        with SEAL.move(
            seal, "report_lost", by=by, at=at, expected=expected,
            public={"report": loss_report}, private={"note": note},
        ):  # fmt: skip
            Seal.objects.filter(pk=seal.pk).update(loss_report=loss_report)
    seal.loss_report = loss_report


def find(seal: Seal, *, note: str, by: Person, at: datetime, expected: int | None = None) -> None:
    """Note that a lost seal is back; it stays suspended until somebody has checked it."""
    with SEAL.move(seal, "find", by=by, at=at, expected=expected, private={"note": note}):
        pass


def retire(
    seal: Seal,
    *,
    record: Sequence["Upload[bytes]"],
    note: str,
    by: Person,
    at: datetime,
    expected: int | None = None,
) -> None:
    """Take a seal out of use for ever; the record of its destruction or annulment is laid to it."""
    with SEAL.move(seal, "retire", by=by, at=at, expected=expected, private={"note": note}):
        files = [store(upload, kind="voucher", by=by, at=at) for upload in record]
        attach(seal, files, slot="destruction", by=by, at=at)


def _succession(seal: Seal, keeper: Person, deputy: Person, at: datetime, *, same: bool) -> rules.Succession:
    able = set(holders(KEEPING, at=at, unit=seal.unit, place=seal.place).values_list("pk", flat=True))
    return rules.Succession(
        same_as_before=same,
        is_own_deputy=keeper == deputy,
        without_role=tuple(person.name for person in (keeper, deputy) if person.pk not in able),
    )
