"""The matter page any lifecycle gets for free: hero, person, story, thread, nudge, one main action."""

from contextlib import nullcontext
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from houqin.kernel.lifecycle import actions
from houqin.kernel.lifecycle.models import Attachment, Case, Seat
from houqin.kernel.lifecycle.queries import apart_from, handoffs_of
from houqin.kernel.lifecycle.timeline import story
from houqin.kernel.notices.actions import read_subject
from houqin.kernel.registry.feature import Matter
from houqin.kernel.registry.house import house
from houqin.kernel.web.doors import PersonRequest, signed_in, way_back
from houqin.kernel.web.forms import refusals_into
from houqin.kernel.web.matter.doors import OpenDoor, open_doors
from houqin.kernel.web.toast import done


@signed_in
def page(request: PersonRequest, number: str) -> HttpResponse:
    """Show a matter to whoever may see it."""
    matter, case = find(request, number)
    read_subject(case.pk, by=request.person, at=request.now)
    return render(request, matter.template, _context(request, matter, case))


@signed_in
def move(request: PersonRequest, number: str, name: str) -> HttpResponseBase:
    """Ask for what a move needs, then make it."""
    matter, case = find(request, number)
    door = next(
        (one for one in open_doors(matter, case, request.person, request.now) if one.move.name == name), None
    )
    if door is None:
        return render(request, matter.template, _context(request, matter, case) | {"gone": True}, status=409)
    form = _form(request, door, case)
    if request.method == "POST" and (form is None or form.is_valid()):
        given = form.cleaned_data if form else {}
        expected = request.POST.get("version", "")[:9]
        with refusals_into(form) if form else nullcontext():
            door.door.action(
                case, by=request.person, at=request.now,
                expected=int(expected) if expected.isdecimal() else None, **given,
            )  # fmt: skip
            page = way_back(request, reverse("matter", args=[case.number]))
            return done(request, door.done, redirect(page))
    context = _context(request, matter, case) | {"door": door, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "web/matter/move.html", context, status=status)


@require_POST
@signed_in
def write(request: PersonRequest, number: str) -> HttpResponseBase:
    """Add a message to the thread."""
    _matter, case = find(request, number)
    actions.write(case, request.POST.get("text", ""), by=request.person, at=request.now)
    return redirect("matter", number=number)


@require_POST
@signed_in
def nudge(request: PersonRequest, number: str) -> HttpResponseBase:
    """Remind whoever has the case."""
    _matter, case = find(request, number)
    actions.nudge(case, by=request.person, at=request.now)
    return done(request, _("已提醒负责人"), redirect("matter", number=number))


def find(request: PersonRequest, number: str) -> tuple[Matter, Any]:
    """Return the declaration and the case itself; 404 for what is not there or not theirs to see."""
    kind = Case.objects.filter(number=number).values_list("kind", flat=True).first()
    matter = house().matters.get(kind or "")
    if matter is None:
        raise Http404
    case = (
        matter.visible_to(request.person, request.now)
        .select_related("applicant", "handler", "unit", "place")
        .filter(number=number)
        .first()
    )
    if case is None:
        raise Http404
    return matter, case


def _context(request: PersonRequest, matter: Matter, case: Any) -> dict[str, object]:
    look = matter.lifecycle.look(case.state)
    more = matter.more(case, request.person, request.now) if matter.more else {}
    doors = open_doors(matter, case, request.person, request.now, more.get("lead"))
    apart = apart_from(case, request.person, request.now)
    return {
        "matter": matter,
        "case": case,
        "look": look,
        "hero": look.sentence or look.title,
        "doors": doors,
        "main": next((one for one in doors if one.main), None),
        "story": story(matter.lifecycle, case, apart),
        "thread": case.messages.exclude(by__in=apart).select_related("by").order_by("at"),
        "files": Attachment.objects.filter(case_id=case.pk).exclude(by__in=apart).select_related("file"),
        "facts": matter.facts(case, request.person, request.now) if matter.facts else (),
        "seats": Seat.objects.filter(case_id=case.pk, step_run__approval__ended_at=None)
        .select_related("step_run__step", "person", "decided_by")
        .order_by("step_run__step__order", "order"),
        "handoffs": handoffs_of(case, request.person, request.now),
        "mine": case.applicant_id == request.person.pk,
        "can_nudge": case.closed_at is None and case.applicant_id == request.person.pk,
        "nudged": case.nudges.filter(version=case.version).first(),
        **more,
    }


def _form(request: PersonRequest, door: OpenDoor, case: Any) -> Any:
    if door.door.form is None:
        return None
    known = {"case": case, "person": request.person, "at": request.now}
    initial = dict(door.door.form_initial(**known)) if door.door.form_initial else None
    if request.method == "POST":
        return door.door.form(request.POST, request.FILES, initial=initial, **known)
    return door.door.form(initial=initial, **known)
