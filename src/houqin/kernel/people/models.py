"""Who there is: accounts (how one signs in) apart from people (who one is), units, roles, grants."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    DateRangeField,
    DateTimeRangeField,
    RangeBoundary,
    RangeOperators,
)
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.ids import new_id
from houqin.kernel.registry.tree import PathField


def days(starts: str = "starts_on", ends: str = "ends_on") -> Func:
    """Return a period of days as a range that includes both ends; no end: for ever."""
    bounds = RangeBoundary(inclusive_lower=True, inclusive_upper=True)
    return Func(F(starts), F(ends), bounds, function="daterange", output_field=DateRangeField())


def instants(starts: str, ends: str) -> Func:
    """Return a period of time as a half-open range."""
    return Func(F(starts), F(ends), RangeBoundary(), function="tstzrange", output_field=DateTimeRangeField())


class Person(models.Model):
    """Somebody the office deals with; most need no account (parents, contractors' workers, alumni)."""

    class Kind(models.TextChoices):
        STUDENT = "student", _("学生")
        STAFF = "staff", _("教职工")
        CONTRACTOR = "contractor", _("服务单位人员")
        OUTSIDER = "outsider", _("校外人员")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(_("学工号"), max_length=32, unique=True, null=True, blank=True)
    name = models.CharField(_("姓名"), max_length=80)
    pinyin = models.CharField(max_length=160, blank=True)
    kind = models.CharField(_("身份"), max_length=12, choices=Kind.choices)
    phone = models.CharField(_("手机"), max_length=20, blank=True)
    email = models.EmailField(_("邮箱"), blank=True)
    language = models.CharField(_("语言"), max_length=8, default="zh-hans")
    findable = models.TextField(blank=True, editable=False)
    grams = ArrayField(models.CharField(max_length=2), default=list, editable=False)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["pinyin", "id"], name="person_by_pinyin"),
            GinIndex(fields=["grams"], name="person_grams"),
        ]

    def __str__(self) -> str:
        return self.name


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; a password is optional where a school signs people in by CAS or OIDC."""

    def create_user(
        self, username: str, password: str | None = None, person: Person | None = None
    ) -> "Account":
        """Create an account for a person."""
        account = self.model(username=username, person=person)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """How one signs in."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(_("账号"), max_length=150, unique=True)
    person = models.OneToOneField(Person, models.PROTECT, null=True, blank=True, related_name="account")
    is_active = models.BooleanField(default=True)

    objects = AccountManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []


class OrgUnit(models.Model):
    """A unit of the school, or an outside organisation (`outside`), in one tree."""

    class Kind(models.TextChoices):
        SCHOOL = "school", _("学校")
        OFFICE = "office", _("部门")
        SECTION = "section", _("科室")
        COLLEGE = "college", _("学院")
        PARTNER = "partner", _("外部单位")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(_("代码"), max_length=40)
    name = models.CharField(_("名称"), max_length=80)
    name_en = models.CharField(_("英文名称"), max_length=120, blank=True)
    kind = models.CharField(_("类别"), max_length=12, choices=Kind.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = PathField(unique=True)
    outside = models.BooleanField(_("校外单位"), default=False)
    closed_on = models.DateField(_("撤销日期"), null=True, blank=True)

    class Meta:
        indexes: ClassVar = [GistIndex(fields=["path"], name="unit_path_gist")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["code"], name="unit_code_once")]

    def __str__(self) -> str:
        return self.name


class Employment(models.Model):
    """A period in which a person belongs to a unit (staff by post, students by college)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="employments")
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="employments")
    post = models.CharField(_("岗位"), max_length=60, blank=True)
    starts_on = models.DateField(_("起始日"))
    ends_on = models.DateField(_("终止日"), null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="employment_period"
            ),
            ExclusionConstraint(
                name="employment_once",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    (days(), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.unit_id}"


class Role(models.Model):
    """A bundle of permissions the office names and edits."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(_("代码"), max_length=60, unique=True)
    title = models.CharField(_("角色"), max_length=80)
    permissions = ArrayField(models.CharField(max_length=80), default=list)

    def __str__(self) -> str:
        return self.title


class Grant(models.Model):
    """A role given to a person over a scope (a subtree of units or of places, or everywhere) for a period."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="grants")
    role = models.ForeignKey(Role, models.PROTECT, related_name="grants")
    unit = models.ForeignKey(OrgUnit, models.PROTECT, null=True, blank=True)
    place_path = PathField(null=True, blank=True)
    starts_on = models.DateField(_("起始日"))
    ends_on = models.DateField(_("终止日"), null=True, blank=True)
    given_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="grants_given")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="grant_period"
            ),
            models.CheckConstraint(condition=Q(unit=None) | Q(place_path=None), name="grant_one_scope"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.role_id}"


class StandIn(models.Model):
    """A deputy who acts for a principal for a period; every deed names both."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    principal = models.ForeignKey(Person, models.PROTECT, related_name="stand_ins")
    deputy = models.ForeignKey(Person, models.PROTECT, related_name="standing_in")
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    reason = models.CharField(_("事由"), max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="stand_in_period"),
            models.CheckConstraint(condition=~Q(principal=F("deputy")), name="stand_in_other"),
            ExclusionConstraint(
                name="stand_in_once",
                expressions=[
                    ("principal", RangeOperators.EQUAL),
                    ("deputy", RangeOperators.EQUAL),
                    (instants("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(ended_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.principal_id} -> {self.deputy_id}"
