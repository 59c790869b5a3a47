"""Pages for what goes wrong, each with a way on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from houqin.kernel.base.refused import Refused


def no_right(refused: Refused) -> bool:
    """Tell whether a refusal is about who asks, which pages and API answer with 403, and not about the state."""
    return refused.code.endswith(".not_permitted") or refused.code == "lifecycle.apart"


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the page does not exist or is not the reader's to see."""
    return render(request, "web/pages/404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that this is not allowed."""
    return render(request, "web/pages/403.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours; needs no database."""
    return HttpResponse(BROKEN, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form is stale and how to send it again."""
    return render(request, "web/pages/stale_form.html", status=403)


BROKEN = (
    "<!doctype html><meta charset=utf-8><meta name=viewport content='width=device-width'>"
    "<title>系统出错了</title><h1>系统出错了 · Something broke</h1>"
    "<p>不是您的问题，已经记录。请稍后再试；紧急报修请直接拨打值班电话。</p>"
    "<p>This is our fault and has been recorded. Please try again; for urgent repairs call the duty desk.</p>"
)
