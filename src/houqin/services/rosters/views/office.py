"""What whoever leads a team keeps in view: leaves, certificates, duties, shifts, numbers; and the kinds."""

from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from houqin.kernel.figures.period import choices, chosen
from houqin.kernel.figures.queries import read
from houqin.kernel.people.authority import authority_of
from houqin.kernel.web.doors import PersonRequest, permitted, signed_in
from houqin.kernel.web.excel import workbook_response
from houqin.kernel.web.forms import refusals_into
from houqin.kernel.web.listing import listing_page
from houqin.kernel.web.toast import done
from houqin.services.rosters import figures, forms, listings
from houqin.services.rosters.actions import certificates as registering
from houqin.services.rosters.actions import kinds as editing
from houqin.services.rosters.queries import cases, duties, shifts
from houqin.services.rosters.queries.teams import EDIT, SEE


@signed_in
def leaves(request: PersonRequest) -> HttpResponseBase:
    """List the leaves one may see."""
    rows = cases.visible_to(request.person, request.now)
    return listing_page(request, listings.leaves(request.person, request.now), rows)


@signed_in
def certificates(request: PersonRequest) -> HttpResponseBase:
    """List the certificates one may see."""
    rows = cases.certificates_visible_to(request.person, request.now)
    may = authority_of(request.person, request.now).holds(EDIT)
    return listing_page(
        request,
        listings.certificates(request.person, request.now),
        rows,
        template="rosters/certificates.html",
        context={"may": may},
    )


@permitted(EDIT)
def register(request: PersonRequest) -> HttpResponseBase:
    """Register somebody's certificate."""
    form = forms.Register(request.POST or None, by=request.person, at=request.now)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            made = registering.register(by=request.person, at=request.now, **form.cleaned_data)
            return done(request, _("证件已登记"), redirect("matter", number=made.number))
    return render(request, "rosters/register.html", {"form": form}, status=422 if form.errors else 200)


@permitted(SEE)
def duty_list(request: PersonRequest) -> HttpResponseBase:
    """List the duties one may see, all of them or those behind a number."""
    rows = duties.visible_to(request.person, request.now)
    return listing_page(request, listings.duties(request.person, request.now), rows)


@permitted(SEE)
def shift_list(request: PersonRequest) -> HttpResponseBase:
    """List the shifts one may see, all of them or those behind a number."""
    rows = shifts.visible_to(request.person, request.now)
    return listing_page(request, listings.planned(request.person, request.now), rows)


@permitted(SEE)
def report(request: PersonRequest) -> HttpResponseBase:
    """Show the numbers of a period by team; `?format=xlsx` sends the table."""
    period = chosen(request.GET.get("period", ""), request.now)
    found = figures.by_team(request.person, period.since, period.until, request.now)
    if request.GET.get("format") == "xlsx":
        heads = [
            _("班组"),
            _("排班小时"),
            _("在岗小时"),
            _("忘记下班"),
            _("班次数"),
            _("已交接"),
            _("交接班率 %"),
        ]
        rows = [
            [str(one.unit or ""), one.planned_hours, one.hours, one.forgotten, len(one.shifts), len(one.handed), one.share]
            for one in found
        ]  # fmt: skip
        return workbook_response(_("排班统计"), heads, rows, request.now)
    context = {
        "period": period,
        "periods": choices(request.now),
        "readings": [read(each, request.person, period, request.now) for each in figures.FIGURES],
        "teams": found,
    }
    return render(request, "rosters/report.html", context)


@permitted(editing.SETTINGS)
def kinds(request: PersonRequest) -> HttpResponseBase:
    """Show the kinds of shift and of certificate."""
    context = {"shifts": shifts.all_kinds(), "certificates": cases.all_certificate_kinds()}
    return render(request, "rosters/kinds.html", context)


@permitted(editing.SETTINGS)
def edit_shift_kind(request: PersonRequest, kind: UUID | None = None) -> HttpResponseBase:
    """Make or change a kind of shift."""
    edited = get_object_or_404(shifts.all_kinds(), pk=kind) if kind else None
    initial = forms.as_set(edited, forms.ShiftKindForm) if edited else None
    form = forms.ShiftKindForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            editing.edit_shift_kind(edited, by=request.person, at=request.now, **form.cleaned_data)
            return done(request, _("班次已保存"), redirect("rosters:kinds"))
    context = {"form": form, "edited": edited, "new": _("增加班次")}
    return render(request, "rosters/kind.html", context, status=422 if form.errors else 200)


@permitted(editing.SETTINGS)
def edit_certificate_kind(request: PersonRequest, kind: UUID | None = None) -> HttpResponseBase:
    """Make or change a kind of certificate."""
    edited = get_object_or_404(cases.all_certificate_kinds(), pk=kind) if kind else None
    initial = forms.as_set(edited, forms.CertificateKindForm) if edited else None
    form = forms.CertificateKindForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            editing.edit_certificate_kind(edited, by=request.person, at=request.now, **form.cleaned_data)
            return done(request, _("证件种类已保存"), redirect("rosters:kinds"))
    context = {"form": form, "edited": edited, "new": _("增加证件种类")}
    return render(request, "rosters/kind.html", context, status=422 if form.errors else 200)
