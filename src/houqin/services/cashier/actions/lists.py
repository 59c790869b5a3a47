"""Subsidies by list: each line once for ever, however often the same list comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from houqin.kernel.people.models import Person
from houqin.services.cashier import rules
from houqin.services.cashier.actions.desk import Gift, done_with, give


@dataclass(frozen=True, slots=True)
class Line:
    """A checked line of a list."""

    person: Person
    gift: Gift
    note: str = ""

    @property
    def ticket(self) -> str:
        """What names this line for ever: the list's name and the person."""
        return rules.given_once(self.gift.name, self.person.pk)


def give_all(lines: Sequence[Line], *, by: Person, at: datetime) -> int:
    """Give every line that was not given yet; returns how many. One transaction is the caller's business."""
    given = 0
    for line in lines:
        if done_with(line.ticket) is None:
            give(line.person, line.gift, note=line.note, ticket=line.ticket, by=by, at=at)
            given += 1
    return given
