"""What the page of an order tells besides its story, to each what is theirs to know."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_stubs_ext import StrOrPromise

from houqin.kernel.lifecycle.queries import sees_whole
from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import Person
from houqin.services.repairs.lifecycle import BEFORE_WORK, REPAIR, TO_MEND, State
from houqin.services.repairs.models import Order
from houqin.services.repairs.queries import visits
from houqin.services.repairs.queries.commissions import is_outside, last, leads
from houqin.services.repairs.queries.joins import apart, people_on
from houqin.services.repairs.queries.known import twins
from houqin.services.repairs.queries.orders import live_reports
from houqin.services.repairs.queries.repeats import rounds

OVER = (State.CLOSED, State.CANCELLED, State.REFUSED, State.JOINED)


def facts(case: Order, person: Person, at: datetime) -> Sequence[tuple[StrOrPromise, object]]:
    """Return what the matter page tells of an order besides its story."""
    others = apart(case, person, at)
    reports = list(live_reports(order=case).exclude(reporter__in=others).order_by("at", "id"))
    if not sees_whole(case, person, at):
        reports = [report for report in reports if report.reporter_id]  # nor do they read a guest's words
    told: list[tuple[StrOrPromise, object]] = [
        (_("地点"), case.place),
        (_("故障"), f"{case.category.trade} · {case.category}"),
        (_("紧急程度"), case.get_urgency_display()),
        (_("说明"), " / ".join(report.text for report in reports if report.text)),
        (_("报修人"), None if case.applicant_id in others else case.applicant or _("未登录的报修人")),
        (_("影响人数"), people_words(people_on(case))),
    ]
    if others or _may_call(case, person, at):
        told.append((_("联系电话"), next((report.contact for report in reports if report.contact), "")))
    if case.state in TO_MEND and not others:
        told.append((_("约定上门"), visits.in_words(case, at)))
        told.append((_("入室"), _("允许无人在家时进入") if visits.may_enter(case) else ""))
    if case.state in TO_MEND:
        told.append((_("承诺修好"), case.due_at))
    if case.promised_at is not None and case.state in TO_MEND:
        told.append((_("另行约定"), case.promised_at))
    if (given := last(case)) is not None and not (case.applicant_id == person.pk and given.until):
        told.append((_("承包单位"), given.supplier.name))
        told.append((_("保修"), _("是，不计费") if given.warranty else ""))
    if case.reworks:
        told.append((_("返修次数"), case.reworks))
    return [(title, value) for title, value in told if value not in ("", None)]


def beside(case: Order, person: Person, at: datetime) -> Mapping[str, object]:
    """Return what the order's own template shows: whether the reader is on it, and where they met the fault."""
    report = live_reports(order=case, reporter=person).order_by("at").first()
    on_it, whole = report is not None, sees_whole(case, person, at) and not is_outside(person)
    joined = list(case.joined.select_related("category").order_by("joined_at")) if whole else []
    again = rounds(case, person, at) if whole else []
    may_dispatch = authority_of(person, at).over("repairs.dispatch", unit=case.unit, place=case.place)
    return {
        "joined": [(one, REPAIR.look(one.state)) for one in joined],
        "goes_on": case.joined_to,
        "rounds": again,
        "times": len(again) + 1,
        "twins": twins(case, person, at) if may_dispatch and case.state in BEFORE_WORK else [],
        "met_at": report.place_id if report else None,
        "mine": on_it,
        "can_nudge": on_it and case.closed_at is None,
    }


def people_words(people: int) -> str:
    """Return how many people a fault concerns in words, "" where it is one person's own."""
    return ngettext("%(n)d 人", "%(n)d 人", people) % {"n": people} if people > 1 else ""


def _may_call(case: Order, person: Person, at: datetime) -> bool:
    """A reporter's phone is for those at work on the order, until it is closed."""
    if person.pk == case.applicant_id:
        return True
    at_work = (
        person.pk == case.handler_id
        or leads(case, person, at)
        or authority_of(person, at).holds("repairs.dispatch")
    )
    return at_work and case.state not in OVER
