"""What an applicant does: ask for a seal, mend what came back, take it back."""

from datetime import datetime
from hashlib import sha256

from django.core.files.base import File as Upload
from django.db import transaction

from houqin.kernel.base.refused import Refused, refuse_if_any
from houqin.kernel.evidence.store import store
from houqin.kernel.lifecycle import approvals
from houqin.kernel.lifecycle.actions import attach, take_part
from houqin.kernel.lifecycle.models import ApprovalRun
from houqin.kernel.people.models import Person
from houqin.kernel.people.queries import home_unit
from houqin.services.seals import rules
from houqin.services.seals.lifecycle import APPLICATION
from houqin.services.seals.models import Application, KindOfMatter, Seal
from houqin.services.seals.paper import Paper, UnreadableError, read

DOCUMENT = "document"


def apply(
    *,
    seal: Seal,
    matter_kind: KindOfMatter,
    title: str,
    copies: int,
    addressee: str,
    purpose: str,
    document: "Upload[bytes]",
    by: Person,
    at: datetime,
    pages: int | None = None,
    destination: str = "",
    escort: Person | None = None,
    out_minutes: int | None = None,
) -> Application:
    """Ask for a seal on a document; the route of the kind of matter begins at once.

    `out_minutes` is working time. Raises `Refused` with every reason: seal not at rest, blank paper, too many
    copies, an escort who may not be one, nobody who could approve.
    """
    data = _content(document)
    paper, seal = _look_at(data), _as_it_is(seal)
    asked = _asked(seal, matter_kind, copies, pages, paper, destination, escort, out_minutes, by)
    refuse_if_any(rules.reasons_against(asked))
    with transaction.atomic():
        application = Application(
            seal=seal, matter_kind=matter_kind, title=title, copies=copies,
            pages=asked.pages_found or pages or 1,
            blank_pages=list(paper.blank_pages), addressee=addressee, purpose=purpose,
            document=store(document, kind="voucher", by=by, at=at), fingerprint=sha256(data).hexdigest(),
            destination=destination, escort=escort, out_minutes=out_minutes,
            applicant=by, unit=home_unit(by, at), handler=seal.handler, place=seal.place,
        )  # fmt: skip
        APPLICATION.open(application, by=by, at=at, public={"code": application.code})
        _lay_and_start(application, by, at)
    return application


def resubmit(
    application: Application,
    *,
    title: str,
    copies: int,
    addressee: str,
    purpose: str,
    by: Person,
    at: datetime,
    document: "Upload[bytes] | None" = None,
    pages: int | None = None,
    expected: int | None = None,
) -> None:
    """Send a mended application round the route again; a new document gets a new check code."""
    data = _content(document) if document else b""
    paper = (
        _look_at(data) if document else Paper(application.pages, tuple(application.blank_pages), blank=False)
    )
    asked = _asked(
        _as_it_is(application.seal), application.matter_kind, copies, pages, paper,
        application.destination, application.escort, application.out_minutes, by,
    )  # fmt: skip
    with APPLICATION.move(application, "resubmit", by=by, at=at, expected=expected) as deed:
        refuse_if_any(rules.reasons_against(asked))
        deed.change(title=title)
        application.copies, application.addressee, application.purpose = copies, addressee, purpose
        application.pages = asked.pages_found or pages or application.pages
        if document:
            application.document = store(document, kind="voucher", by=by, at=at)
            application.fingerprint, application.blank_pages = (
                sha256(data).hexdigest(),
                list(paper.blank_pages),
            )
        application.save(update_fields=MENDED)
        deed.public["code"] = application.code
        _lay_and_start(application, by, at)


def withdraw(
    application: Application, *, by: Person, at: datetime, expected: int | None = None, note: str = ""
) -> None:
    """Take an application back before it is stamped; whoever was to decide is spared it."""
    private = {"note": note} if note else None
    with APPLICATION.move(application, "withdraw", by=by, at=at, expected=expected, private=private):
        approvals.end(application, outcome=ApprovalRun.Outcome.WITHDRAWN, at=at)


MENDED = ["copies", "pages", "blank_pages", "addressee", "purpose", "document", "fingerprint"]


def _lay_and_start(application: Application, by: Person, at: datetime) -> None:
    """Lay the document to the case, let the escort see it, and begin a round of the route."""
    attach(application, [application.document], slot=DOCUMENT, by=by, at=at)
    if application.escort:
        take_part(application, application.escort, part="escort", at=at)
    route = application.matter_kind.route.key
    approvals.start(application, version=approvals.latest_version(route), at=at)


def _as_it_is(seal: Seal) -> Seal:
    """Return a seal as the database holds it; the page may have been open for an hour."""
    return Seal.objects.with_people().get(pk=seal.pk)


def _content(document: "Upload[bytes]") -> bytes:
    document.seek(0)
    data: bytes = document.read()
    document.seek(0)
    return data


def _look_at(data: bytes) -> Paper:
    try:
        return read(data)
    except UnreadableError as error:
        raise Refused("seals.unreadable_document", field=DOCUMENT) from error


def _asked(
    seal: Seal,
    matter_kind: KindOfMatter,
    copies: int,
    pages: int | None,
    paper: Paper,
    destination: str,
    escort: Person | None,
    out_minutes: int | None,
    by: Person,
) -> rules.Asked:
    untold = {
        "destination": not destination and bool(escort or out_minutes),
        "out_minutes": not out_minutes and bool(destination or escort),
    }
    return rules.Asked(
        seal=seal.title,
        seal_state=seal.state,
        copies=copies,
        most_copies=matter_kind.most_copies,
        blank=paper.blank,
        pages_found=paper.pages,
        pages_said=pages,
        out=bool(destination),
        may_go_out=matter_kind.may_go_out,
        escort_is_staff=escort is not None and escort.kind == Person.Kind.STAFF,
        escort_is_applicant=escort == by,
        untold=tuple(field for field, missing in untold.items() if missing),
    )
