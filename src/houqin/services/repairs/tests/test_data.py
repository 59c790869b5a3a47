"""What is shipped as data hangs together, and arrives in the tables."""

import pytest
from django.utils.translation import override

from houqin.kernel.web.icons import shape
from houqin.services.repairs.data import rows
from houqin.services.repairs.models import Category, SlaVersion, Trade, Urgency
from houqin.services.repairs.queries import taxonomy
from houqin.services.repairs.tests.cast import Cast


def test_every_fault_has_a_trade_a_chip_and_an_urgency() -> None:
    trades = {one["code"] for one in rows("trades")}
    chips = {one["code"]: one for one in rows("chips")}
    faults = rows("taxonomy")
    assert {one["code"] for one in faults} == set(chips)
    assert {one["trade"] for one in faults} == trades
    assert all(one["code"].startswith(f"{one['trade']}.") for one in faults)
    assert {one["default_urgency"] for one in faults} <= set(Urgency.values)
    assert all(chip["chip"] and chip["chip_en"] and len(chip["chip"]) <= 8 for chip in chips.values())


@pytest.mark.parametrize("trade", rows("trades"), ids=lambda one: one["code"])
def test_every_trade_has_an_icon_that_exists(trade: dict[str, str]) -> None:
    assert shape(trade["icon"])


def test_lift_fire_and_gas_are_among_the_first_tiles(cast: Cast) -> None:
    first = [tile.trade.code for tile in taxonomy.tiles()[:8]]
    assert {"lift", "fire", "kitchen"} <= set(first)


def test_the_grid_shows_every_fault_in_use_once(cast: Cast) -> None:
    shown = [chip.code for tile in taxonomy.tiles() for chip in tile.chips]
    assert len(shown) == len(set(shown)) == Category.objects.count() == 63
    assert [tile.trade for tile in taxonomy.tiles()] == list(Trade.objects.order_by("order"))


def test_a_fault_out_of_use_is_no_longer_offered(cast: Cast) -> None:
    Category.objects.filter(trade="greening").update(closed_on="2026-01-01")
    assert "greening" not in {tile.trade.code for tile in taxonomy.tiles()}


def test_the_first_edition_of_the_promise_has_a_target_for_each_urgency(cast: Cast) -> None:
    version = SlaVersion.objects.get()
    assert {one.urgency for one in version.targets.all()} == set(Urgency.values)
    assert all(one.source for one in version.targets.all())
    assert version.source


def test_names_follow_the_reader_s_language(cast: Cast) -> None:
    fault = taxonomy.category("plumbing.faucet")
    with override("en"):
        assert (str(fault), fault.chip, fault.trade.name) == ("faucet leaking or broken", "Tap", "Water")
    with override("zh-hans"):
        assert (str(fault), fault.chip, fault.trade.name) == ("水龙头漏水或损坏", "水龙头坏", "水")
