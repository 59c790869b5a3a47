"""Leaves, swaps, hand-overs and certificates as the generic matter page shows them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from houqin.kernel.base.clock import local_date
from houqin.kernel.people.models import Person
from houqin.kernel.registry.feature import Matter, MoveDoor
from houqin.kernel.web.forms import NoteForm, ReasonForm
from houqin.services.rosters import forms
from houqin.services.rosters.actions import certificates, handing, leave, swaps
from houqin.services.rosters.lifecycle import CERTIFICATE, HANDOVER, LEAVE, SWAP
from houqin.services.rosters.models import Certificate, Handover, Leave, Swap
from houqin.services.rosters.queries import cases
from houqin.services.rosters.rules import validity

Facts = Sequence[tuple[StrOrPromise, object]]


def leave_facts(case: Leave, person: Person, at: datetime) -> Facts:
    """Return what the page tells of a leave."""
    return [
        (_("请什么假"), case.get_leave_kind_display()),
        (_("从"), case.starts_at),
        (_("到"), case.ends_at),
    ]


def swap_facts(case: Swap, person: Person, at: datetime) -> Facts:
    """Return what the page tells of a swap."""
    named = ((_("提出人"), case.applicant), (_("对方"), case.handler))
    return [(title, one.name) for title, one in named if one]


def handover_facts(case: Handover, person: Person, at: datetime) -> Facts:
    """Return what the page tells of a hand-over."""
    return [
        (_("班次"), f"{case.day:%Y-%m-%d} {case.shift_kind}"),
        (_("交班人"), case.giver.name),
        (_("交班时间"), case.opened_at),
        (_("接班人"), case.taker.name),
        (_("接班时间"), case.taken_at),
    ]


def handover_more(case: Handover, person: Person, at: datetime) -> Mapping[str, object]:
    """Return the open matters as they stood when the shift was handed over."""
    return {"lines": cases.lines_of(case)}


def certificate_facts(case: Certificate, person: Person, at: datetime) -> Facts:
    """Return what the page tells of a certificate."""
    return [
        (_("持证人"), case.applicant.name if case.applicant else None),
        (_("证件"), str(case.certificate_kind)),
        (_("证号"), case.serial),
        (_("有效期从"), f"{case.valid_from:%Y-%m-%d}"),
        (_("有效期至"), f"{case.valid_until:%Y-%m-%d}"),
    ]


def certificate_more(case: Certificate, person: Person, at: datetime) -> Mapping[str, object]:
    """Return how a certificate stands today, whether or not the clock has noted it."""
    kind = case.certificate_kind
    return {"stands": validity(case.valid_from, case.valid_until, local_date(at), kind.remind_days)}


LEAVES = Matter(
    lifecycle=LEAVE,
    model=Leave,
    visible_to=cases.visible_to,
    moves={
        "grant": MoveDoor(leave.grant, NoteForm),
        "decline": MoveDoor(leave.decline, ReasonForm),
        "withdraw": MoveDoor(leave.withdraw),
        "come_back": MoveDoor(leave.come_back),
    },
    title=LEAVE.title,
    facts=leave_facts,
    icon="calendar-off",
    see=cases.LOOK,
    list_url_name="rosters:leaves",
)
SWAPS = Matter(
    lifecycle=SWAP,
    model=Swap,
    visible_to=cases.swaps_visible_to,
    moves={
        "agree": MoveDoor(swaps.agree),
        "decline": MoveDoor(swaps.decline, NoteForm),
        "withdraw": MoveDoor(swaps.withdraw),
    },
    title=SWAP.title,
    facts=swap_facts,
    icon="repeat",
    see=cases.LOOK,
    list_url_name="rosters:mine",
)
HANDOVERS = Matter(
    lifecycle=HANDOVER,
    model=Handover,
    visible_to=cases.handovers_visible_to,
    moves={"take": MoveDoor(handing.take), "withdraw": MoveDoor(handing.withdraw)},
    template="rosters/handover.html",
    title=HANDOVER.title,
    facts=handover_facts,
    more=handover_more,
    icon="arrow-right-left",
    see=cases.LOOK,
    list_url_name="rosters:handovers",
)
CERTIFICATES = Matter(
    lifecycle=CERTIFICATE,
    model=Certificate,
    visible_to=cases.certificates_visible_to,
    moves={
        "renew": MoveDoor(certificates.renew, forms.Renew),
        "revoke": MoveDoor(certificates.revoke, ReasonForm),
    },
    template="rosters/certificate.html",
    title=CERTIFICATE.title,
    facts=certificate_facts,
    more=certificate_more,
    icon="id-card",
    see=cases.LOOK,
    list_url_name="rosters:certificates",
)
MATTERS = (LEAVES, SWAPS, HANDOVERS, CERTIFICATES)
