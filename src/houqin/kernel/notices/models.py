"""Notices as data: rules the office edits, what each person prefers, and one row for each delivery."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.ids import new_id
from houqin.kernel.people.models import Person

APP = "app"
"""The channel that needs no sending: the inbox inside the system."""


class NoticeRule(models.Model):
    """The office's own copy of a declared notice: is it sent, by which channels, at once or gathered."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=80, unique=True, editable=False)
    enabled = models.BooleanField(_("启用"), default=True)
    channels = ArrayField(models.CharField(max_length=16), verbose_name=_("渠道"), default=list)
    digest = models.BooleanField(_("汇总成每日一封"), default=False)

    def __str__(self) -> str:
        return self.key


class Preference(models.Model):
    """What one person wants outside the inbox; urgent notices come all the same."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="+")
    mail = models.BooleanField(_("接收邮件"), default=True)
    digest = models.BooleanField(_("非紧急的邮件合并为每天一封"), default=False)
    quiet = models.BooleanField(_("夜间（22:00–7:00）不打扰"), default=True)
    muted = ArrayField(models.CharField(max_length=80), default=list, blank=True)


class Delivery(models.Model):
    """One happening told to one person by one channel. No personal words: rendering reads those anew."""

    class State(models.TextChoices):
        WAITING = "waiting", _("待发送")
        SENT = "sent", _("已送达")
        DEAD = "dead", _("发送失败")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    happening = models.UUIDField()
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    channel = models.CharField(max_length=16)
    rule = models.CharField(max_length=80)
    urgent = models.BooleanField(default=False)
    subject = models.UUIDField()
    kind = models.CharField(max_length=40)
    after = models.CharField(max_length=24, blank=True)
    actor = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    next_at = models.DateTimeField()
    digest_on = models.DateField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=200, blank=True)
    error = models.CharField(max_length=500, blank=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["happening", "person", "channel"], name="delivery_once"),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="delivery_sent_when"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["next_at", "id"], name="delivery_waiting", condition=Q(state="waiting")),
            models.Index(fields=["person", "-at", "-id"], name="delivery_inbox", condition=Q(channel="app")),
            models.Index(fields=["person"], name="delivery_unread", condition=Q(channel="app", read_at=None)),
            models.Index(fields=["-at"], name="delivery_dead", condition=Q(state="dead")),
            models.Index(fields=["at"], name="delivery_by_age"),
        ]
