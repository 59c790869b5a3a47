"""People in the house."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from houqin.kernel.people.commands import administrator
from houqin.kernel.people.models import Person
from houqin.kernel.people.refusals import REFUSALS
from houqin.kernel.registry.feature import (
    Feature,
    MenuItem,
    Permission,
    Retention,
    Role,
    SearchEntry,
    SearchSource,
)

ADMIN = _("系统管理")
DECADE = 365 * 10


def search_entries(ids: Iterable[Any]) -> Iterator[tuple[Any, SearchEntry]]:
    """Yield people as search entries, for whoever may look people up; erased ones yield nothing."""
    for person in Person.objects.filter(pk__in=list(ids), erased_at=None):
        yield (
            person.pk,
            SearchEntry(
                title=person.name,
                subtitle=" · ".join(part for part in (str(person.get_kind_display()), person.number) if part),
                body=person.findable,
                url=reverse("admin-person", args=[person.pk]),
                permission="people.see",
            ),
        )


FEATURE = Feature(
    name="people",
    title=_("人员与权限"),
    permissions=(
        Permission("people.see", _("查找人员")),
        Permission("people.edit", _("登记和修改人员、单位")),
        Permission("people.grant", _("编辑角色、授予和撤销权限")),
    ),
    roles=(
        Role("administrator", _("系统管理员"),
             ("people.see", "people.edit", "people.grant", "places.edit", "worktime.edit", "lifecycle.routes",
              "notices.rules", "figures.see")),
        Role("registrar", _("人员信息管理员"), ("people.see", "people.edit")),
        Role("staff", _("后勤工作人员"), ("people.see",)),
    ),
    menu=(
        MenuItem(ADMIN, _("人员"), "admin-people", "users-round", "people.see", 910),
        MenuItem(ADMIN, _("单位"), "admin-units", "network", "people.edit", 911),
        MenuItem(ADMIN, _("角色与授权"), "admin-roles", "key-round", "people.grant", 912),
        MenuItem(ADMIN, _("代理人"), "admin-stand-ins", "user-round-check", "people.grant", 913),
    ),
    refusals=REFUSALS,
    commands={"administrator": administrator},
    search=(SearchSource("people.person", _("人员"), "user-round", search_entries, Person),),
    retention=(
        Retention("people.Person", DECADE, _("离校后保留十年备查，期满或本人申请后清除姓名和联系方式")),
        Retention("people.Account", 365 * 2, _("停用两年后删除账号")),
        Retention("people.Employment", DECADE, _("随人员资料保留，用于说明当时由哪个单位办理")),
        Retention("people.Grant", DECADE, _("随人员资料保留，用于说明当时凭什么权限办理")),
        Retention("people.StandIn", DECADE, _("随人员资料保留，用于说明当时由谁代办")),
    ),
)  # fmt: skip
