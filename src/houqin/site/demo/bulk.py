"""Multiplying history in bulk for load tests: copies of replayed cases, made by the database itself.

Every copied row was first made by the rules; a copy differs in ids, number and days only. The happenings are
copied with their cases, without the sealed words, so the chain stays checkable. Copies are spread over the years
before, as a long-used site has them: only those of this year are open, where the case they copy is.
"""

from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.db import connection, models, transaction

from houqin.kernel.lifecycle.models import Case

BATCH = 20
YEARS = 10
YEAR = "interval '364 days'"  # whole weeks: a copied Monday is a Monday


@dataclass(frozen=True, slots=True)
class Copied:
    """How many rows a multiplication made."""

    cases: int
    happenings: int


def multiply(kind: str, times: int, *, years: int = YEARS) -> Copied:
    """Copy every case of a kind `times` times, over so many years, with the rows of its service and its happenings."""
    model = next(
        one for one in apps.get_models() if issubclass(one, Case) and one is not Case and _kind(one) == kind
    )
    _make_room(kind, years)
    cases = happenings = 0
    for first in range(0, times, BATCH):
        copies = min(BATCH, times - first)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")
            cursor.execute("DROP TABLE IF EXISTS copies")
            cursor.execute(
                f"CREATE TEMP TABLE copies ON COMMIT DROP AS SELECT c.id AS old, gen_random_uuid() AS new, n,"
                f" {YEAR} * (n %% %s) + interval '7 minutes' * n AS shift"
                " FROM lifecycle_case c, generate_series(%s, %s) AS n WHERE c.kind = %s AND c.number NOT LIKE '%%*%%'"
                " AND (n %% %s = 0 OR c.closed_at IS NOT NULL)",
                [years, first + 1, first + copies, kind, years],
            )
            cursor.execute("CREATE INDEX ON copies (old)")
            cases += _copy(cursor, Case, "id", {"number": "t.number || '*' || c.n"})
            _copy(cursor, model, "case_ptr_id", {})
            for child, column in _children(model):
                _copy(cursor, child, column, {"id": "gen_random_uuid()", "form": "NULL"})
            happenings += _copy_happenings(cursor)
    return Copied(cases, happenings)


def _make_room(kind: str, years: int) -> None:
    """Give the months of the copied years their partitions of the record."""
    oldest = Case.objects.filter(kind=kind).order_by("opened_at").values_list("opened_at", flat=True).first()
    if oldest is not None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT trail_add_partition(month::date) FROM generate_series(%s, %s, interval '1 month') AS month",
                [date(oldest.year - years, 1, 1), oldest.date()],
            )


def _copy(cursor: object, model: type[models.Model], link: str, other: dict[str, str]) -> int:
    columns = [
        field.column for field in model._meta.local_concrete_fields if field.column and not field.generated
    ]
    values = [_value(model, column, link, other) for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    table = model._meta.db_table
    cursor.execute(  # type: ignore[attr-defined]
        f'INSERT INTO "{table}" ({names}) SELECT {", ".join(values)} FROM "{table}" t JOIN copies c ON t."{link}" = c.old'
    )
    return int(cursor.rowcount)  # type: ignore[attr-defined]


def _value(model: type[models.Model], column: str, link: str, other: dict[str, str]) -> str:
    if column == link:
        return "c.new"
    if column in other:
        return other[column]
    field = next(one for one in model._meta.local_concrete_fields if one.column == column)
    return f't."{column}" - c.shift' if isinstance(field, models.DateTimeField) else f't."{column}"'


def _copy_happenings(cursor: object) -> int:
    cursor.execute(  # type: ignore[attr-defined]
        "INSERT INTO trail_happening (id, at, subject, kind, verb, actor, on_behalf_of, before, after, version, facts)"
        " SELECT gen_random_uuid(), t.at - c.shift, c.new, t.kind, t.verb, t.actor, t.on_behalf_of, t.before, t.after,"
        " t.version, t.facts FROM trail_happening t JOIN copies c ON t.subject = c.old"
    )
    return int(cursor.rowcount)  # type: ignore[attr-defined]


def _children(model: type[models.Model]) -> list[tuple[type[models.Model], str]]:
    """Return the service's own tables that hang on its cases, with the column that links them.

    A link that may be empty is a mention of another case, not what a row hangs on.
    """
    return [
        (other, field.column)
        for other in apps.get_models()
        if other._meta.app_label == model._meta.app_label
        for field in other._meta.local_concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is model and not field.null
    ]


def _kind(model: type[models.Model]) -> str:
    found = (
        Case.objects.filter(pk__in=model._default_manager.values("pk")[:1])
        .values_list("kind", flat=True)
        .first()
    )
    return found or ""
