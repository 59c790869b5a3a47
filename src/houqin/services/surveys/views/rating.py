"""Rating on a page of its own; a service whose rating does more than rate calls `rating_page` with its own action."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from houqin.kernel.lifecycle.models import Case
from houqin.kernel.web.doors import PersonRequest, signed_in
from houqin.kernel.web.forms import refusals_into
from houqin.kernel.web.toast import done
from houqin.services.surveys import forms
from houqin.services.surveys.actions import rating
from houqin.services.surveys.queries import ratings

if TYPE_CHECKING:
    from houqin.services.surveys.models import Rating


@require_http_methods(["GET", "POST"])
@signed_in
def rate(request: PersonRequest, number: str) -> HttpResponseBase:
    """Rate a case one was invited to rate; to everybody else the page does not exist."""
    case = ratings.case_to_rate(request.person, number)
    if case is None:
        raise Http404
    return rating_page(request, case)


def rating_page(
    request: PersonRequest,
    case: Case,
    *,
    act: Callable[..., object] = rating.rate,
    words: Mapping[str, object] | None = None,
) -> HttpResponseBase:
    """Show the form of a rating, take it or its change; `words` are the service's own for question and answers."""
    own = ratings.own(case, request.person, request.now)
    if own is None:
        raise Http404
    initial = as_given(own.rating) if own.rating else None
    form = forms.Rate(request.POST or None, initial=initial, **(words or {}))
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        expected = given.pop("expected")
        known: dict[str, Any] = {"by": request.person, "at": request.now}
        with refusals_into(form):
            if expected is None:
                act(case, **given, **known)
            else:
                rating.revise(case, expected=expected, **given, **known)
            told = _("评价已收到，谢谢您") if expected is None else _("评价已修改")
            return done(request, told, redirect("matter", number=case.number))
    open_ = own.may_revise if own.rating else own.may_rate
    return _shown(request, case, form, open_=open_, status=422 if form.errors else 200)


def as_given(rating: "Rating") -> dict[str, object]:
    """Return a rating as the form fills in what was answered."""
    return {
        "done": forms.YES if rating.done else forms.NO, "stars": rating.stars, "tags": rating.tags,
        "words": rating.words, "named": rating.named, "expected": rating.number,
    }  # fmt: skip


def _shown(request: PersonRequest, case: Case, form: forms.Rate, *, open_: bool, status: int) -> HttpResponse:
    own = ratings.own(case, request.person, request.now)
    context = {"case": case, "form": form, "own": own, "open": open_}
    return render(request, "surveys/rate.html", context, status=status)
