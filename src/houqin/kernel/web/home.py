"""First pages: home, my matters, my to-do, me, scan."""

from collections.abc import Iterable

from django.core.validators import slug_re
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from houqin.kernel.lifecycle.declare import Look
from houqin.kernel.lifecycle.models import Case
from houqin.kernel.lifecycle.queries import todo
from houqin.kernel.people.queries import units_of
from houqin.kernel.places.queries import room_of
from houqin.kernel.registry.feature import Matter
from houqin.kernel.registry.house import house
from houqin.kernel.web.codes import read_code
from houqin.kernel.web.doors import PersonRequest, signed_in
from houqin.kernel.web.paging import keyset_page

FIRST = 5


@signed_in
def home(request: PersonRequest) -> HttpResponse:
    """Tiles, what waits for me, and my open matters; guests go to sign in."""
    waiting = list(_shown(todo(request.person, request.now))[: FIRST + 1])
    mine = _shown(Case.objects.filter(applicant=request.person, closed_at=None)).order_by("-moved_at")[:FIRST]
    notes = [note for each in house().each("home") for note in each(request.person, request.now)]
    context = {
        "notes": notes,
        "waiting": _looks(waiting[:FIRST]),
        "more_waiting": len(waiting) > FIRST,
        "mine": _looks(mine),
    }
    return render(request, "web/home.html", context)


@signed_in
def matters(request: PersonRequest) -> HttpResponse:
    """All matters of mine, open or done, newest first."""
    rows = _shown(Case.objects.filter(applicant=request.person))
    if request.GET.get("open") == "1":
        rows = rows.filter(closed_at=None)
    page = keyset_page(rows, request, order=("-opened_at", "-id"))
    return render(request, "web/matters.html", {"rows": _looks(page.rows), "page": page})


@signed_in
def my_todo(request: PersonRequest) -> HttpResponse:
    """What waits for me, the most urgent first."""
    rows = todo(request.person, request.now)
    page = keyset_page(_shown(rows), request, order=("due_at", "id"))
    return render(request, "web/todo.html", {"rows": _looks(page.rows), "page": page})


@signed_in
def me(request: PersonRequest) -> HttpResponse:
    """Who I am here: my details, units, stand-ins, display settings."""
    person, now = request.person, request.now
    facts = [
        (_("单位"), "、".join(unit.name for unit in units_of(person, now)) or None),
        (_("住处"), room_of(person, now)),
        (_("手机"), person.phone or None),
        (_("邮箱"), person.email or None),
    ]
    return render(request, "web/me.html", {"facts": facts})


@signed_in
def scan(request: PersonRequest) -> HttpResponseBase:
    """Find a code in a photo, or take the one typed; the camera's own reader leads here with `?code=`."""
    code = request.GET.get("code", "").strip()
    photo = request.FILES.get("photo")
    if photo is not None:
        code = read_code(photo) or ""
    sticker = code.rstrip("/").rsplit("/", 1)[-1]
    if slug_re.fullmatch(sticker):
        return redirect("tag", code=sticker)
    missed = bool(code) or photo is not None
    return render(request, "web/scan.html", {"missed": missed}, status=422 if missed else 200)


def _shown(rows: QuerySet[Case]) -> QuerySet[Case]:
    return rows.select_related("applicant", "handler", "place")


def _looks(cases: Iterable[Case]) -> list[tuple[Case, Matter, Look]]:
    """Pair each case with its declaration and the look of its state."""
    declared = house().matters
    shown = []
    for case in cases:
        matter = declared.get(case.kind)
        if matter:
            shown.append((case, matter, matter.lifecycle.look(case.state)))
    return shown
