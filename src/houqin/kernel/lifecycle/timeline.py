"""The story of a case as people read it: each happening with its sentence, who, when, and its words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from houqin.kernel.lifecycle.declare import Declaration
from houqin.kernel.lifecycle.models import Attachment, Case
from houqin.kernel.people.models import Person
from houqin.kernel.registry.house import house
from houqin.kernel.trail.models import Happening
from houqin.kernel.trail.queries import timeline as happenings_of
from houqin.kernel.trail.record import read

ANSWERS = {
    "handoff_accept": _("移交出去的事已被接收"),
    "handoff_refuse": _("移交出去的事没有被接收"),
    "handoff_unused": _("移交没有成功：这里没有启用接收它的服务"),
    "handoff_finish": _("移交出去的事已办结"),
}
"""What a sender's case is told of its hand-offs."""
MEETING_CARRIED = _(
    "会议通过：应到 %(entitled)s 人，实到 %(present)s 人，同意 %(in_favour)s 票，反对 %(against)s 票"
)
MEETING_REFUSED = _(
    "会议未通过：应到 %(entitled)s 人，实到 %(present)s 人，同意 %(in_favour)s 票，反对 %(against)s 票"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the story; `note` is personal and vanishes when the person is erased."""

    at: datetime
    sentence: str
    verb: str
    who: str
    on_behalf_of: str
    note: str
    facts: Mapping[str, Any]
    files: Sequence[Attachment]

    @property
    def who_line(self) -> str:
        """Who did it, and for whom."""
        if not self.on_behalf_of:
            return self.who
        return gettext("%(who)s（代 %(principal)s）") % {"who": self.who, "principal": self.on_behalf_of}


def story(lifecycle: Declaration, case: Case, apart: Collection[UUID] = ()) -> list[Entry]:
    """Return what happened to a case, newest first; reads and messages are told elsewhere.

    So are deeds with a dot in their name: what another package did beside the case ("surveys.remind"). Of the people
    kept `apart` the reader learns what they did as those who asked, not who they are nor their words.
    """
    happenings = [
        each for each in happenings_of(case.pk) if each.verb not in {"read", "write"} and "." not in each.verb
    ]
    names = _names(happenings)
    files = list(Attachment.objects.filter(case_id=case.pk).select_related("file").order_by("at"))
    words = {each.pk: read(each) for each in happenings if each.digest}
    entries = []
    for each in happenings:
        covered = each.actor in apart and _by_who_asked(lifecycle, each.verb)
        private = {} if covered else words.get(each.pk) or {}
        entries.append(
            Entry(
                at=each.at,
                sentence=_sentence(lifecycle, each),
                verb=each.verb,
                who=gettext("另一位") if covered else names.get(each.actor, "") if each.actor else "",
                on_behalf_of="" if covered or not each.on_behalf_of else names.get(each.on_behalf_of, ""),
                note=str(private.get("note", "")),
                facts=each.facts,
                files=[]
                if covered
                else [file for file in files if file.at == each.at and file.by_id not in apart],
            )
        )
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _by_who_asked(lifecycle: Declaration, verb: str) -> bool:
    """Whether a deed is one of those who asked, not of those at work."""
    if verb not in lifecycle:
        return True
    return house().permissions[lifecycle[verb].permission].holder in {"applicant", "participant", "anyone"}


def _sentence(lifecycle: Declaration, each: Happening) -> str:
    if each.verb == "open":
        return str(lifecycle.opened)
    if each.verb == "nudge":
        return gettext("催办了一次")
    if each.verb == "erased":
        return gettext("个人信息已按规定清除")
    if "in_favour" in each.facts:
        words = MEETING_REFUSED if each.verb == "refuse" else MEETING_CARRIED
        return str(words % each.facts)
    if each.verb in lifecycle.beside:
        return str(lifecycle.beside[each.verb])
    if each.verb in ANSWERS:
        return str(ANSWERS[each.verb])
    return str(lifecycle[each.verb].done) if each.verb in lifecycle else each.verb


def _names(happenings: Sequence[Happening]) -> dict[Any, str]:
    ids = {one for each in happenings for one in (each.actor, each.on_behalf_of) if one is not None}
    return dict(Person.objects.filter(pk__in=ids).values_list("pk", "name"))
