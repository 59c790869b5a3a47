"""Codes by mail: whoever lives or works in a room reports there without signing in, and nobody learns who that is.

Every address gets the same answer, in the same time: the row is made for all, the mail goes out later and only to whom
it may concern. The code is reckoned from the row's id and the site's secret, and kept nowhere.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import override

from houqin.kernel.base.refused import Refused
from houqin.kernel.notices.channels import CHANNELS
from houqin.kernel.notices.letters import Letter, Rejected, Unreachable
from houqin.kernel.places.models import Place
from houqin.services.repairs.actions.guests import follow_by, token_of
from houqin.services.repairs.actions.report import report
from houqin.services.repairs.actions.tallies import count
from houqin.services.repairs.models import Category, MailCode, Report
from houqin.services.repairs.queries.guests import of_address, of_token

LASTS = timedelta(minutes=10)
ATTEMPTS = 5
PER_MAIL, PER_PLACE, PER_ADDRESS = 3, 10, 20  # codes an hour; own defaults
DIGITS = 6
MAIL = "mail"


def can_mail() -> bool:
    """Tell whether this deployment sends mail at all."""
    return CHANNELS[MAIL].ready()


def ask(*, place: Place, email: str, origin: str, at: datetime) -> MailCode:
    """Ask for a code to an address; what comes back tells nothing of whose it is. Raises `Refused` for too many."""
    with transaction.atomic():
        count("code from", origin, most=PER_ADDRESS, at=at)
        count("code at", str(place.pk), most=PER_PLACE, at=at)
        count("code to", email.strip().lower(), most=PER_MAIL, at=at)
        person = of_address(place, email.strip(), at)
        return MailCode.objects.create(place=place, person=person, at=at, expires_at=at + LASTS)


def code_of(asked: MailCode) -> str:
    """Return the code of a row."""
    number = int(salted_hmac("houqin.repairs.code", str(asked.pk), algorithm="sha256").hexdigest(), 16)
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def report_by_code(
    *,
    challenge: UUID,
    code: str,
    ticket: str,
    place: Place,
    at: datetime,
    category: Category | None = None,
    text: str = "",
    contact: str = "",
) -> str:
    """Report for a room with a code; the report is that person's. Returns the token of its link.

    Raises `Refused` for a wrong code, and alike for one that is over: used, expired, tried too often or nobody's.
    """
    token = token_of(ticket)
    if of_token(token) is not None:
        return token
    asked = _tried(challenge, code, place, at)
    try:
        with transaction.atomic():
            if asked.person is None or not MailCode.objects.filter(pk=asked.pk, used_at=None).update(
                used_at=at
            ):
                raise Refused("repairs.code_over", field="code")
            order = report(
                place=place, category=category, text=text, contact=contact, channel=Report.Channel.CODE, by=asked.person,
                at=at,
            )  # fmt: skip
            follow_by(order, token)
    except (IntegrityError, Refused):
        if of_token(token) is None:
            raise
    return token


def send_waiting(at: datetime) -> int:
    """Send the codes that wait, each once; returns how many. What cannot be reached is tried again until it expires."""
    waiting = MailCode.objects.filter(sent_at=None, person__isnull=False, expires_at__gt=at).order_by(
        "at", "id"
    )
    sent = 0
    for asked in waiting.select_related("person", "place")[:50]:
        if can_mail() and MailCode.objects.filter(pk=asked.pk, sent_at=None).update(sent_at=at):
            sent += _sent(asked)
    return sent


def forget(at: datetime) -> int:
    """Delete codes a day after they were asked for; returns how many."""
    return MailCode.objects.filter(at__lt=at - timedelta(days=1)).delete()[0]


def _tried(challenge: UUID, code: str, place: Place, at: datetime) -> MailCode:
    """Count the attempt first: it counts whatever becomes of it."""
    alive = MailCode.objects.filter(
        pk=challenge, place=place, used_at=None, expires_at__gt=at, attempts__lt=ATTEMPTS
    )
    if not alive.update(attempts=F("attempts") + 1):
        raise Refused("repairs.code_over", field="code")
    asked = MailCode.objects.select_related("person").get(pk=challenge)
    if not constant_time_compare(code.strip(), code_of(asked)) or asked.person is None:
        raise Refused("repairs.code_wrong", field="code")
    return asked


def _sent(asked: MailCode) -> int:
    person = asked.person
    if person is None:
        return 0
    with override(person.language):
        text = _(
            "您正在为“%(place)s”报修，验证码是 %(code)s，%(minutes)d 分钟内有效。不是您本人操作请不用理会，也不要告诉别人。"
        )
        said = {"place": str(asked.place), "code": code_of(asked), "minutes": LASTS // timedelta(minutes=1)}
        letter = Letter(
            id=asked.pk,
            to=person.email,
            title=_("报修验证码"),
            text=text % said,
            language=person.language,
            urgent=True,
        )
    try:
        CHANNELS[MAIL].send(letter)
    except Unreachable:
        MailCode.objects.filter(pk=asked.pk).update(sent_at=None)
        return 0
    except Rejected:
        return 0
    return 1
