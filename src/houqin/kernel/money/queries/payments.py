"""Outside payments, and who may see them."""

from datetime import datetime

from django.db.models import Q, QuerySet

from houqin.kernel.money.models import Payment
from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import Person


def visible_to(person: Person, at: datetime) -> QuerySet[Payment]:
    """Return the payments a person may see: their own, and with "money.see" what units in its scope have on account.

    Held without a scope it shows all.
    """
    wide = authority_of(person, at).scope("money.see")
    return Payment.objects.filter(Q(payer=person) | wide.q(place=None))
