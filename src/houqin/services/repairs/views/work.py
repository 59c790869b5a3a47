"""The technician's day on a phone: the next job big, the others below; and what one has reported oneself."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render

from houqin.kernel.web.doors import PersonRequest, permitted, signed_in
from houqin.kernel.web.matter.doors import open_doors
from houqin.kernel.web.paging import keyset_page
from houqin.services.repairs.lifecycle import REPAIR, State
from houqin.services.repairs.matter import MATTER
from houqin.services.repairs.queries import orders, visits

if TYPE_CHECKING:
    from houqin.services.repairs.models import Order

BEGUN = {State.WORKING: 0, State.TAKEN: 1, State.ASSIGNED: 2, State.PAUSED: 3}


@permitted("repairs.technician", "suppliers.work")
def today(request: PersonRequest) -> HttpResponse:
    """Show what a technician has to do, the next job first."""
    mine = sorted(orders.of_technician(request.person, request.now), key=_first_begun)
    told = {one.pk: (visits.in_words(one, request.now), visits.may_enter(one)) for one in mine}
    first = mine[0] if mine else None
    context = {
        "first": first,
        "first_doors": open_doors(MATTER, first, request.person, request.now) if first else [],
        "first_words": [one.text for one in first.reports.filter(left_at=None).order_by("at") if one.text]
        if first
        else [],
        "rest": [(one, REPAIR.look(one.state), *told[one.pk]) for one in mine[1:]],
        "first_visit": told[first.pk] if first else ("", False),
        "look": REPAIR.look(first.state) if first else None,
        "finished": orders.finished_today(request.person, request.now).count(),
        "open": len(mine),
    }
    return render(request, "repairs/today.html", context)


@signed_in
def mine(request: PersonRequest) -> HttpResponse:
    """Show what a person has reported, newest first."""
    page = keyset_page(orders.of_reporter(request.person, request.now), request, order=("-opened_at", "-id"))
    rows = [(one, REPAIR.look(one.state)) for one in page.rows]
    return render(request, "repairs/mine.html", {"rows": rows, "page": page})


def _first_begun(order: "Order") -> tuple[int, datetime]:
    """What has begun comes first, then by the hours agreed, or else by the promise."""
    wanted = visits.expected_at(order) or order.due_at or order.opened_at
    return BEGUN.get(State(order.state), 4), wanted
