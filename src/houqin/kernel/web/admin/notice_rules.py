"""Notice rules: which happenings are told, by which channels; and what could not be sent."""

from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_POST

from houqin.kernel.notices import actions, queries
from houqin.kernel.notices.channels import CHANNELS
from houqin.kernel.notices.models import APP
from houqin.kernel.notices.words import in_words
from houqin.kernel.web.doors import PersonRequest, permitted
from houqin.kernel.web.paging import keyset_page
from houqin.kernel.web.toast import done

PERMISSION = actions.RULES
TITLES = {APP: _l("站内消息"), "mail": _l("邮件")}


class RuleForm(forms.Form):
    """How a notice is sent."""

    enabled = forms.BooleanField(label=_l("启用"), required=False)
    channels = forms.MultipleChoiceField(
        label=_l("渠道"), widget=forms.CheckboxSelectMultiple, required=False,
        choices=lambda: [(name, TITLES.get(name, name)) for name in (APP, *CHANNELS)],
    )  # fmt: skip
    digest = forms.BooleanField(label=_l("邮件合并为每天一封"), required=False)


@permitted(PERMISSION)
def rules(request: PersonRequest) -> HttpResponse:
    """List every declared notice with its rule."""
    declared = queries.declared_notices()
    shown = [(declared[key], rule) for key, rule in queries.rules_in_force().items()]
    context = {"rules": shown, "titles": TITLES, "dead": queries.dead_letters().count()}
    return render(request, "web/admin/notice_rules/list.html", context)


@permitted(PERMISSION)
def rule(request: PersonRequest, key: str) -> HttpResponseBase:
    """Edit the rule of a notice."""
    found, declared = queries.rules_in_force().get(key), queries.declared_notices().get(key)
    if found is None or declared is None:
        raise Http404
    initial = {"enabled": found.enabled, "channels": found.channels, "digest": found.digest}
    form = RuleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.edit_rule(found, **form.cleaned_data, by=request.person, at=request.now)
        return done(request, _("通知规则已保存"), redirect("admin-notice-rules"))
    context = {"form": form, "notice": declared}
    return render(request, "web/admin/notice_rules/edit.html", context, status=422 if form.errors else 200)


@permitted(PERMISSION)
def dead_letters(request: PersonRequest) -> HttpResponse:
    """List what could not be sent."""
    page = keyset_page(queries.dead_letters(), request, order=("-at", "-id"))
    context = {"letters": in_words(page.rows), "page": page}
    return render(request, "web/admin/notice_rules/dead.html", context)


@require_POST
@permitted(PERMISSION)
def retry(request: PersonRequest) -> HttpResponseBase:
    """Send the chosen dead letters again."""
    count = actions.try_again(_ids(request), by=request.person, at=request.now)
    return done(request, _("%(n)d 条消息将重新发送") % {"n": count}, redirect("admin-dead-letters"))


def _ids(request: PersonRequest) -> list[UUID]:
    try:
        return [UUID(text) for text in request.POST.getlist("ids")]
    except ValueError as broken:
        raise Http404 from broken


urlpatterns = [
    path("notices/", rules, name="admin-notice-rules"),
    path("notices/failed/", dead_letters, name="admin-dead-letters"),
    path("notices/failed/retry/", retry, name="admin-dead-letters-retry"),
    path("notices/<str:key>/", rule, name="admin-notice-rule"),
]
