"""Doing a creating request once however often it is sent: the `Idempotency-Key` header.

The key is written in the transaction of the deed. A repeat with the same content gets the same answer, one
with other content 409. A repeat while the first is under way waits for it. What was refused is not kept:
nothing was done, so the same key may be tried again.
"""

import json
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from operator import itemgetter
from typing import Any, TypeVar

from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.decorators import decorate_view

from houqin.kernel.base.ids import new_id
from houqin.kernel.people.models import Person
from houqin.kernel.web.api.auth import asking
from houqin.kernel.web.api.problems import UNREADABLE, answer, problem
from houqin.kernel.web.models.api import IdempotentRequest

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
LONGEST = 255
WAIT = "10s"
CLAIM = """
INSERT INTO web_idempotentrequest (id, person_id, key, path, body_hash, response, at)
VALUES (%s, %s, %s, %s, %s, '', %s) ON CONFLICT (person_id, key) DO NOTHING RETURNING id
"""
PARAMETER = {
    "name": HEADER,
    "in": "header",
    "required": True,
    "description": "同一键、同一内容重复提交只办理一次 / A repeat with the same key and content is done once",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": "^[!-~]+$"},
}

Run = Callable[..., HttpResponse]
F = TypeVar("F", bound=Callable[..., Any])


def idempotent(operation: F) -> F:
    """Mark a creating POST, under `@router.post`: it wants an `Idempotency-Key` and is done once for each."""
    decorate_view(_once)(operation)
    operation.__dict__.setdefault("_ninja_contribute_to_operation", []).append(_describe)
    return operation


def _once(run: Run) -> Run:
    @wraps(run)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person = asking(request)
        if person is None:
            return run(request, *args, **kwargs)
        key = request.headers.get(HEADER, "")
        if not (0 < len(key) <= LONGEST and key.isascii() and key.isprintable() and " " not in key):
            return problem(
                request,
                400,
                "idempotency_key",
                _("请在 Idempotency-Key 头中提供 1 到 255 个可见字符，例如一个 UUID。"),
            )
        try:
            return _first_or_repeat(request, person, key, lambda: run(request, *args, **kwargs))
        except UNREADABLE as fault:
            return answer(request, fault)
        except OperationalError as slow:
            if "lock timeout" not in str(slow):
                raise
            return problem(request, 409, "idempotency_busy", _("同一请求正在办理，请稍后用同一个键再试。"))

    return guarded


def _first_or_repeat(request: Any, person: Person, key: str, run: Callable[[], HttpResponse]) -> HttpResponse:
    print_of = fingerprint(request)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{WAIT}'")
            cursor.execute(CLAIM, [new_id(), person.pk, key, request.path[:300], print_of, request.now])
            first = cursor.fetchone() is not None
            cursor.execute("SET LOCAL lock_timeout = DEFAULT")
        if not first:
            return _repeat(request, IdempotentRequest.objects.get(person=person, key=key), print_of)
        response = run()
        if response.status_code >= 400:
            transaction.set_rollback(True)
        else:
            IdempotentRequest.objects.filter(person=person, key=key).update(
                status=response.status_code, response=response.content.decode()
            )
        return response


def _repeat(request: HttpRequest, known: IdempotentRequest, print_of: str) -> HttpResponse:
    if known.body_hash != print_of or known.status is None:
        return problem(
            request, 409, "idempotency_other", _("这个 Idempotency-Key 已用于另一个请求，请换一个新的键。")
        )
    return HttpResponse(
        known.response,
        status=known.status,
        content_type="application/json; charset=utf-8",
        headers={REPLAYED: "true"},
    )


def fingerprint(request: HttpRequest) -> str:
    """Return a hash over what a request asks for: method, address, query and content, files included."""
    total = sha256()
    for part in (request.method or "", request.path, request.META.get("QUERY_STRING", "")):
        total.update(part.encode("utf-8", "surrogateescape") + b"\0")
    if request.content_type == "multipart/form-data":
        total.update(json.dumps(sorted(request.POST.lists())).encode())
        for name, uploads in sorted(request.FILES.lists(), key=itemgetter(0)):
            for upload in uploads:
                total.update(name.encode() + b"\0" + sha256(upload.read()).digest())
                upload.seek(0)
    else:
        total.update(request.body)
    return total.hexdigest()


def _describe(operation: Any) -> None:
    operation.openapi_extra = operation.openapi_extra or {}
    operation.openapi_extra.setdefault("parameters", []).append(PARAMETER)
