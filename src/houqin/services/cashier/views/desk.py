"""Pages of the desk: find a person, see how they stand, give, take, give back; units on account; receipts."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from houqin.kernel.money.queries.accounts import balance
from houqin.kernel.web.doors import PersonRequest, permitted, signed_in
from houqin.kernel.web.forms import refusals_into
from houqin.kernel.web.listing import listing_page
from houqin.kernel.web.toast import done
from houqin.services.cashier import forms, listings, rules
from houqin.services.cashier.actions import desk as deeds
from houqin.services.cashier.actions import reversing
from houqin.services.cashier.queries import desk, wallet, words

if TYPE_CHECKING:
    from django import forms as django_forms

    from houqin.kernel.people.models import Person
    from houqin.services.cashier.models import Receipt

DESK = "cashier.desk"
Deed = Callable[..., "Receipt"]


@permitted(DESK)
def start(request: PersonRequest) -> HttpResponse:
    """Find a person; below, the receipts of the day and the units that owe."""
    text = request.GET.get("q", "")
    latest = desk.receipts(request.person, request.now).filter(by=request.person).with_all()
    context = {
        "q": text, "found": desk.found(request.person, request.now, text),
        "latest": latest.order_by("-at", "-id")[:8], "debtors": desk.debtors(request.person, request.now)[:6],
    }  # fmt: skip
    return render(request, "cashier/desk.html", context)


@permitted(DESK)
def customer(request: PersonRequest, person: UUID) -> HttpResponse:
    """Show how a person stands, at a glance, and what can be done."""
    found = _customer(request, person)
    receipts = desk.receipts(request.person, request.now).filter(person=found).with_all()
    context = {
        "customer": found, "wallet": wallet.wallet_of(found, request.now), "payments": desk.payments(found),
        "receipts": receipts.order_by("-at", "-id")[:8],
    }  # fmt: skip
    return render(request, "cashier/customer.html", context)


@permitted(DESK)
def give(request: PersonRequest, person: UUID) -> HttpResponseBase:
    """Give a subsidy or a voucher."""
    found = _customer(request, person)
    form = forms.GiveForm(request.POST or None)

    def deed(kind: str, name: str, fen: int, purpose: str, ends_on: Any, **rest: Any) -> "Receipt":
        return deeds.give(found, deeds.gift(kind, name, fen, purpose, ends_on), **rest)

    return _deed(request, form, deed, "cashier/give.html", found)


@permitted(DESK)
def deposit(request: PersonRequest, person: UUID) -> HttpResponseBase:
    """Take a deposit in cash."""
    found = _customer(request, person)
    form = forms.DepositForm(request.POST or None)

    def deed(**given: Any) -> "Receipt":
        return deeds.take_deposit(found, **given)

    return _deed(request, form, deed, "cashier/deposit.html", found)


@permitted(DESK)
def deposit_back(request: PersonRequest, person: UUID, account: UUID) -> HttpResponseBase:
    """Give a deposit back in cash, all or part."""
    found = _customer(request, person)
    held = get_object_or_404(wallet.accounts_of(found).filter(kind="deposit"), pk=account)
    stands = balance(held)
    form = forms.DepositBackForm(request.POST or None, initial={"fen": f"{stands / 100:.2f}"})

    def deed(**given: Any) -> "Receipt":
        return deeds.return_deposit(found, account=held.pk, **given)

    more = {"what": words.pot_words(held), "stands": stands}
    return _deed(request, form, deed, "cashier/deposit_back.html", found, **more)


@permitted(DESK)
def refund(request: PersonRequest, person: UUID, entry: UUID) -> HttpResponseBase:
    """Give back all or part of a payment; the page says into which pots before anything moves."""
    found = _customer(request, person)
    payment = next(iter(desk.payments(found, entry=entry)), None)
    given = request.POST.get("ticket", "").replace("\0", "")  # the database holds no NUL
    if payment is None and given and (already := deeds.done_with(given)):
        return redirect("cashier:receipt", number=already.number)
    if payment is None:
        return render(request, "cashier/refund.html", {"customer": found, "payment": None}, status=404)
    asked = rules.read_yuan(request.GET.get("fen", "")) or payment.left
    fen = min(asked, payment.left)
    form = forms.RefundForm(request.POST or None, initial={"fen": f"{fen / 100:.2f}"})

    def deed(**given: Any) -> "Receipt":
        return reversing.refund(found, payment.entry, **given)

    more = {"payment": payment, "fen": fen, "back": payment.back(fen), "too_much": asked > payment.left}
    return _deed(request, form, deed, "cashier/refund.html", found, **more)


@permitted(DESK)
def unit(request: PersonRequest) -> HttpResponseBase:
    """Charge a unit on account, or note what it paid."""
    form = forms.UnitForm(
        request.POST or None,
        person=request.person,
        at=request.now,
        initial={"unit": request.GET.get("unit", "")},
    )

    def deed(deed: str, unit: Any, **given: Any) -> "Receipt":
        return (deeds.settle if deed == "settle" else deeds.charge)(unit, **given)

    return _deed(request, form, deed, "cashier/unit.html", debtors=desk.debtors(request.person, request.now))


@permitted(DESK)
def receipts(request: PersonRequest) -> HttpResponseBase:
    """Show the receipts of the people and units a cashier serves."""
    return listing_page(request, listings.RECEIPTS, desk.receipts(request.person, request.now))


@signed_in
def receipt(request: PersonRequest, number: str) -> HttpResponse:
    """Show and print a receipt; also to the person it was written for."""
    found = get_object_or_404(desk.receipts(request.person, request.now).with_all(), number=number)
    return render(request, "cashier/receipt.html", {"receipt": found, "moved": desk.moved(found)})


def _customer(request: PersonRequest, person: UUID) -> "Person":
    return get_object_or_404(desk.customers(request.person, request.now), pk=person)


def _deed(
    request: PersonRequest, form: "django_forms.Form", deed: Deed, template: str, customer: "Person | None" = None,
    **more: Any,
) -> HttpResponseBase:  # fmt: skip
    """Show a form of the desk, or do its deed and go to the receipt."""
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            made = deed(by=request.person, at=request.now, **form.cleaned_data)
            return done(request, _("已办理"), redirect("cashier:receipt", number=made.number))
    context = {"form": form, "customer": customer, **more}
    return render(request, template, context, status=422 if form.errors else 200)
