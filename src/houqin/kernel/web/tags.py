"""A scanned sticker: where it points, and what one may do there."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from houqin.kernel.places.queries import resolve_tag
from houqin.kernel.registry.house import house


def tag(request: HttpRequest, code: str) -> HttpResponseBase:
    """Lead from a sticker to the report form with the place filled; unknown and revoked stickers are 404."""
    found = resolve_tag(code)
    if found is None:
        raise Http404
    page = next(feature.tag_page for feature in house().features if feature.tag_page)
    return redirect(f"{reverse(page)}?tag={found.code}")
