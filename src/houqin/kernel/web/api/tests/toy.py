"""The toy service with a figure and a router of its own."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from ninja import Router, Schema

from houqin.kernel.lifecycle.models import Case
from houqin.kernel.lifecycle.queries import sight
from houqin.kernel.notices.tests.toy import SEE, TOY_FEATURE
from houqin.kernel.people.models import Person
from houqin.kernel.registry.feature import Figure
from houqin.kernel.web.api.idempotency import idempotent

router = Router()


class Pebble(Schema):
    """Something small."""

    weight: int


class Shore(Schema):
    """Where pebbles lie."""

    pebbles: list[Pebble]


@router.post("/pebbles", response={201: Shore})
@idempotent
def add_pebble(request: Any, pebble: Pebble) -> Any:
    """Add a pebble."""
    return 201, {"pebbles": [pebble]}


def opened(person: Person, since: datetime, until: datetime, at: datetime) -> QuerySet[Case]:
    """Return the toy matters opened in a period that a person may see."""
    return Case.objects.filter(
        sight(person, at, SEE), kind="test.toy", opened_at__gte=since, opened_at__lt=until
    )


FIGURE = Figure(
    key="toy.opened",
    title="新增",
    unit="件",
    value=lambda *asked: opened(*asked).count(),
    rows=opened,
    rows_url_name="matters",
    permission="lifecycle.routes",
)
TOY_API = replace(TOY_FEATURE, figures=(FIGURE,), router=router)
