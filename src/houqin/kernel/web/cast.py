"""The demo's cast: one person for each role, entered by one press on the sign-in page."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from houqin.kernel.people.models import Account


@dataclass(frozen=True, slots=True)
class Member:
    """A role of the demo and the account that plays it."""

    username: str
    title: StrOrPromise
    icon: str


CAST: Mapping[str, Member] = {
    "student": Member("student", _("学生"), "graduation-cap"),
    "teacher": Member("teacher", _("教师"), "book-open"),
    "dispatcher": Member("dispatcher", _("报修调度员"), "kanban"),
    "technician": Member("technician", _("维修师傅"), "wrench"),
    "clerk": Member("clerk", _("部门经办人"), "file-pen"),
    "approver": Member("approver", _("审批负责人"), "file-check"),
    "keeper": Member("keeper", _("公章保管员"), "stamp"),
    "cashier": Member("cashier", _("收银员"), "banknote"),
    "accountant": Member("accountant", _("会计"), "scale"),
    "contractor": Member("contractor", _("承包单位负责人"), "handshake"),
    "suppliers": Member("suppliers", _("供应商管理员"), "building-2"),
    "head": Member("head", _("后勤处长"), "chart-no-axes-combined"),
    "admin": Member("admin", _("系统管理员"), "settings"),
}


def cast_members() -> list[tuple[str, Member, str]]:
    """Return (key, member, person's name) for each cast account that exists."""
    names = dict(
        Account.objects.filter(username__in=[one.username for one in CAST.values()], is_active=True)
        .select_related("person")
        .values_list("username", "person__name")
    )
    return [(key, one, names[one.username]) for key, one in CAST.items() if one.username in names]
