"""Bills as files: marks at the start, commas and quotes, sums, empty days, bad amounts, archives cut and broken."""

import hashlib
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from houqin.kernel.money.gateways import alipay_bill, wechat_bill
from houqin.kernel.money.gateways.port import BillKind, BillRow, Forged, Unreachable
from houqin.kernel.money.gateways.wire import Answer
from houqin.kernel.money.mock.alipay import gbk_archive
from houqin.kernel.money.tests.partners import PATIENT, alipay, alipay_answer, asked_of, wechat, wechat_answer
from houqin.kernel.money.tests.stage import MONDAY

DAY = MONDAY.date()
PAY, BACK = BillKind.PAYMENT, BillKind.REFUND
TITLES = "交易时间,微信订单号,商户订单号,交易状态,应结订单金额,商户退款单号,退款金额,退款状态,商品名称,手续费"
BAD_AMOUNTS = ["", "x", "1.005", "1,000.00", "\uff11.00", "1_0", "1e1", "NaN", "¥1", "--1", "1" * 30]


def line(
    *, state: str = "SUCCESS", fen: str = "12.50", back: str = "0.00", goods: str = "面", fee: str = "0.08000"
) -> str:
    """Return a line of WeChat's bill."""
    cells = ["2026-11-23 09:00:00", "4200", "PY1", state, fen, "RF1", back, "SUCCESS", goods, fee]
    return "`" + ",`".join(cells)


def bill(*rows: str, count: int | None = None, end: str = "\r\n") -> str:
    """Return WeChat's bill of these lines."""
    sums = f"`{len(rows) if count is None else count},`0.00"
    return end.join([TITLES, *rows, "总交易单数,应结订单总金额", sums, ""])


PAID = BillRow(PAY, "PY1", "4200", 1_250, 8, MONDAY, "SUCCESS")


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r\n\r\n"])
def test_a_day_without_trade_is_an_empty_bill_whatever_ends_its_lines(end: str) -> None:
    assert wechat_bill.read(bill(end=end)) == []
    assert wechat_bill.read(bill(line(), end=end)) == [PAID]


@pytest.mark.parametrize(
    "goods", ["面, 大份", '"面"', "面'", "面`大", "", "#", "  ", "总交易单数", "💴", ",", '",']
)
def test_commas_quotes_and_accents_in_the_name_of_goods_move_no_column(goods: str) -> None:
    assert wechat_bill.read(bill(line(goods=goods))) == [PAID]


@pytest.mark.parametrize("amount", BAD_AMOUNTS)
@pytest.mark.parametrize("cell", ["fen", "fee", "back"])
def test_a_bill_with_an_amount_that_is_none_is_refused(cell: str, amount: str) -> None:
    row = line(**{cell: amount}, state="REFUND" if cell == "back" else "SUCCESS")
    with pytest.raises(Forged):
        wechat_bill.read(bill(line(), row))


@pytest.mark.parametrize("count", [0, 1, 3, -2])
def test_a_bill_with_another_number_of_rows_than_it_says_is_refused(count: int) -> None:
    with pytest.raises(Forged, match="all its rows"):
        wechat_bill.read(bill(line(), line(), count=count))


def test_refunds_fees_given_back_and_payments_by_the_payers_code_have_their_meaning() -> None:
    rows = wechat_bill.read(
        bill(line(state="REFUND", fen="0.00", back="5.00", fee="-0.03000"), line(state="REVOKED"))
    )
    assert rows == [BillRow(BACK, "PY1", "RF1", 500, -3, MONDAY, "SUCCESS")]


@PATIENT
@given(st.integers(0, len(bill(line(), line())) - 1))
def test_a_bill_cut_off_anywhere_is_refused_or_whole_in_its_rows(length: int) -> None:
    try:
        rows = wechat_bill.read(bill(line(), line())[:length])
    except Forged:
        return
    assert rows == [PAID, PAID]


@PATIENT
@given(st.lists(st.tuples(st.integers(1, 10**9), st.booleans()), max_size=6))
def test_amounts_of_any_bill_come_out_to_the_fen(amounts: list[tuple[int, bool]]) -> None:
    rows = [
        line(state="REFUND", back=f"{fen / 100:.2f}") if back else line(fen=f"{fen / 100:.2f}")
        for fen, back in amounts
    ]
    assert [(row.fen, row.kind == BACK) for row in wechat_bill.read(bill(*rows))] == amounts


def fetched(content: bytes, digest: str = "", status: int = 200) -> list[BillRow]:
    """Fetch a bill whose digest was announced."""
    where = {
        "download_url": "https://files.test/bill?token=1",
        "hash_value": digest or hashlib.sha1(content).hexdigest(),
    }
    gateway = wechat(wechat_answer(where), Answer(status, {}, content))
    rows = list(gateway.bill(DAY, MONDAY))
    assert asked_of(gateway)[1][1] == "https://files.test/bill?token=1"
    return rows


def test_a_bill_may_begin_with_its_mark_and_its_digest_be_in_capitals() -> None:
    content = b"\xef\xbb\xbf" + bill(line()).encode()
    assert fetched(content) == fetched(content, hashlib.sha1(content).hexdigest().upper()) == [PAID]


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", bill(line()).encode("gb18030"), b"<html>", b"\x00" * 4_096]
)
def test_a_file_that_is_no_bill_is_refused_though_it_is_the_one_announced(content: bytes) -> None:
    with pytest.raises(Forged):
        fetched(content)


