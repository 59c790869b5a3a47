"""Replayed history: many happenings at once by COPY, with the same rules as one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from psycopg.types.json import Jsonb

from houqin.kernel.base.ids import new_id
from houqin.kernel.trail import sealing
from houqin.kernel.trail.keys import Key, keys_of

BATCH = 5_000
HAPPENING = (
    "COPY trail_happening (id, at, subject, kind, verb, actor, on_behalf_of,"
    " before, after, version, facts, digest) FROM STDIN"
)
PRIVATE = "COPY trail_private (happening_id, subject, key_id, ciphertext) FROM STDIN"


@dataclass(frozen=True, slots=True)
class Entry:
    """A deed of the past, as `record` takes it; `actor` and `on_behalf_of` are people's ids."""

    subject: UUID
    kind: str
    verb: str
    at: datetime
    actor: UUID | None = None
    on_behalf_of: UUID | None = None
    before: str = ""
    after: str = ""
    version: int = 0
    facts: Mapping[str, object] = field(default_factory=dict)
    private: Mapping[str, object] = field(default_factory=dict)
    id: UUID = field(default_factory=new_id)


def record_many(entries: Iterable[Entry]) -> int:
    """Record deeds in bulk, in their order, all or nothing; returns how many."""
    count = 0
    rest = iter(entries)
    with transaction.atomic():
        while batch := list(islice(rest, BATCH)):
            _copy(batch, keys_of({entry.subject for entry in batch if entry.private}))
            count += len(batch)
    return count


def _copy(batch: list[Entry], keys: Mapping[UUID, Key]) -> None:
    sealed = {
        entry.id: sealing.seal(keys[entry.subject][1], entry.private, entry.id)
        for entry in batch
        if entry.private
    }
    private = [(e.id, e.subject, keys[e.subject][0], sealed[e.id][0]) for e in batch if e.private]
    with connection.cursor() as cursor:
        for command, rows in ((HAPPENING, _rows(batch, sealed)), (PRIVATE, iter(private))):
            with cursor.copy(command) as copy:
                for row in rows:
                    copy.write_row(row)


def _rows(batch: list[Entry], sealed: Mapping[UUID, tuple[bytes, bytes]]) -> Iterator[tuple[object, ...]]:
    for e in batch:
        digest = sealed[e.id][1] if e.private else None
        yield (
            e.id, e.at, e.subject, e.kind, e.verb, e.actor, e.on_behalf_of, e.before, e.after, e.version,
            Jsonb(dict(e.facts), dumps=_json), digest,
        )  # fmt: skip


def _json(value: object) -> str:
    return _ENCODER.encode(value)


_ENCODER = DjangoJSONEncoder(ensure_ascii=False)
