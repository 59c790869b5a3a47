"""What one sees: the own accounts, statements page by page, the trial balance."""

import itertools
from datetime import date

import pytest

from houqin.kernel.money.actions.accounts import open_account
from houqin.kernel.money.actions.posting import pay, post, refund
from houqin.kernel.money.actions.spending import set_spending_order
from houqin.kernel.money.models import Account
from houqin.kernel.money.naming import order_id
from houqin.kernel.money.queries.accounts import balance, pots_of, visible_to
from houqin.kernel.money.queries.statement import Line, statement
from houqin.kernel.money.queries.trial_balance import trial_balance
from houqin.kernel.money.rules import Book, Kind
from houqin.kernel.money.tests.stage import HOUR, MONDAY, execute, give, lines, settle_all
from houqin.kernel.people.models import Grant, OrgUnit, Person, Role
from houqin.kernel.people.tests.stage import refused, verbs


@pytest.mark.django_db
def test_one_sees_one_s_own_accounts_and_those_of_the_own_scope(
    student: Person, wallet: Account, subsidy: Account, stall: Account, accountant: Person, office: OrgUnit
) -> None:
    budget = open_account(Kind.BUDGET, unit=office, by=None, at=MONDAY)
    stranger = Person.objects.create(name="周九", kind=Person.Kind.STAFF, created_at=MONDAY)
    keeper = Person.objects.create(name="吴十", kind=Person.Kind.STAFF, created_at=MONDAY)
    role = Role.objects.create(key="keeper", title="预算员", permissions=["money.see"])
    Grant.objects.create(person=keeper, role=role, unit=office, starts_on=date(2020, 1, 1))
    assert set(visible_to(student, MONDAY)) == {wallet, subsidy}
    assert set(visible_to(accountant, MONDAY)) == {wallet, subsidy, stall, budget}
    assert set(visible_to(keeper, MONDAY)) == {budget}
    assert not visible_to(stranger, MONDAY).exists()


def _all_pages(account: Account, limit: int) -> list[Line]:
    found: list[Line] = []
    page = statement(account, limit=limit)
    while page:
        found += page
        page = statement(account, before=page[-1].place, limit=limit)
    return found


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("snapshots", [False, True])
def test_a_statement_runs_down_to_the_first_line_in_any_size_of_page(
    wallet: Account, stall: Account, clearing: Account, snapshots: bool
) -> None:
    give(wallet, 1_000, clearing)
    for n in range(7):
        post(source="t", key=str(n), lines=[(wallet, -n - 1), (stall, n + 1)], reason="x", by=None, at=MONDAY)
        if snapshots and n % 3 == 0:
            settle_all()
    assert execute("SELECT count(*) > 0 FROM money_snapshot") is snapshots
    for account, first, count in ((wallet, 1_000, 8), (stall, 1, 7)):
        whole = statement(account)
        assert (len(whole), whole[0].balance, whole[-1].balance) == (count, balance(account), first)
        assert all(older.balance + newer.fen == newer.balance for newer, older in itertools.pairwise(whole))
        for limit in (1, 2, 3):
            assert _all_pages(account, limit) == whole
    assert statement(stall, before=1) == []


@pytest.mark.django_db
def test_a_statement_names_what_a_refund_reverses(
    student: Person, wallet: Account, stall: Account, clearing: Account
) -> None:
    give(wallet, 100, clearing)
    paid = pay(
        payer=student,
        fen=60,
        to=stall,
        purpose="",
        source="t",
        key="1",
        reason="meal",
        by=student,
        at=MONDAY,
        note="一楼",
    )
    refund(entry=paid.entry, fen=10, source="t", key="2", reason="cold", by=student, at=MONDAY)
    told = [(line.reason, line.fen, line.balance, line.reverses) for line in statement(wallet)]
    assert told == [("cold", 10, 50, paid.entry), ("meal", -60, 40, None), ("test.given", 100, 100, None)]


@pytest.mark.django_db
def test_the_trial_balance_opens_with_what_was_before_and_sums_to_zero(
    wallet: Account, stall: Account, clearing: Account
) -> None:
    def move(key: str, fen: int, day: date) -> None:
        post(
            source="t",
            key=key,
            lines=[(wallet, -fen), (stall, fen)],
            reason="x",
            by=None,
            at=MONDAY,
            booked_on=day,
        )

    give(wallet, 1_000, clearing)  # booked on 23 November
    move("1", 100, date(2026, 11, 30))
    move("2", 30, date(2026, 12, 1))
    move("3", 7, date(2027, 1, 1))
    rows = trial_balance(Book.MONEY, date(2026, 12, 1), date(2027, 1, 1))
    assert [(row.kind, row.opening, row.debit, row.credit, row.closing) for row in rows] == [
        ("clearing", -1_000, 0, 0, -1_000),
        ("payable", 100, 0, 30, 130),
        ("wallet", 900, 30, 0, 870),
    ]
    assert sum(row.opening for row in rows) == sum(row.closing for row in rows) == 0


@pytest.mark.django_db
def test_the_spending_order_is_data_and_a_kind_left_out_is_not_spent(
    student: Person, wallet: Account, subsidy: Account, stall: Account, clearing: Account, accountant: Person
) -> None:
    voucher = open_account(
        Kind.VOUCHER, person=student, purpose="birthday", ends_at=MONDAY + HOUR, by=None, at=MONDAY
    )
    for pot in (wallet, subsidy, voucher):
        give(pot, 100, clearing)

    def spend(key: str, purpose: str, fen: int = 150) -> list[tuple[str, int]]:
        made = pay(
            payer=student,
            fen=fen,
            to=stall,
            purpose=purpose,
            source="t",
            key=key,
            reason="x",
            by=None,
            at=MONDAY,
        )
        return lines(made.entry)[:-1]

    assert [pot.kind for pot in pots_of(student, "birthday", MONDAY)] == ["voucher", "subsidy", "wallet"]
    assert spend("1", "birthday", 110) == [("voucher", -100), ("subsidy", -10)]
    set_spending_order("laundry", [Kind.WALLET], by=accountant, at=MONDAY)
    with refused("money.short"):
        spend("2", "laundry")
    set_spending_order("", [Kind.WALLET, Kind.SUBSIDY], by=accountant, at=MONDAY)
    assert spend("3", "meal") == [("wallet", -100), ("subsidy", -50)]
    assert verbs(order_id("laundry")) == ["ordered"]
    for odd in ([], [Kind.WALLET, Kind.WALLET], [Kind.DEPOSIT]):
        with refused("money.spending_order"):
            set_spending_order("", odd, by=accountant, at=MONDAY)
    with refused("people.not_permitted"):
        set_spending_order("", [Kind.WALLET], by=student, at=MONDAY)
