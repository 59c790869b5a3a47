"""A form sent twice, by one finger or by several threads, is one entry and one receipt, for every deed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from houqin.kernel.base.refused import Refused
from houqin.kernel.money.models import Account as Books
from houqin.kernel.money.models import Entry
from houqin.kernel.money.queries.accounts import balance
from houqin.kernel.people.models import OrgUnit, Person
from houqin.services.cashier.actions import desk, exporting, reversing
from houqin.services.cashier.models import Export, Exported, Receipt
from houqin.services.cashier.queries import vouchers
from houqin.services.cashier.tests import stage
from houqin.services.cashier.tests.conftest import HOUR, MARCH, MONDAY_9, TUESDAY_9, ticket

DEEDS = ("subsidy", "voucher", "deposit", "deposit_back", "charge", "settled")
MOVED = {
    "subsidy": {("expense", "subsidy"): -700, ("subsidy", "补助"): 700},
    "voucher": {("expense", "voucher"): -700, ("voucher", "迎新券"): 700},
    "deposit": {("clearing", "cash"): -700, ("deposit", "门禁押金"): 700},
    "deposit_back": {("clearing", "cash"): 700, ("deposit", "钥匙押金"): -700},
    "charge": {("clearing", "on account"): -700, ("income", "services"): 700},
    "settled": {("clearing", "transfer"): -700, ("clearing", "on account"): 700},
}


@pytest.fixture
def held(student: Person, cashier: Person) -> Books:
    return stage.deposit(student, cashier, ticket())


@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_moves_what_it_says_once_and_for_every_ticket_once(
    student: Person, cashier: Person, college: OrgUnit, held: Books, name: str
) -> None:
    deeds = stage.deeds(student, college, held, note="", ticket=ticket(), by=cashier, at=MONDAY_9)
    first = deeds[name](700)
    assert (first.kind, first.fen) == (name, 700)
    assert stage.moved(first) == MOVED[name]
    before = stage.standing()
    assert deeds[name](700) == first
    assert stage.standing() == before
    anew = stage.deeds(student, college, held, note="", ticket=ticket(), by=cashier, at=MONDAY_9)
    assert anew[name](700) != first
    assert stage.standing()[:2] == (before[0] + 1, before[1] + 1)


@pytest.mark.parametrize("name", DEEDS)
def test_a_ticket_used_up_does_no_other_deed(
    student: Person, cashier: Person, college: OrgUnit, held: Books, name: str
) -> None:
    deeds = stage.deeds(student, college, held, note="", ticket=ticket(), by=cashier, at=MONDAY_9)
    first = deeds[name](700)
    before = stage.standing()
    assert {deed(900) for deed in deeds.values()} == {first}
    assert stage.standing() == before


@pytest.mark.parametrize("name", DEEDS)
@pytest.mark.parametrize("fen", [0, -1, -(10**9)])
def test_no_deed_is_of_no_amount(
    student: Person, cashier: Person, college: OrgUnit, held: Books, name: str, fen: int
) -> None:
    before = stage.standing()
    deeds = stage.deeds(student, college, held, note="", ticket=ticket(), by=cashier, at=MONDAY_9)
    with pytest.raises(Refused, match=r"money\.amount"):
        deeds[name](fen)
    assert stage.standing() == before


@pytest.mark.parametrize("name", DEEDS)
@pytest.mark.parametrize("who", ["student", "stranger", "accountant", "head"])
def test_whoever_is_not_at_the_desk_does_none_of_it(
    request: pytest.FixtureRequest, student: Person, college: OrgUnit, held: Books, name: str, who: str
) -> None:
    before = stage.standing()
    given = {"note": "", "ticket": ticket(), "by": request.getfixturevalue(who), "at": MONDAY_9}
    with pytest.raises(Refused, match=r"people\.not_permitted"):
        stage.deeds(student, college, held, **given)[name](700)
    assert stage.standing() == before


def sent(browser: Client, address: str, given: dict[str, str]) -> list[str]:
    """Send one filled form three times; return where each answer leads."""
    return [browser.post(address, given).headers.get("Location", "") for _n in range(3)]


def test_every_page_of_the_desk_sent_thrice_leads_thrice_to_one_receipt(
    at_door: Any, cashier: Person, student: Person, college: OrgUnit, held: Books, meal: Entry
) -> None:
    browser, me = at_door(cashier), student.pk
    pages = {
        reverse("cashier:give", args=[me]): {"kind": "voucher", "name": "迎新券", "fen": "1"},
        reverse("cashier:deposit", args=[me]): {"what": "门禁押金", "fen": "1"},
        reverse("cashier:deposit-back", args=[me, held.pk]): {"fen": "1"},
        reverse("cashier:refund", args=[me, meal.pk]): {"fen": "42", "note": "有异物"},
        reverse("cashier:unit"): {"deed": "charge", "unit": str(college.pk), "what": "用餐", "fen": "1"},
    }
    for address, given in pages.items():
        before = Receipt.objects.count()
        leads = sent(browser, address, given | {"ticket": ticket(), "note": "x"})
        newest = Receipt.objects.order_by("-id")[0]
        assert leads == [reverse("cashier:receipt", args=[newest.number])] * 3
        assert Receipt.objects.count() == before + 1


def test_a_correction_sent_thrice_reverses_once(
    at_door: Any, accountant: Person, subsidy: Receipt, student: Person
) -> None:
    address = reverse("cashier:correct", args=[subsidy.entry_id])
    leads = sent(at_door(accountant), address, {"ticket": ticket(), "note": "多写一个零"})
    assert len(set(leads)) == 1
    assert leads[0]
    assert balance(Books.objects.get(person=student, kind="subsidy")) == 0


def hundredth(deed: Callable[[int], Any]) -> Callable[[int], Any]:
    """Return the deed as every thread does it: for a hundred fen."""
    return lambda _n: deed(100)


def at_once(deed: Callable[[int], Any]) -> list[Any]:
    """Do a deed four times at once, each in a connection of its own; a refusal is its code."""

    def alone(n: int) -> Any:
        try:
            return deed(n)
        except Refused as reason:
            return reason.code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(alone, range(4)))


@pytest.mark.django_db(transaction=True)
def test_threads_move_money_once_and_never_more_than_there_is(
    meal: Entry, student: Person, cashier: Person, college: OrgUnit, accountant: Person
) -> None:
    held = stage.deposit(student, cashier, ticket())
    for name in DEEDS:
        before = Entry.objects.count()
        deeds = stage.deeds(student, college, held, note="", ticket=ticket(), by=cashier, at=MONDAY_9)
        assert len({one.pk for one in at_once(hundredth(deeds[name]))}) == 1, name
        assert Entry.objects.count() == before + 1
    once = ticket()
    given: dict[str, Any] = {"note": "有异物", "by": cashier, "at": TUESDAY_9}
    refunds = at_once(lambda _n: reversing.refund(student, meal, fen=100, ticket=once, **given).pk)
    assert len(set(refunds)) == 1
    rest = at_once(lambda _n: reversing.refund(student, meal, fen=4_100, ticket=ticket(), **given).pk)
    assert sorted(map(str, rest)).count("money.over_refund") == 3
    back = at_once(lambda _n: desk.return_deposit(student, account=held.pk, fen=4_900, note="", ticket=ticket(),
                                                  by=cashier, at=TUESDAY_9).pk)  # fmt: skip
    assert back.count("money.short") == 3
    assert balance(held) == 0
    layout = exporting.save_layout(
        None, name="财务", columns=[("code", "科目")], codes=vouchers.FIRST_CODES, dates="%Y%m%d", amounts="fen",
        file_type="csv", by=accountant, at=MONDAY_9,
    )  # fmt: skip
    last = date(2026, 3, 31)
    runs = at_once(lambda _n: exporting.export(layout, first=MARCH, last=last, again=False, by=accountant,
                                               at=TUESDAY_9 + HOUR).pk)  # fmt: skip
    assert len([one for one in runs if not isinstance(one, str)]) == 1
    assert {one for one in runs if isinstance(one, str)} <= {
        "cashier.exported_meanwhile", "cashier.nothing_to_export",
    }  # fmt: skip
    assert Exported.objects.count() == Entry.objects.count() == Export.objects.get().entries
