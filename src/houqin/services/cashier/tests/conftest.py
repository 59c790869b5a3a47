"""The cast: a student with a wallet, another, a stranger, cashiers, an accountant, a head, a unit that eats on account."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from houqin.kernel.base.refused import Refused
from houqin.kernel.money.actions.accounts import open_account as open_books
from houqin.kernel.money.actions.posting import Posted, pay, post
from houqin.kernel.money.models import Account as Books
from houqin.kernel.money.models import Entry
from houqin.kernel.money.rules import Kind
from houqin.kernel.people.actions.accounts import open_account
from houqin.kernel.people.actions.employments import employ
from houqin.kernel.people.actions.grants import grant
from houqin.kernel.people.actions.people import add_person
from houqin.kernel.people.actions.roles import edit_role
from houqin.kernel.people.actions.units import add_unit
from houqin.kernel.people.models import Account, OrgUnit, Person, Role
from houqin.services.cashier.actions import desk
from houqin.services.cashier.feature import ROLES
from houqin.services.cashier.models import Receipt

MONDAY_9 = datetime(2026, 3, 2, 1, tzinfo=UTC)
TUESDAY_9 = datetime(2026, 3, 3, 1, tzinfo=UTC)
APRIL_9 = datetime(2026, 4, 9, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
MARCH = date(2026, 3, 1)
Hire = Callable[..., Person]


@contextmanager
def refused(*codes: str) -> Iterator[Any]:
    """Expect a refusal with exactly these reasons."""
    with pytest.raises(Refused) as caught:
        yield caught
    assert [reason.code for reason in caught.value.reasons] == list(codes)


@pytest.fixture(autouse=True)
def a_fixed_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every request come on one Tuesday."""
    monkeypatch.setattr("houqin.kernel.web.middleware.now", lambda: TUESDAY_9 + 4 * HOUR)


@pytest.fixture
def school(db: None) -> OrgUnit:
    return add_unit(code="school", name="示范大学", kind="school")


@pytest.fixture
def college(school: OrgUnit) -> OrgUnit:
    return add_unit(code="business", name="商学院", kind="college", parent=school)


@pytest.fixture
def office(school: OrgUnit) -> OrgUnit:
    return add_unit(code="finance", name="财务处", kind="office", parent=school)


@pytest.fixture
def roles(db: None) -> dict[str, Role]:
    return {
        role.key: edit_role(
            None, key=role.key, title=str(role.title), permissions=role.permissions, at=LONG_AGO
        )
        for role in ROLES
    }


@pytest.fixture
def hire(roles: dict[str, Role]) -> Hire:
    """Return a way to make a person with an account, a unit, and a role over a scope."""

    def make(
        number: str,
        name: str,
        unit: OrgUnit,
        role: str = "",
        kind: str = "staff",
        over: OrgUnit | None = None,
    ) -> Person:
        person = add_person(name=name, kind=kind, number=number, at=LONG_AGO)
        open_account(person, username=number)
        employ(person, unit, starts_on=LONG_AGO.date())
        if role:
            grant(person, roles[role], by=None, at=LONG_AGO, unit=over)
        return person

    return make


@pytest.fixture
def student(hire: Hire, college: OrgUnit) -> Person:
    return hire("S001", "学生甲", college, kind="student")


@pytest.fixture
def other(hire: Hire, college: OrgUnit) -> Person:
    return hire("S002", "学生乙", college, kind="student")


@pytest.fixture
def stranger(hire: Hire, office: OrgUnit) -> Person:
    return hire("T002", "路人", office)


@pytest.fixture
def cashier(hire: Hire, office: OrgUnit) -> Person:
    return hire("T010", "潘收银", office, "cashier")


@pytest.fixture
def college_cashier(hire: Hire, college: OrgUnit) -> Person:
    return hire("T011", "院收银", college, "cashier", over=college)


@pytest.fixture
def accountant(hire: Hire, office: OrgUnit) -> Person:
    return hire("T020", "林会计", office, "ledger-accountant")


@pytest.fixture
def head(hire: Hire, office: OrgUnit) -> Person:
    return hire("T030", "周处长", office, "ledger-head")


@pytest.fixture
def outside(db: None) -> Books:
    """Where wallets were filled from."""
    return open_books(Kind.CLEARING, label="carried-over", append_only=True, by=None, at=MONDAY_9)


@pytest.fixture
def stall(db: None) -> Books:
    """What the school owes a stall."""
    return open_books(Kind.PAYABLE, contractor="面档", append_only=True, by=None, at=MONDAY_9)


@pytest.fixture
def wallet(student: Person, outside: Books) -> Books:
    """The student's own 100 yuan."""
    made = open_books(Kind.WALLET, person=student, by=None, at=MONDAY_9)
    post(source="cashier.card", key=f"carried {student.pk}", lines=[(outside, -10_000), (made, 10_000)],
         reason="cashier.carried_over", by=None, at=MONDAY_9)  # fmt: skip
    return made


@pytest.fixture
def subsidy(student: Person, cashier: Person, wallet: Books) -> Receipt:
    """30 yuan for meals until the end of March, given at the desk."""
    gift = desk.Gift(Receipt.Kind.SUBSIDY, "伙食补贴", 3_000, "canteen", date(2026, 3, 31))
    return desk.give(student, gift, note="三月", ticket=ticket(), by=cashier, at=MONDAY_9)


@pytest.fixture
def eat(student: Person, stall: Books) -> Callable[..., Posted]:
    """Return a way to pay for a meal."""

    def once(fen: int, *, at: datetime = TUESDAY_9, by: Person = student, **more: Any) -> Posted:
        key = f"meal {Entry.objects.count()}"
        return pay(payer=by, fen=fen, to=stall, purpose="canteen", source="cashier.card", key=key,
                   reason="cashier.canteen", note="面档", by=by, at=at, **more)  # fmt: skip

    return once


@pytest.fixture
def meal(subsidy: Receipt, eat: Callable[..., Posted]) -> Entry:
    """A dinner of 42 yuan: the subsidy's 30, 12 out of the wallet."""
    return Entry.objects.get(pk=eat(4_200).entry)


@pytest.fixture
def at_door() -> Callable[[Person], Client]:
    """Return a way to get a browser in which a person is signed in."""

    def enter(person: Person) -> Client:
        client = Client()
        client.force_login(
            Account.objects.get(person=person), backend="django.contrib.auth.backends.ModelBackend"
        )
        return client

    return enter


def ticket() -> str:
    """Return a fresh ticket, as a form brings it."""
    return str(uuid4())
