"""Signing in through the school: CAS and OpenID Connect. Whoever comes is matched to a person by number."""

import logging
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cas import CASError
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django_cas_ng.utils import get_cas_client
from django_cas_ng.views import LoginView

from houqin.kernel.base.clock import now
from houqin.kernel.base.refused import Refused
from houqin.kernel.people.actions.accounts import open_account
from houqin.kernel.people.models import Account, Person
from houqin.kernel.web.doors import ours

log = logging.getLogger(__name__)
BACKEND = "django.contrib.auth.backends.ModelBackend"
OIDC = "school"


def account_for(number: str) -> Account:
    """Return the account of the person with a number, opened on their first visit.

    Raises `Refused` for a number that nobody has and for an account that was closed.
    """
    person = Person.objects.filter(number=number, erased_at=None).first() if number else None
    if person is None:
        raise Refused("site.unknown_number", number=number or "—")
    account = Account.objects.filter(person=person).first()
    if account is None:
        account = open_account(person, username=number, at=now())
    if not account.is_active:
        raise Refused("site.account_closed", number=number)
    return account


class CasBackend(ModelBackend):
    """Takes the school's word, given as a CAS ticket, for who somebody is."""

    def authenticate(self, request: HttpRequest | None, *names: Any, **given: Any) -> Account | None:
        """Return the account of the owner of `ticket`; None without one, or for one the school does not know."""
        if "ticket" not in given:
            return None
        client = get_cas_client(service_url=given["service"], request=request)
        user, attributes, _granting = client.verify_ticket(given["ticket"])
        if not user:
            return None
        return account_for(str((attributes or {}).get(settings.CAS_NUMBER_ATTRIBUTE) or user))


class CasSignIn(LoginView):
    """Sends people to the school's CAS and takes them in when they come back; hears its single logout too."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Exist only where the school has a CAS."""
        if not settings.CAS_SERVER_URL:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Go to CAS, or come back from it with a ticket; `next` leads nowhere but to this site."""
        wanted = request.GET.get("next", "")
        if wanted and not ours(request, wanted, ""):
            return redirect("sign-in-cas")
        try:
            return super().get(request)
        except (PermissionDenied, CASError) as refused:
            raise Refused("site.school_sign_in_failed") from refused


class OidcAdapter(DefaultSocialAccountAdapter):
    """Keeps nothing of the provider's: its claim names the person, and that is all."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Sign the person in whom the provider vouches for, before anything is stored."""
        data = sociallogin.account.extra_data
        claims = {**(data.get("id_token") or {}), **(data.get("userinfo") or {}), **_plain(data)}
        login(request, account_for(str(claims.get(settings.OIDC_NUMBER_CLAIM) or "")), backend=BACKEND)
        raise ImmediateHttpResponse(redirect(_next(request, sociallogin)))

    def on_authentication_error(self, request: HttpRequest, provider: Any, **details: Any) -> None:
        """Say what to do next where the provider refused or could not be reached."""
        log.warning("sign-in by OpenID Connect failed: %s %s", details.get("error"), details.get("exception"))
        raise Refused("site.school_sign_in_failed")


def school_sign_in(request: HttpRequest) -> dict[str, list[tuple[str, str]]]:
    """Context processor: the school's own ways to sign in, as (label, address), for the sign-in page."""
    ways = []
    if settings.CAS_SERVER_URL:
        ways.append((_("统一身份认证登录"), reverse("sign-in-cas")))
    if settings.OIDC_SERVER_URL:
        address = reverse("openid_connect_login", kwargs={"provider_id": OIDC})
        ways.append((settings.OIDC_TITLE or _("学校账号登录"), address))
    return {"school_sign_in": ways}


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if not isinstance(value, dict)}


def _next(request: HttpRequest, sociallogin: Any) -> str:
    return ours(request, sociallogin.state.get("next"), resolve_url(settings.LOGIN_REDIRECT_URL))
