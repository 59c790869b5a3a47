"""The deeds on the page of a person: each a small form and the action it calls."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from houqin.kernel.base.clock import local_date
from houqin.kernel.people.actions.accounts import close_account, open_account, reopen_account, set_password
from houqin.kernel.people.actions.employments import employ, end_employment
from houqin.kernel.people.actions.grants import end_grant, grant
from houqin.kernel.people.actions.people import change_person, erase_person
from houqin.kernel.people.models import Account, Person, Role
from houqin.kernel.people.queries import roles
from houqin.kernel.places.actions import end_residence, house
from houqin.kernel.web.admin.fields import PlaceField, UnitField, initial_of
from houqin.kernel.web.doors import PersonRequest
from houqin.kernel.web.forms import DateInput

LANGUAGES = (("zh-hans", "中文"), ("en", "English"))


class PersonForm(forms.Form):
    """A form of the person's page."""


class DetailsForm(PersonForm):
    """Who somebody is and how to reach them."""

    name = forms.CharField(label=_("姓名"), max_length=80)
    kind = forms.ChoiceField(label=_("身份"), choices=Person.Kind.choices)
    number = forms.CharField(label=_("学工号"), max_length=32, required=False)
    phone = forms.RegexField(
        r"^[0-9+() -]*$", label=_("手机"), max_length=20, required=False,
        error_messages={"invalid": _("电话号码只能有数字、空格、加号、括号和短横线。")},
    )  # fmt: skip
    email = forms.EmailField(label=_("邮箱"), required=False)
    language = forms.ChoiceField(label=_("界面语言"), choices=LANGUAGES, initial="zh-hans")


class AccountForm(PersonForm):
    """A new account. Without a password one signs in through the school."""

    username = forms.CharField(label=_("账号"), max_length=150)
    password = forms.CharField(
        label=_("初始密码"), required=False, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("使用学校统一身份认证登录的人不用填"),
    )  # fmt: skip

    def clean_password(self) -> str | None:
        """Check a password against the house's rules."""
        given: str = self.cleaned_data["password"]
        if given:
            validate_password(given)
        return given or None


