"""The numbers of the suppliers; each opens down to its rows. Periods are half-open: since <= instant < until."""

from datetime import datetime

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.clock import local_date
from houqin.kernel.people.models import Person
from houqin.kernel.registry.feature import Figure
from houqin.services.suppliers.lifecycle import Step
from houqin.services.suppliers.models import ContractQuerySet, SettlementQuerySet
from houqin.services.suppliers.queries import months, register

SEE = "suppliers.see"


def final_rows(person: Person, since: datetime, until: datetime, at: datetime) -> SettlementQuerySet:
    """Settlements approved in a period."""
    mine = months.visible_to(person, at)
    return mine.filter(state=Step.FINAL, closed_at__gte=since, closed_at__lt=until)


def settled_yuan(person: Person, since: datetime, until: datetime, at: datetime) -> float:
    """What was approved in a period, in yuan."""
    return int(final_rows(person, since, until, at).aggregate(n=Sum("fen", default=0))["n"]) / 100


def ending_rows(person: Person, since: datetime, until: datetime, at: datetime) -> ContractQuerySet:
    """Contracts whose last day falls in a period."""
    mine = register.contracts_visible_to(person, at)
    return mine.filter(ends_on__gte=local_date(since), ends_on__lt=local_date(until))


def ending(person: Person, since: datetime, until: datetime, at: datetime) -> int:
    """How many contracts run out in a period."""
    return ending_rows(person, since, until, at).count()


FIGURES = (
    Figure("suppliers.settled", _("已定案结算金额"), _("元"), settled_yuan, final_rows,
           "suppliers:settlements", SEE),
    Figure("suppliers.ending", _("到期合同"), _("份"), ending, ending_rows, "suppliers:contracts", SEE),
)  # fmt: skip
