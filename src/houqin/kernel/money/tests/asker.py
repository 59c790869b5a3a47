"""A worker that hears from the provider that a payment was made and dies before it can book it."""

import os
import signal
import sys
from typing import Any
from uuid import UUID

import django


def main(payment: str) -> None:
    """Ask the provider, hear that it was paid, post the entry; be killed with -9 before anything is committed."""
    django.setup()
    from houqin.kernel.base.clock import now
    from houqin.kernel.money.actions import noting, payments
    from houqin.kernel.money.models import Payment

    note = noting.note

    def tell_and_note(*args: Any, **kwargs: Any) -> object:
        print("answered", flush=True)
        return note(*args, **kwargs)

    def die(*args: object, **kwargs: object) -> None:
        print("posted", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)

    vars(payments)["note"] = tell_and_note
    vars(noting)["end"] = die
    payments.look(Payment.objects.get(pk=UUID(payment)), at=now())


if __name__ == "__main__":
    main(sys.argv[1])
