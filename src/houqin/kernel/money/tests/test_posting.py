"""Entries: balanced, named once, to accounts within their limits, told to the trail."""

from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from houqin.kernel.base.ids import new_id
from houqin.kernel.base.refused import Refused
from houqin.kernel.money.actions.accounts import close_account, open_account, open_again, set_limits
from houqin.kernel.money.actions.posting import Posted, pay, post, refund
from houqin.kernel.money.models import Account, Entry
from houqin.kernel.money.queries.accounts import available, balance, pots_of
from houqin.kernel.money.rules import Kind
from houqin.kernel.money.tests.stage import MONDAY, commit_checks, execute, give, lines
from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.people.tests.stage import refused, verbs
from houqin.kernel.trail.models import Happening
from houqin.kernel.trail.record import record

pytestmark = pytest.mark.django_db


def buy(student: Person, stall: Account, fen: int, key: str = "1") -> Posted:
    return pay(
        payer=student, fen=fen, to=stall, purpose="meal", source="canteen", key=key, reason="canteen.order",
        by=student, at=MONDAY,
    )  # fmt: skip


def test_a_meal_is_paid_from_the_subsidy_and_then_from_the_wallet(
    student: Person, wallet: Account, subsidy: Account, stall: Account, clearing: Account
) -> None:
    give(subsidy, 500, clearing)
    give(wallet, 1_000, clearing)
    made = buy(student, stall, 700)
    commit_checks()
    assert lines(made.entry) == [("subsidy", -500), ("wallet", -200), ("payable", 700)]
    assert (balance(subsidy), balance(wallet), balance(stall)) == (0, 800, 700)


def test_a_refund_fills_the_wallet_first_and_ends_at_what_was_paid(
    student: Person, wallet: Account, subsidy: Account, stall: Account, clearing: Account
) -> None:
    give(subsidy, 500, clearing)
    give(wallet, 1_000, clearing)
    paid = buy(student, stall, 700).entry

    def back(key: str, fen: int | None = None) -> Posted:
        return refund(
            entry=paid, fen=fen, source="canteen", key=key, reason="canteen.refund", by=student, at=MONDAY
        )

    first = back("r1", 300)
    assert lines(first.entry) == [("wallet", 200), ("subsidy", 100), ("payable", -300)]
    assert back("r1", 300) == Posted(first.entry, False)
    with refused("money.over_refund"):
        back("r2", 401)
    assert lines(back("r3").entry) == [("subsidy", 400), ("payable", -400)]
    with refused("money.over_refund"):
        back("r4")
    with refused("money.reversal_reversed"):
        refund(entry=first.entry, source="canteen", key="r5", reason="x", by=student, at=MONDAY)
    with refused("money.no_entry"):
        refund(entry=new_id(), source="canteen", key="r6", reason="x", by=student, at=MONDAY)
    commit_checks()


def test_a_refund_may_pass_the_ceiling_that_a_top_up_may_not(
    student: Person, wallet: Account, stall: Account, clearing: Account
) -> None:
    give(wallet, 100_000, clearing)
    paid = buy(student, stall, 1_000).entry
    give(wallet, 1_000, clearing)
    with refused("money.over_ceiling"):
        give(wallet, 1, clearing)
    refund(entry=paid, source="canteen", key="r", reason="x", by=student, at=MONDAY)
    assert balance(wallet) == 101_000


def test_too_little_is_refused_with_what_is_there_and_changes_nothing(
    student: Person, wallet: Account, subsidy: Account, stall: Account, clearing: Account
) -> None:
    give(subsidy, 120, clearing)
    give(wallet, 30, clearing)
    with pytest.raises(Refused) as caught:
        buy(student, stall, 151)
    assert (caught.value.code, caught.value.params) == ("money.short", {"need": "1.51", "have": "1.50"})
    assert (balance(subsidy), balance(wallet), balance(stall)) == (120, 30, 0)
    assert not Entry.objects.filter(source="canteen").exists()


def test_a_key_names_one_request_for_ever(
    student: Person, wallet: Account, stall: Account, clearing: Account
) -> None:
    give(wallet, 1_000, clearing)
    made = buy(student, stall, 600)
    assert buy(student, stall, 600) == Posted(made.entry, False), "though there is too little for another"
    with refused("money.key_reused"):
        buy(student, stall, 599)
    assert buy(student, stall, 300, "2").fresh


