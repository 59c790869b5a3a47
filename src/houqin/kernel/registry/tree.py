"""Trees in ltree: units and places keep their path, and "below" is one indexed comparison."""

from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from django.db.models.lookups import Lookup

Set = TypeVar("Set", contravariant=True)
Get = TypeVar("Get", covariant=True)


class PathField(models.Field[Set, Get]):
    """A PostgreSQL `ltree` path; labels are [A-Za-z0-9_], joined by dots."""

    if TYPE_CHECKING:  # what django-stubs reads: a nullable one gives `str | None`
        _pyi_private_set_type: str
        _pyi_private_get_type: str

    def db_type(self, connection: object) -> str:
        return "ltree"

    def get_prep_value(self, value: Any) -> Any:
        return value


@PathField.register_lookup
class Below(Lookup[Any]):
    """`path__below="a.b"`: the node itself and all beneath it."""

    lookup_name = "below"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} <@ {right}::ltree", (*left_params, *right_params)


@PathField.register_lookup
class Above(Lookup[Any]):
    """`path__above="a.b.c"`: the node itself and all over it."""

    lookup_name = "above"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} @> {right}::ltree", (*left_params, *right_params)
