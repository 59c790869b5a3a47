"""A day's bill is fetched, kept and compared, with each provider; altered, cut off and strange bills are refused."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from houqin.kernel.money.actions import bills, payments, polling, returning
from houqin.kernel.money.gateways import alipay_bill, wechat_bill
from houqin.kernel.money.gateways.amounts import fen, written
from houqin.kernel.money.gateways.port import BillKind, BillRow, Forged, Unreachable
from houqin.kernel.money.gateways.wire import Answer
from houqin.kernel.money.mock.alipay import gbk_archive
from houqin.kernel.money.mock.book import MockRefund
from houqin.kernel.money.models import Account, Bill, BillLine, Payment
from houqin.kernel.money.queries.accounts import balance
from houqin.kernel.money.queries.reconciling import Finding, fetched, findings
from houqin.kernel.money.tests.outside import NAMES, Outside, ask_for
from houqin.kernel.money.tests.stage import MONDAY
from houqin.kernel.money.tests.test_payments import pay_and_look
from houqin.kernel.people.models import Person
from houqin.kernel.people.tests.stage import refused

DAY = date(2026, 11, 23)
TUESDAY = MONDAY + timedelta(days=1)
each = pytest.mark.parametrize("gateway", NAMES)


def day_of_trade(student: Person, stall: Account, outside: Outside, gateway: str) -> list[Payment]:
    """Three meals paid, one of them in part given back."""
    meals = [pay_and_look(ask_for(student, stall, gateway=gateway, fen=1_000 + n), outside) for n in range(3)]
    returning.refund(
        meals[0], fen=300, reason="菜品售完", source="t", key=meals[0].number, by=None, at=outside.at
    )
    polling.send_due(at=outside.at)
    return meals


@each
def test_a_day_on_which_all_went_well_has_no_findings(
    student: Person, stall: Account, outside: Outside, gateway: str
) -> None:
    meals = day_of_trade(student, stall, outside, gateway)
    assert bills.fetch_bill(gateway, DAY, at=MONDAY) == 4
    assert findings(gateway, DAY) == []
    assert fetched(gateway, DAY) == MONDAY
    rows = BillLine.objects.filter(kind="payment").order_by("fen")
    assert [(row.number, row.reference, row.fen) for row in rows] == [
        (meal.number, meal.provider_id, meal.fen) for meal in meals
    ]
    assert all(row.at == MONDAY for row in rows)
    back = BillLine.objects.get(kind="refund")
    assert (back.number, back.reference, back.fen) == (meals[0].number, meals[0].refunds.get().number, 300)


@each
def test_each_difference_is_found_and_found_again_until_it_is_mended(
    student: Person, stall: Account, outside: Outside, gateway: str
) -> None:
    book, meals = outside.book(gateway), day_of_trade(student, stall, outside, gateway)
    unheard = ask_for(student, stall, gateway=gateway, fen=77)
    payments.offer(unheard, at=MONDAY)
    book.pay(unheard.number)  # nobody told us
    book.create("OTHER1", 5, "别的系统", "", TUESDAY)
    book.pay("OTHER1")
    other_amount = pay_and_look(ask_for(student, stall, gateway=gateway, fen=500), outside, fen=499)
    book.trades[meals[1].number].paid_at = None  # gone from their bill
    book.refunds[meals[0].refunds.get().number].fen = 299
    bills.fetch_bill(gateway, DAY, at=MONDAY)
    found = findings(gateway, DAY)
    trades = book.trades
    assert sorted(found, key=lambda finding: (finding.kind, finding.ours_fen or 0)) == [
        Finding("amount_differs", other_amount.number, trades[other_amount.number].id, 500, 499),
        Finding("only_ours", meals[1].number, meals[1].provider_id, 1_001, None),
        Finding("only_theirs", "OTHER1", trades["OTHER1"].id, None, 5),
        Finding("refund_differs", meals[0].number, meals[0].refunds.get().number, 300, 299),
        Finding("state_differs", unheard.number, trades[unheard.number].id, 77, 77),
    ]
    assert findings(gateway, DAY) == found
    payments.look(unheard, at=MONDAY)
    assert [finding for finding in found if finding.kind != "state_differs"] == findings(gateway, DAY)


@each
def test_money_that_came_late_and_went_back_is_no_finding(
    student: Person, stall: Account, outside: Outside, gateway: str
) -> None:
    meal = ask_for(student, stall, gateway=gateway)
    payments.offer(meal, at=MONDAY)
    payments.close(meal, by=None, at=MONDAY)
    outside.book(gateway).pay(meal.number)
    bills.fetch_bill(gateway, DAY, at=MONDAY)
    assert [finding.kind for finding in findings(gateway, DAY)] == ["state_differs"]
    payments.look(meal, at=MONDAY)
    polling.send_due(at=MONDAY)
    bills.fetch_bill(gateway, DAY, at=MONDAY)
    assert findings(gateway, DAY) == []


@each
def test_what_only_the_bill_tells_us_is_booked_or_goes_back_by_itself(
    student: Person, stall: Account, outside: Outside, gateway: str
) -> None:
    unheard, late = (ask_for(student, stall, gateway=gateway) for _ in range(2))
    for meal in (unheard, late):
        payments.offer(meal, at=MONDAY)
    payments.close(late, by=None, at=MONDAY)
    for meal in (unheard, late):
        outside.book(gateway).pay(meal.number)
    at = outside.pass_time(hours=26)
    bills.fetch_due(at=at)
    assert [finding.kind for finding in findings(gateway, DAY)] == []
    assert polling.send_due(at=at) == 1
    for meal, state in ((unheard, "paid"), (late, "closed")):
        meal.refresh_from_db()
        assert (meal.state, meal.paid_at) == (state, MONDAY)
    assert balance(stall) == 1_250


@each
def test_what_the_provider_counts_to_the_next_day_is_compared_there(
    student: Person, stall: Account, outside: Outside, gateway: str
) -> None:
    (meal, *_others) = day_of_trade(student, stall, outside, gateway)
    outside.book(gateway).trades[meal.number].paid_at = TUESDAY
    bills.fetch_bill(gateway, DAY, at=MONDAY)
    assert [finding.kind for finding in findings(gateway, DAY)] == ["only_ours"]
    outside.at = TUESDAY
    bills.fetch_bill(gateway, DAY + timedelta(days=1), at=TUESDAY)
    assert findings(gateway, DAY) == findings(gateway, DAY + timedelta(days=1)) == []


@each
def test_a_day_without_trade_is_an_empty_bill_and_a_bill_not_fetched_is_none(
    outside: Outside, db: None, gateway: str
) -> None:
    with refused("money.bill_missing"):
        findings(gateway, DAY)
    assert fetched(gateway, DAY) is None
    assert bills.fetch_bill(gateway, DAY, at=MONDAY) == 0
    assert findings(gateway, DAY) == []


def test_yesterdays_bills_are_fetched_once_from_ten_oclock_on(outside: Outside, db: None) -> None:
    outside.at = TUESDAY  # nine o'clock on campus
    assert bills.fetch_due(at=outside.at) == 0
    outside.book("card").drops = 1
    assert bills.fetch_due(at=outside.pass_time(hours=1)) == 2
    assert bills.fetch_due(at=outside.pass_time(hours=1)) == 1
    assert bills.fetch_due(at=outside.pass_time(hours=1)) == 0
    assert set(Bill.objects.values_list("gateway", "day")) == {(name, DAY) for name in NAMES}


def test_fetched_again_a_bill_replaces_what_was_kept(
    student: Person, stall: Account, outside: Outside
) -> None:
    day_of_trade(student, stall, outside, "wechat")
    for _ in range(2):
        assert bills.fetch_bill("wechat", DAY, at=MONDAY) == 4
    assert (Bill.objects.count(), BillLine.objects.count()) == (1, 4)


def test_a_bill_whose_text_is_not_the_one_announced_is_refused(
    student: Person, stall: Account, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    day_of_trade(student, stall, outside, "wechat")
    ask = outside.mock.answer

    def altered(method: str, path: str, headers: dict[str, str], body: bytes) -> Answer | None:
        answer = ask(method, path, headers, body)
        if answer is not None and "billdownload" in path:
            return Answer(200, {}, answer.body.replace(b"10.00", b"90.00"))
        return answer

    monkeypatch.setattr(outside.mock, "answer", altered)
    with pytest.raises(Forged, match="announced"):
        bills.fetch_bill("wechat", DAY, at=MONDAY)
    assert not Bill.objects.exists()


WECHAT = (
    "\ufeff交易时间,公众账号ID,商户号,微信订单号,商户订单号,交易状态,应结订单金额,商户退款单号,退款金额,退款状态,手续费\r\n"
    "`2026-11-23 09:00:00,`wx1,`19,`4200,`PY1,`SUCCESS,`12.50,`0,`0.00,`,`0.08000\r\n"
    "`2026-11-23 23:59:59,`wx1,`19,`4200,`PY1,`REFUND,`0.00,`RF1,`5.00,`PROCESSING,`0.00000\r\n"
    "总交易单数,应结订单总金额\r\n`2,`12.50\r\n"
)


def test_wechats_bill_is_read_by_its_titles() -> None:
    last = MONDAY.replace(hour=15, minute=59, second=59)
    assert wechat_bill.read(WECHAT.removeprefix("\ufeff")) == [
        BillRow(BillKind.PAYMENT, "PY1", "4200", 1_250, 8, MONDAY, "SUCCESS"),
        BillRow(BillKind.REFUND, "PY1", "RF1", 500, 0, last, "PROCESSING"),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [("`2,`", "`3,`"), ("总交易单数", "总数"), ("`12.50,`0,", "`12.50,"), ("12.50", "12.505"), ("12.50", "x"),
     ("2026-11-23 09", "2026-13-23 09"), (",微信订单号", ",订单号"), ("`2,`", "`x,`")],
    ids=["rows missing", "no sums", "cell missing", "part of a fen", "no amount", "no date", "no title", "no count"],
)  # fmt: skip
def test_a_wechat_bill_that_is_not_whole_is_refused(old: str, new: str) -> None:
    with pytest.raises(Forged):
        wechat_bill.read(WECHAT.removeprefix("\ufeff").replace(old, new))


TITLES = "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,订单金额（元）,退款批次号/请求号,服务费（元）,备注"
ALIPAY = (
    f"#支付宝业务明细查询\r\n#账号：[2088]\r\n{TITLES}\r\n"
    "2013\t,PY1\t,交易\t,面, 大份\t,2026-11-23 08:59:00\t,2026-11-23 09:00:00\t,12.50\t,\t,-0.08\t,\r\n"
    "2013\t,PY1\t,退款\t,面\t,2026-11-23 08:59:00\t,2026-11-23 09:00:00\t,-5.00\t,RF1\t,0.00\t,\r\n"
    "#----业务明细列表结束----\r\n"
)


def packed(text: str, more: str = "2088_业务明细(汇总).csv") -> bytes:
    """Pack as Alipay does: two tables in GBK."""
    return gbk_archive({"2088_业务明细.csv": text, more: "#汇总"})


def test_alipays_bill_is_read_by_its_titles_commas_in_names_and_all() -> None:
    assert alipay_bill.read(packed(ALIPAY)) == [
        BillRow(BillKind.PAYMENT, "PY1", "2013", 1_250, 8, MONDAY, "TRADE"),
        BillRow(BillKind.REFUND, "PY1", "RF1", 500, 0, MONDAY, "REFUND"),
    ]


@pytest.mark.parametrize(
    "archive",
    [
        b"no archive",
        packed(ALIPAY.replace("结束", "")),
        packed(ALIPAY.replace("商户订单号", "订单号")),
        packed(ALIPAY.replace("12.50", "12.5.0")),
        packed(ALIPAY.replace("2013\t,PY1\t,退款", "2013\t,退款")),
        packed(ALIPAY, more="2088_别的.csv"),
        packed(ALIPAY)[:-30],
    ],
    ids=["no archive", "cut off", "no title", "no amount", "cell missing", "two tables", "broken"],
)
def test_an_alipay_bill_that_is_not_whole_is_refused(archive: bytes) -> None:
    with pytest.raises(Forged):
        alipay_bill.read(archive)


def test_rows_that_share_a_name_are_kept_apart(
    outside: Outside, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = BillRow(BillKind.REFUND, "PY1", "2013", 500, 0, MONDAY, "REFUND")
    rows = [row, row, replace(row, kind=BillKind.PAYMENT), row]
    monkeypatch.setattr(outside.gateways["alipay"], "bill", lambda day, at: rows)
    assert bills.fetch_bill("alipay", DAY, at=MONDAY) == 4
    found = findings("alipay", DAY)
    assert [finding.reference for finding in found] == ["2013", "2013", "2013#2", "2013#3"]
    assert found == findings("alipay", DAY)


def test_a_refund_that_came_to_nothing_on_their_side_is_a_difference_only_where_ours_was_made(
    student: Person, stall: Account, outside: Outside
) -> None:
    meals = day_of_trade(student, stall, outside, "wechat")
    outside.book("wechat").refunds["RF0"] = MockRefund("RF0", meals[1].number, 1, "5", "", MONDAY)
    bills.fetch_bill("wechat", DAY, at=MONDAY)
    assert [finding.reference for finding in findings("wechat", DAY)] == ["RF0"]
    BillLine.objects.filter(kind="refund").update(standing="FAIL")
    assert [finding.reference for finding in findings("wechat", DAY)] == [meals[0].refunds.get().number]


@pytest.mark.parametrize(("yuan", "amount"), [("0.01", 1), ("88.88", 8_888), ("-5.00", -500), (" 3 ", 300)])
def test_yuan_are_read_exactly(yuan: str, amount: int) -> None:
    assert fen(yuan) == amount


@pytest.mark.parametrize("yuan", ["", "x", "0.001", "NaN", "Infinity", "1,000.00", "1e2"])
def test_what_is_no_amount_is_refused(yuan: str) -> None:
    with pytest.raises(Forged):
        fen(yuan)


def test_fen_are_written_as_yuan_with_two_digits() -> None:
    assert [written(amount) for amount in (1, 10, 1_250, 100_000)] == ["0.01", "0.10", "12.50", "1000.00"]


def test_a_download_that_does_not_come_is_asked_for_another_time(
    student: Person, stall: Account, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    day_of_trade(student, stall, outside, "alipay")
    monkeypatch.setattr(outside.mock.mocks["alipay"], "_bills", {})
    ask = outside.mock.answer
    monkeypatch.setattr(
        outside.mock, "answer",
        lambda method, path, headers, body: Answer(404, {}, b"") if "/bill?" in path else ask(method, path, headers, body),
    )  # fmt: skip
    with pytest.raises(Unreachable):
        bills.fetch_bill("alipay", DAY, at=MONDAY)
