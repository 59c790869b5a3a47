"""What one press does on the page of a place."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from houqin.kernel.base.clock import local_date
from houqin.kernel.people.models import Person
from houqin.kernel.places.actions import close_place, drop_alias, make_tag, reopen_place, revoke_tag
from houqin.kernel.places.models import Place
from houqin.kernel.places.queries import aliases_of, tags_of


def _close(place: Place, row: str, *, by: Person, at: datetime) -> StrOrPromise:
    close_place(place, on=local_date(at), by=by, at=at)
    return _("已停用，下级地点一并停用")


def _reopen(place: Place, row: str, *, by: Person, at: datetime) -> StrOrPromise:
    reopen_place(place, by=by, at=at)
    return _("已恢复使用")


def _drop_alias(place: Place, row: str, *, by: Person, at: datetime) -> StrOrPromise:
    try:
        wanted = UUID(row)
    except ValueError as damaged:
        raise Http404 from damaged
    drop_alias(get_object_or_404(aliases_of(place), pk=wanted), by=by, at=at)
    return _("别名已删除")


def _make_tag(place: Place, row: str, *, by: Person, at: datetime) -> StrOrPromise:
    make_tag(place, by=by, at=at)
    return _("二维码已制作")


def _revoke_tag(place: Place, row: str, *, by: Person, at: datetime) -> StrOrPromise:
    revoke_tag(get_object_or_404(tags_of(place), pk=row), by=by, at=at)
    return _("二维码已作废，扫码不再有效")


PRESSES: Mapping[str, Callable[..., StrOrPromise]] = {
    "close": _close,
    "reopen": _reopen,
    "drop-alias": _drop_alias,
    "make-tag": _make_tag,
    "revoke-tag": _revoke_tag,
}
