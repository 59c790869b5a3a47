"""Moving subtrees: one statement rewrites every path; one writer at a time per tree."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from zlib import crc32

from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL


@contextmanager
def held(tree: type[Model]) -> Iterator[None]:
    """Hold a tree for a transaction, so that no child is added under a parent that is just moving."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [crc32(tree._meta.db_table.encode())])
        yield


def child_path(parent: Any | None, code: str) -> str:
    """Return the path of a child; its code is the label."""
    return f"{parent.path}.{code}" if parent else code


def repath(rows: QuerySet[Any], field: str, old: str, new: str) -> int:
    """Rewrite the paths of a subtree from `old` to `new` in one statement. Returns how many rows moved."""
    depth = old.count(".") + 1
    tail = f"CASE WHEN nlevel({field}) > %s THEN '.' || subpath({field}, %s)::text ELSE '' END"
    moved = RawSQL(f"(%s || {tail})::ltree", (new, depth, depth))
    return rows.filter(**{f"{field}__below": old}).update(**{field: moved})
