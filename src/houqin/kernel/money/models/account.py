"""Accounts: whose, what for, with which limits. How they stand is a row of its own that no code here writes."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.ids import new_id
from houqin.kernel.money.rules import BUDGET_KINDS, Book, Kind
from houqin.kernel.people.models import OrgUnit, Person

IN_BUDGET = [kind.value for kind in BUDGET_KINDS]


class Account(models.Model):
    """An account in CNY. Owned by a person, a unit or a contractor (by key), or by nobody: the house itself.

    `floor` None: may fall without end. `ends_at`: a pot cannot be spent from then on. `purpose`: what a pot may be
    spent on, empty for anything. The database keeps kind, owner and `append_only` as they were at opening.
    """

    class Kinds(models.TextChoices):
        WALLET = Kind.WALLET.value, _("个人钱包")
        SUBSIDY = Kind.SUBSIDY.value, _("补贴")
        VOUCHER = Kind.VOUCHER.value, _("代金券")
        DEPOSIT = Kind.DEPOSIT.value, _("押金")
        PAYABLE = Kind.PAYABLE.value, _("应付服务单位")
        CLEARING = Kind.CLEARING.value, _("渠道清算")
        INCOME = Kind.INCOME.value, _("收入")
        EXPENSE = Kind.EXPENSE.value, _("支出")
        APPROPRIATION = Kind.APPROPRIATION.value, _("预算下达")
        BUDGET = Kind.BUDGET.value, _("可用预算")
        COMMITMENT = Kind.COMMITMENT.value, _("已占用预算")
        SPENT = Kind.SPENT.value, _("已支付预算")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("类型"), max_length=16, choices=Kinds.choices)
    book = models.CharField(max_length=8, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(OrgUnit, models.PROTECT, null=True, blank=True, related_name="+")
    contractor = models.CharField(_("服务单位"), max_length=60, blank=True)
    label = models.CharField(_("名称"), max_length=60, blank=True)
    append_only = models.BooleanField(default=False)
    floor = models.BigIntegerField(_("下限"), null=True, blank=True)
    ceiling = models.BigIntegerField(_("上限"), null=True, blank=True)
    purpose = models.CharField(_("用途"), max_length=40, blank=True)
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField(_("有效期至"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit", "kind"], name="money_by_unit")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "unit", "contractor", "kind", "label"], nulls_distinct=False,
                name="money_account_once",
            ),
            models.CheckConstraint(
                condition=(Q(person=None) & Q(unit=None))
                | (Q(unit=None) & Q(contractor=""))
                | (Q(person=None) & Q(contractor="")),
                name="money_one_owner",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=IN_BUDGET, book=Book.BUDGET.value)
                | (~Q(kind__in=IN_BUDGET) & Q(book=Book.MONEY.value)),
                name="money_book",
            ),
            models.CheckConstraint(
                condition=Q(floor=None) | Q(ceiling=None) | Q(floor__lte=F("ceiling")), name="money_limits"
            ),
            models.CheckConstraint(
                condition=Q(append_only=False) | (Q(ceiling=None) & (Q(floor=None) | Q(floor__lte=0))),
                name="money_append_only",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.label}".strip()


class Balance(models.Model):
    """How an account stands; written by the ledger's functions alone.

    `held` is set aside by holds, `coming` is what holds will bring. An append-only account's numbers stay zero here:
    it stands at its last snapshot and the tail.
    """

    account = models.OneToOneField(Account, models.PROTECT, primary_key=True, related_name="standing")
    balance = models.BigIntegerField(default=0)
    held = models.BigIntegerField(default=0)
    coming = models.BigIntegerField(default=0)
    floor = models.BigIntegerField(null=True)
    ceiling = models.BigIntegerField(null=True)
    append_only = models.BooleanField()
    closed = models.BooleanField(default=False)
    book = models.CharField(max_length=8)

    class Meta:
        constraints: ClassVar = [
            # a constraint is read anew for each statement: one for all, and short
            models.CheckConstraint(
                condition=Q(held__gte=0, coming__gte=0, floor__lte=F("balance") - F("held")),
                name="money_floor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.balance}"
