"""Tokens at their edges: the last second, the first, the longest name; and the terminal that makes them."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest

from houqin.kernel.base.clock import now
from houqin.kernel.lifecycle.tests.stage import MONDAY_9, person_with
from houqin.kernel.lifecycle.walk import Stage
from houqin.kernel.people.actions.people import erase_person
from houqin.kernel.people.models import Account, Grant
from houqin.kernel.trail.models import Happening
from houqin.kernel.web.api import commands, tokens
from houqin.kernel.web.api.tests.asking import Asking
from houqin.kernel.web.models.api import ApiToken

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(("after", "opens"), [(-SECOND, True), (0 * SECOND, False), (SECOND, False)])
def test_a_token_s_last_instant_is_the_one_before_its_end(
    stage: Stage, after: timedelta, opens: bool
) -> None:
    end = MONDAY_9 + timedelta(days=1)
    text = tokens.create(stage.applicant, name="x", by=None, at=MONDAY_9, expires_at=end)
    assert (tokens.owner(text, end + after) is not None) is opens


def test_each_token_is_another_and_one_dies_alone(stage: Stage) -> None:
    one, two = Asking(stage.applicant), Asking(stage.applicant)
    assert one.headers != two.headers
    tokens.revoke(ApiToken.objects.order_by("created_at", "pk")[0].pk, by=None, at=now())
    assert sorted(each.get("/me").status for each in (one, two)) == [200, 401]


def test_revoking_is_recorded_once_and_names_who_did_it(stage: Stage) -> None:
    Asking(stage.applicant)
    token = ApiToken.objects.get()
    assert tokens.revoke(token.pk, by=stage.applicant, at=now())
    assert not tokens.revoke(token.pk, by=stage.applicant, at=now())
    told = Happening.objects.filter(subject=token.pk, verb="revoke")
    assert [each.actor for each in told] == [stage.applicant.pk]


def test_revoking_what_is_not_there_does_nothing(stage: Stage) -> None:
    assert not tokens.revoke(uuid4(), by=None, at=now())
    assert not Happening.objects.filter(kind=tokens.KIND).exists()


def test_a_token_made_before_somebody_was_erased_is_dead_at_once(stage: Stage) -> None:
    asking = Asking(stage.applicant)
    assert asking.get("/me").status == 200
    erase_person(stage.applicant, by=None, at=now())
    assert asking.get("/me").status == 401


def test_an_account_opened_again_brings_its_tokens_back(stage: Stage) -> None:
    asking = Asking(stage.applicant)
    account = Account.objects.create_user("zhang", None, stage.applicant)
    for active, status in ((False, 401), (True, 200)):
        Account.objects.filter(pk=account.pk).update(is_active=active)
        assert asking.get("/me").status == status


def test_a_token_can_do_no_more_than_its_person_may_now(stage: Stage) -> None:
    person = person_with("调度", ["lifecycle.routes"])
    asking = Asking(person)
    assert asking.get("/me").body["permissions"] == ["lifecycle.routes"]
    Grant.objects.filter(person=person).delete()
    assert asking.get("/me").body["permissions"] == []


def test_a_name_longer_than_is_kept_is_cut(stage: Stage) -> None:
    tokens.create(stage.applicant, name="很长" * 60, by=None, at=MONDAY_9)
    assert len(ApiToken.objects.get().name) == 80


@pytest.mark.parametrize("spoiled", [lambda t: t[:-1], lambda t: t + "x", lambda t: t.upper(), lambda t: t[3:],
                                     lambda t: " " + t, lambda t: t.replace("hq_", "HQ_")])  # fmt: skip
def test_a_token_opens_as_it_was_printed_and_no_other_way(
    stage: Stage, spoiled: Callable[[str], str]
) -> None:
    text = tokens.create(stage.applicant, name="x", by=None, at=MONDAY_9)
    assert tokens.owner(text, MONDAY_9)
    assert tokens.owner(spoiled(text), MONDAY_9) is None


def test_the_digest_is_no_way_in(stage: Stage) -> None:
    tokens.create(stage.applicant, name="x", by=None, at=MONDAY_9)
    kept = ApiToken.objects.get().digest
    assert tokens.owner(kept, MONDAY_9) is None
    assert tokens.owner(f"hq_{kept}", MONDAY_9) is None


def test_the_terminal_makes_a_token_that_works_and_lists_it_without_its_text(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    assert commands.create_token(["--person", "T0001", "--name", "看板", "--days", "30"]) == 0
    text = capsys.readouterr().out.strip()
    assert tokens.owner(text, now())
    assert tokens.owner(text, now() + timedelta(days=31)) is None
    assert commands.list_tokens(["--person", "T0001"]) == 0
    listed = capsys.readouterr().out
    assert "看板" in listed
    assert text not in listed
    assert commands.revoke_token([str(ApiToken.objects.get().pk)]) == 0
    assert commands.revoke_token([str(ApiToken.objects.get().pk)]) == 1
    assert tokens.owner(text, now()) is None


@pytest.mark.parametrize("days", ["0", "-1"])
def test_the_terminal_refuses_a_term_that_is_over_with_a_sentence(
    stage: Stage, capsys: pytest.CaptureFixture[str], days: str
) -> None:
    assert commands.create_token(["--person", "T0001", "--days", days]) == 1
    assert "有效期" in capsys.readouterr().out
    assert not ApiToken.objects.exists()


def test_the_terminal_knows_nobody_by_a_wrong_number(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in (commands.create_token, commands.list_tokens):
        assert command(["--person", "NOBODY"]) == 1
        assert "学工号" in capsys.readouterr().out


@pytest.mark.parametrize("days", ["36501", "999999999", "x", "1.5"])
def test_the_terminal_takes_no_term_that_is_none(
    stage: Stage, capsys: pytest.CaptureFixture[str], days: str
) -> None:
    with pytest.raises(SystemExit):
        commands.create_token(["--person", "T0001", "--days", days])
    assert "--days" in capsys.readouterr().err
    assert not ApiToken.objects.exists()
