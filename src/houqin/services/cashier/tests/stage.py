"""What several tests of the cashier set up: a bill with one strange line, every deed of the desk, what moved."""

from datetime import date
from typing import Any

from houqin.kernel.money.models import Account as Books
from houqin.kernel.money.models import Bill, BillLine, Entry, Posting
from houqin.kernel.money.queries.accounts import balance
from houqin.kernel.people.models import OrgUnit, Person
from houqin.services.cashier import tasks
from houqin.services.cashier.actions import desk
from houqin.services.cashier.models import Difference, Receipt
from houqin.services.cashier.tests.conftest import MONDAY_9, TUESDAY_9

DAY, GATEWAY = date(2026, 3, 2), "wechat"


def strange_line(reference: str = "4200x", fen: int = 2_600) -> Difference:
    """Return the difference of a bill with one line that is none of ours."""
    bill = Bill.objects.create(gateway=GATEWAY, day=DAY, fetched_at=TUESDAY_9)
    BillLine.objects.create(bill=bill, kind="payment", number="OLD1", reference=reference, fen=fen, fee_fen=0,
                            at=MONDAY_9, standing="SUCCESS")  # fmt: skip
    tasks.reconcile(TUESDAY_9)
    return Difference.objects.get()


def deposit(person: Person, by: Person, ticket: str, fen: int = 5_000) -> Books:
    """Take a deposit and return its account."""
    desk.take_deposit(person, fen=fen, what="钥匙押金", note="", ticket=ticket, by=by, at=MONDAY_9)
    return Books.objects.get(person=person, kind="deposit")


def deeds(student: Person, college: OrgUnit, held: Books, **given: Any) -> dict[str, Any]:
    """Return every deed of the desk that takes an amount, each waiting for it."""
    gift, kinds = desk.Gift, Receipt.Kind
    return {
        "subsidy": lambda fen: desk.give(student, gift(kinds.SUBSIDY, "补助", fen), **given),
        "voucher": lambda fen: desk.give(student, gift(kinds.VOUCHER, "迎新券", fen), **given),
        "deposit": lambda fen: desk.take_deposit(student, fen=fen, what="门禁押金", **given),
        "deposit_back": lambda fen: desk.return_deposit(student, account=held.pk, fen=fen, **given),
        "charge": lambda fen: desk.charge(college, fen=fen, what="用餐", **given),
        "settled": lambda fen: desk.settle(college, fen=fen, what="结清", **given),
    }


def standing() -> tuple[int, int, dict[Any, int]]:
    """Return how many entries and receipts there are, and every balance: what nothing moved leaves alone."""
    balances = {one.pk: balance(one) for one in Books.objects.all()}
    return Entry.objects.count(), Receipt.objects.count(), {pk: fen for pk, fen in balances.items() if fen}


def moved(receipt: Receipt) -> dict[tuple[str, str], int]:
    """Return what a receipt's entry moved, by kind and name of account."""
    rows = Posting.objects.filter(entry=receipt.entry_id)
    return {(row.account.kind, row.account.label): row.fen for row in rows.select_related("account")}
