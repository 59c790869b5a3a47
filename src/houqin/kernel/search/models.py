"""One table of everything that can be found, with who may find it in the same row."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func

from houqin.kernel.base.ids import new_id
from houqin.kernel.registry.tree import PathField


class Words(Func):
    """The database function that turns a row's texts into what is searched."""

    function = "search_vector"
    output_field = SearchVectorField()


class SearchRow(models.Model):
    """A thing that can be found: by everybody (`public`), by named people, or by permission over a unit or place."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    subject = models.UUIDField()
    title = models.CharField(max_length=300)
    subtitle = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=300)
    pinyin = models.TextField(blank=True)
    public = models.BooleanField(default=False)
    people = ArrayField(models.UUIDField(), default=list)
    permissions = ArrayField(models.CharField(max_length=80), default=list)
    unit_path = PathField(null=True)
    place_path = PathField(null=True)
    updated_at = models.DateTimeField()
    words = models.GeneratedField(
        expression=Words(F("title"), F("subtitle"), F("body"), F("pinyin")),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["subject", "kind"], name="search_row_once")]
        indexes: ClassVar = [
            GinIndex(fields=["words"], name="search_words", fastupdate=False),
            GinIndex(fields=["people"], name="search_people", fastupdate=False),
            models.Index(fields=["-updated_at", "-id"], name="search_newest"),
        ]

    def __str__(self) -> str:
        return self.title
