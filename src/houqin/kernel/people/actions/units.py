"""Writes: the tree of units."""

import re
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.models import Grant, OrgUnit, Person
from houqin.kernel.people.noting import note
from houqin.kernel.people.permits import require
from houqin.kernel.people.scope import lies_in
from houqin.kernel.people.trees import child_path, held, repath

LABEL = re.compile(r"[A-Za-z0-9_]{1,40}")
KIND = "people.unit"


def add_unit(
    *,
    code: str,
    name: str,
    kind: str,
    parent: OrgUnit | None = None,
    name_en: str = "",
    outside: bool = False,
    by: Person | None = None,
    at: datetime | None = None,
) -> OrgUnit:
    """Add a unit under another that is open; its code, unique in the school, becomes a label of the path."""
    acting = require("people.edit", by=by, at=at, unit=parent)
    if not LABEL.fullmatch(code):
        raise Refused("people.bad_code", code=code, field="code")
    try:
        with held(OrgUnit):
            if parent is not None:
                parent.refresh_from_db(fields=["path", "closed_on"])
                _refuse_closed(parent)
            unit = OrgUnit.objects.create(
                code=code, name=name.strip(), name_en=name_en.strip(), kind=kind, parent=parent,
                path=child_path(parent, code), outside=outside,
            )  # fmt: skip
            note(unit.pk, KIND, "added", by=by, at=at, acting=acting, facts={"code": code, "name": unit.name})
    except IntegrityError as taken:
        raise Refused("people.code_taken", code=code, field="code") from taken
    return unit


def change_unit(
    unit: OrgUnit, *, name: str, name_en: str, kind: str, outside: bool, by: Person | None, at: datetime
) -> None:
    """Rename a unit or correct its kind."""
    acting = require("people.edit", by=by, at=at, unit=unit)
    before = unit.name
    with transaction.atomic():
        unit.name, unit.name_en, unit.kind, unit.outside = name.strip(), name_en.strip(), kind, outside
        unit.save(update_fields=["name", "name_en", "kind", "outside"])
        note(
            unit.pk,
            KIND,
            "changed",
            by=by,
            at=at,
            acting=acting,
            facts={"before": before, "after": unit.name},
        )


def move_unit(
    unit: OrgUnit, *, under: OrgUnit | None, by: Person | None = None, at: datetime | None = None
) -> None:
    """Move a unit with all beneath it; raises `Refused` where it would come under itself or what is closed."""
    acting = require("people.edit", by=by, at=at, unit=unit)
    require("people.edit", by=by, at=at, unit=under)
    with held(OrgUnit):
        unit.refresh_from_db()
        if under is not None:
            under.refresh_from_db()
            if lies_in(under.path, unit.path):
                raise Refused("people.unit_under_itself", field="parent")
            _refuse_closed(under)
        old, new = unit.path, child_path(under, unit.code)
        repath(OrgUnit.objects.all(), "path", old, new)
        OrgUnit.objects.filter(pk=unit.pk).update(parent=under)
        note(unit.pk, KIND, "moved", by=by, at=at, acting=acting, facts={"before": old, "after": new})
    unit.refresh_from_db()


def close_unit(unit: OrgUnit, *, on: date, by: Person | None = None, at: datetime | None = None) -> None:
    """Close a unit and all beneath it; its history stays, grants over it end with it."""
    acting = require("people.edit", by=by, at=at, unit=unit)
    with held(OrgUnit):
        unit.refresh_from_db()
        OrgUnit.objects.filter(path__below=unit.path, closed_on=None).update(closed_on=on)
        over = Grant.objects.filter(unit__path__below=unit.path)
        over.filter(starts_on__gt=on).delete()
        over.filter(Q(ends_on=None) | Q(ends_on__gt=on)).update(ends_on=on)
        note(unit.pk, KIND, "closed", by=by, at=at, acting=acting, facts={"on": on.isoformat()})
    unit.refresh_from_db()


def reopen_unit(unit: OrgUnit, *, by: Person | None, at: datetime) -> None:
    """Take a closed unit into use again; raises `Refused` while the unit above it is closed."""
    acting = require("people.edit", by=by, at=at, unit=unit)
    with held(OrgUnit):
        if unit.parent is not None:
            _refuse_closed(unit.parent)
        unit.closed_on = None
        unit.save(update_fields=["closed_on"])
        note(unit.pk, KIND, "reopened", by=by, at=at, acting=acting)


def _refuse_closed(above: OrgUnit) -> None:
    if above.closed_on is not None:
        raise Refused("people.parent_closed", name=above.name)
