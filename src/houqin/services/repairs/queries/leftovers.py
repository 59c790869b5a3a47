"""What is open with a team when its shift is handed over."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from houqin.kernel.base.clock import SHANGHAI, local_date
from houqin.kernel.people.models import Employment, OrgUnit
from houqin.kernel.people.periods import active_on
from houqin.kernel.registry.feature import OpenMatter
from houqin.services.repairs.lifecycle import REPAIR
from houqin.services.repairs.models import Order
from houqin.services.repairs.models.order import OrderQuerySet

MOST = 200


def visible_to(unit: OrgUnit, at: datetime) -> OrderQuerySet:
    """Return the orders not mended that people of a unit have, and those of its places that nobody has."""
    people = Employment.objects.filter(active_on(local_date(at)), unit__path__below=unit.path).values(
        "person"
    )
    theirs = Q(handler__in=people) | Q(handler=None, unit__path__below=unit.path)
    return OrderQuerySet(Order).to_mend().filter(theirs).order_by("due_at", "id")


def open_matters(unit: OrgUnit, at: datetime) -> Sequence[OpenMatter]:
    """Return them as a hand-over tells of them: what, where, how far, who has it, until when."""
    rows = visible_to(unit, at).select_related("category__trade", "place", "handler")[:MOST]
    return [OpenMatter(one.number, one.heading, _note(one)) for one in rows]


def _note(order: Order) -> str:
    due = f"{order.due_at.astimezone(SHANGHAI):%m-%d %H:%M}" if order.due_at else ""
    parts = (
        str(order.place or ""),
        str(REPAIR.look(order.state).title),
        order.handler.name if order.handler else "",
        _("%(until)s 前修好") % {"until": due} if due else "",
    )
    return " · ".join(part for part in parts if part)
