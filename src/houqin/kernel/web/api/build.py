"""The one API object: the kernel's own operations and each service's router under its name."""

from functools import cache
from importlib.metadata import version
from typing import Any

from django.http import Http404, HttpRequest
from ninja import NinjaAPI, Router
from ninja.openapi.schema import OpenAPISchema

from houqin.kernel.registry.house import house
from houqin.kernel.web.api.auth import BEARER
from houqin.kernel.web.api.doors import KERNEL
from houqin.kernel.web.api.openapi import with_problems
from houqin.kernel.web.api.problems import handle_all
from houqin.kernel.web.api.throttle import PerToken

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]


class Api(NinjaAPI):
    """An API whose description names the problems every operation may answer with."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Return the OpenAPI document."""
        return with_problems(super().get_openapi_schema(**options))


@cache
def build_api() -> NinjaAPI:
    """Return the API of this house; the same object each time, for it is mounted once."""
    return make_api("api-v1")


def make_api(namespace: str) -> NinjaAPI:
    """Make an API from what the registry holds now."""
    api = Api(
        title="Houqin 智慧后勤", version=version("houqin"), docs_url=None, auth=BEARER, throttle=PerToken(),
        urls_namespace=namespace,
    )  # fmt: skip
    handle_all(api)
    for prefix, router in KERNEL.items():
        api.add_router(prefix, router, tags=["kernel"])
    for feature in house().features:
        if feature.router is not None:
            api.add_router(f"/{feature.name}", feature.router, tags=[feature.name])
    api.add_router("", _nothing_else())
    return api


def _nothing_else() -> Router:
    """Answer every other address with a problem instead of a page."""
    router = Router()

    @router.api_operation(METHODS, "/{path:rest}", include_in_schema=False, auth=None)
    def nothing(request: HttpRequest, rest: str) -> None:
        raise Http404

    return router
