"""Files as evidence: by content, private by default."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.ids import new_id
from houqin.kernel.people.models import Person


class File(models.Model):
    """A stored file. Its bytes lie under their SHA-256; what it was called is only shown, never trusted.

    One content may have a row for each person who brought it, so that nobody sees another's file name; the
    same person's same file is one row, so that it cannot count twice.
    """

    class Kind(models.TextChoices):
        PHOTO = "photo", _("照片")
        DOCUMENT = "document", _("文件")
        VOUCHER = "voucher", _("凭证原件")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    name = models.CharField(max_length=200)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["sha256"], name="file_by_content")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["by", "sha256", "kind"], name="file_once_a_person"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="file_sha256_hex"),
            models.CheckConstraint(condition=Q(size__gt=0), name="file_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """Whether a small picture of it can be made."""
        return self.media_type.startswith("image/")
