"""Turns happenings into deliveries, in the transaction of the trail's cursor, so that none is lost."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from houqin.kernel.notices import timing
from houqin.kernel.notices.audience import Audiences
from houqin.kernel.notices.channels import CHANNELS, Channel
from houqin.kernel.notices.models import APP, Delivery, NoticeRule, Preference
from houqin.kernel.notices.queries import rules_in_force
from houqin.kernel.people.models import Person
from houqin.kernel.registry.feature import Notice
from houqin.kernel.registry.house import house
from houqin.kernel.trail.models import Happening

ANY_KIND = "*"
Hit = tuple[Happening, Notice, UUID]


def fan_out(happenings: Sequence[Happening]) -> None:
    """Write the deliveries of a batch; a batch read twice writes nothing new.

    History that was replayed (imports, demo data) wakes nobody: a day late it only enters the inbox, a week
    late not even that.
    """
    fresh = [each for each in happenings if each.recorded_at - each.at <= timing.OLD_HISTORY]
    declared = _by_deed()
    told = [each for each in fresh if declared[each.kind, each.verb] or declared[ANY_KIND, each.verb]]
    if not told:
        return
    rules = rules_in_force()
    hits = list(_hits(told, declared, rules))
    people = Person.objects.filter(erased_at=None).in_bulk({person for _happening, _notice, person in hits})
    wishes = Preference.objects.in_bulk(people)
    rows = (
        row
        for happening, notice, person in hits
        if person in people
        for row in _rows(happening, notice, rules[notice.key], people[person], wishes.get(person))
    )
    Delivery.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)


def _by_deed() -> Mapping[tuple[str, str], list[Notice]]:
    found: dict[tuple[str, str], list[Notice]] = defaultdict(list)
    for notice in sorted(house().each("notices"), key=lambda one: not one.urgent):
        for verb in notice.verbs:
            found[notice.kind, verb].append(notice)
    return found


def _hits(
    told: Sequence[Happening],
    declared: Mapping[tuple[str, str], list[Notice]],
    rules: Mapping[str, NoticeRule],
) -> Iterator[Hit]:
    """Iterate over whom to tell; two notices of one deed reach a person once, by the more urgent one."""
    audiences = Audiences(told)
    for each in told:
        reached: set[UUID] = set()
        for notice in (*declared[each.kind, each.verb], *declared[ANY_KIND, each.verb]):
            if rules[notice.key].enabled:
                for person in sorted(audiences.of(notice, each) - reached):
                    yield each, notice, person
                reached |= audiences.of(notice, each)


def _rows(
    happening: Happening, notice: Notice, rule: NoticeRule, person: Person, wish: Preference | None
) -> Iterator[Delivery]:
    if APP in rule.channels:
        row = _row(happening, notice, person, APP)
        row.state, row.sent_at = Delivery.State.SENT, happening.recorded_at
        yield row
    if happening.recorded_at - happening.at > timing.HISTORY:
        return
    wish = wish or Preference(person=person)
    for name in rule.channels:
        channel = CHANNELS.get(name)
        if channel is not None and _wanted(channel, notice, person, wish, urgent=_urgent(happening, notice)):
            yield _timed(_row(happening, notice, person, name), rule, wish)


def _wanted(channel: Channel, notice: Notice, person: Person, wish: Preference, *, urgent: bool) -> bool:
    if not channel.ready() or not channel.address(person):
        return False
    return urgent or (wish.mail and notice.key not in wish.muted)


def _timed(row: Delivery, rule: NoticeRule, wish: Preference) -> Delivery:
    if row.urgent:
        return row
    if rule.digest or wish.digest:
        row.digest_on = timing.digest_day(row.next_at)
        row.next_at = timing.digest_at(row.digest_on)
    elif wish.quiet:
        row.next_at = timing.awake(row.next_at)
    return row


def _urgent(happening: Happening, notice: Notice) -> bool:
    """Whether it may wake people: by the notice, or by a deed that says so of itself."""
    return notice.urgent or happening.facts.get("urgent") is True


def _row(happening: Happening, notice: Notice, person: Person, channel: str) -> Delivery:
    return Delivery(
        happening=happening.pk, person=person, channel=channel, rule=notice.key, urgent=_urgent(happening, notice),
        subject=happening.subject, kind=happening.kind, after=happening.after, actor=happening.actor,
        facts=happening.facts, at=happening.at, next_at=happening.recorded_at,
    )  # fmt: skip
