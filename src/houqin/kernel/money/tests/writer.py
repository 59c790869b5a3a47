"""A process that pays until it is killed: one line on its output for each acknowledged key."""

import sys
from uuid import UUID

import django


def main(number: str, accounts: list[str]) -> None:
    """Pay 3 fen from a wallet to a stall, hold and post by turns, telling each key once it is committed."""
    django.setup()
    from houqin.kernel.money.actions.holds import hold, post_hold
    from houqin.kernel.money.actions.posting import post
    from houqin.kernel.money.models import Account
    from houqin.kernel.money.tests.stage import HOUR, MONDAY

    wallet, stall = (Account.objects.get(pk=UUID(pk)) for pk in accounts)
    for n in range(1_000_000):
        key = f"{number} {n}"
        if n % 3:
            lines = [(wallet, -3), (stall, 3)]
            post(source="writer", key=key, lines=lines, reason="x", by=None, at=MONDAY)
        else:
            held = hold(
                pots=[(wallet, 5)], to=stall, source="writer", key=key, reason="x", expires_at=MONDAY + HOUR, by=None,
                at=MONDAY,
            )  # fmt: skip
            key = f"hold {held.hold}"
            post_hold(hold=held.hold, fen=3, by=None, at=MONDAY)
        print(key, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
