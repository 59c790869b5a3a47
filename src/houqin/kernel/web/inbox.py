"""Messages: what happened to my matters, read and unread, and how I want to be told."""

from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_POST

from houqin.kernel.notices import actions, queries
from houqin.kernel.notices.words import in_words
from houqin.kernel.web.doors import PersonRequest, signed_in
from houqin.kernel.web.paging import keyset_page
from houqin.kernel.web.toast import done


class PreferenceForm(forms.Form):
    """How a person wants to be told by mail; the inbox always has everything."""

    mail = forms.BooleanField(label=_l("接收邮件"), required=False)
    digest = forms.BooleanField(label=_l("非紧急的邮件合并为每天一封"), required=False)
    quiet = forms.BooleanField(label=_l("夜间（22:00–7:00）不打扰，紧急的除外"), required=False)
    muted = forms.MultipleChoiceField(
        label=_l("不用邮件通知的事"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=lambda: [(key, one.title) for key, one in queries.declared_notices().items()],
    )  # fmt: skip


@signed_in
def inbox(request: PersonRequest) -> HttpResponse:
    """List my messages, newest first."""
    rows = queries.visible_to(request.person)
    if request.GET.get("unread") == "1":
        rows = rows.filter(read_at=None)
    page = keyset_page(rows, request, order=("-at", "-id"), size=30)
    return render(request, "web/inbox/list.html", {"messages_shown": in_words(page.rows), "page": page})


@signed_in
def open_message(request: PersonRequest, message: UUID) -> HttpResponseBase:
    """Mark a message as read and lead to its matter."""
    found = get_object_or_404(queries.visible_to(request.person), pk=message)
    actions.read(found.pk, by=request.person, at=request.now)
    return redirect(in_words([found])[0].path or "inbox")


@require_POST
@signed_in
def read_all(request: PersonRequest) -> HttpResponseBase:
    """Mark everything as read."""
    actions.read_all(by=request.person, at=request.now)
    return redirect("inbox")


@signed_in
def preferences(request: PersonRequest) -> HttpResponseBase:
    """Choose how to be told."""
    kept = queries.preference_of(request.person)
    initial = {"mail": kept.mail, "digest": kept.digest, "quiet": kept.quiet, "muted": kept.muted}
    form = PreferenceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.set_preference(**form.cleaned_data, by=request.person, at=request.now)
        return done(request, _("通知设置已保存"), redirect("me"))
    return render(request, "web/inbox/preferences.html", {"form": form}, status=422 if form.errors else 200)


urlpatterns = [
    path("inbox/", inbox, name="inbox"),
    path("inbox/read/", read_all, name="inbox-read-all"),
    path("inbox/preferences/", preferences, name="notice-preferences"),
    path("inbox/<uuid:message>/", open_message, name="message"),
]
