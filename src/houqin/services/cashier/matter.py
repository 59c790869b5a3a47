"""How a difference appears as a matter: which move asks for what, and which action it calls."""

from houqin.kernel.registry.feature import Matter, MoveDoor
from houqin.kernel.web.forms import NoteForm, ReasonForm
from houqin.services.cashier.actions import differences
from houqin.services.cashier.lifecycle import DIFFERENCE
from houqin.services.cashier.models import Difference
from houqin.services.cashier.queries import reconcile


def has_amount(case: Difference) -> bool:
    """Tell whether a difference has an amount to book or write off."""
    return case.fen != 0


DIFFERENCES = Matter(
    lifecycle=DIFFERENCE,
    model=Difference,
    visible_to=reconcile.visible_to,
    moves={
        "take": MoveDoor(differences.take),
        "explain": MoveDoor(differences.explain, ReasonForm),
        "book": MoveDoor(differences.book, ReasonForm, offered=has_amount),
        "ask_write_off": MoveDoor(differences.ask_write_off, ReasonForm, offered=has_amount),
        "write_off": MoveDoor(differences.write_off, NoteForm),
        "decline": MoveDoor(differences.decline, ReasonForm),
    },
    title=DIFFERENCE.title,
    facts=reconcile.facts,
    icon="git-compare",
    see=reconcile.SEE,
    list_url_name="cashier:differences",
)
