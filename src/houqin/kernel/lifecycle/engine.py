"""The one way a case changes: permission, row lock, version, guards, evidence, change, happening."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from houqin.kernel.base.refused import Refused, refuse_if_any
from houqin.kernel.lifecycle.declare import Declaration, Move
from houqin.kernel.lifecycle.models import Attachment, Case
from houqin.kernel.lifecycle.numbers import next_number
from houqin.kernel.lifecycle.permits import conflict, warrant_for
from houqin.kernel.people.models import Person
from houqin.kernel.trail.models import Happening
from houqin.kernel.trail.record import record

CHANGEABLE = frozenset({"title", "handler", "unit", "place", "due_at", "applicant"})


@dataclass
class Deed:
    """A move under way: the action may change fields of the case and add to the happening."""

    case: Case
    move: Move
    by: Person | None
    on_behalf_of: UUID | None
    at: datetime
    public: dict[str, object] = field(default_factory=dict)
    private: dict[str, object] = field(default_factory=dict)
    changes: dict[str, object] = field(default_factory=dict)

    def change(self, **fields: object) -> None:
        """Change fields of the case together with its state."""
        if unknown := set(fields) - CHANGEABLE:
            raise TypeError(f"a move cannot change {sorted(unknown)}")
        self.changes |= fields


class Lifecycle(Declaration):
    """A declaration that can be lived: `open` begins a case, `move` carries it on."""

    def open(
        self,
        case: Case,
        *,
        by: Person | None,
        at: datetime,
        public: Mapping[str, object] | None = None,
        private: Mapping[str, object] | None = None,
    ) -> None:
        """Number and save a new case in the initial state and record that it was opened.

        `case` is an unsaved instance with its own fields set. Raises `Refused` where `by` may not open one.
        """
        case.kind, case.state, case.version = self.kind, self.initial, 1
        case.opened_at = case.moved_at = at
        with transaction.atomic():
            on_behalf_of = self._may_open(case, by, at)
            case.number = next_number(self.kind, self.prefix, at)
            case.save(force_insert=True)
            self._record(case, "open", by, on_behalf_of, at, "", public or {}, private or {})

    @contextmanager
    def move(
        self,
        case: Case,
        name: str,
        *,
        by: Person | None,
        at: datetime,
        expected: int | None = None,
        facts: Any = None,
        public: Mapping[str, object] | None = None,
        private: Mapping[str, object] | None = None,
    ) -> Iterator[Deed]:
        """Make a move: the body writes the rows that belong to it, all or nothing.

        `expected` is the version the actor saw; `facts` is what the guards look at. Raises `Refused` with
        every reason at once. `by` None is the clock and may only make moves declared `system`.
        """
        step = self[name]
        with transaction.atomic():
            locked = lock(case)
            _still_there(self, step, locked, expected)
            on_behalf_of = _allowed(step, locked, by, at)
            deed = Deed(locked, step, by, on_behalf_of, at, dict(public or {}), dict(private or {}))
            refuse_if_any([reason for guard in step.guards for reason in guard(facts)])
            yield deed
            refuse_if_any(list(_missing(step, locked)))
            before = locked.state
            self._apply(locked, step, deed)
            self._record(locked, name, by, on_behalf_of, at, before, deed.public, deed.private)
        for changed in ("state", "version", "moved_at", "closed_at", *deed.changes):
            setattr(case, changed, getattr(locked, changed))

    def _apply(self, case: Case, step: Move, deed: Deed) -> None:
        case.state = step.target or case.state
        case.version += 1
        case.moved_at = deed.at
        case.closed_at = deed.at if self.look(case.state).final else None
        for changed, value in deed.changes.items():
            setattr(case, changed, value)
        case.save(update_fields=["state", "version", "moved_at", "closed_at", *deed.changes])

    def _record(
        self,
        case: Case,
        verb: str,
        by: Person | None,
        on_behalf_of: UUID | None,
        at: datetime,
        before: str,
        public: Mapping[str, object],
        private: Mapping[str, object],
    ) -> Happening:
        return record(
            subject=case.pk, kind=self.kind, verb=verb, by=by, on_behalf_of=on_behalf_of, at=at,
            before=before, after=case.state, version=case.version, facts=public, private=private,
        )  # fmt: skip

    def _may_open(self, case: Case, by: Person | None, at: datetime) -> UUID | None:
        if by is None or not self.opening_permission:
            return None
        warrant = warrant_for(self.opening_permission, case, by=by, at=at)
        if warrant is None:
            raise Refused("lifecycle.not_permitted")
        return warrant.on_behalf_of


def lock(case: Case) -> Case:
    """Lock a case's row for this transaction and return it as the database holds it now."""
    return Case.objects.select_for_update(of=("self",)).select_related("unit", "place").get(pk=case.pk)


def _still_there(lifecycle: Declaration, step: Move, case: Case, expected: int | None) -> None:
    if case.state in step.source and expected in (None, case.version):
        return
    verbs = ("open", *(each.name for each in lifecycle.moves))  # a nudge has a version too, but moved nothing
    told = Happening.objects.filter(subject=case.pk, at__gte=case.opened_at, verb__in=verbs)
    last = told.order_by("-version").first()
    who = Person.objects.filter(pk=last.actor).first() if last and last.actor else None
    raise Refused(
        "lifecycle.moved_on",
        who=who.name if who else "—",
        at=case.moved_at,
        state=lifecycle.look(case.state).title,
    )


def _allowed(step: Move, case: Case, by: Person | None, at: datetime) -> UUID | None:
    if by is None:
        if not step.system:
            raise Refused("lifecycle.not_permitted")
        return None
    warrant = warrant_for(step.permission, case, by=by, at=at)
    if warrant is None:
        raise Refused("lifecycle.not_permitted")
    if conflict(step, case, by, warrant.on_behalf_of):
        raise Refused("lifecycle.apart")
    return warrant.on_behalf_of


def _missing(step: Move, case: Case) -> Iterator[Refused]:
    if not step.needs:
        return
    laid = list(Attachment.objects.filter(case_id=case.pk).values_list("slot", flat=True))
    for slot in step.needs:
        if laid.count(slot.name) < slot.at_least:
            yield Refused("lifecycle.evidence_missing", what=slot.title)
