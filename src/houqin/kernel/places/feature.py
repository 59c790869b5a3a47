"""Places in the house."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from houqin.kernel.places.models import Place
from houqin.kernel.places.refusals import REFUSALS
from houqin.kernel.registry.feature import (
    Feature,
    MenuItem,
    Permission,
    Retention,
    Role,
    SearchEntry,
    SearchSource,
)

ADMIN = _("系统管理")
PLACES = pgettext_lazy("名录", "地点")


def search_entries(ids: Iterable[Any]) -> Iterator[tuple[Any, SearchEntry]]:
    """Yield places as search entries, for those who keep the register; closed ones yield nothing."""
    for place in Place.objects.filter(pk__in=list(ids), closed_on=None):
        yield (
            place.pk,
            SearchEntry(
                title=place.full_name,
                subtitle=str(place.get_kind_display()),
                body=place.findable,
                url=reverse("admin-place", args=[place.pk]),
                permission="places.edit",
                place_path=place.path,
            ),
        )


FEATURE = Feature(
    name="places",
    title=PLACES,
    permissions=(Permission("places.edit", _("编辑地点、二维码和住宿登记")),),
    roles=(Role("place_keeper", _("空间信息管理员"), ("places.edit", "people.see")),),
    menu=(
        MenuItem(ADMIN, PLACES, "admin-places", "map-pin", "places.edit", 920),
        MenuItem(ADMIN, _("二维码"), "admin-qr", "qr-code", "places.edit", 921),
    ),
    refusals=REFUSALS,
    search=(SearchSource("places.place", PLACES, "map-pin", search_entries, Place),),
    retention=(Retention("places.Residence", 365 * 5, _("退宿后保留五年，备查维修和安全事项")),),
)
