"""On what terms one rates now, and which tags there are to press; known to everybody."""

from datetime import datetime

from django.db.models import QuerySet

from houqin.kernel.base.refused import Refused
from houqin.services.surveys.models import Tag, Terms


def in_force(at: datetime) -> Terms:
    """Return the edition in force; raises `Refused` where there is none."""
    found = Terms.objects.filter(since__lte=at).order_by("-since", "-number").first()
    if found is None:
        raise Refused("surveys.no_terms")
    return found


def editions() -> QuerySet[Terms]:
    """Return all editions, the newest first."""
    return Terms.objects.select_related("made_by").order_by("-number")


def tags_in_use() -> QuerySet[Tag]:
    """Return the tags in use, in their order."""
    return Tag.objects.filter(closed_on=None).order_by("order", "key")


def all_tags() -> QuerySet[Tag]:
    """Return every tag, closed ones too."""
    return Tag.objects.order_by("order", "key")


def tag_titles() -> dict[str, str]:
    """Return the words of every tag by key, in the reader's language."""
    return {tag.key: str(tag) for tag in all_tags()}
