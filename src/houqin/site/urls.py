"""All addresses: the kernel's pages at the root, each service under its own name, the API under /api/v1/."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from houqin.kernel.web import live
from houqin.kernel.web.urls import urlpatterns as kernel_patterns
from houqin.site import identity, operations
from houqin.site.api import api


def _services() -> list[URLPattern | URLResolver]:
    found: list[URLPattern | URLResolver] = []
    for package in settings.SERVICES:
        if find_spec(f"{package}.urls"):
            found.append(path(f"{package.rpartition('.')[2]}/", include(f"{package}.urls")))
    return found


urlpatterns: list[URLPattern | URLResolver] = [
    *kernel_patterns,
    path("sign-in/cas/", identity.CasSignIn.as_view(), name="sign-in-cas"),
    path("sign-in/", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("admin/jobs/", operations.jobs_page, name="site-jobs"),
    path("admin/jobs/<int:job>/retry/", operations.try_again, name="site-jobs-retry"),
    path("live/", live.poll, name="live"),
    path("api/v1/", api.urls),
    *_services(),
]

handler403 = "houqin.kernel.web.errors.forbidden"
handler404 = "houqin.kernel.web.errors.not_found"
handler500 = "houqin.kernel.web.errors.broken"
