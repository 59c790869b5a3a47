"""Tokens: shown once, kept as a digest, dead the moment they are revoked."""

from datetime import timedelta

import pytest

from houqin.kernel.base.clock import now
from houqin.kernel.base.refused import Refused
from houqin.kernel.lifecycle.tests.stage import MONDAY_9, person_with
from houqin.kernel.lifecycle.walk import Stage
from houqin.kernel.people.actions.people import erase_person
from houqin.kernel.people.models import Account
from houqin.kernel.trail.models import Happening
from houqin.kernel.web.api import tokens
from houqin.kernel.web.api.tests.asking import Asking
from houqin.kernel.web.models.api import ApiToken

HOUR = timedelta(hours=1)


def test_only_a_digest_is_kept_and_the_making_is_recorded(stage: Stage) -> None:
    text = tokens.create(stage.applicant, name="报表", by=None, at=MONDAY_9)
    kept = ApiToken.objects.get()
    assert text.startswith("hq_")
    assert len(text) > 40
    assert text not in str(ApiToken.objects.values().get())
    assert [each.verb for each in Happening.objects.filter(subject=kept.pk)] == ["create"]


def test_a_token_speaks_for_its_person_until_it_expires(stage: Stage) -> None:
    text = tokens.create(stage.applicant, name="x", by=None, at=MONDAY_9, expires_at=MONDAY_9 + HOUR)
    found = tokens.owner(text, MONDAY_9 + HOUR / 2)
    assert found is not None
    assert found[1] == stage.applicant
    assert tokens.owner(text, MONDAY_9 + HOUR) is None


def test_use_is_noted_once_a_minute(stage: Stage) -> None:
    text = tokens.create(stage.applicant, name="x", by=None, at=MONDAY_9)
    for seconds in (0, 30, 59):
        tokens.owner(text, MONDAY_9 + timedelta(seconds=seconds))
    assert ApiToken.objects.get().last_used_at == MONDAY_9
    tokens.owner(text, MONDAY_9 + timedelta(seconds=60))
    assert ApiToken.objects.get().last_used_at == MONDAY_9 + timedelta(seconds=60)


def test_a_revoked_token_opens_nothing_and_only_its_owner_revokes_it(owner: Asking, other: Asking) -> None:
    token = ApiToken.objects.get(person=owner.person)
    assert not tokens.revoke(token.pk, by=other.person, at=now())
    assert owner.get("/me").status == 200
    assert tokens.revoke(token.pk, by=owner.person, at=now())
    assert not tokens.revoke(token.pk, by=owner.person, at=now())
    assert owner.get("/me").status == 401


def test_an_erased_person_or_a_closed_account_has_no_tokens_in_force(stage: Stage) -> None:
    closed, erased = person_with("停用", []), person_with("注销", [])
    Account.objects.create_user("closed", None, closed)
    askings = [Asking(closed), Asking(erased)]
    assert [each.get("/me").status for each in askings] == [200, 200]
    Account.objects.update(is_active=False)
    erase_person(erased, by=None, at=now())
    assert [each.get("/me").status for each in askings] == [401, 401]
    with pytest.raises(Refused):
        tokens.create(erased, name="x", by=None, at=now())


def test_an_expiry_in_the_past_is_refused(stage: Stage) -> None:
    with pytest.raises(Refused) as refused:
        tokens.create(stage.applicant, name="x", by=None, at=MONDAY_9, expires_at=MONDAY_9)
    assert refused.value.code == "api.expiry_passed"


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic aHE6aHE=", "Bearer hq_wrong", "bearer hq_", "Bearer " + "hq_" + "x" * 9999, "é"]
)  # fmt: skip
def test_anything_else_in_the_header_is_no_token(owner: Asking, header: str) -> None:
    owner.headers["Authorization"] = header
    assert owner.get("/me").status == 401


def test_a_signed_in_browser_opens_no_api(stage: Stage, client: object) -> None:
    account = Account.objects.create_user("zhangsan", None, stage.applicant)
    client.force_login(account, "django.contrib.auth.backends.ModelBackend")  # type: ignore[attr-defined]
    assert client.get("/api/v1/me").status_code == 401  # type: ignore[attr-defined]
