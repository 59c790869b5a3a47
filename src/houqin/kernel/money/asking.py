"""Asking the ledger's functions: one round trip, and a refusal of the database becomes one of ours."""

import json
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from typing import Any

import psycopg
from django.db import DatabaseError, connection, transaction

from houqin.kernel.base.refused import Refused

Arguments = dict[str, tuple[str, object]]  # by name: its type in the database, its value

REFUSED = "HQ001"
SPOKEN = frozenset({
    "money.account_closed", "money.amount", "money.hold_ended", "money.hold_expired", "money.hold_out_of_append_only",
    "money.key_reused", "money.limit_passed", "money.no_account", "money.no_entry", "money.no_hold",
    "money.not_empty", "money.over_ceiling", "money.over_hold", "money.over_refund", "money.period_closed",
    "money.reversal_reversed", "money.short", "money.two_books", "money.unbalanced",
})  # fmt: skip


def ask(function: str, arguments: Mapping[str, tuple[str, object]]) -> tuple[Any, ...]:
    """Call a function of the ledger with named, typed arguments and return its row.

    Inside a transaction a refusal undoes only what the function did. Raises `Refused` with the function's code.
    """
    named = ", ".join(f"{name} => %s::{kind}" for name, (kind, _value) in arguments.items())
    values = [value for _kind, value in arguments.values()]
    row: tuple[Any, ...] = run(f"SELECT * FROM {function}({named})", values)
    return row


def run(statement: str, values: Sequence[Any]) -> Any:
    """Run one statement; what the database refuses is raised as `Refused`."""
    apart = transaction.atomic() if connection.in_atomic_block else nullcontext()
    try:
        with apart, connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchone()
    except DatabaseError as error:
        raise translated(error) from error


def translated(error: DatabaseError) -> Exception:
    """Return the refusal a database error stands for, or the error itself."""
    cause = error.__cause__
    if isinstance(cause, psycopg.Error) and cause.sqlstate == REFUSED:
        code, detail = cause.diag.message_primary or "", cause.diag.message_detail or "{}"
        if code in SPOKEN:
            return Refused(code, **json.loads(detail))
    return error
