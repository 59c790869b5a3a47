"""Tills are opened with a key shown once, by who may, for an account many pay into, and closed for good."""

from hashlib import sha256

import pytest

from houqin.kernel.base.refused import Refused
from houqin.kernel.money.actions.tills import close_till, open_till
from houqin.kernel.money.commands import till as command
from houqin.kernel.money.models import Account, Till
from houqin.kernel.money.tests.stage import HOUR, MONDAY
from houqin.kernel.people.models import Person
from houqin.kernel.trail.models import Happening


def test_a_till_is_opened_with_a_key_that_nobody_can_read_again(stall: Account, accountant: Person) -> None:
    till, key = open_till("一号窗口", to=stall, purpose="canteen", by=accountant, at=MONDAY)
    kept = Till.objects.get()
    assert (kept.name, kept.to, kept.purpose, kept.closed_at) == ("一号窗口", stall, "canteen", None)
    assert kept.digest == sha256(key.encode()).hexdigest()
    told = Happening.objects.get(subject=till.pk)
    assert (told.verb, told.actor) == ("opened", accountant.pk)
    assert key not in str(told.facts)
    assert len({open_till(f"{n}", to=stall, by=None, at=MONDAY)[1] for n in range(5)} | {key}) == 6


def test_what_cannot_be_a_till_is_refused_and_leaves_nothing(
    stall: Account, wallet: Account, accountant: Person, student: Person
) -> None:
    open_till("一号窗口", to=stall, by=None, at=MONDAY)
    for name, to, by, code in (
        ("一号窗口", stall, accountant, "money.till_name"),
        ("二号窗口", wallet, accountant, "money.till_account"),
        ("二号窗口", stall, student, "people.not_permitted"),
    ):
        with pytest.raises(Refused) as refused:
            open_till(name, to=to, by=by, at=MONDAY)
        assert refused.value.code == code
    assert Till.objects.count() == 1


def test_a_till_closes_once_and_its_name_is_free_again(
    stall: Account, accountant: Person, student: Person
) -> None:
    till, key = open_till("一号窗口", to=stall, by=None, at=MONDAY)
    with pytest.raises(Refused):
        close_till(till, by=student, at=MONDAY + HOUR)
    assert close_till(till, by=accountant, at=MONDAY + HOUR)
    assert not close_till(till, by=accountant, at=MONDAY + HOUR)
    assert Happening.objects.filter(subject=till.pk).count() == 2
    assert open_till("一号窗口", to=stall, by=None, at=MONDAY + HOUR)[1] != key


@pytest.mark.django_db
def test_the_terminal_opens_a_till_at_a_contractor_s_account_and_closes_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("面档", "饭档"):
        command(["--name", name, "--contractor", "noodles", "--purpose", "canteen"])
    keys = capsys.readouterr().out.split()
    assert [sha256(key.encode()).hexdigest() for key in keys] == [
        Till.objects.get(name=name).digest for name in ("面档", "饭档")
    ]
    (account,) = Account.objects.all()
    assert (account.kind, account.contractor, account.append_only) == ("payable", "noodles", True)
    command(["--name", "面档", "--close"])
    assert Till.objects.get(name="面档").closed_at is not None
    with pytest.raises(SystemExit):
        command(["--name", "面档", "--close"])
