"""Rating a repair, on the matter page or on a page of its own."""

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from houqin.kernel.web.doors import PersonRequest, signed_in
from houqin.services.repairs import forms
from houqin.services.repairs.actions.rating import rate as rate_order
from houqin.services.repairs.queries import orders
from houqin.services.surveys.views.rating import rating_page


@require_http_methods(["GET", "POST"])
@signed_in
def rate(request: PersonRequest, number: str) -> HttpResponseBase:
    """Rate one's own repair; "mended" accepts it too."""
    order = get_object_or_404(orders.of_reporter(request.person, request.now), number=number)
    return rating_page(request, order, act=rate_order, words=forms.RATING_WORDS)
