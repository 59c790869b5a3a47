"""The forms and addresses of the cashier filled in by nobody's browser: nothing breaks and no money moves."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from houqin.kernel.money.models import Account as Books
from houqin.kernel.money.models import Entry
from houqin.kernel.people.models import OrgUnit, Person
from houqin.services.cashier.models import Layout, Receipt
from houqin.services.cashier.tests import stage
from houqin.services.cashier.tests.conftest import ticket

TYPED = "补助<b>三月</b> & 更多"
NOBODY = UUID(int=7)
AMOUNTS = {
    "none": "", "blank": " ", "nought": "0", "nought with places": "0.00", "below nought": "-1", "a plus": "+1",
    "thirds of a fen": "0.333", "without end": "9" * 400, "ten digits": "1000000000", "a power": "1e3",
    "another script": "\u0661\u0662", "wide digits": "\uff11\uff12", "a superscript": "\u00b2", "NUL": "1\0",
    "infinity": "Infinity", "no number": "NaN", "hexadecimal": "0x10", "wrong groups": "1,00", "two points": "1.2.3",
    "a comma for a point": "12,5", "a formula": "=1+1", "markup": "<script>alert(1)</script>", "true": "True",
}  # fmt: skip
OF_EACH_SCRIPT = ("none", "nought", "below nought", "without end", "another script", "NUL", "markup")
TICKETS = ["", "x", "\0", "0" * 33, "not-a-uuid"]


@pytest.fixture
def held(student: Person, cashier: Person, meal: Entry) -> Books:
    """A deposit of 50 yuan, beside the wallet and the dinner."""
    return stage.deposit(student, cashier, ticket())


@pytest.fixture
def forms(
    student: Person, college: OrgUnit, meal: Entry, held: Books
) -> dict[str, tuple[str, dict[str, str]]]:
    """Every form of the desk, by name: its address, and what fills it rightly."""
    me, note = student.pk, {"note": TYPED, "fen": "1"}
    return {
        "give": (reverse("cashier:give", args=[me]), note | {"kind": "subsidy", "name": "补助"}),
        "deposit": (reverse("cashier:deposit", args=[me]), note | {"what": "门禁押金"}),
        "deposit back": (reverse("cashier:deposit-back", args=[me, held.pk]), note),
        "refund": (reverse("cashier:refund", args=[me, meal.pk]), note),
        "charge": (reverse("cashier:unit"), note | {"deed": "charge", "unit": str(college.pk), "what": "用餐"}),
        "settle": (reverse("cashier:unit"), note | {"deed": "settle", "unit": str(college.pk), "what": "结清"}),
    }  # fmt: skip


def answers(browser: Client, address: str, right: dict[str, str], wrong: dict[str, dict[str, str]]) -> Any:
    """Send a form once for each wrong filling; return those not asked again with what was typed, escaped."""
    lost = {}
    for name, change in wrong.items():
        answer = browser.post(address, right | {"ticket": ticket()} | change)
        page = answer.content.decode()
        kept = escape(TYPED) in page or "note" in change or "note" not in right
        if answer.status_code != 422 or not kept or "<script>alert(1)" in page:
            lost[name] = answer.status_code
    return lost


@pytest.mark.parametrize("form", ["give", "deposit", "deposit back", "refund", "charge", "settle"])
def test_an_amount_that_is_none_comes_back_with_all_that_was_typed(
    at_door: Any, cashier: Person, forms: Any, form: str
) -> None:
    address, right = forms[form]
    before = stage.standing()
    tried = AMOUNTS if form == "give" else OF_EACH_SCRIPT
    wrong = {name: {"fen": AMOUNTS[name]} for name in tried}
    assert answers(at_door(cashier), address, right, wrong) == {}
    assert stage.standing() == before


@pytest.mark.parametrize("form", ["give", "deposit", "deposit back", "refund", "charge", "settle"])
def test_a_form_without_its_ticket_does_nothing(at_door: Any, cashier: Person, forms: Any, form: str) -> None:
    address, right = forms[form]
    before = stage.standing()
    assert answers(at_door(cashier), address, right, {repr(one): {"ticket": one} for one in TICKETS}) == {}
    assert stage.standing() == before


WRONG: dict[str, dict[str, dict[str, str]]] = {
    "give": {
        "no kind": {"kind": ""}, "a kind of another desk": {"kind": "refund"}, "no name": {"name": " "},
        "a name too long": {"name": "长" * 61}, "a NUL in the name": {"name": "补\0助"},
        "a purpose that is none": {"purpose": "travel"}, "a day that is none": {"ends_on": "2026-02-30"},
        "a day of words": {"ends_on": "soon"}, "a day gone by": {"ends_on": "2026-03-02"},
        "the last day there is": {"ends_on": "9999-12-31"}, "a day too late": {"ends_on": "10000-01-01"},
        "a note too long": {"note": "字" * 121}, "a NUL in the note": {"note": "\0"},
    },
    "deposit": {"no item": {"what": ""}, "an item too long": {"what": "长" * 61}, "a NUL": {"what": "a\0"}},
    "deposit back": {"a fen too much": {"fen": "50.01"}, "a million": {"fen": "1,000,000"}},
    "refund": {"no reason": {"note": ""}, "a blank reason": {"note": " \n"}, "too much": {"fen": "42.01"}},
    "charge": {
        "no deed": {"deed": ""}, "a deed that is none": {"deed": "forgive"}, "no unit": {"unit": ""},
        "a unit that is none": {"unit": "nonsense"}, "a unit nobody has": {"unit": str(NOBODY)},
        "no item": {"what": "  "}, "a NUL in the unit": {"unit": "\0"},
    },
}  # fmt: skip


@pytest.mark.parametrize("form", WRONG)
def test_a_form_filled_in_wrong_is_asked_again(at_door: Any, cashier: Person, forms: Any, form: str) -> None:
    address, right = forms[form]
    before = stage.standing()
    assert answers(at_door(cashier), address, right, WRONG[form]) == {}
    assert stage.standing() == before


def test_a_field_nobody_asked_for_decides_nothing(
    at_door: Any, cashier: Person, other: Person, student: Person, forms: Any
) -> None:
    address, right = forms["give"]
    more = {"by": str(other.pk), "person": str(other.pk), "at": "2020-01-01", "number": "SJ1", "account": "x"}
    answer = at_door(cashier).post(address, right | more | {"ticket": ticket()})
    made = Receipt.objects.order_by("-id")[0]
    assert answer.headers["Location"] == reverse("cashier:receipt", args=[made.number])
    assert (made.person, made.by, made.fen) == (student, cashier, 100)
    assert made.number != "SJ1"


def test_what_was_written_is_kept_to_the_letter_and_shown_as_written(
    at_door: Any, cashier: Person, student: Person, accountant: Person, forms: Any
) -> None:
    hostile = "<img src=x onerror=alert(1)>{{ 7*7 }}%s{0}"
    address, right = forms["give"]
    answer = at_door(cashier).post(address, right | {"name": hostile, "note": hostile, "ticket": ticket()})
    made = Receipt.objects.order_by("-id")[0]
    assert (made.what, made.note) == (hostile, hostile)
    entry = reverse("cashier:entry", args=[made.entry_id])
    for who, shown in ((student, answer.headers["Location"]), (student, reverse("cashier:wallet")),
                       (accountant, entry), (accountant, reverse("cashier:journal"))):  # fmt: skip
        page = at_door(who).get(shown).content.decode()
        assert hostile not in page
        assert escape(hostile)[:24] in page


def test_ids_that_lead_nowhere_are_not_there(
    at_door: Any, cashier: Person, student: Person, other: Person, meal: Entry, held: Books, wallet: Books
) -> None:
    before = stage.standing()
    browser, me = at_door(cashier), student.pk
    wrong = [
        ("give", NOBODY), ("deposit", NOBODY), ("customer", NOBODY), ("refund", me, NOBODY), ("refund", other.pk, meal.pk),
        ("deposit-back", me, NOBODY), ("deposit-back", me, wallet.pk), ("deposit-back", other.pk, held.pk),
        ("receipt", "SJ0000-0000"), ("receipt", "'; drop"), ("receipt", "<b>"),
    ]  # fmt: skip
    for name, *ids in wrong:
        address = reverse(f"cashier:{name}", args=ids)
        assert browser.get(address).status_code == 404, name
        given = {"ticket": "\0", "fen": "1", "note": "x"}
        assert browser.post(address, given).status_code == 404, name
    assert stage.standing() == before


ODD = ["\0", "\u00b2", "-1", "9" * 30, "9999-12", "9999-12-31", "0001-01", "x"]
PAGES: dict[str, tuple[tuple[str, ...], ...]] = {
    "trial-balance": (("month",), ("first", "book"), ("last", "format")),
    "journal": (("month", "from", "to", "amount"), ("account", "kind", "source", "person", "q", "after")),
    "differences": (("gateway", "day", "finding", "q"),),
}  # fmt: skip


@pytest.mark.parametrize("place", PAGES)
def test_an_odd_address_of_the_books_breaks_nothing(
    at_door: Any, accountant: Person, meal: Entry, place: str
) -> None:
    browser, broken = at_door(accountant), {}
    browser.raise_request_exception = False
    for names in PAGES[place]:
        for text in ODD:
            answer = browser.get(reverse(f"cashier:{place}"), dict.fromkeys(names, text))
            if answer.status_code not in {200, 404}:
                broken[names, text] = answer.status_code
    assert broken == {}


@pytest.mark.parametrize("name", ["month", "account", "format"])
def test_an_odd_address_of_one_s_own_statement_breaks_nothing(
    at_door: Any, student: Person, meal: Entry, name: str
) -> None:
    browser, address = at_door(student), reverse("cashier:statement")
    browser.raise_request_exception = False
    broken = {text: browser.get(address, {name: text}).status_code for text in ODD}
    assert {text: status for text, status in broken.items() if status not in {200, 404}} == {}


def test_an_odd_address_of_an_account_breaks_nothing(
    at_door: Any, accountant: Person, meal: Entry, wallet: Books, cashier: Person
) -> None:
    browser = at_door(accountant)
    browser.raise_request_exception = False
    for text in ODD:
        for address, name in (
            (reverse("cashier:account", args=[wallet.pk]), "before"),
            (reverse("cashier:kind", args=["wallet"]), "after"),
            (reverse("cashier:kind", args=["wallet"]), "month"),
        ):
            assert browser.get(address, {name: text}).status_code in {200, 404}, (name, text)
    served = at_door(cashier)
    for text in ODD:
        assert served.get(reverse("cashier:receipts"), {"on": text, "q": text}).status_code in {200, 404}
        assert served.get(reverse("cashier:desk"), {"q": text}).status_code in {200, 404}


LAYOUTS = {
    "no name": {"name": ""}, "a name too long": {"name": "长" * 61}, "a NUL": {"name": "\0"}, "no columns": {"columns": ""},
    "a column that is none": {"columns": "shoe = 鞋"}, "a column below another": {"columns": "voucher/x = 凭证"},
    "half a column": {"columns": "voucher"}, "a column twice": {"columns": "date = 一\ndate = 二"},
    "too many columns": {"columns": "date = 日\n" * 500}, "no codes": {"codes": " "},
    "a kind that is none": {"codes": "gold = 1"}, "a kind twice": {"codes": "wallet = 1\nwallet = 2"},
    "a date that is none": {"dates": "%c"}, "amounts that are none": {"amounts": "euro"},
    "a file that is none": {"file_type": "exe"},
}  # fmt: skip


def test_a_layout_filled_in_wrong_is_not_kept(at_door: Any, accountant: Person, meal: Entry) -> None:
    right = {"name": "财务", "columns": "date = 日期", "codes": "wallet = 1", "dates": "%Y%m%d", "amounts": "fen",
             "file_type": "csv"}  # fmt: skip
    browser, address = at_door(accountant), reverse("cashier:new-layout")
    taken = {name: browser.post(address, right | wrong).status_code for name, wrong in LAYOUTS.items()}
    assert taken == dict.fromkeys(LAYOUTS, 422)
    assert not Layout.objects.exists()
    assert browser.post(address, right).status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [{"layout": ""}, {"layout": "x"}, {"layout": str(NOBODY)}, {"layout": "\0"}, {"first": ""}, {"first": "x"},
     {"last": "2026-02-30"}, {"last": "2026-02-01"}, {"first": "2027-01-01"}, {"last": "9999-12-31"}],
    ids=str,
)  # fmt: skip
def test_a_run_asked_for_wrong_sends_nothing(
    at_door: Any, accountant: Person, meal: Entry, wrong: dict[str, str]
) -> None:
    browser = at_door(accountant)
    browser.post(reverse("cashier:new-layout"), {"name": "财务", "columns": "date = 日期", "codes": CODES,
                                                 "dates": "%Y%m%d", "amounts": "fen", "file_type": "csv"})  # fmt: skip
    layout = Layout.objects.get()
    asked = {"layout": str(layout.pk), "first": "2026-03-01", "last": "2026-03-31"}
    assert browser.post(reverse("cashier:exports"), asked | wrong).status_code == 422
    assert not layout.exports.exists()


CODES = "wallet = 1\nsubsidy = 2\npayable = 3\nclearing = 4\nexpense = 5"
