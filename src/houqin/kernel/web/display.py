"""How a person likes to see the site: language, theme, text size; kept in cookies, so no page flashes."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.views.decorators.http import require_POST

from houqin.kernel.web.doors import way_back
from houqin.kernel.web.shell import SIZES, THEMES

YEAR = 365 * 24 * 3600


@require_POST
def display(request: HttpRequest) -> HttpResponseBase:
    """Keep what was chosen and go back."""
    response = HttpResponseRedirect(way_back(request))
    choices = {"theme": THEMES, "size": SIZES, settings.LANGUAGE_COOKIE_NAME: tuple(dict(settings.LANGUAGES))}
    for name, allowed in choices.items():
        if request.POST.get(name) in allowed:
            response.set_cookie(
                name, request.POST[name], max_age=YEAR, samesite="Lax", secure=request.is_secure()
            )
    return response
