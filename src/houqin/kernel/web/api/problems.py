"""What goes wrong, as RFC 9457 problem details: a code for programs, a sentence for people."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from houqin.kernel.base.refused import Refused
from houqin.kernel.registry.house import sentence
from houqin.kernel.web.errors import no_right

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:houqin:problem:{code}"
LOG = logging.getLogger("houqin.api")


def problem(request: HttpRequest, status: int, code: str, detail: str, **more: object) -> HttpResponse:
    """Return a problem document; `more` are its extension members."""
    body = {
        "type": TYPE.format(code=code),
        "title": _title(status),
        "status": status,
        "detail": detail,
        "instance": request.path,
        "code": code,
    } | more
    return JsonResponse(
        body, status=status, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False}
    )


def status_of(refused: Refused) -> int:
    """Return a refusal's status: 403 no right, 422 a field is wrong, 409 the state is against it."""
    if no_right(refused):
        return 403
    return 422 if all("field" in reason.params for reason in refused.reasons) else 409


def handle_all(api: NinjaAPI) -> None:
    """Let an API answer every fault with a problem."""
    for kind, answer in HANDLERS.items():
        api.add_exception_handler(kind, answer)


def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    reasons = [_reason(reason) for reason in refused.reasons]
    detail = " ".join(str(reason["detail"]) for reason in reasons)
    return problem(request, status_of(refused), refused.code, detail, reasons=reasons)


def _reason(reason: Refused) -> dict[str, object]:
    said: dict[str, object] = {"code": reason.code, "detail": sentence(reason)}
    return said | ({"field": str(reason.params["field"])} if "field" in reason.params else {})


def _not_found(request: HttpRequest, fault: Http404) -> HttpResponse:
    return problem(request, 404, "not_found", _("没有这个内容，或者您没有查看的权限。请核对编号。"))


def _invalid(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    errors = [
        {"loc": [str(part) for part in each.get("loc", ())], "message": str(each.get("msg", "")),
         "kind": str(each.get("type", ""))}
        for each in fault.errors
    ]  # fmt: skip
    return problem(request, 422, "invalid", _("提交的内容有误，请按 errors 中的说明修改。"), errors=errors)


def _unauthorized(request: HttpRequest, fault: AuthenticationError) -> HttpResponse:
    response = problem(
        request, 401, "unauthorized", _("缺少有效的令牌，请在 Authorization 头中提供 Bearer 令牌。")
    )
    response["WWW-Authenticate"] = 'Bearer realm="houqin"'
    return response


def _throttled(request: HttpRequest, fault: Throttled) -> HttpResponse:
    return problem(request, 429, "too_many_requests", _("请求过于频繁，请按 Retry-After 等待后再试。"))


def _http(request: HttpRequest, fault: HttpError) -> HttpResponse:
    return problem(request, fault.status_code, "request", str(fault))


def _too_large(request: HttpRequest, fault: Exception) -> HttpResponse:
    return problem(request, 413, "too_large", _("请求内容过大，请压缩或分几次提交。"))


def _bad(request: HttpRequest, fault: Exception) -> HttpResponse:
    return problem(request, 400, "bad_request", _("请求格式有误，请检查后重试。"))


def _unstorable(request: HttpRequest, fault: Exception) -> HttpResponse:
    return problem(request, 422, "invalid", _("内容中有无法保存的字符或超出范围的数值，请修改。"))


def _broken(request: HttpRequest, fault: Exception) -> HttpResponse:
    LOG.exception("unhandled in %s %s", request.method, request.path, exc_info=fault)
    return problem(request, 500, "broken", _("系统出错了，已经记录。请稍后再试。"))


def _title(status: int) -> str:
    titles = {
        400: _("请求有误"), 401: _("未认证"), 403: _("没有权限"), 404: _("未找到"), 409: _("与当前状态冲突"),
        413: _("内容过大"), 422: _("内容有误"), 429: _("请求过多"), 500: _("系统错误"),
    }  # fmt: skip
    return titles.get(status, _("请求有误"))


HANDLERS: Mapping[type[Exception], Callable[..., Any]] = {
    Exception: _broken,
    Refused: _refused,
    Http404: _not_found,
    ValidationError: _invalid,
    HttpError: _http,
    AuthenticationError: _unauthorized,
    Throttled: _throttled,
    RequestDataTooBig: _too_large,
    SuspiciousOperation: _bad,
    MultiPartParserError: _bad,
    RawPostDataException: _bad,  # a form, where JSON is wanted
    DataError: _unstorable,
    UnicodeEncodeError: _unstorable,
}
UNREADABLE = (RequestDataTooBig, SuspiciousOperation, MultiPartParserError, DataError, UnicodeEncodeError)
"""What may go wrong while a request is read, before any operation has begun."""


def answer(request: HttpRequest, fault: Exception) -> HttpResponse:
    """Return the problem of a fault by its kind, the nearest one counting."""
    handler = next(HANDLERS[kind] for kind in type(fault).__mro__ if kind in HANDLERS)
    found: HttpResponse = handler(request, fault)
    return found
