"""Reporting for a caller: the report is the caller's, who typed it stands in the story."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.actions.people import add_person
from houqin.kernel.people.models import Person
from houqin.kernel.people.permits import require
from houqin.kernel.places.models import Place
from houqin.services.repairs.actions.report import report
from houqin.services.repairs.lifecycle import DISPATCH
from houqin.services.repairs.models import Category, Order, Report
from houqin.services.repairs.queries import desk
from houqin.services.repairs.sla.windows import Window


def report_for(
    caller: Person | None,
    *,
    place: Place,
    by: Person,
    at: datetime,
    name: str = "",
    phone: str = "",
    category: Category | None = None,
    text: str = "",
    form: UUID | None = None,
    window: Window | None = None,
    may_enter: bool = False,
) -> Order:
    """Report what a caller says, in the caller's name; of somebody unknown a name and a phone are enough.

    Raises `Refused` where neither is there, and to who does not dispatch at the place.
    """
    require(DISPATCH, by=by, at=at, place=place, unit=place.keeper)
    with transaction.atomic():
        whose = caller or _stranger(name.strip(), phone.strip(), at)
        return report(
            place=place, category=category, text=text, contact=phone.strip() or whose.phone, form=form, window=window,
            may_enter=may_enter, reporter=whose, channel=Report.Channel.DESK, by=by, at=at,
        )  # fmt: skip


def _stranger(name: str, phone: str, at: datetime) -> Person:
    if not name or not phone:
        raise Refused("repairs.who_calls", field="name")
    known = desk.stranger(name, phone)
    return known or add_person(name=name, kind=Person.Kind.OUTSIDER, phone=phone, at=at)
