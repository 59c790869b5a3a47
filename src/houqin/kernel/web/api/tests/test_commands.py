"""The API from the terminal."""

import pytest

from houqin.kernel.base.clock import now
from houqin.kernel.lifecycle.walk import Stage
from houqin.kernel.web.api import tokens
from houqin.kernel.web.api.commands import COMMANDS, create_token, list_tokens, revoke_token
from houqin.kernel.web.models.api import ApiToken


def test_a_token_made_at_the_terminal_is_printed_once_and_works(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    assert create_token(["--person", "T0001", "--name", "报表", "--days", "30"]) == 0
    text = capsys.readouterr().out.strip()
    found = tokens.owner(text, now())
    assert found is not None
    assert found[1] == stage.applicant
    assert (found[0].name, (found[0].expires_at - found[0].created_at).days) == ("报表", 30)  # type: ignore[operator]
    list_tokens(["--person", "T0001"])
    listed = capsys.readouterr().out
    assert "报表" in listed
    assert text not in listed


def test_nobody_of_that_number_is_told_and_no_token_made(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    assert create_token(["--person", "none"]) == list_tokens(["--person", "none"]) == 1
    assert "请核对学工号" in capsys.readouterr().out
    assert create_token(["--person", "T0001", "--days", "0"]) == 1
    assert not ApiToken.objects.exists()


def test_a_token_is_revoked_by_its_id(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    text = tokens.create(stage.applicant, name="x", by=None, at=now())
    token = str(ApiToken.objects.get().pk)
    assert (revoke_token([token]), revoke_token([token])) == (0, 1)
    assert tokens.owner(text, now()) is None
    assert "revoked" in capsys.readouterr().out


def test_every_command_says_how_it_is_called() -> None:
    assert all((run.__doc__ or "").startswith(f"`houqin {name}") for name, run in COMMANDS.items())
