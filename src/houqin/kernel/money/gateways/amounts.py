"""Yuan as providers write them, and fen."""

import re
from decimal import Decimal

from houqin.kernel.money.gateways.port import Forged

PLAIN = re.compile(
    r"-?[0-9]{1,13}(\.[0-9]{1,8})?"
)  # no other digits, exponents or underscores, which Decimal takes


def fen(yuan: str) -> int:
    """Return an amount such as "88.88" in fen. Raises `Forged` for what is no amount or has parts of a fen."""
    if not PLAIN.fullmatch(yuan.strip()):
        raise Forged("this is no amount")
    hundredfold = Decimal(yuan.strip()) * 100
    if hundredfold != int(hundredfold):
        raise Forged("an amount has parts of a fen")
    return int(hundredfold)


def written(amount: int) -> str:
    """Return fen as yuan with two digits: 8888 is "88.88"."""
    return f"{amount // 100}.{amount % 100:02d}"
