"""How the office edits the kinds of matter; each change is dated, sourced and on the trail."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from houqin.kernel.base.refused import Refused
from houqin.kernel.lifecycle.approvals import latest_version
from houqin.kernel.lifecycle.models import Route, RouteStep
from houqin.kernel.people.models import Person
from houqin.kernel.trail.record import record
from houqin.services.seals.models import KindOfMatter


def edit_kind(
    kind: KindOfMatter | None,
    *,
    key: str,
    title: str,
    title_en: str,
    route: Route,
    by_meeting: bool,
    most_copies: int,
    may_go_out: bool,
    order: int,
    source: str,
    by: Person,
    at: datetime,
    closed_on: date | None = None,
) -> KindOfMatter:
    """Make or change a kind of matter; applications under way keep the route they began with.

    Raises `Refused` where a meeting shall decide but the route holds none, or the key is taken.
    """
    steps = latest_version(route.key).steps
    if by_meeting and not steps.filter(mode=RouteStep.Mode.MEETING).exists():
        raise Refused("seals.route_without_meeting", route=str(route), field="route")
    kind = kind or KindOfMatter()
    kind.key, kind.title, kind.title_en, kind.route, kind.by_meeting = key, title, title_en, route, by_meeting
    kind.most_copies, kind.may_go_out, kind.order, kind.source = most_copies, may_go_out, order, source
    kind.closed_on, kind.changed_by, kind.changed_at = closed_on, by, at
    facts = {
        "key": key,
        "route": route.key,
        "most_copies": most_copies,
        "may_go_out": may_go_out,
        "source": source,
    }
    try:
        with transaction.atomic():
            kind.save()
            record(subject=kind.pk, kind="seals.kind", verb="edit", by=by, at=at, facts=facts)
    except IntegrityError as taken:
        raise Refused("seals.kind_key_taken", key=key, field="key") from taken
    return kind
