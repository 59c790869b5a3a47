"""How applications and seals appear as matters: which move asks for what, and which action it calls."""

from operator import attrgetter

from houqin.kernel.registry.feature import Matter, MoveDoor
from houqin.kernel.web.forms import NoteForm, ReasonForm
from houqin.kernel.web.matter.doors import approval_doors
from houqin.services.seals import forms, queries
from houqin.services.seals.actions import applications, keeping, seals
from houqin.services.seals.lifecycle import APPLICATION, SEAL
from houqin.services.seals.models import Application, Seal

goes_out, stays_here = attrgetter("goes_out"), attrgetter("stays_here")
APPLICATIONS = Matter(
    lifecycle=APPLICATION,
    model=Application,
    visible_to=queries.visible_to,
    moves={
        **approval_doors(APPLICATION),
        "resubmit": MoveDoor(applications.resubmit, forms.Resubmit, forms.as_written),
        "withdraw": MoveDoor(applications.withdraw, NoteForm),
        "stamp": MoveDoor(keeping.stamp, forms.Stamp, forms.copies_approved, offered=stays_here),
        "take_out": MoveDoor(keeping.take_out, forms.TakeOut, offered=goes_out),
        "decline": MoveDoor(keeping.decline, ReasonForm),
        "bring_back": MoveDoor(keeping.bring_back, forms.BringBack, forms.copies_approved),
    },
    template="seals/matter.html",
    title=APPLICATION.title,
    facts=queries.facts,
    icon="stamp",
    see=queries.SEE,
    list_url_name="seals:applications",
)
SEALS = Matter(
    lifecycle=SEAL,
    model=Seal,
    visible_to=queries.seals_visible_to,
    moves={
        "hand_over": MoveDoor(seals.hand_over, forms.HandOver),
        "suspend": MoveDoor(seals.suspend, ReasonForm),
        "resume": MoveDoor(seals.resume, NoteForm),
        "report_lost": MoveDoor(seals.report_lost, forms.ReportLost),
        "find": MoveDoor(seals.find, ReasonForm),
        "retire": MoveDoor(seals.retire, forms.Retire),
    },
    template="seals/seal.html",
    title=SEAL.title,
    facts=queries.seal_facts,
    icon="stamp",
    see=queries.SEE_SEALS,
    list_url_name="seals:register",
)
