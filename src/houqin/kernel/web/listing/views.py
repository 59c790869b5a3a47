"""Saved views: a name for a query string, one's own."""

from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from houqin.kernel.web import actions
from houqin.kernel.web.doors import PersonRequest, signed_in, way_back
from houqin.kernel.web.toast import done


@require_POST
@signed_in
def save_view(request: PersonRequest) -> HttpResponseBase:
    """Keep the filters and columns of a list under a name."""
    name = _text(request, "name").strip()[:40]
    listing = _text(request, "listing")[:60]
    query = _text(request, "query")[:1000]
    if name and listing:
        actions.save_view(listing=listing, name=name, query=query, by=request.person, at=request.now)
    return done(request, _("视图已保存"), redirect(way_back(request, "/")))


@require_POST
@signed_in
def forget_view(request: PersonRequest, view: UUID) -> HttpResponseBase:
    """Drop a saved view of one's own."""
    actions.forget_view(view, by=request.person)
    return done(request, _("视图已删除"), redirect(way_back(request, "/")))


def _text(request: PersonRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\0", "")  # the database holds no NUL
