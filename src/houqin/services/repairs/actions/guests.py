"""Reporting without signing in, in public places: a link is all that a guest gets, and all that a guest needs."""

import secrets
from datetime import datetime

from django.core.signing import BadSignature, Signer
from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat

from houqin.kernel.base.refused import Refused
from houqin.kernel.places.models import Place
from houqin.kernel.trail.record import record
from houqin.services.repairs.actions.answer import cancel
from houqin.services.repairs.actions.report import report
from houqin.services.repairs.actions.tallies import count
from houqin.services.repairs.lifecycle import REPAIR, TO_MEND, Facts, State
from houqin.services.repairs.models import Category, GuestReport, Order, Report
from houqin.services.repairs.queries.guests import hashed, is_public, of_token
from houqin.services.repairs.queries.joins import people_on

BYTES = 24  # 192 random bits: nobody guesses another's link
SALT = "houqin.repairs.guest"
PER_ADDRESS, PER_PLACE = 10, 6  # reports an hour; own defaults, for a campus behind few addresses
MOST_WORDS, LONGEST = 5, 1000


def new_ticket() -> str:
    """Return a ticket for one filling of the form; signed, so that only a form of ours makes a link."""
    return Signer(salt=SALT).sign(secrets.token_urlsafe(BYTES))


def token_of(ticket: str) -> str:
    """Return the token of the link that a ticket gives; raises `Refused` for one that is not ours."""
    try:
        return Signer(salt=SALT).unsign(ticket)
    except BadSignature as forged:
        raise Refused("repairs.form_stale") from forged


def report_as_guest(
    *,
    ticket: str,
    place: Place,
    origin: str,
    at: datetime,
    category: Category | None = None,
    text: str = "",
    contact: str = "",
) -> str:
    """Report a fault of a public place; returns the token of its link. The same ticket sent twice makes one report.

    `origin` is the address it came from. Raises `Refused` for a place that is not public, and for too many an hour.
    """
    token = token_of(ticket)
    if of_token(token) is not None:
        return token
    if not is_public(place):
        raise Refused("repairs.sign_in_here", field="place")
    try:
        with transaction.atomic():
            count("guest from", origin, most=PER_ADDRESS, at=at)
            count("guest at", str(place.pk), most=PER_PLACE, at=at)
            order = report(
                place=place,
                category=category,
                text=text,
                contact=contact,
                channel=Report.Channel.GUEST,
                by=None,
                at=at,
            )
            follow_by(order, token)
    except IntegrityError:
        if of_token(token) is None:
            raise
    return token


def follow_by(order: Order, token: str) -> None:
    """Let the first report of an order be followed by a link."""
    GuestReport.objects.create(report=order.reports.get(), token=hashed(token))


def take_back(guest: GuestReport, *, at: datetime) -> None:
    """Take a report back by its link, as long as nobody has accepted it."""
    order, reporter = guest.report.order, guest.report.reporter
    if order.state != State.SUBMITTED:
        raise Refused("repairs.accepted_already")
    if reporter is not None:
        cancel(order, by=reporter, at=at)
        return
    with REPAIR.move(order, "take_back", by=None, at=at, facts=Facts(at=at, guest=True)):
        if others := people_on(order) - 1:
            raise Refused("repairs.others_affected", n=others)


def add_word(guest: GuestReport, text: str, *, at: datetime) -> None:
    """Add a word to a report by its link, until it is mended; a few times, for those at work on it to read."""
    words = text.replace("\0", "").strip()
    if not words:
        raise Refused("repairs.nothing_said", field="text")
    with transaction.atomic():
        order = Order.objects.get(pk=guest.report.order_id)
        if order.state not in TO_MEND:
            raise Refused("repairs.word_too_late")
        counted = GuestReport.objects.filter(pk=guest.pk, words__lt=MOST_WORDS).update(words=F("words") + 1)
        if not counted or len(guest.report.text) + len(words) >= LONGEST:
            raise Refused("repairs.words_enough", field="text")
        said = Concat("text", Value("\n" if guest.report.text else ""), Value(words))
        Report.objects.filter(pk=guest.pk).update(text=said)
        record(
            subject=order.pk, kind=order.kind, verb="guest_word", by=None, at=at, before=order.state, after=order.state,
            version=order.version,
        )  # fmt: skip
