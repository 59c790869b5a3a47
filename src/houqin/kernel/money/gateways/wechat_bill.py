"""WeChat's trade bill ("交易账单", all rows): comma-separated, a grave accent before every field, two rows of sums."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.money.gateways.amounts import fen
from houqin.kernel.money.gateways.port import BillKind, BillRow, Forged


def read(text: str) -> Sequence[BillRow]:
    """Return the bill's rows. Columns go by their titles, for WeChat has added some. Raises `Forged`."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    sums = next((n for n, line in enumerate(lines) if line.startswith("总交易单数")), None)
    if not lines or sums is None or sums + 1 >= len(lines):
        raise Forged("the bill has no sums at its end")
    titles = lines[0].split(",")
    try:
        rows = [row for line in lines[1:sums] for row in _rows(_cells(titles, line))]
        announced = int(lines[sums + 1].lstrip("`").split(",")[0])
    except (KeyError, ValueError) as error:
        raise Forged("a row of the bill is not as its titles say") from error
    if announced != sums - 1:
        raise Forged("the bill has not all its rows")
    return rows


def _cells(titles: Sequence[str], line: str) -> Mapping[str, str]:
    return dict(zip(titles, line.lstrip("`").split(",`"), strict=True))


def _rows(cells: Mapping[str, str]) -> Sequence[BillRow]:
    at = datetime.strptime(cells["交易时间"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI)
    number, state, fee = cells["商户订单号"], cells["交易状态"], fen(cells["手续费"])
    if state == "SUCCESS":
        total = cells.get("订单金额") or cells["应结订单金额"]
        return [BillRow(BillKind.PAYMENT, number, cells["微信订单号"], fen(total), fee, at, state)]
    if state == "REFUND":
        total = cells.get("申请退款金额") or cells["退款金额"]
        return [
            BillRow(BillKind.REFUND, number, cells["商户退款单号"], fen(total), fee, at, cells["退款状态"])
        ]
    return []  # REVOKED: of payment by the payer's own code, which is not asked for here
