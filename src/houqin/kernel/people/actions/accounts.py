"""Writes: accounts, by which people sign in."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.actions.administrators import GRANTING, somebody_still_grants
from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import Account, Person
from houqin.kernel.people.noting import note
from houqin.kernel.people.permits import require_over_person

KIND = "people.account"


def open_account(
    person: Person,
    *,
    username: str,
    password: str | None = None,
    by: Person | None = None,
    at: datetime | None = None,
) -> Account:
    """Give a person an account; without a password they sign in through the school.

    Raises `Refused` where the name is taken, or the person has one already.
    """
    acting = _may(person, by, at)
    if Account.objects.filter(person=person).exists():
        raise Refused("people.has_account", field="username")
    try:
        with transaction.atomic():
            account = Account.objects.create_user(username.strip(), password, person)
            note(person.pk, KIND, "opened", by=by, at=at, acting=acting)
    except IntegrityError as taken:
        raise Refused("people.account_taken", username=username, field="username") from taken
    return account


def set_password(account: Account, *, password: str, by: Person | None, at: datetime) -> None:
    """Set a new password for somebody who lost theirs; their open sessions end with the old one."""
    acting = _may(account.person, by, at)
    with transaction.atomic():
        account.set_password(password)
        account.save(update_fields=["password"])
        note(_subject(account), KIND, "password_set", by=by, at=at, acting=acting)


def close_account(account: Account, *, by: Person | None, at: datetime) -> None:
    """Let nobody sign in with an account any more; raises `Refused` for the last administrator's."""
    acting = _may(account.person, by, at)
    with somebody_still_grants(at):
        account.is_active = False
        account.save(update_fields=["is_active"])
        note(_subject(account), KIND, "closed", by=by, at=at, acting=acting)


def reopen_account(account: Account, *, by: Person | None, at: datetime) -> None:
    """Let an account sign in again."""
    acting = _may(account.person, by, at)
    with transaction.atomic():
        account.is_active = True
        account.save(update_fields=["is_active"])
        note(_subject(account), KIND, "reopened", by=by, at=at, acting=acting)


def _may(person: Person | None, by: Person | None, at: datetime | None) -> UUID | None:
    """An account is a way into somebody's grants: whoever opens it must hold as much, or may grant anyhow."""
    acting = require_over_person("people.edit", person, by=by, at=at)
    if by is None or at is None or person is None or authority_of(by, at).scope(GRANTING).everywhere:
        return acting
    if by.pk != person.pk and authority_of(person, at).holdings:
        raise Refused("people.account_of_holder")
    return acting


def _subject(account: Account) -> UUID:
    return account.person_id or account.pk
