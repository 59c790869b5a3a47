"""The toy lifecycle as an installed service: its matter and its notices; and happenings as the relay hands them."""

from datetime import datetime, timedelta
from uuid import UUID

from houqin.kernel.lifecycle.models import Case
from houqin.kernel.lifecycle.queries import sight
from houqin.kernel.lifecycle.tests.toy import TOY
from houqin.kernel.people.models import Person
from houqin.kernel.registry.feature import Feature, Matter, Notice
from houqin.kernel.trail.models import Happening

SEE = ("lifecycle.routes",)

TOY_FEATURE = Feature(
    name="toy",
    title="试验",
    matters=(
        Matter(
            lifecycle=TOY,
            model=Case,
            visible_to=lambda person, at: Case.objects.filter(sight(person, at, SEE), kind=TOY.kind),
            moves={},
            see=SEE,
        ),
    ),
    notices=(
        Notice("toy.opened", "新的试验", "test.toy", ("open",), "permission",
               "{who} 在{place}提出了“{title}”（{number}），请派人。", permission="lifecycle.routes",
               channels=("app", "mail")),
        Notice("toy.assigned", "已派人", "test.toy", ("assign",), "applicant", "“{title}”现在{state}。{missing}",
               channels=("app", "mail")),
        Notice("toy.danger", "危险", "test.toy", ("give_up",), "applicant", "“{title}”有危险。",
               channels=("app", "mail"), urgent=True),
        Notice("toy.given_up", "退单", "test.toy", ("give_up",), "applicant", "退了。", channels=("app", "mail")),
        Notice("toy.seat", "待表态", "test.toy", ("submit",), "permission", "请表态。", permission="lifecycle.decide"),
    ),
)  # fmt: skip


def happenings(subject: UUID, verb: str = "", recorded: datetime | None = None) -> list[Happening]:
    """Return a subject's happenings as if they had been recorded at once (or at `recorded`)."""
    found = list(Happening.objects.filter(subject=subject).order_by("at", "version"))
    for each in found:
        each.recorded_at = recorded or each.at + timedelta(seconds=1)
    return [each for each in found if verb in ("", each.verb)]


def reachable(person: Person, address: str, language: str = "zh-hans") -> Person:
    """Give a person a mail address and a language."""
    person.email, person.language = address, language
    person.save(update_fields=["email", "language"])
    return person
