"""What is promised: the edition in force, its targets, the instants for a place and an urgency."""

from collections.abc import Mapping
from datetime import datetime

from houqin.kernel.base.refused import Refused
from houqin.kernel.places.models import Place
from houqin.kernel.worktime.arithmetic import WorkingHours
from houqin.kernel.worktime.queries import pinned_hours, working_hours
from houqin.services.repairs import rules
from houqin.services.repairs.models import Order, SlaVersion
from houqin.services.repairs.queries.logs import edition_of
from houqin.services.repairs.rules import Promise, Target
from houqin.services.repairs.sla.clocks import clocks
from houqin.services.repairs.sla.log import Event, History


def in_force(at: datetime) -> SlaVersion:
    """Return the edition of the promise in force; raises `Refused` where there is none."""
    found = SlaVersion.objects.filter(since__lte=at).order_by("-since", "-number").first()
    if found is None:
        raise Refused("repairs.no_promise")
    return found


def targets(version: SlaVersion) -> Mapping[str, Target]:
    """Return the targets of an edition by urgency."""
    return {each.urgency: each.target for each in version.targets.all()}


def hours_for(version: SlaVersion, place: Place | None, at: datetime) -> WorkingHours:
    """Return the duty hours by which an edition counts at a place."""
    return working_hours(version.schedule, at, place=place)


def hours_of(order: Order, at: datetime) -> WorkingHours:
    """Return the duty hours an order has pinned."""
    return pinned_hours(order.hours_versions, at)


def target_of(order: Order) -> Target:
    """Return the target an order has pinned."""
    return order.sla.targets.get(urgency=order.urgency).target


def promises(place: Place, at: datetime) -> Mapping[str, Promise]:
    """Return what would be promised now at a place, by urgency: what the form shows before submitting."""
    version = in_force(at)
    hours = hours_for(version, place, at)
    return {urgency: rules.promise(at, target, hours) for urgency, target in targets(version).items()}


def appointed(
    promised: Promise,
    version: SlaVersion,
    urgency: str,
    hours: WorkingHours,
    at: datetime,
    *,
    until: datetime,
) -> Promise:
    """Return what is promised where the reporter asked for hours that end `until`: the later of both."""
    history = History(at, urgency, (Event("appoint", at, until=until),), edition_of(version), ((at, hours),))
    due = {one.clock: one.due_at for one in clocks(history, at)}
    return Promise(promised.acknowledge_at, due["arrive"], due["fix_total"])
