"""What runs out: the clock looks, nobody else."""

from datetime import datetime, timedelta

from houqin.kernel.base.clock import local_date
from houqin.services.suppliers.models import Contract
from houqin.services.suppliers.rules import REMIND_DAYS, reminds


def running_out(at: datetime) -> list[Contract]:
    """Return the contracts that have newly come within one of the steps before their end."""
    today = local_date(at)
    near = Contract.objects.filter(ends_on__gte=today, ends_on__lte=today + timedelta(days=max(REMIND_DAYS)))
    rows = near.select_related("supplier").order_by("ends_on", "id")
    return [one for one in rows if reminds(one.ends_on, today, one.reminded) is not None]
