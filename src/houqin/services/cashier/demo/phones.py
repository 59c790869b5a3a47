"""Some days of payments by phone with the gateway's bills: most agree, two do not, one is explained."""

from datetime import date, datetime, time, timedelta

from houqin.kernel.base.clock import SHANGHAI, local_date
from houqin.kernel.money.actions.noting import note
from houqin.kernel.money.gateways.port import Standing, Trade
from houqin.kernel.money.models import Account, Bill, BillLine, Payment
from houqin.kernel.money.naming import new_number
from houqin.services.cashier.actions import books, differences
from houqin.services.cashier.demo.story import Story
from houqin.services.cashier.models import Difference

GATEWAY, DAYS, EACH = "wechat", 5, 9
THEIRS, OURS = 2, 3  # days back on which the bill has a line too many, and lacks one


def pay_by_phone(story: Story) -> None:
    """Replay the last days of phone payments, fetch their bills, compare them."""
    to = books.house_account(books.SERVICES, by=None, at=story.until)
    for back in range(DAYS, 0, -1):
        day = local_date(story.until) - timedelta(days=back)
        paid = [_paid(story, to, day, n) for n in range(EACH)]
        out_at = datetime.combine(day + timedelta(days=1), time(10, 15), SHANGHAI)
        if out_at < story.until:
            _bill(day, paid, back, out_at)
            differences.compare(GATEWAY, day, at=out_at)
    _explain(story)


def _paid(story: Story, to: Account, day: date, n: int) -> Payment:
    at = datetime.combine(day, time(9 + n, story.rng.randrange(60)), SHANGHAI)
    fen = story.rng.randrange(1_000, 6_000, 100)
    payment = Payment.objects.create(
        number=new_number("PY", at), gateway=GATEWAY, source="cashier.phone", key=f"{day} {n}",
        payer=story.students[n % len(story.students)], to=to, description="体育馆场地", fen=fen, asked_at=at,
        expires_at=at + timedelta(minutes=15), look_at=at,
    )  # fmt: skip
    provider = f"4200{day:%Y%m%d}{n:06d}"
    note(GATEWAY, f"demo {provider}", Trade(payment.number, Standing.PAID, fen, provider, at), at=at)
    payment.refresh_from_db()
    return payment


def _bill(day: date, paid: list[Payment], back: int, at: datetime) -> None:
    bill = Bill.objects.create(gateway=GATEWAY, day=day, fetched_at=at)
    rows = [(one.number, one.provider_id, one.fen, one.paid_at or at) for one in paid]
    if back == OURS:
        rows.pop()
    if back == THEIRS:
        late = datetime.combine(day, time(21, 40), SHANGHAI)
        rows.append((f"OLD{day:%Y%m%d}01", f"4200{day:%Y%m%d}990001", 2_600, late))
    BillLine.objects.bulk_create(
        BillLine(
            bill=bill, kind=BillLine.Kind.PAYMENT, number=number, reference=reference, fen=fen, fee_fen=fen * 6 // 1000,
            at=when, standing="SUCCESS",
        )
        for number, reference, fen, when in rows
    )  # fmt: skip


def _explain(story: Story) -> None:
    found = Difference.objects.filter(finding=Difference.Finding.ONLY_THEIRS).first()
    if found is None or story.accountant is None:
        return
    at = min(found.opened_at + timedelta(hours=5), story.until)
    differences.take(found, by=story.accountant, at=at)
    why = "旧收款码收到的款项，不属于本系统，已转财务处理"
    differences.explain(found, note=why, by=story.accountant, at=at)
