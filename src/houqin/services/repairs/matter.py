"""An order as the generic matter page shows it: its moves with their forms and actions."""

from collections.abc import Mapping
from datetime import datetime

from houqin.kernel.lifecycle.handoffs import FaultFound
from houqin.kernel.people.models import Person
from houqin.kernel.registry.feature import Matter, MoveDoor, Receiver
from houqin.kernel.web.forms import NoteForm, ReasonForm
from houqin.kernel.web.matter.handoffs import handoff_matter
from houqin.services.repairs import forms
from houqin.services.repairs.actions import (
    answer,
    appointing,
    contracting,
    dispatch,
    handing,
    joins,
    merging,
    promising,
    standing,
    work,
)
from houqin.services.repairs.actions import stops as stopping
from houqin.services.repairs.lifecycle import DISPATCH, REPAIR, STOP
from houqin.services.repairs.models import Order, Stop
from houqin.services.repairs.queries import commissions, orders, ratings, stops, telling
from houqin.services.repairs.queries.joins import apart, several
from houqin.services.surveys.forms import Rate


def more(case: Order, person: Person, at: datetime) -> Mapping[str, object]:
    """Return what the page tells beside an order, and the form of the rating while the reader may still rate."""
    told = {**telling.beside(case, person, at), **ratings.beside(case, person, at)}
    own = told.get("own")
    if own is not None and own.may_rate:
        told["rate"] = Rate(**forms.RATING_WORDS)
    return told


MATTER = Matter(
    lifecycle=REPAIR,
    model=Order,
    visible_to=orders.visible_to,
    moves={
        "accept": MoveDoor(dispatch.accept, forms.Accept),
        "assign": MoveDoor(dispatch.assign, forms.Assign),
        "reassign": MoveDoor(dispatch.reassign, forms.Assign),
        "outsource": MoveDoor(contracting.outsource, forms.Outsource),
        "hand_on": MoveDoor(contracting.hand_on, forms.HandOn),
        "warrant": MoveDoor(contracting.warrant, ReasonForm, offered=commissions.may_warrant),
        "refuse": MoveDoor(dispatch.refuse, ReasonForm),
        "call_off": MoveDoor(dispatch.call_off, ReasonForm),
        "join_to": MoveDoor(merging.join_to, forms.JoinTo),
        "part": MoveDoor(merging.part, NoteForm),
        "propose": MoveDoor(handing.propose, forms.Propose, offered=orders.may_propose),
        "take": MoveDoor(work.take),
        "decline": MoveDoor(work.decline, ReasonForm),
        "arrive": MoveDoor(work.arrive),
        "resume": MoveDoor(standing.resume),
        "nobody_home": MoveDoor(standing.nobody_home, forms.NobodyHome),
        "pause": MoveDoor(standing.pause, forms.Pause),
        "confirm_pause": MoveDoor(standing.confirm, offered=orders.may_confirm),
        "lapse": MoveDoor(standing.lapse, NoteForm),
        "answer": MoveDoor(standing.answer, forms.Answer, offered=orders.waits_for_reporter),
        "appoint": MoveDoor(appointing.appoint, forms.Appoint),
        "appoint_for": MoveDoor(appointing.appoint_for, forms.Appoint, offered=orders.has_reporter),
        "promise": MoveDoor(promising.promise, forms.PromiseByHand),
        "finish": MoveDoor(work.finish, forms.Finish),
        "approve": MoveDoor(answer.approve),
        "send_back": MoveDoor(answer.send_back, forms.SendBack),
        "cancel": MoveDoor(answer.cancel, NoteForm, offered=lambda case: not several(case)),
        "leave": MoveDoor(joins.leave, offered=several),
        "reopen": MoveDoor(answer.reopen, ReasonForm),
    },
    template="repairs/matter.html",
    title=REPAIR.title,
    facts=telling.facts,
    more=more,
    icon="wrench",
    see=orders.SEE,
    list_url_name="repairs:mine",
    apart=apart,
    provider=commissions.provider,
)
STOPS = Matter(
    lifecycle=STOP,
    model=Stop,
    visible_to=stops.visible_to,
    moves={
        "change": MoveDoor(stopping.change, forms.ChangeStop),
        "lift": MoveDoor(stopping.lift, ReasonForm),
    },
    template="repairs/stop.html",
    title=STOP.title,
    facts=stops.facts,
    more=stops.more,
    icon="calendar-clock",
    see=stops.SEE,
    list_url_name="repairs:stops",
    apart=stops.apart,
)
FAULTS = Receiver(FaultFound, DISPATCH, REPAIR.kind, handing.receive)
FAULTS_HANDED = handoff_matter(FAULTS)
