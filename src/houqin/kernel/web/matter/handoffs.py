"""The page of a hand-off, which whoever receives a kind gets for free: what is offered, accept, refuse."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from houqin.kernel.lifecycle.handing import accept, handed_of, refuse
from houqin.kernel.lifecycle.handoffs import lifecycle_of
from houqin.kernel.lifecycle.models import Handoff
from houqin.kernel.lifecycle.queries import handoffs_to
from houqin.kernel.people.models import Person
from houqin.kernel.registry.feature import Matter, MoveDoor, Receiver
from houqin.kernel.web.forms import MoveForm, ReasonForm


class AcceptForm(MoveForm):
    """Take what is offered, as a new case or as one that is there already."""

    number = forms.CharField(
        label=_("已有的编号"), required=False, max_length=24,
        help_text=_("同一件事已经有单子的，填它的编号，不再另开；没有就留空，提交后新开一张。"),
    )  # fmt: skip


def handoff_matter(receiver: Receiver) -> Matter:
    """Return the matter by which a receiver's people find and answer what is handed to them."""
    return Matter(
        lifecycle=lifecycle_of(receiver.kind.kind, receiver.permission),
        model=Handoff,
        visible_to=partial(handoffs_to, receiver.permission, receiver.kind.kind),
        moves={"accept": MoveDoor(accept, AcceptForm), "refuse": MoveDoor(refuse, ReasonForm)},
        facts=_facts,
        icon="arrow-right-left",
        see=(receiver.permission,),
    )


def _facts(case: Handoff, person: Person, at: datetime) -> Sequence[tuple[StrOrPromise, object]]:
    return ((_("说明"), case.text), *handed_of(case).facts())
