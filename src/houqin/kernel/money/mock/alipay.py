"""The provider's side of Alipay's gateway.do."""

import io
import json
import secrets
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.money.gateways import signing
from houqin.kernel.money.gateways.alipay import FORM, signed_text
from houqin.kernel.money.gateways.amounts import fen as fen_of
from houqin.kernel.money.gateways.amounts import written
from houqin.kernel.money.gateways.port import Forged
from houqin.kernel.money.gateways.wire import Answer
from houqin.kernel.money.mock.book import Book, Denied, MockRefund, MockTrade
from houqin.kernel.money.mock.keys import ALIPAY_APP, Keys

STATES = {"waiting": "WAIT_BUYER_PAY", "paid": "TRADE_SUCCESS", "closed": "TRADE_CLOSED"}
CODES = {"ORDER_NOT_EXIST": "ACQ.TRADE_NOT_EXIST", "RESOURCE_NOT_EXISTS": "ACQ.TRADE_NOT_EXIST",
         "ORDERPAID": "ACQ.TRADE_STATUS_ERROR"}  # fmt: skip
TITLES = (
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,"
    "商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,"
    "卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注"
)


class MockAlipay:
    """Answers requests below `/alipay`, and writes notifications."""

    def __init__(self, keys: Keys, book: Book, address: str) -> None:
        self.keys, self.book, self.address = keys, book, address
        self._bills: dict[str, bytes] = {}

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer a form; Alipay's refusals are answers of 200 too."""
        if path.startswith("/alipay/bill"):
            return Answer(200, {}, self._bills[parse_qs(urlsplit(path).query)["token"][0]])
        told = dict(parse_qsl(body.decode()))
        node = f"{told.get('method', '').replace('.', '_')}_response"
        try:
            self._check(told)
            said = {"code": "10000", "msg": "Success", **self._said(told, json.loads(told["biz_content"]))}
        except Forged:
            said = {"code": "40002", "msg": "Invalid Arguments", "sub_code": "isv.invalid-signature"}
            return Answer(200, {}, json.dumps({node: said}).encode())
        except Denied as denied:
            code = CODES.get(denied.code, f"ACQ.{denied.code}")
            said = {"code": "40004", "msg": "Business Failed", "sub_code": code, "sub_msg": code}
        raw = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        signature = signing.sign(raw, self.keys.platform)
        return Answer(200, {}, f'{{"{node}":{raw},"sign":"{signature}"}}'.encode())

    def notification(
        self, told: MockTrade | MockRefund, *, age: int = 0, fen: int | None = None, event: str = ""
    ) -> tuple[dict[str, str], bytes]:
        """Write a notification: headers and body. `age` makes it older by seconds, `fen` another amount."""
        trade = told if isinstance(told, MockTrade) else self.book.trades[told.payment]
        sent = datetime.fromtimestamp(self.book.clock().timestamp() - age, SHANGHAI)
        fields = {
            "notify_time": sent.strftime(FORM), "notify_type": "trade_status_sync",
            "notify_id": event or secrets.token_hex(17), "app_id": ALIPAY_APP, "charset": "utf-8", "version": "1.0",
            "trade_no": trade.id, "out_trade_no": trade.number, "trade_status": STATES[trade.state],
            "total_amount": written(trade.paid_fen if fen is None else fen), "subject": trade.description,
        }  # fmt: skip
        if trade.paid_at is not None:
            fields["gmt_payment"] = _time(trade.paid_at)
        if isinstance(told, MockRefund):
            fields |= {"gmt_refund": f"{_time(told.at)}.320", "out_biz_no": told.number}
            fields |= {"refund_fee": written(self._back(told.payment))}
        signature = signing.sign(signed_text(fields), self.keys.platform)
        body = urlencode({**fields, "sign": signature, "sign_type": "RSA2"}).encode()
        return {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}, body

    def _said(self, told: Mapping[str, str], asked: dict[str, Any]) -> dict[str, Any]:
        book, number = self.book, str(asked.get("out_trade_no", ""))
        match told["method"]:
            case "alipay.trade.precreate":
                expires_at = datetime.strptime(asked["time_expire"], FORM).replace(tzinfo=SHANGHAI)
                amount = fen_of(asked["total_amount"])
                trade = book.create(number, amount, asked["subject"], told["notify_url"], expires_at)
                return {"out_trade_no": number, "qr_code": f"https://qr.alipay.com/{trade.id}"}
            case "alipay.trade.query":
                trade = book.trade(number)
                paid = {"send_pay_date": _time(trade.paid_at)} if trade.paid_at is not None else {}
                amount = trade.paid_fen if trade.paid_at is not None else trade.fen
                return {
                    "out_trade_no": number, "trade_no": trade.id, "trade_status": STATES[trade.state],
                    "total_amount": written(amount), **paid,
                }  # fmt: skip
            case "alipay.trade.close":
                return {"out_trade_no": number, "trade_no": book.close(number).id}
            case "alipay.trade.refund":
                amount = fen_of(asked["refund_amount"])
                known = asked["out_request_no"] in book.refunds
                refund = book.refund(asked["out_request_no"], number, amount, "")
                changed = "N" if known or refund.state != "done" else "Y"
                return {
                    "out_trade_no": number,
                    "fund_change": changed,
                    "refund_fee": written(self._back(number)),
                }
            case "alipay.trade.fastpay.refund.query":
                found = book.refunds.get(asked["out_request_no"])
                if found is None or found.state != "done":
                    return {}
                return {
                    "out_trade_no": number, "out_request_no": found.number, "refund_amount": written(found.fen),
                    "refund_status": "REFUND_SUCCESS", "gmt_refund_pay": _time(found.at),
                }  # fmt: skip
            case "alipay.data.dataservice.bill.downloadurl.query":
                return self._bill(date.fromisoformat(asked["bill_date"]))
            case _:
                raise Denied(404, "INVALID_METHOD")

    def _back(self, payment: str) -> int:
        return sum(one.fen for one in self.book.refunds.values() if one.payment == payment)

    def _bill(self, day: date) -> dict[str, str]:
        rows = self.book.of_day(day)
        if not rows:
            raise Denied(404, "BILL_NOT_EXIST")
        head = [
            "#支付宝业务明细查询",
            f"#账号：[{ALIPAY_APP}0156]",
            "#----------业务明细列表----------",
            TITLES,
        ]
        text = "\r\n".join(
            [*head, *(self._row(row) for row in rows), "#----------业务明细列表结束----------", ""]
        )
        name = f"{ALIPAY_APP}_{day:%Y%m%d}_业务明细"
        packed = gbk_archive({f"{name}.csv": text, f"{name}(汇总).csv": "#支付宝业务汇总查询\r\n"})
        token = secrets.token_hex(8)
        self._bills[token] = packed
        return {"bill_download_url": f"{self.address}/alipay/bill?token={token}"}

    def _row(self, row: MockTrade | MockRefund) -> str:
        trade = row if isinstance(row, MockTrade) else self.book.trades[row.payment]
        back = row if isinstance(row, MockRefund) else None
        at = _time(back.at if back else trade.paid_at or self.book.clock())
        amount = f"-{written(back.fen)}" if back else written(trade.paid_fen)
        fee = "0.00" if back else f"-{written(round(trade.paid_fen * 0.006))}"
        cells = [
            trade.id, trade.number, "退款" if back else "交易", trade.description, at, at, "", "", "", "", "*某(1**1)",
            amount, amount, *["0.00"] * 5, "", "0.00", "0.00", back.number if back else "", fee, "0.00", "",
        ]  # fmt: skip
        return ",".join(f"{cell}\t" for cell in cells)

    def _check(self, told: Mapping[str, str]) -> None:
        if told.get("app_id") != ALIPAY_APP or told.get("sign_type") != "RSA2":
            raise Forged("another application")
        signing.verify(signed_text(told), told.get("sign", ""), self.keys.merchant.public_key())


def gbk_archive(tables: Mapping[str, str]) -> bytes:
    """Pack tables as Alipay does: texts and names in GBK, the names without saying so."""
    out = io.BytesIO()
    places = {f"{n}".rjust(len(name.encode("gb18030")), "_"): name for n, name in enumerate(tables)}
    with zipfile.ZipFile(out, "w") as archive:
        for place, name in places.items():
            archive.writestr(zipfile.ZipInfo(place), tables[name].encode("gb18030"))
    packed = out.getvalue()
    for place, name in places.items():
        packed = packed.replace(place.encode(), name.encode("gb18030"))
    return packed


def _time(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime(FORM)
