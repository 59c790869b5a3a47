"""What a delivery says, in the reader's language; names are read anew, so an erased person is gone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from houqin.kernel.lifecycle.models import Case
from houqin.kernel.notices.letters import Letter
from houqin.kernel.notices.models import Delivery
from houqin.kernel.notices.queries import declared_notices
from houqin.kernel.people.models import Person
from houqin.kernel.registry.feature import Notice
from houqin.kernel.registry.house import house

UNKNOWN = "—"
MATTER_PATH = "/m/{number}/"
SHOWN_IN_DIGEST = 100


@dataclass(frozen=True, slots=True)
class Words:
    """A delivery in words: title, sentence, the matter's number ("" where it is about none)."""

    delivery: Delivery
    title: str
    body: str
    number: str
    icon: str

    @property
    def path(self) -> str:
        """The address of the matter within the site, "" where it is about none."""
        return MATTER_PATH.format(number=self.number) if self.number else ""


class _Gaps(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return UNKNOWN


def in_words(deliveries: Sequence[Delivery]) -> list[Words]:
    """Render deliveries in the active language, with two queries however many they are."""
    found = Case.objects.filter(pk__in={each.subject for each in deliveries}).select_related("place")
    cases = {case.pk: case for case in found}
    actors = {each.actor for each in deliveries if each.actor}
    names = dict(Person.objects.filter(pk__in=actors).values_list("pk", "name"))
    declared = declared_notices()
    return [_words(each, declared.get(each.rule), cases.get(each.subject), names) for each in deliveries]


def letter(parcel: Sequence[Delivery], address: str) -> Letter:
    """Return one letter for a delivery, or one digest for several of the same person, in their language."""
    person = parcel[0].person
    with override(person.language):
        said = in_words(parcel)
        title = (
            one_line(f"{said[0].title} {said[0].number}") if len(parcel) == 1 else _digest_title(len(parcel))
        )
        parts = [_paragraph(words) for words in said[:SHOWN_IN_DIGEST]]
        if len(said) > SHOWN_IN_DIGEST:
            parts.append(_("还有更多，请登录系统在“消息”中查看。"))
        parts.append(_("这是系统自动发送的邮件。可以登录后在“消息”的“接收设置”中选择接收哪些邮件。"))
    return Letter(
        id=letter_id(parcel), to=address, title=title, text="\n\n".join(parts), language=person.language,
        urgent=any(each.urgent for each in parcel),
    )  # fmt: skip


def letter_id(parcel: Sequence[Delivery]) -> UUID:
    """Return a letter's id: the delivery's own, or one made of all ids of a digest; the same on every try."""
    ids = sorted(each.pk for each in parcel)
    return ids[0] if len(ids) == 1 else uuid5(ids[0], " ".join(map(str, ids)))


def one_line(text: str) -> str:
    """Return a text fit for a mail header: no line breaks, no control characters."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _digest_title(count: int) -> str:
    sentence = ngettext("今天有 {count} 条消息", "今天有 {count} 条消息", count)
    return sentence.format(count=count)


def _paragraph(words: Words) -> str:
    root = str(getattr(settings, "HOUQIN_ADDRESS", "")).rstrip("/")
    return f"{words.body}\n{root}{words.path}" if root and words.path else words.body


def _words(each: Delivery, notice: Notice | None, case: Case | None, names: Mapping[UUID, str]) -> Words:
    matter = house().matters.get(each.kind)
    title = str(notice.title) if notice else _("消息")
    body = str(notice.body) if notice else _("{number} {title}")
    gaps = _Gaps(
        each.facts
        | {
            "number": case.number if case else UNKNOWN,
            "title": case.title if case else UNKNOWN,
            "place": _place(case),
            "who": names.get(each.actor, UNKNOWN) if each.actor else _("系统"),
            "state": _state(matter, each.after),
        }
    )
    return Words(
        each, title, body.format_map(gaps), case.number if case else "", matter.icon if matter else "bell"
    )


def _state(matter: Any, state: str) -> str:
    look = matter.lifecycle.states.get(state) if matter else None
    return str(look.title) if look else state or UNKNOWN


def _place(case: Case | None) -> str:
    if case is None or case.place is None:
        return UNKNOWN
    return str(case.place)
