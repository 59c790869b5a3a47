"""The rule book of the seals: what may be asked for, stamped, carried out and handed over.

Source: 《公章使用管理实施细则》 (the office's rules on the use of official seals). Numbers that an office
sets itself (copies allowed, routes, deadlines) are data, not here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from houqin.kernel.base.refused import Refused

CODE_LENGTH = 8
AT_REST = frozenset({"in_use"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What an application asks for, as the guards see it."""

    seal: str
    seal_state: str
    copies: int
    most_copies: int
    blank: bool
    pages_found: int | None = None
    pages_said: int | None = None
    out: bool = False
    may_go_out: bool = True
    escort_is_staff: bool = True
    escort_is_applicant: bool = False
    untold: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Presented:
    """What lies before the keeper: the seal, the approved paper and the paper that was brought."""

    seal: str
    seal_state: str
    kept_by: str
    is_keeper: bool
    copies: int
    approved_copies: int
    fingerprint: str
    brought: str = ""
    code: str = ""
    goes_out: bool = False


@dataclass(frozen=True, slots=True)
class Succession:
    """Who shall keep a seal from now on."""

    same_as_before: bool
    is_own_deputy: bool
    without_role: tuple[str, ...] = ()


def check_code(fingerprint: str) -> str:
    """Return the code on the approval slip: the first eight hex digits of the document's SHA-256."""
    return fingerprint[:CODE_LENGTH].upper()


def same_code(typed: str, fingerprint: str) -> bool:
    """Tell whether a code read from paper is the approved one; spaces, dashes, small letters are no fault."""
    return "".join(letter for letter in typed.upper() if letter.isalnum()) == check_code(fingerprint)


def seal_at_rest(facts: "Asked | Presented") -> Iterator[Refused]:
    """A seal that is carried out, suspended, lost or retired stamps nothing and can be asked for nothing."""
    if facts.seal_state not in AT_REST:
        yield Refused(f"seals.seal_{facts.seal_state}", seal=facts.seal, field="seal")


def paper_has_content(facts: Asked) -> Iterator[Refused]:
    """Blank paper is never stamped; what the paper says must be there when it is approved."""
    if facts.blank:
        yield Refused("seals.blank_paper", field="document")


def pages_agree(facts: Asked) -> Iterator[Refused]:
    """The pages asked for are the pages brought; a PDF or a scan counts its own."""
    if facts.pages_found is None and facts.pages_said is None:
        yield Refused("seals.pages_unknown", field="pages")
    elif facts.pages_found is not None and facts.pages_said not in (None, facts.pages_found):
        yield Refused("seals.pages_differ", found=facts.pages_found, said=facts.pages_said, field="pages")


def copies_within_kind(facts: Asked) -> Iterator[Refused]:
    """Each kind of matter has its greatest number of copies."""
    if facts.copies > facts.most_copies:
        yield Refused("seals.too_many_copies", most=facts.most_copies, field="copies")


def may_be_carried_out(facts: Asked) -> Iterator[Refused]:
    """A seal leaves its room only for kinds that allow it, with a member of staff, not the applicant."""
    if not facts.out:
        return
    if not facts.may_go_out:
        yield Refused("seals.stays_here", field="destination")
    if facts.escort_is_applicant:
        yield Refused("seals.escort_is_applicant", field="escort")
    elif not facts.escort_is_staff:
        yield Refused("seals.escort_not_staff", field="escort")


def trip_told_whole(facts: Asked) -> Iterator[Refused]:
    """A trip is approved as a whole: where to, with whom, back when; half of one is none to approve."""
    for field in facts.untold:
        yield Refused("seals.trip_half_told", field=field)


def reasons_against(asked: Asked) -> list[Refused]:
    """Return all reasons why an application cannot be made."""
    rules = (
        seal_at_rest,
        paper_has_content,
        pages_agree,
        copies_within_kind,
        may_be_carried_out,
        trip_told_whole,
    )
    return [reason for rule in rules for reason in rule(asked)]


def own_keeper(facts: Presented) -> Iterator[Refused]:
    """Only the keeper named in the register and the deputy lay hands on a seal."""
    if not facts.is_keeper:
        yield Refused("seals.not_its_keeper", seal=facts.seal, keeper=facts.kept_by)


def copies_as_approved(facts: Presented) -> Iterator[Refused]:
    """No more copies are stamped than were approved, and at least one."""
    if not 1 <= facts.copies <= facts.approved_copies:
        yield Refused("seals.more_than_approved", approved=facts.approved_copies, field="copies")


def paper_as_approved(facts: Presented) -> Iterator[Refused]:
    """What is stamped is what was approved: the same file, or paper with the code of the approval slip."""
    approved = check_code(facts.fingerprint)
    if not facts.brought and not facts.code.strip():
        yield Refused("seals.nothing_presented", field="code")
    if facts.brought and facts.brought != facts.fingerprint:
        brought = check_code(facts.brought)
        yield Refused("seals.document_changed", approved=approved, brought=brought, field="presented")
    if facts.code.strip() and not same_code(facts.code, facts.fingerprint):
        yield Refused("seals.code_differs", field="code")


def stamped_where_approved(facts: Presented) -> Iterator[Refused]:
    """What was approved for out of house is registered with its trip, not as stamped at the desk."""
    if facts.goes_out:
        yield Refused("seals.goes_out")


def copies_outside(facts: Presented) -> Iterator[Refused]:
    """A seal that was carried out has stamped no more than was approved; it may come back unused."""
    if not 0 <= facts.copies <= facts.approved_copies:
        yield Refused("seals.more_than_approved", approved=facts.approved_copies, field="copies")


def worthy_successor(facts: Succession) -> Iterator[Refused]:
    """A seal gets another keeper or deputy, both hold the role and are two people."""
    if facts.same_as_before:
        yield Refused("seals.same_keeper", field="keeper")
    if facts.is_own_deputy:
        yield Refused("seals.deputy_is_keeper", field="deputy")
    for name in facts.without_role:
        yield Refused("seals.keeper_without_role", name=name, field="keeper")


def median(durations: list[timedelta]) -> timedelta | None:
    """Return the middle duration (the mean of the two middle ones), None of nothing."""
    if not durations:
        return None
    ordered, half = sorted(durations), len(durations) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def working_days(minutes: int, day_minutes: int) -> int:
    """Return how many working days of so many minutes hold a number of working minutes; a begun day counts."""
    return -(-minutes // day_minutes)


def is_overdue(due_at: datetime, returned_at: datetime | None, at: datetime) -> bool:
    """Tell whether a seal came back, or is still out, after its hour."""
    return (returned_at or at) > due_at
