"""The living styleguide: every component in every state, and three whole pages made of them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from houqin.kernel.web import styleguide_samples as samples

PAGES = {
    "": ("web/styleguide.html", samples.catalogue),
    "report": ("web/styleguide/report.html", samples.report),
    "progress": ("web/styleguide/progress.html", samples.progress),
    "board": ("web/styleguide/board.html", samples.board),
}


def styleguide(request: HttpRequest, page: str = "") -> HttpResponse:
    """Show the catalogue or one of the sample pages, with invented data and no database."""
    if page not in PAGES:
        raise Http404
    template, context = PAGES[page]
    shell = samples.shell(request, page)
    return render(request, template, {**context(), "shell": shell, "now": samples.NOW})