class PasswordForm(PersonForm):
    """A new password for somebody who lost theirs."""

    password = forms.CharField(
        label=_("新密码"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean_password(self) -> str:
        """Check the password against the house's rules."""
        given: str = self.cleaned_data["password"]
        validate_password(given)
        return given


class EmployForm(PersonForm):
    """Where somebody belongs, from when to when."""

    unit = UnitField(label=_("单位"))
    post = forms.CharField(label=_("岗位"), max_length=60, required=False)
    starts_on = forms.DateField(label=_("起始日"), widget=DateInput())
    ends_on = forms.DateField(label=_("终止日"), widget=DateInput(), required=False)


class GrantForm(PersonForm):
    """A role over a scope for a period."""

    role = forms.ChoiceField(
        label=_("角色"), choices=lambda: [(str(role.pk), role.title) for role in roles()]
    )
    unit = UnitField(label=_("限于单位"), required=False, help_text=_("含下级单位；单位和地点都不选表示全校"))
    place = PlaceField(label=_("限于地点"), required=False)
    starts_on = forms.DateField(label=_("起始日"), widget=DateInput())
    ends_on = forms.DateField(label=_("终止日"), widget=DateInput(), required=False)

    def clean_role(self) -> Role:
        """Return the role itself."""
        return roles().get(pk=self.cleaned_data["role"])


class HouseForm(PersonForm):
    """Where somebody lives."""

    place = PlaceField(label=_("房间"))
    bed = forms.CharField(label=_("床位"), max_length=10, required=False)
    starts_on = forms.DateField(label=_("入住日"), widget=DateInput())


@dataclass(frozen=True, slots=True)
class Deed:
    """A form on the person's page and what it does; `run` returns what to say afterwards."""

    form: type[PersonForm]
    permission: str
    run: Callable[..., StrOrPromise]

    def bind(self, request: PersonRequest, person: Person) -> PersonForm:
        """Return the form with what was sent."""
        return self.form(request.POST, auto_id=self._ids)

    def fresh(self, request: PersonRequest, person: Person) -> PersonForm:
        """Return the form as first shown."""
        initial: dict[str, Any] = {"starts_on": local_date(request.now), "username": person.number or ""}
        if self.form is DetailsForm:
            initial = initial_of(person, *DetailsForm.base_fields)
        return self.form(initial=initial, auto_id=self._ids)

    @property
    def _ids(self) -> str:
        """Several forms stand on one page: their fields need ids of their own."""
        return f"{self.form.__name__.lower()}_%s"


@dataclass(frozen=True, slots=True)
class Press:
    """What one press does to a row of the person's page."""

    permission: str
    run: Callable[..., StrOrPromise]


def _details(person: Person, *, by: Person, at: datetime, **data: Any) -> StrOrPromise:
    change_person(person, by=by, at=at, **data)
    return _("资料已保存")


def _account(person: Person, *, by: Person, at: datetime, **data: Any) -> StrOrPromise:
    open_account(person, by=by, at=at, **data)
    return _("账号已开通")


def _password(person: Person, *, by: Person, at: datetime, password: str) -> StrOrPromise:
    set_password(_of(person), password=password, by=by, at=at)
    return _("密码已重置，请当面或通过可靠方式告知本人")


def _employ(person: Person, *, by: Person, at: datetime, **data: Any) -> StrOrPromise:
    employ(person, by=by, at=at, **data)
    return _("所属单位已登记")


def _grant(person: Person, *, by: Person, at: datetime, place: Any, **data: Any) -> StrOrPromise:
    grant(person, by=by, at=at, place_path=place.path if place else None, **data)
    return _("已授权")


def _house(person: Person, *, by: Person, at: datetime, **data: Any) -> StrOrPromise:
    house(person, by=by, at=at, **data)
    return _("住宿已登记")


def _end_employment(person: Person, row: UUID, *, by: Person, at: datetime) -> StrOrPromise:
    end_employment(get_object_or_404(person.employments, pk=row), on=local_date(at), by=by, at=at)
    return _("所属单位今天结束")


def _end_grant(person: Person, row: UUID, *, by: Person, at: datetime) -> StrOrPromise:
    end_grant(get_object_or_404(person.grants, pk=row), by=by, at=at)
    return _("授权已撤销，立即生效")


def _end_residence(person: Person, row: UUID, *, by: Person, at: datetime) -> StrOrPromise:
    end_residence(get_object_or_404(person.residences, pk=row), on=local_date(at), by=by, at=at)
    return _("已登记退宿")


def _close(person: Person, row: UUID, *, by: Person, at: datetime) -> StrOrPromise:
    close_account(_of(person), by=by, at=at)
    return _("账号已停用")


def _reopen(person: Person, row: UUID, *, by: Person, at: datetime) -> StrOrPromise:
    reopen_account(_of(person), by=by, at=at)
    return _("账号已恢复")


def _erase(person: Person, row: UUID, *, by: Person, at: datetime) -> StrOrPromise:
    erase_person(person, by=by, at=at)
    return _("资料已清除，办理记录仍可核验")


def _of(person: Person) -> Account:
    return get_object_or_404(Account, person=person)


DEEDS: Mapping[str, Deed] = {
    "details": Deed(DetailsForm, "people.edit", _details),
    "account": Deed(AccountForm, "people.edit", _account),
    "password": Deed(PasswordForm, "people.edit", _password),
    "employ": Deed(EmployForm, "people.edit", _employ),
    "grant": Deed(GrantForm, "people.grant", _grant),
    "house": Deed(HouseForm, "places.edit", _house),
}
PRESSES: Mapping[str, Press] = {
    "end-employment": Press("people.edit", _end_employment),
    "end-grant": Press("people.grant", _end_grant),
    "end-residence": Press("places.edit", _end_residence),
    "close-account": Press("people.edit", _close),
    "reopen-account": Press("people.edit", _reopen),
    "erase": Press("people.edit", _erase),
}
