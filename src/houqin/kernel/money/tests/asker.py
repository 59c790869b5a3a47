"""A worker that hears from the provider that a payment was made and dies before it can book it."""

import os
import signal
import sys
from uuid import UUID

import django


def main(payment: str) -> None:
    """Ask the provider; at its answer, or with the entry posted and not committed, be killed with -9."""
    django.setup()
    from houqin.kernel.base.clock import now
    from houqin.kernel.money.actions import noting, payments
    from houqin.kernel.money.models import Payment

    def die(*args: object, **kwargs: object) -> None:
        print("answered", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)

    if sys.argv[2] == "before":
        vars(payments)["note"] = die
    else:
        vars(noting)["end"] = die
    payments.look(Payment.objects.get(pk=UUID(payment)), at=now())


if __name__ == "__main__":
    main(sys.argv[1])
