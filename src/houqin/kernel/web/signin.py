"""Signing in and out; in the demo, one press on a member of the cast."""

from django.contrib.auth import login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from houqin.kernel.people.models import Account
from houqin.kernel.registry.house import house
from houqin.kernel.web.cast import CAST, cast_members
from houqin.kernel.web.doors import ours
from houqin.kernel.web.models import SiteProfile
from houqin.kernel.web.shell import Shell


def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Ask for account and password, name what the system does, offer the school's own sign-in and the cast."""
    form = AuthenticationForm(request, request.POST or None)
    form.fields["username"].widget.attrs.pop("autofocus", None)  # it would scroll past what the system does
    if request.method == "POST" and form.is_valid():
        login(request, form.get_user())
        return redirect(_next(request))
    context = {
        "form": form,
        "next": _next(request),
        "cast": cast_members() if _is_demo() else [],
        "services": [feature for feature in house().features if feature.summary],
    }
    return render(request, "web/sign_in.html", context, status=422 if form.errors else 200)


@require_POST
def become(request: HttpRequest, key: str) -> HttpResponseBase:
    """Sign in as a member of the demo's cast; elsewhere this door does not exist."""
    if not _is_demo() or key not in CAST:
        raise Http404
    account = Account.objects.filter(username=CAST[key].username, is_active=True).first()
    if account is None:
        raise Http404
    login(request, account, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(_next(request))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """Sign out."""
    logout(request)
    return redirect("sign-in")


def locked_out(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """Say that too many wrong passwords came, and when to try again."""
    return render(request, "web/pages/locked_out.html", {"shell": Shell(request)}, status=429)


def _is_demo() -> bool:
    return SiteProfile.objects.filter(profile="demo").exists()


def _next(request: HttpRequest) -> str:
    return ours(request, request.POST.get("next") or request.GET.get("next"))
