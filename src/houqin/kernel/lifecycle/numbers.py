"""Numbers of cases: prefix, year and month, and a sequence that never waits for another transaction.

A sequence may leave gaps; a counter row would make every applicant wait for the one before.
"""

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.migrations.operations import RunSQL

from houqin.kernel.base.clock import SHANGHAI


def sequence(kind: str) -> str:
    """Return the name of a kind's sequence."""
    return f"case_number_{kind.replace('.', '_')}"


class NumberSequence(RunSQL):
    """Migration operation: make the sequence of a kind of case."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(f"CREATE SEQUENCE {sequence(kind)}", f"DROP SEQUENCE {sequence(kind)}")

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__name__, [self.kind], {}


def next_number(kind: str, prefix: str, at: datetime) -> str:
    """Return the next number of a kind, such as BX2611-0386."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s::regclass)", [sequence(kind)])
        (value,) = cursor.fetchone()
    return f"{prefix}{at.astimezone(SHANGHAI):%y%m}-{value:04d}"
