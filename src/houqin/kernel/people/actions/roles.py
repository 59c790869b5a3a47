"""Writes: roles, the bundles of permissions that the office edits."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError
from django.utils import translation

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.actions.administrators import somebody_still_grants
from houqin.kernel.people.authority import in_force
from houqin.kernel.people.models import Grant, Person, Role
from houqin.kernel.people.noting import note
from houqin.kernel.people.permits import require
from houqin.kernel.registry.house import house

KIND = "people.role"


def edit_role(
    role: Role | None,
    *,
    key: str,
    title: str,
    permissions: Iterable[str],
    by: Person | None = None,
    at: datetime,
) -> Role:
    """Make or change a role.

    Raises `Refused` for permissions nobody declares, for a taken key, where somebody would widen a role they
    hold themself, and where nobody would be left who may grant.
    """
    acting = require("people.grant", by=by, at=at)
    wanted = set(permissions)
    if unknown := sorted(wanted - grantable()):
        raise Refused("people.unknown_permission", names=", ".join(unknown))
    added = wanted - set(role.permissions if role else ())
    removed = set(role.permissions if role else ()) - wanted
    hands = {by.pk, acting} - {None} if by else set()
    if role and added and Grant.objects.filter(in_force(at), role=role, person__in=hands).exists():
        raise Refused("people.own_role")
    made = role is None
    role = role or Role(key=key)
    role.title, role.permissions = title.strip(), sorted(wanted)
    try:
        with somebody_still_grants(at):
            role.save()
            note(role.pk, KIND, "added" if made else "changed", by=by, at=at, acting=acting,
                 facts={"key": role.key, "added": sorted(added), "removed": sorted(removed)})  # fmt: skip
    except IntegrityError as taken:
        raise Refused("people.role_key_taken", key=key, field="key") from taken
    return role


def load_default_roles() -> dict[str, Role]:
    """Make the roles that the features declare and the office does not have yet; one key, one union.

    Roles that are there are the office's own and stay as they are. Returns all roles by key.
    """
    titles: dict[str, str] = {}
    bundles: dict[str, set[str]] = {}
    with translation.override("zh-hans"):
        for declared in house().each("roles"):
            titles.setdefault(declared.key, str(declared.title))
            bundles.setdefault(declared.key, set()).update(declared.permissions)
    missing = set(bundles) - set(Role.objects.values_list("key", flat=True))
    Role.objects.bulk_create(
        [Role(key=key, title=titles[key], permissions=sorted(bundles[key])) for key in sorted(missing)],
        ignore_conflicts=True,
    )
    return {role.key: role for role in Role.objects.all()}


def grantable() -> set[str]:
    """Return the permissions a role may hold; others come from being the case's own person."""
    return {name for name, one in house().permissions.items() if one.holder == "grant"}
