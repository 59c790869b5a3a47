"""The cast: a student with three pots, another student, a stall, the outside, an accountant and two chiefs."""

from pathlib import Path

import pytest

from houqin.kernel.money.actions.accounts import open_account
from houqin.kernel.money.gateways import configured
from houqin.kernel.money.models import Account, Payment
from houqin.kernel.money.rules import Kind
from houqin.kernel.money.tests.outside import Outside, ask_for
from houqin.kernel.money.tests.stage import MONDAY, allow
from houqin.kernel.people.models import OrgUnit, Person


def _person(name: str) -> Person:
    return Person.objects.create(name=name, kind=Person.Kind.STAFF, created_at=MONDAY)


@pytest.fixture
def student(db: None) -> Person:
    """Pays for meals."""
    return _person("李四")


@pytest.fixture
def wallet(student: Person) -> Account:
    """The student's own money, at most 1,000 yuan."""
    return open_account(Kind.WALLET, person=student, ceiling=100_000, by=None, at=MONDAY)


@pytest.fixture
def subsidy(student: Person) -> Account:
    """What the school adds."""
    return open_account(Kind.SUBSIDY, person=student, label="2026-11", by=None, at=MONDAY)


@pytest.fixture
def stall(db: None) -> Account:
    """What the school owes a stall; everybody pays into it."""
    return open_account(Kind.PAYABLE, contractor="noodles", append_only=True, by=None, at=MONDAY)


@pytest.fixture
def clearing(db: None) -> Account:
    """The outside: what channels owe the school."""
    return open_account(Kind.CLEARING, label="wechat", append_only=True, by=None, at=MONDAY)


@pytest.fixture
def accountant(db: None) -> Person:
    """Closes months and asks for them to be opened."""
    return allow(_person("王会计"), "money.close", "money.limits", "money.see")


@pytest.fixture
def chief(db: None) -> Person:
    """Allows a month to be opened again."""
    return allow(_person("赵科长"), "money.reopen", "money.close")


@pytest.fixture
def office(db: None) -> OrgUnit:
    """A unit with a budget."""
    return OrgUnit.objects.create(code="hq", name="后勤处", kind=OrgUnit.Kind.OFFICE, path="school.hq")


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Outside:
    """Three providers in use here, all in this process."""
    there = Outside(tmp_path)
    monkeypatch.setattr(configured, "_in_use", lambda: there.gateways)
    return there


@pytest.fixture
def meal(student: Person, stall: Account, outside: Outside) -> Payment:
    """12.50 yuan asked of the student through WeChat, for an hour."""
    return ask_for(student, stall)
