"""Alipay's trade bill: an archive of GBK tables; the one of single trades ("业务明细") is read, the sums are not."""

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.money.gateways.amounts import fen
from houqin.kernel.money.gateways.port import BillKind, BillRow, Forged

LARGEST = 256 * 1024 * 1024
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)  # what zipfile raises for harm


def read(archive: bytes) -> Sequence[BillRow]:
    """Return the bill's rows; refunds stand there with negative amounts. Raises `Forged`."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as files:
            tables = [info for info in files.infolist() if "汇总" not in _name(info)]
            if len(tables) != 1 or tables[0].file_size > LARGEST:
                raise Forged("the archive has not the one table of trades")
            text = files.read(tables[0]).decode("gb18030")
    except BROKEN as error:
        raise Forged("the bill is no archive of tables") from error
    lines = [line.strip() for line in text.splitlines()]
    if not any(line.startswith("#") and "结束" in line for line in lines):
        raise Forged("the bill has no end")
    table = [line for line in lines if line and not line.startswith("#")]
    titles = [title.strip() for title in table[0].split(",")] if table else []
    try:
        return [_row(_cells(titles, line)) for line in table[1:]]
    except (KeyError, ValueError) as error:
        raise Forged("a row of the bill is not as its titles say") from error


def _name(info: zipfile.ZipInfo) -> str:
    """Alipay writes names in GBK without saying so; an archive reader then takes them for CP437."""
    if info.flag_bits & 0x800:
        return info.filename
    return info.filename.encode("cp437").decode("gb18030", errors="replace")


def _cells(titles: Sequence[str], line: str) -> Mapping[str, str]:
    """Nothing is quoted there: what is too many cells are commas in the goods' name."""
    cells = [cell.strip() for cell in line.split(",")]
    named, more = titles.index("商品名称"), len(cells) - len(titles)
    if more > 0:
        cells[named : named + more + 1] = [",".join(cells[named : named + more + 1])]
    return dict(zip(titles, cells, strict=True))


def _row(cells: Mapping[str, str]) -> BillRow:
    at = datetime.strptime(cells["完成时间"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI)
    number, amount = cells["商户订单号"], fen(cells["订单金额（元）"])
    fee = fen(cells.get("服务费（元）") or "0")
    if cells["业务类型"] == "退款":
        reference = cells["退款批次号/请求号"] or cells["支付宝交易号"]
        return BillRow(BillKind.REFUND, number, reference, -amount, -fee, at, "REFUND")
    return BillRow(BillKind.PAYMENT, number, cells["支付宝交易号"], amount, -fee, at, "TRADE")