def test_one_call_writes_the_happening_that_record_would(
    student: Person, wallet: Account, clearing: Account
) -> None:
    case, deputy = new_id(), new_id()
    made = post(
        source="test", key="1", lines=[(clearing, -700), (wallet, 700)], reason="test.given", by=student, at=MONDAY,
        subject=case, on_behalf_of=deputy,
    )  # fmt: skip
    written = Happening.objects.get(subject=case)
    digest = bytes(Entry.objects.get(pk=made.entry).digest).hex()
    same = record(
        subject=case, kind="money.entry", verb="posted", by=student, at=MONDAY, on_behalf_of=deputy,
        facts={"entry": str(made.entry), "fen": 700, "reason": "test.given", "digest": digest},
    )  # fmt: skip
    same.refresh_from_db()
    for name in {field.attname for field in Happening._meta.fields} - {"id", "recorded_at"}:
        assert getattr(written, name) == getattr(same, name), name


def test_an_entry_without_a_case_is_its_own_subject(wallet: Account, clearing: Account) -> None:
    assert verbs(give(wallet, 1, clearing).entry) == ["posted"]


@pytest.mark.parametrize("change", [[], [0], [1], [5, 0], [5, -4], [2**62, 2**62]])
def test_the_database_itself_refuses_what_does_not_balance(
    wallet: Account, clearing: Account, change: list[int]
) -> None:
    accounts = [wallet.pk, clearing.pk][: len(change)]
    call = "SELECT money_post(%s,%s,'t','k',now(),'2026-11-23','x','',NULL,NULL,NULL,%s::uuid[],%s::bigint[])"
    with pytest.raises(DatabaseError, match=r"money\.unbalanced"), transaction.atomic():
        execute(call, new_id(), new_id(), accounts, change)


def test_closed_unknown_and_foreign_accounts_are_refused(
    student: Person, wallet: Account, clearing: Account, office: OrgUnit, accountant: Person
) -> None:
    budget = open_account(Kind.APPROPRIATION, unit=office, by=None, at=MONDAY)
    with refused("money.two_books"):
        post(source="t", key="1", lines=[(budget, -5), (wallet, 5)], reason="x", by=None, at=MONDAY)
    close_account(wallet, by=accountant, at=MONDAY)
    with refused("money.account_closed"):
        give(wallet, 5, clearing)
    open_again(wallet, by=accountant, at=MONDAY)
    give(wallet, 5, clearing)
    with refused("money.not_empty"):
        close_account(wallet, by=accountant, at=MONDAY)
    with refused("money.no_account"):
        give(Account(id=UUID(int=5)), 5, clearing)
    assert verbs(wallet.pk) == ["opened", "closed", "reopened"]


def test_an_append_only_account_with_a_floor_gives_no_more_than_it_got(
    stall: Account, clearing: Account
) -> None:
    deposits = open_account(Kind.DEPOSIT, label="keys", append_only=True, by=None, at=MONDAY)
    give(deposits, 500, clearing)
    assert available(deposits) == 500
    assert available(stall) is None
    with refused("money.short"):
        post(source="t", key="1", lines=[(deposits, -501), (clearing, 501)], reason="x", by=None, at=MONDAY)
    post(source="t", key="2", lines=[(deposits, -500), (clearing, 500)], reason="x", by=None, at=MONDAY)
    assert balance(deposits) == 0


def test_limits_hold_what_is_there_and_are_recorded(
    wallet: Account, clearing: Account, accountant: Person
) -> None:
    give(wallet, 300, clearing)
    with refused("money.limit_passed"):
        set_limits(wallet, floor=301, ceiling=None, by=accountant, at=MONDAY)
    with refused("money.account_limits"):
        set_limits(wallet, floor=10, ceiling=9, by=accountant, at=MONDAY)
    set_limits(wallet, floor=300, ceiling=None, by=accountant, at=MONDAY)
    assert available(wallet) == 0
    assert verbs(wallet.pk) == ["opened", "limited"]


def test_an_account_has_one_owner_and_is_there_once(
    student: Person, wallet: Account, office: OrgUnit
) -> None:
    with refused("money.account_exists"):
        open_account(Kind.WALLET, person=student, by=None, at=MONDAY)
    with refused("money.account_owner"):
        open_account(Kind.WALLET, person=student, unit=office, by=None, at=MONDAY)
    with refused("money.account_limits"):
        open_account(Kind.PAYABLE, append_only=True, ceiling=5, by=None, at=MONDAY)


def test_python_foretells_the_order_in_which_the_database_spends(
    student: Person, wallet: Account, subsidy: Account, stall: Account, clearing: Account
) -> None:
    give(subsidy, 40, clearing)
    give(wallet, 60, clearing)
    told = [(pot.kind.value, -pot.available) for pot in pots_of(student, "meal", MONDAY)]
    assert lines(buy(student, stall, 100).entry)[:-1] == told
