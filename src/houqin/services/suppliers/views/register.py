"""Pages: the register of suppliers, a new one, its entry, its people."""

from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from houqin.kernel.web.doors import PersonRequest, permitted
from houqin.kernel.web.forms import refusals_into
from houqin.kernel.web.listing import listing_page
from houqin.kernel.web.toast import done
from houqin.services.suppliers import forms, listings
from houqin.services.suppliers.actions import crew as hands
from houqin.services.suppliers.actions import register as actions
from houqin.services.suppliers.queries import crew
from houqin.services.suppliers.queries import register as queries


@permitted("suppliers.see", "suppliers.manage")
def suppliers(request: PersonRequest) -> HttpResponseBase:
    """Show the suppliers a person may see."""
    rows = queries.visible_to(request.person, request.now)
    context = {"may_edit": queries.in_works(request.person, request.now)}
    return listing_page(request, listings.SUPPLIERS, rows, template="suppliers/list.html", context=context)


@permitted("suppliers.manage")
def new(request: PersonRequest) -> HttpResponseBase:
    """Enter a supplier."""
    form = forms.Register(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            made = actions.register(by=request.person, at=request.now, **form.cleaned_data)
            return done(request, _("供应商已登记，请接着登记合同"), redirect("matter", number=made.number))
    context = {"form": form, "heading": _("登记供应商")}
    return render(request, "suppliers/form.html", context, status=422 if form.errors else 200)


@permitted("suppliers.manage")
def edit(request: PersonRequest, number: str) -> HttpResponseBase:
    """Mend a supplier's entry."""
    supplier = get_object_or_404(queries.visible_to(request.person, request.now), number=number)
    form = forms.Entry(request.POST or None, initial=forms.entry_of(supplier))
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            actions.edit(supplier, by=request.person, at=request.now, **form.cleaned_data)
            return done(request, _("登记信息已保存"), redirect("matter", number=number))
    context = {"form": form, "heading": supplier.name, "supplier": supplier}
    return render(request, "suppliers/form.html", context, status=422 if form.errors else 200)


@permitted("suppliers.manage")
def people(request: PersonRequest, number: str) -> HttpResponseBase:
    """Show a supplier's people and enter a new one."""
    supplier = get_object_or_404(queries.visible_to(request.person, request.now), number=number)
    form = forms.Enlist(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            hands.enlist(supplier, by=request.person, at=request.now, **form.cleaned_data)
            return done(request, _("人员已登记"), redirect("suppliers:people", number=number))
    context = {"form": form, "supplier": supplier, "members": crew.members(supplier, request.now)}
    return render(request, "suppliers/people.html", context, status=422 if form.errors else 200)


@require_POST
@permitted("suppliers.manage")
def discharge(request: PersonRequest, number: str, person: UUID) -> HttpResponseBase:
    """Let one of a supplier's people leave."""
    supplier = get_object_or_404(queries.visible_to(request.person, request.now), number=number)
    known = {one.person.pk: one.person for one in crew.members(supplier, request.now)}
    if person not in known:
        raise Http404
    hands.discharge(supplier, person=known[person], by=request.person, at=request.now)
    return done(request, _("人员已移出"), redirect("suppliers:people", number=number))
