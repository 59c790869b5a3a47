"""The log of an order as its clocks read it: the trail's deeds turned into what happened to the clocks."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from houqin.kernel.trail.models import Happening
from houqin.kernel.worktime.arithmetic import WorkingHours
from houqin.kernel.worktime.queries import hours_since
from houqin.services.repairs.models import Order, SlaVersion
from houqin.services.repairs.sla.log import Edition, Event, History, Verb

MEANING: dict[str, tuple[Verb, ...]] = {
    "open": ("appoint",), "appoint": ("appoint",), "appoint_for": ("appoint",),
    "accept": ("acknowledge",), "assign": ("assign",), "reassign": ("resume", "assign"), "decline": ("unassign",),
    "refuse": ("acknowledge", "end"), "cancel": ("end",), "call_off": ("resume", "end"), "arrive": ("arrive",),
    "finish": ("resume", "fix"), "send_back": ("rework",), "reopen": ("reopen",), "resume": ("resume",),
    "answer": ("resume",), "lapse": ("resume",), "pause": ("pause",), "nobody_home": ("arrive", "resume", "pause"),
    "outsource": ("resume", "assign"), "hand_on": ("resume",),
    "confirm_pause": ("confirm",), "promise": ("promise",), "join_to": ("acknowledge", "end"), "part": ("restore",),
}  # fmt: skip
"""What a deed means to the clocks; deeds that are not here mean nothing to them."""


def happened(verb: str, facts: dict[str, object], at: datetime) -> Iterator[Event]:
    """Iterate over what one deed means to the clocks."""
    for meant in MEANING.get(verb, ()):
        if meant == "appoint" and "until" not in facts:
            continue  # only the consent was given
        reason = str(facts.get("reason", "")) if meant == "pause" else ""
        until = datetime.fromisoformat(str(facts["until"])) if meant in ("promise", "appoint") else None
        yield Event(
            meant, at, reason=reason, pause=f"{reason} {at.isoformat()}" if reason else "", until=until
        )
    if verb == "accept" and "urgency" in facts:
        yield Event("urgency", at, urgency=str(facts["urgency"]))


def history_of(order: Order, *more: Event, pins: Sequence[UUID] | None = None) -> History:
    """Return the history of one order; `more` is what happens just now, `pins` other hours than it has pinned."""
    hours = hours_since(order.hours_versions if pins is None else pins, order.opened_at)
    return _history(order, _deeds([order])[order.pk], more, edition_of(order.sla), hours)


def histories(orders: Sequence[Order]) -> Iterator[tuple[Order, History]]:
    """Iterate over orders with their histories, in few queries however many they are."""
    deeds = _deeds(orders)
    editions = {one.pk: edition_of(one) for one in _editions({order.sla_id for order in orders})}
    hours: dict[tuple[tuple[UUID, ...], datetime], tuple[tuple[datetime, WorkingHours], ...]] = {}
    for order in orders:
        pinned = tuple(order.hours_versions)
        known = hours.get((pinned, order.opened_at)) or hours_since(pinned, order.opened_at)
        hours[pinned, order.opened_at] = known
        yield order, _history(order, deeds[order.pk], (), editions[order.sla_id], known)


def edition_of(version: SlaVersion) -> Edition:
    """Return an edition as the clocks read it."""
    return Edition(
        {one.urgency: one.target for one in version.targets.all()},
        {one.key: one.rule for one in version.pause_reasons.all()},
        version.unconfirmed_minutes,
    )


def _editions(ids: Iterable[UUID]) -> Iterable[SlaVersion]:
    return SlaVersion.objects.filter(pk__in=ids).prefetch_related("targets", "pause_reasons")


def _deeds(orders: Sequence[Order]) -> dict[UUID, list[Happening]]:
    found: dict[UUID, list[Happening]] = defaultdict(list)
    if orders:
        first = min(order.opened_at for order in orders)
        rows = Happening.objects.filter(
            subject__in=[order.pk for order in orders],
            kind=orders[0].kind,
            at__gte=first,
            verb__in=list(MEANING),
        )
        for each in rows.order_by("at", "version").only("subject", "verb", "at", "facts"):
            found[each.subject].append(each)
    return found


def _history(
    order: Order,
    told: Sequence[Happening],
    more: Sequence[Event],
    edition: Edition,
    hours: tuple[tuple[datetime, WorkingHours], ...],
) -> History:
    """An order imported without its opening is taken as opened with the urgency it has."""
    urgency = order.urgency
    if told and told[0].verb == "open":
        urgency = str(told[0].facts.get("urgency", urgency))
    events = [event for each in told for event in happened(each.verb, each.facts, each.at)]
    return History(order.opened_at, urgency, (*events, *more), edition, hours)
