"""How receipts are found by the search of the whole site."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from houqin.kernel.money.rules import yuan
from houqin.kernel.registry.feature import SearchEntry, SearchSource
from houqin.services.cashier.models import Receipt

KIND = "cashier.receipt"


def receipt_entries(ids: Iterable[UUID]) -> Iterator[tuple[UUID, SearchEntry]]:
    """Return what may be found of receipts: by the person they are for, and by who sees the ledger."""
    for each in Receipt.objects.filter(pk__in=ids).with_all():
        whose = each.person or each.unit
        yield (
            each.pk,
            SearchEntry(
                title=f"{each.get_kind_display()} {yuan(each.fen)}",
                subtitle=f"{each.number} · {whose or ''}".strip(" ·"),
                body=each.what,
                url=reverse("cashier:receipt", args=[each.number]),
                people=[str(one) for one in (each.person_id, each.by_id) if one],
                permission="money.see",
            ),
        )


SEARCH = (SearchSource(KIND, _("收据"), "receipt", receipt_entries, Receipt),)
