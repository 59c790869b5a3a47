"""The journal: entries and their postings, only ever added, and what is derived from them."""

from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Func, Q

from houqin.kernel.base.ids import new_id
from houqin.kernel.money.models.account import Account
from houqin.kernel.people.models import Person
from houqin.kernel.trail.fields import XactField


class Entry(models.Model):
    """One movement of money. `fen` is its credits' sum; `request` tells repeats from other requests of the key.

    `booked_on` is the accounting date. `seq` numbers entries as they were written, for the daily hash.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seq = models.BigIntegerField(editable=False)
    source = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    at = models.DateTimeField()
    booked_on = models.DateField()
    reason = models.CharField(max_length=40)
    note = models.CharField(max_length=200, blank=True)
    fen = models.BigIntegerField()
    subject = models.UUIDField(null=True)
    by = models.ForeignKey(
        Person, models.PROTECT, null=True, db_constraint=False, related_name="+", db_index=False
    )
    on_behalf_of = models.UUIDField(null=True)
    reverses = models.ForeignKey(
        "self", models.PROTECT, null=True, db_constraint=False, related_name="reversals", db_index=False
    )
    request = models.BinaryField()
    digest = models.BinaryField()
    xact = XactField(db_default=Func(function="pg_current_xact_id", output_field=XactField()), editable=False)

    class Meta:
        indexes: ClassVar = [
            BrinIndex(fields=["seq"], name="money_entry_seq"),
            models.Index(fields=["reverses"], name="money_reversals", condition=Q(reverses__isnull=False)),
            models.Index(fields=["subject"], name="money_entry_subject", condition=Q(subject__isnull=False)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "key"], name="money_entry_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.key}"


class Posting(models.Model):
    """A line of an entry. `balance_after` is how a counted account then stood; None where it is append-only."""

    pk = models.CompositePrimaryKey("entry_id", "line")
    entry = models.ForeignKey(
        Entry, models.PROTECT, related_name="postings", db_constraint=False, db_index=False
    )
    line = models.SmallIntegerField()
    seq = models.BigIntegerField(editable=False)
    account = models.ForeignKey(
        Account, models.PROTECT, related_name="postings", db_constraint=False, db_index=False
    )
    fen = models.BigIntegerField()
    balance_after = models.BigIntegerField(null=True)
    booked_on = models.DateField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account", "seq"], name="money_posting_account"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.fen}"


class Refunded(models.Model):
    """How much of an entry has come back; the counter that bounds its reversals."""

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, related_name="refunded")
    fen = models.BigIntegerField(default=0)
    total = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(fen__gte=0, fen__lte=F("total")), name="money_refunded")
        ]

    def __str__(self) -> str:
        return f"{self.fen} / {self.total}"


class Snapshot(models.Model):
    """An append-only account's balance over all its postings up to `upto`, which are final."""

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    upto = models.BigIntegerField()
    balance = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "upto"], name="money_snapshot_once")
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.balance}"


class Mark(models.Model):
    """How far entries and postings are final, and the next numbers, final once all before `xact` has ended."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    entry_seq = models.BigIntegerField(default=0)
    posting_seq = models.BigIntegerField(default=0)
    xact = XactField(default=0)
    final_entry = models.BigIntegerField(default=0)
    final_posting = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.final_entry)


class Seal(models.Model):
    """A day's hash over the entries that became final since the seal before, chained to that seal's hash."""

    day = models.DateField(primary_key=True)
    since = models.BigIntegerField()
    upto = models.BigIntegerField()
    entries = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["since", "upto", "day"], name="money_seal_span"),
            models.CheckConstraint(condition=Q(upto__gte=F("since")), name="money_seal_order"),
        ]

    def __str__(self) -> str:
        return str(self.day)
