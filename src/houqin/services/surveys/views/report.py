"""The numbers for whoever answers for the work: whole, parts, distribution, words without names; Excel and print."""

from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from houqin.kernel.figures.period import choices, chosen
from houqin.kernel.figures.queries import rows_url
from houqin.kernel.people.authority import authority_of
from houqin.kernel.web.doors import PersonRequest, permitted
from houqin.kernel.web.excel import workbook_response
from houqin.kernel.web.listing import listing_page
from houqin.services.surveys import figures, listings
from houqin.services.surveys.boxes import cards, parts
from houqin.services.surveys.queries import ratings as queries
from houqin.services.surveys.queries import scores
from houqin.services.surveys.queries.terms import tag_titles

NEWEST_WORDS = 10


@permitted(queries.SEE)
def report(request: PersonRequest) -> HttpResponseBase:
    """Show the numbers of a period, of one service or of all; `?format=xlsx` sends the table."""
    period, kind = (
        chosen(request.GET.get("period", ""), request.now),
        request.GET.get("kind", "")[:40],
    )
    asked = (request.person, period.since, period.until, request.now)
    more = f"&{urlencode({'kind': kind})}" if kind else ""
    url, invited_url = (
        rows_url(figures.FIGURES[0], period) + more,
        rows_url(figures.FIGURES[-1], period) + more,
    )
    groups = parts.groups(asked, kind, url)
    if request.GET.get("format") == "xlsx":
        heads, rows = parts.table(groups)
        return workbook_response(_("满意度"), heads, rows, request.now)
    given = figures.given_rows(*asked, kind=kind)
    topics = next((group.lines for group in groups if group.what == "topic"), ())
    context = {
        "period": period,
        "periods": choices(request.now),
        "kind": kind,
        "kinds": [(each, queries.service(each)) for each in queries.kinds(request.person, request.now)],
        "more": more,
        "boxes": cards.of_period(asked, kind, url, invited_url),
        "chart": cards.stars_chart(figures.answers(given)),
        "ranked": cards.satisfied_chart(_("各类别的满意率，低的在前"), [line.part for line in topics]),
        "groups": groups,
        "rows_url": url,
        "said": parts.said(given, NEWEST_WORDS),
        "leads": authority_of(request.person, request.now).holds(scores.TEAM),
    }
    return render(request, "surveys/report.html", context)


@permitted(queries.SEE)
def ratings(request: PersonRequest) -> HttpResponseBase:
    """List the ratings one may read, without names, or those behind a number."""
    rows = queries.visible_to(request.person, request.now)
    return listing_page(request, listings.ratings(tag_titles()), rows)


@permitted(queries.SEE)
def invited(request: PersonRequest) -> HttpResponseBase:
    """List the invitations one may count, without numbers, and whether they were answered."""
    rows = queries.invitations_visible_to(request.person, request.now).counted()
    return listing_page(request, listings.INVITED, rows)


@permitted(scores.TEAM)
def team(request: PersonRequest) -> HttpResponseBase:
    """Show whoever answers for a team how its people are rated; `?format=xlsx` sends it."""
    period = chosen(request.GET.get("period", ""), request.now)
    members = scores.team_scores(request.person, period.since, period.until, request.now)
    if request.GET.get("format") == "xlsx":
        heads, rows = parts.member_table(members)
        return workbook_response(_("班组评分"), heads, rows, request.now)
    context = {"period": period, "periods": choices(request.now), "lines": parts.members(members)}
    return render(request, "surveys/team.html", context)
