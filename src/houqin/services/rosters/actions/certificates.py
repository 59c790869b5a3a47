"""Certificates: registered, renewed, revoked by who leads the team; the clock reminds and lets them run out."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.models import Person
from houqin.kernel.people.queries import home_unit
from houqin.services.rosters.lifecycle import CERTIFICATE
from houqin.services.rosters.models import Certificate, CertificateKind


def register(
    *,
    person: Person,
    certificate_kind: CertificateKind,
    serial: str,
    valid_from: date,
    valid_until: date,
    by: Person | None,
    at: datetime,
) -> Certificate:
    """Register somebody's certificate. Raises `Refused` for a backward period or a number known already."""
    _whole(valid_from, valid_until)
    certificate = Certificate(
        title=certificate_kind.name_zh, applicant=person, unit=home_unit(person, at),
        certificate_kind=certificate_kind, serial=serial.strip(), valid_from=valid_from,
        valid_until=valid_until,
    )  # fmt: skip
    try:
        with transaction.atomic():
            CERTIFICATE.open(
                certificate,
                by=by,
                at=at,
                public={"kind": certificate_kind.code, "until": valid_until.isoformat()},
            )
    except IntegrityError as taken:
        raise Refused("rosters.serial_taken", field="serial") from taken
    return certificate


def renew(
    certificate: Certificate,
    *,
    valid_until: date,
    by: Person,
    at: datetime,
    expected: int | None = None,
    serial: str = "",
) -> None:
    """Note a renewal: a later end, perhaps another number. Raises `Refused` where it is not later."""
    if valid_until <= certificate.valid_until:
        raise Refused("rosters.renew_later", field="valid_until")
    try:
        with CERTIFICATE.move(certificate, "renew", by=by, at=at, expected=expected) as deed:
            deed.public["until"] = valid_until.isoformat()
            Certificate.objects.filter(pk=certificate.pk).update(
                valid_until=valid_until, serial=serial.strip() or certificate.serial, reminded_at=None
            )
    except IntegrityError as taken:
        raise Refused("rosters.serial_taken", field="serial") from taken
    certificate.refresh_from_db()


def revoke(
    certificate: Certificate, *, note: str, by: Person, at: datetime, expected: int | None = None
) -> None:
    """Revoke a certificate, with a reason."""
    if not note.strip():
        raise Refused("rosters.reason_needed", field="note")
    private = {"note": note.strip()}
    with CERTIFICATE.move(certificate, "revoke", by=by, at=at, expected=expected, private=private):
        pass


def remind(certificate: Certificate, *, at: datetime) -> bool:
    """Tell once that a certificate ends soon; False where it has been told."""
    with transaction.atomic():
        if not Certificate.objects.filter(pk=certificate.pk, reminded_at=None).update(reminded_at=at):
            return False
        until = {"until": certificate.valid_until.isoformat()}
        with CERTIFICATE.move(certificate, "remind", by=None, at=at, public=until):
            pass
    return True


def expire(certificate: Certificate, *, at: datetime) -> bool:
    """Note that a certificate's last day is over; False where somebody was faster."""
    try:
        until = {"until": certificate.valid_until.isoformat()}
        with CERTIFICATE.move(
            certificate, "expire", by=None, at=at, expected=certificate.version, public=until
        ):
            return True
    except Refused:
        return False


def _whole(valid_from: date, valid_until: date) -> None:
    if valid_until < valid_from:
        raise Refused("rosters.certificate_backwards", field="valid_until")
