"""The door at which payment providers knock: raw words in, checked and noted, their own form of answer out."""

import logging
from typing import cast

from django.core.exceptions import RequestDataTooBig
from django.db import DataError, IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from houqin.kernel.base.refused import Refused
from houqin.kernel.money.actions.noting import Outcome, note
from houqin.kernel.money.gateways.configured import gateway_named
from houqin.kernel.money.gateways.port import Forged, Reply
from houqin.kernel.web.doors import AnyRequest

LONGEST = 64 * 1024
log = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def notify(request: HttpRequest, gateway: str) -> HttpResponse:
    """Take a provider's notification. What is not its own, fresh and about a payment of ours is refused."""
    try:
        adapter = gateway_named(gateway)
    except Refused as off:
        raise Http404 from off
    at = cast(AnyRequest, request).now
    try:
        told = adapter.parse_notification(request.headers, _body(request), at)
        outcome = note(gateway, told.id, told.told, at=at)
    except (Forged, Refused, RequestDataTooBig, DataError, IntegrityError) as error:
        log.warning("a notification of %s was refused: %s", gateway, error)
        return _reply(adapter.refusal())
    return _reply(adapter.refusal() if outcome == Outcome.FOREIGN else adapter.welcome())


def _body(request: HttpRequest) -> bytes:
    length = request.headers.get("Content-Length") or "0"
    if not (length.isascii() and length.isdigit()) or int(length) > LONGEST:
        raise RequestDataTooBig(f"{length} bytes")
    return request.body


def _reply(reply: Reply) -> HttpResponse:
    return HttpResponse(reply.body, status=reply.status, content_type=reply.content_type)


urlpatterns = [path("pay/<slug:gateway>/notify/", notify, name="pay-notify")]
