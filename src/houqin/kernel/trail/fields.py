"""PostgreSQL's 64-bit transaction number as a model field."""

from typing import Any

from django.db import models


class XactField(models.Field[int, int]):
    """An `xid8`: which transaction wrote a row. Never wraps round, so it orders rows for good."""

    def db_type(self, connection: object) -> str:
        return "xid8"

    def from_db_value(self, value: str | int | None, expression: object, connection: object) -> int | None:
        return None if value is None else int(value)

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return str(value) if isinstance(value, int) else value
