"""Technicians as a dispatcher chooses among them: who is on duty or in a shift first, who is on leave last, who may."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.translation import gettext as _

from houqin.kernel.base.clock import SHANGHAI, local_date
from houqin.kernel.people.models import Person
from houqin.services.repairs.models import Category, Trade, TradeCertificate
from houqin.services.rosters.models import CertificateKind
from houqin.services.rosters.queries import standing
from houqin.services.rosters.rules import Standing


def visible_to(people: Collection[UUID], at: datetime) -> Mapping[UUID, Standing]:
    """Return how each technician stands now; the dispatcher sees those they may give work to."""
    return standing.visible_to(people, at)


def in_order(people: QuerySet[Person], standings: Mapping[UUID, Standing]) -> QuerySet[Person]:
    """Return people by how they stand, then by name."""
    ranks: dict[int, list[UUID]] = {}
    for pk, one in standings.items():
        ranks.setdefault(one.rank, []).append(pk)
    rank = Case(
        *(When(pk__in=pks, then=Value(number)) for number, pks in ranks.items()),
        default=Value(2),
        output_field=IntegerField(),
    )
    return people.order_by(rank, "pinyin", "id")


def in_words(one: Standing) -> str:
    """Return how somebody stands: on duty, the shift, or until when on leave; nothing where nothing is known."""
    if one.leave_until is not None:
        until = one.leave_until.astimezone(SHANGHAI)
        return _("请假至 %(until)s") % {"until": f"{until:%m-%d %H:%M}"}
    return _("在岗") if one.on_duty else one.shift


def wanted(category: Category) -> CertificateKind | None:
    """Return the certificate that the work of a fault's trade wants."""
    found = TradeCertificate.objects.filter(trade=category.trade_id).select_related("kind").first()
    return found.kind if found else None


def certified(people: Collection[UUID], kind: CertificateKind, at: datetime) -> frozenset[UUID]:
    """Return who of these people holds a valid certificate of a kind today."""
    return standing.certified(people, kind, local_date(at))


def wants_of_trades(person: Person, at: datetime) -> Sequence[tuple[Trade, CertificateKind | None]]:
    """Return every trade with the certificate it wants, for whoever edits that."""
    known = {one.trade_id: one.kind for one in TradeCertificate.objects.select_related("kind")}
    return [(trade, known.get(trade.code)) for trade in Trade.objects.order_by("order", "code")]
