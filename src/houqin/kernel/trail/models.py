"""The record of what happened: happenings, their sealed personal words, the chain, who has read how far."""

from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Func, Q

from houqin.kernel.base.ids import new_id
from houqin.kernel.trail.fields import XactField


class Happening(models.Model):
    """One deed. The table is partitioned by month, insert-only, and owned by a role the application is not.

    `at` is when it happened, `recorded_at` when it was written: replayed history differs in the two.
    `facts` never hold personal data; personal words lie sealed in `Private`, here only their salted `digest`.
    The database's primary key is (id, at), for a partitioned table must have its key's column in it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(
        db_default=Func(function="clock_timestamp", output_field=models.DateTimeField()), editable=False
    )
    xact = XactField(db_default=Func(function="pg_current_xact_id", output_field=XactField()), editable=False)
    subject = models.UUIDField()
    kind = models.CharField(max_length=40)
    verb = models.CharField(max_length=40)
    actor = models.UUIDField(null=True)
    on_behalf_of = models.UUIDField(null=True)
    before = models.CharField(max_length=24, blank=True)
    after = models.CharField(max_length=24, blank=True)
    version = models.PositiveIntegerField(default=0)
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    digest = models.BinaryField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject", "at"], name="trail_happening_subject"),
            models.Index(fields=["xact", "id"], name="trail_happening_xact"),
            BrinIndex(fields=["at"], name="trail_happening_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.verb}"


class SubjectKey(models.Model):
    """A subject's key, wrapped by the deployment's secret. Erasing empties it; later words get another."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject = models.UUIDField()
    wrapped = models.BinaryField(null=True)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "trail_subject_key"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject"], condition=Q(wrapped__isnull=False), name="trail_one_key"
            ),
            models.CheckConstraint(
                condition=Q(wrapped__isnull=True, destroyed_at__isnull=False)
                | Q(wrapped__isnull=False, destroyed_at__isnull=True),
                name="trail_key_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.subject)


class Private(models.Model):
    """The personal words of a happening, sealed with its subject's key; unreadable once the key is gone."""

    happening = models.OneToOneField(
        Happening, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="private"
    )
    subject = models.UUIDField(db_index=True)
    key = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")
    ciphertext = models.BinaryField()

    def __str__(self) -> str:
        return str(self.happening_id)


class Link(models.Model):
    """A happening's place in the chain: in commit order, each hash over the one before."""

    seq = models.BigIntegerField(primary_key=True)
    happening = models.UUIDField(unique=True)
    at = models.DateTimeField()
    linked_at = models.DateTimeField()
    hash = models.BinaryField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["at"], name="trail_link_at")]

    def __str__(self) -> str:
        return str(self.seq)


class RelayState(models.Model):
    """How far the one relay has come: everything up to (`horizon`, `horizon_id`) is in the chain.

    `cluster` is the server's own identifier: in a restored copy transactions count anew.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    horizon = XactField()
    horizon_id = models.UUIDField()
    cluster = models.BigIntegerField()

    class Meta:
        db_table = "trail_relay_state"

    def __str__(self) -> str:
        return str(self.horizon)


class Cursor(models.Model):
    """How far a subscriber has read the chain, and what last went wrong for it.

    Up to `careful_until` it gets one happening at a time: in a batch that far it failed.
    """

    name = models.CharField(primary_key=True, max_length=80)
    seq = models.BigIntegerField(default=0)
    careful_until = models.BigIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    retry_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} {self.seq}"