@PATIENT
@given(st.integers(0, len(bill(line()).encode()) - 1), st.integers(1, 255))
def test_one_byte_altered_in_the_file_is_noticed(place: int, mask: int) -> None:
    content = bill(line()).encode()
    altered = content[:place] + bytes([content[place] ^ mask]) + content[place + 1 :]
    with pytest.raises(Forged, match="announced"):
        fetched(altered, hashlib.sha1(content).hexdigest())


@pytest.mark.parametrize("status", [302, 401, 404, 500])
def test_a_file_that_does_not_come_is_asked_for_another_time(status: int) -> None:
    with pytest.raises(Unreachable, match=str(status)):
        fetched(bill().encode(), status=status)
    where = alipay_answer({"code": "10000", "bill_download_url": "https://files.test/1"}, BILL)
    with pytest.raises(Unreachable, match=str(status)):
        alipay(where, Answer(status, {}, b"")).bill(DAY, MONDAY)


def test_a_day_the_provider_has_no_bill_of_is_empty() -> None:
    assert wechat(wechat_answer({"code": "NO_STATEMENT_EXIST"}, 400)).bill(DAY, MONDAY) == []
    refusal = {"code": "40004", "sub_code": "isp.bill_not_exist"}
    assert alipay(alipay_answer(refusal, BILL)).bill(DAY, MONDAY) == []


BILL = "alipay.data.dataservice.bill.downloadurl.query"
COLUMNS = "支付宝交易号,商户订单号,业务类型,商品名称,完成时间,订单金额（元）,退款批次号/请求号,服务费（元）"
END = "#----业务明细列表结束----"


def row(
    kind: str = "交易", fen: str = "12.50", request: str = "", fee: str = "-0.08", goods: str = "面"
) -> str:
    """Return a line of Alipay's bill."""
    cells = ["2013", "PY1", kind, goods, "2026-11-23 09:00:00", fen, request, fee]
    return ",".join(f"{cell}\t" for cell in cells)


def packed(*lines: str, name: str = "2088_业务明细.csv") -> bytes:
    """Pack lines as Alipay does."""
    return gbk_archive(
        {name: "\r\n".join(["#支付宝业务明细查询", *lines, ""]), "2088_业务明细(汇总).csv": "#"}
    )


THERE = BillRow(PAY, "PY1", "2013", 1_250, 8, MONDAY, "TRADE")


@pytest.mark.parametrize("goods", ["面, 大份", ",,,", '"面"', "", "面\u3000", "'"])
def test_commas_in_the_name_of_goods_move_no_column_of_alipays(goods: str) -> None:
    assert alipay_bill.read(packed(COLUMNS, row(goods=goods), END)) == [THERE]


def test_an_empty_table_is_an_empty_bill_and_one_without_its_end_is_none() -> None:
    assert alipay_bill.read(packed(COLUMNS, END)) == alipay_bill.read(packed(END)) == []
    for lines in ((COLUMNS,), (COLUMNS, row()), ()):
        with pytest.raises(Forged, match="no end"):
            alipay_bill.read(packed(*lines))


def test_a_refund_without_its_request_goes_by_the_trade_and_turns_the_signs() -> None:
    rows = alipay_bill.read(
        packed(COLUMNS, row("退款", "-5.00", "RF1", "0.03"), row("退款", "-1.00", "", "0.00"), END)
    )
    assert rows == [
        BillRow(BACK, "PY1", "RF1", 500, -3, MONDAY, "REFUND"), BillRow(BACK, "PY1", "2013", 100, 0, MONDAY, "REFUND"),
    ]  # fmt: skip


@pytest.mark.parametrize("amount", BAD_AMOUNTS)
def test_an_alipay_bill_with_an_amount_that_is_none_is_refused(amount: str) -> None:
    with pytest.raises(Forged):
        alipay_bill.read(packed(COLUMNS, row(), row(fen=amount), END))
    if amount:  # no fee is written as nothing
        with pytest.raises(Forged):
            alipay_bill.read(packed(COLUMNS, row(fee=amount), END))


@pytest.mark.parametrize("title", COLUMNS.split(",")[:-1])
def test_a_bill_without_one_of_its_titles_is_refused(title: str) -> None:
    with pytest.raises(Forged):
        alipay_bill.read(packed(COLUMNS.replace(title, "别的"), row(), row("退款", "-1.00"), END))


ARCHIVE = packed(COLUMNS, row(), END)


def deflated() -> bytes:
    """Pack a table compressed, its name in UTF-8."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("业务明细.csv", "\r\n".join([COLUMNS, row(), END]).encode("gb18030"))
    return out.getvalue()


@PATIENT
@given(st.sampled_from([ARCHIVE, deflated()]), st.data())
def test_an_archive_with_one_byte_altered_is_refused_or_says_the_same(
    archive: bytes, data: st.DataObject
) -> None:
    place, mask = data.draw(st.integers(0, len(archive) - 1)), data.draw(st.integers(1, 255))
    try:
        rows = alipay_bill.read(archive[:place] + bytes([archive[place] ^ mask]) + archive[place + 1 :])
    except Forged:
        return
    assert rows == [THERE]


@PATIENT
@given(st.sampled_from([ARCHIVE, deflated()]), st.data())
def test_an_archive_cut_off_is_refused(archive: bytes, data: st.DataObject) -> None:
    with pytest.raises(Forged):
        alipay_bill.read(archive[: data.draw(st.integers(0, len(archive) - 1))])


def test_an_archive_of_two_tables_or_of_none_is_refused() -> None:
    text = "\r\n".join([COLUMNS, END])
    for tables in ({"a.csv": text, "b.csv": text}, {"汇总.csv": text}, {}):
        with pytest.raises(Forged, match="one table"):
            alipay_bill.read(gbk_archive(tables))
