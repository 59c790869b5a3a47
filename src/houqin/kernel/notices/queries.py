"""Reads over notices: the inbox, what is unread, the rules in force, what could not be sent."""

from collections.abc import Mapping

from django.db.models import QuerySet

from houqin.kernel.notices.models import APP, Delivery, NoticeRule, Preference
from houqin.kernel.people.models import Person
from houqin.kernel.registry.feature import Notice
from houqin.kernel.registry.house import house


def visible_to(person: Person) -> QuerySet[Delivery]:
    """Return the messages in a person's own inbox; nobody reads another's."""
    return Delivery.objects.filter(person=person, channel=APP)


def unread_count(person: Person, most: int = 100) -> int:
    """Return how many messages a person has not read, counted up to `most`."""
    return visible_to(person).filter(read_at=None)[:most].count()


def dead_letters() -> QuerySet[Delivery]:
    """Return what could not be sent after all attempts, newest first; holders of `notices.rules` see it."""
    return Delivery.objects.filter(state=Delivery.State.DEAD).select_related("person").order_by("-at", "-id")


def declared_notices() -> Mapping[str, Notice]:
    """Return every declared notice by its key."""
    return {notice.key: notice for notice in house().each("notices")}


def rules_in_force() -> Mapping[str, NoticeRule]:
    """Return the rule of every declared notice; one declared since the last look gets its row now."""
    found = {rule.key: rule for rule in NoticeRule.objects.all()}
    declared = declared_notices()
    missing = [
        NoticeRule(key=key, channels=list(notice.channels))
        for key, notice in declared.items()
        if key not in found
    ]
    if missing:
        NoticeRule.objects.bulk_create(missing, ignore_conflicts=True)
        found = {rule.key: rule for rule in NoticeRule.objects.all()}
    return {key: found[key] for key in declared}


def preference_of(person: Person) -> Preference:
    """Return what a person prefers; the unsaved default where they never said."""
    return Preference.objects.filter(pk=person.pk).first() or Preference(person=person)
