"""Yuan as providers write them, and fen."""

from decimal import Decimal, InvalidOperation

from houqin.kernel.money.gateways.port import Forged


def fen(yuan: str) -> int:
    """Return an amount such as "88.88" in fen. Raises `Forged` for what is no amount or has parts of a fen."""
    try:
        hundredfold = Decimal(yuan.strip()) * 100
        if hundredfold != int(hundredfold):
            raise Forged("an amount has parts of a fen")
    except (InvalidOperation, ValueError, OverflowError) as error:
        raise Forged("this is no amount") from error
    return int(hundredfold)


def written(amount: int) -> str:
    """Return fen as yuan with two digits: 8888 is "88.88"."""
    return f"{amount // 100}.{amount % 100:02d}"
