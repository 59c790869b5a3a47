"""One's own score, told in whole batches, and to nobody else's eyes."""

from django.http import HttpResponse
from django.shortcuts import render

from houqin.kernel.web.doors import PersonRequest, signed_in
from houqin.services.surveys import rules
from houqin.services.surveys.boxes import cards
from houqin.services.surveys.queries import scores


@signed_in
def mine(request: PersonRequest) -> HttpResponse:
    """Show somebody who works what those they worked for said of it."""
    score = scores.own_score(request.person, request.now)
    batches = [
        (rules.month(batch.until), cards.stars(batch.summary.mean))
        for batch in score.batches[: cards.MOST_BATCHES]
    ]
    context = {
        "score": score,
        "boxes": cards.of_summary(score.summary),
        "chart": cards.batches_chart(score),
        "batches": batches,
    }
    return render(request, "surveys/mine.html", context)
