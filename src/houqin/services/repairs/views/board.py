"""The dispatcher's board: what waits, what runs out, who has how much; giving out one or many."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from houqin.kernel.registry.house import sentence
from houqin.kernel.web.doors import PersonRequest, permitted, way_back
from houqin.kernel.web.listing import listing_page
from houqin.services.repairs import boxes, forms
from houqin.services.repairs.actions import dispatch, merging
from houqin.services.repairs.listings import board_listing
from houqin.services.repairs.queries import board as numbers
from houqin.services.repairs.queries import orders

if TYPE_CHECKING:
    from houqin.services.repairs.models.order import OrderQuerySet


@permitted("repairs.dispatch")
def board(request: PersonRequest) -> HttpResponseBase:
    """Show what is open in the dispatcher's places."""
    rows = orders.to_dispatch(request.person, request.now).filter(closed_at=None)
    if "tab" not in request.GET and not request.GET:
        return redirect(f"{reverse('repairs:board')}?tab=waiting")
    loads = numbers.loads(request.person, request.now)
    context = {
        "boxes": boxes.board(request.person, request.now),
        "chart": boxes.reports_chart(request.person, request.now),
        "load_chart": boxes.load_chart(loads),
        "give": forms.AssignMany(loads=loads),
    }
    return listing_page(
        request, board_listing(request.now), rows, template="repairs/board.html", context=context
    )


@require_POST
@permitted("repairs.dispatch")
def give(request: PersonRequest) -> HttpResponseBase:
    """Give the chosen orders to a technician; without one, ask which."""
    back = way_back(request, reverse("repairs:board"))
    chosen = list(_chosen(request))
    if not chosen:
        messages.warning(request, _("还没有勾选工单，请先勾选再派单。"))
        return redirect(back)
    loads = numbers.loads(request.person, request.now)
    form = forms.AssignMany(request.POST if "technician" in request.POST else None, loads=loads)
    if not form.is_valid():
        context = {"form": form, "chosen": chosen, "back": back}
        return render(request, "repairs/give_many.html", context, status=422 if form.is_bound else 200)
    technician = form.cleaned_data["technician"]
    batch = dispatch.assign_many(chosen, technician=technician, by=request.person, at=request.now)
    if batch.done:
        count = len(batch.done)
        told = ngettext("已把 %(n)d 单派给%(who)s", "已把 %(n)d 单派给%(who)s", count)
        messages.success(request, told % {"n": count, "who": technician.name})
    for order, refused in batch.refused:
        messages.warning(request, f"{order.number} {sentence(refused)}")
    return redirect(back)


@require_POST
@permitted("repairs.dispatch")
def merge(request: PersonRequest) -> HttpResponseBase:
    """Join the chosen orders to one of them; ask first which one goes on."""
    back, chosen = way_back(request, reverse("repairs:board")), _chosen(request)
    if len(chosen) < 2:
        messages.warning(request, _("请先勾选至少两张工单再合并。"))
        return redirect(back)
    bound = request.POST if "target" in request.POST else None
    form = forms.JoinMany(bound, chosen=chosen, initial={"target": orders.survivor(chosen).pk})
    if not form.is_valid():
        context = {"form": form, "chosen": chosen, "back": back}
        return render(request, "repairs/merge.html", context, status=422 if form.is_bound else 200)
    target, note = form.cleaned_data["target"], form.cleaned_data["note"]
    batch = merging.join_many(chosen, target=target, note=note, by=request.person, at=request.now)
    if batch.done:
        count = len(batch.done)
        told = ngettext("已把 %(n)d 单并入 %(number)s", "已把 %(n)d 单并入 %(number)s", count)
        messages.success(request, told % {"n": count, "number": target.number})
    for order, refused in batch.refused:
        messages.warning(request, f"{order.number} {sentence(refused)}")
    return redirect(back)


def _chosen(request: PersonRequest) -> "OrderQuerySet":
    wanted = []
    for text in request.POST.getlist("ids")[:200]:
        try:
            wanted.append(UUID(text))
        except ValueError:
            continue
    return orders.to_dispatch(request.person, request.now).filter(pk__in=wanted).with_all()
