"""The story of a row of the registers, in words: who did what when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from houqin.kernel.people.queries import names
from houqin.kernel.trail.queries import timeline

WORDS: Mapping[tuple[str, str], StrOrPromise] = {
    ("people.person", "added"): _("登记了人员"),
    ("people.person", "changed"): _("修改了资料"),
    ("people.person", "erased"): _("清除了资料"),
    ("people.person", "employed"): _("登记了所属单位"),
    ("people.person", "left"): _("结束了所属单位"),
    ("people.person", "read"): _("查看了资料"),
    ("people.account", "opened"): _("开通了账号"),
    ("people.account", "password_set"): _("重置了密码"),
    ("people.account", "closed"): _("停用了账号"),
    ("people.account", "reopened"): _("恢复了账号"),
    ("people.grant", "given"): _("授予了角色"),
    ("people.grant", "ended"): _("撤销了角色"),
    ("people.stand_in", "appointed"): _("指定了代理人"),
    ("people.stand_in", "ended"): _("结束了代理"),
    ("people.unit", "added"): _("新建了单位"),
    ("people.unit", "changed"): _("修改了单位"),
    ("people.unit", "moved"): _("调整了上级单位"),
    ("people.unit", "closed"): _("撤销了单位"),
    ("people.unit", "reopened"): _("恢复了单位"),
    ("people.role", "added"): _("新建了角色"),
    ("people.role", "changed"): _("修改了角色"),
    ("trail", "erased"): _("销毁了个人文字"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a story. `on_behalf_of` is the principal's name where a deputy acted."""

    at: datetime
    who: str
    on_behalf_of: str
    words: StrOrPromise


def history_of(subject: UUID, words: Mapping[tuple[str, str], StrOrPromise] = WORDS) -> list[Line]:
    """Return what happened to a subject, the newest first; verbs without words are left out."""
    told = [each for each in timeline(subject) if (each.kind, each.verb) in words]
    known = names([one for each in told for one in (each.actor, each.on_behalf_of) if one is not None])
    return [
        Line(
            each.at,
            known.get(each.actor, "") if each.actor else "",
            known.get(each.on_behalf_of, "") if each.on_behalf_of else "",
            words[each.kind, each.verb],
        )
        for each in reversed(told)
    ]
