"""Pages: all contracts, one contract with its prices, a new one."""

from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from houqin.kernel.people.authority import authority_of
from houqin.kernel.web.doors import PersonRequest, permitted
from houqin.kernel.web.forms import refusals_into
from houqin.kernel.web.listing import listing_page
from houqin.kernel.web.toast import done
from houqin.services.suppliers import forms, listings
from houqin.services.suppliers.actions import contracts as actions
from houqin.services.suppliers.queries import register as queries


@permitted("suppliers.see", "suppliers.manage", "suppliers.lead")
def contracts(request: PersonRequest) -> HttpResponseBase:
    """Show the contracts a person may see, those that end last first."""
    return listing_page(
        request, listings.CONTRACTS, queries.contracts_visible_to(request.person, request.now)
    )


@permitted("suppliers.manage")
def new(request: PersonRequest, number: str) -> HttpResponseBase:
    """Enter a contract of a supplier."""
    supplier = get_object_or_404(queries.visible_to(request.person, request.now), number=number)
    form = forms.ContractForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            made = actions.save_contract(
                None, supplier=supplier, by=request.person, at=request.now, **form.cleaned_data
            )
            return done(
                request, _("合同已登记，请接着登记单价"), redirect("suppliers:contract", contract=made.pk)
            )
    context = {"form": form, "heading": _("登记合同"), "supplier": supplier}
    return render(request, "suppliers/form.html", context, status=422 if form.errors else 200)


@permitted("suppliers.see", "suppliers.manage", "suppliers.lead")
def contract(request: PersonRequest, contract: UUID) -> HttpResponseBase:
    """Show a contract with its prices; add a price."""
    found = get_object_or_404(
        queries.contracts_visible_to(request.person, request.now).with_all(), pk=contract
    )
    unit = found.supplier.organisation
    may_edit = authority_of(request.person, request.now).over("suppliers.manage", unit=unit) is not None
    if request.method == "POST" and not may_edit:
        raise Http404
    form = forms.PriceForm(
        request.POST or None, contract=found, initial={"since": found.starts_on, "unit": "job"}
    )
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            actions.add_price(found, by=request.person, at=request.now, **form.cleaned_data)
            return done(request, _("单价已登记"), redirect("suppliers:contract", contract=found.pk))
    context = {"contract": found, "prices": queries.prices(found), "may_edit": may_edit, "form": form}
    return render(request, "suppliers/contract.html", context, status=422 if form.errors else 200)


@permitted("suppliers.manage")
def edit(request: PersonRequest, contract: UUID) -> HttpResponseBase:
    """Mend a contract's entry."""
    found = get_object_or_404(
        queries.contracts_visible_to(request.person, request.now).with_all(), pk=contract
    )
    form = forms.ContractForm(request.POST or None, initial=forms.contract_of(found))
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            actions.save_contract(
                found, supplier=found.supplier, by=request.person, at=request.now, **form.cleaned_data
            )
            return done(request, _("合同已保存"), redirect("suppliers:contract", contract=found.pk))
    context = {"form": form, "heading": found.number, "supplier": found.supplier}
    return render(request, "suppliers/form.html", context, status=422 if form.errors else 200)
