"""The words for what happens to places, residents and stickers."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from houqin.kernel.people.history import Line, history_of
from houqin.kernel.places.actions.tags import subject_of
from houqin.kernel.places.models import Place, QrTag

WORDS: Mapping[tuple[str, str], StrOrPromise] = {
    ("places.place", "added"): _("新建了地点"),
    ("places.place", "changed"): _("修改了地点"),
    ("places.place", "moved"): _("调整了上级地点"),
    ("places.place", "followed"): _("随上级地点一起更新"),
    ("places.place", "closed"): _("停用了地点"),
    ("places.place", "reopened"): _("恢复了地点"),
    ("places.place", "alias_added"): _("增加了别名"),
    ("places.place", "alias_dropped"): _("删除了别名"),
    ("places.tag", "made"): _("制作了二维码"),
    ("places.tag", "revoked"): _("作废了二维码"),
    ("places.tag", "rebound"): _("改绑了二维码"),
}


def history_of_place(place: Place) -> list[Line]:
    """Return what happened to a place, the newest first."""
    return history_of(place.pk, WORDS)


def history_of_tag(tag: QrTag) -> list[Line]:
    """Return what happened to a sticker, the newest first: made, bound to another door, revoked."""
    return history_of(subject_of(tag), WORDS)
