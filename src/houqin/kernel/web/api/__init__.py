"""The JSON door's common part: one API object, tokens, problems, repeated requests, pages, descriptions.

A service writes `router = Router()` with plain django-ninja operations; `request.auth` is the person and
`request.now` the instant of the request. Every POST that creates is marked `@idempotent`.
"""

from houqin.kernel.web.api.build import build_api
from houqin.kernel.web.api.idempotency import idempotent
from houqin.kernel.web.api.pages import Page, keyset
from houqin.kernel.web.api.requests import ApiRequest

__all__ = ["ApiRequest", "Page", "build_api", "idempotent", "keyset"]
