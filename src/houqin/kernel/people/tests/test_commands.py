"""The first administrator is made from the terminal and can sign in with the password printed once."""

import pytest

from houqin.kernel.base.clock import now
from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.commands import administrator
from houqin.kernel.people.models import Account


@pytest.mark.django_db
def test_the_printed_password_opens_an_account_that_may_grant_everywhere(
    capsys: pytest.CaptureFixture[str],
) -> None:
    administrator(["--name", "吴管理", "--account", "root"])
    name, password = capsys.readouterr().out.split()
    account = Account.objects.get(username=name)
    assert account.check_password(password)
    assert account.person is not None
    assert authority_of(account.person, now()).scope("people.grant").everywhere
