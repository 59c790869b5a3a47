"""Who may be given what: the certificate a trade wants, and the way round it with a reason."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from houqin.kernel.base.refused import Refused
from houqin.kernel.lifecycle.engine import Deed
from houqin.kernel.people.models import Person
from houqin.kernel.trail.record import record
from houqin.services.repairs.models import Order, Trade, TradeCertificate
from houqin.services.repairs.queries import crew
from houqin.services.rosters.models import CertificateKind


def check(order: Order, technician: Person, note: str, deed: Deed, at: datetime) -> None:
    """Want a valid certificate where the trade does; a reason lets it pass and is kept with the move.

    Raises `Refused` ("repairs.certificate_needed"). Call it inside the move that gives the order.
    """
    kind = crew.wanted(order.category)
    if kind is None or crew.certified([technician.pk], kind, at):
        return
    if not note.strip():
        raise Refused(
            "repairs.certificate_needed", who=technician.name, what=str(kind),
            trade=order.category.trade.name, field="note",
        )  # fmt: skip
    deed.public["without_certificate"] = kind.code
    deed.private["note"] = note.strip()


def set_wants(wants: Mapping[Trade, CertificateKind | None], *, by: Person, at: datetime) -> int:
    """Set which certificate each trade wants; returns how many changed."""
    changed = 0
    with transaction.atomic():
        known = {one.trade_id: one for one in TradeCertificate.objects.select_for_update()}
        for trade, kind in wants.items():
            old = known.get(trade.code)
            if (old.kind_id if old else None) == (kind.pk if kind else None):
                continue
            changed += 1
            if kind is None:
                TradeCertificate.objects.filter(trade=trade).delete()
            else:
                TradeCertificate.objects.update_or_create(trade=trade, defaults={"kind": kind})
            facts = {"trade": trade.code, "certificate": kind.code if kind else None}
            subject = old.pk if old else TradeCertificate.objects.get(trade=trade).pk
            record(subject=subject, kind="repairs.trade", verb="edit", by=by, at=at, facts=facts)
    return changed
