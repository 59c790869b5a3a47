"""The one API object: built once from what the installed features bring."""

from houqin.kernel.web.api import build_api

api = build_api()
