"""What can be reported, as the office edits it: codes that stay, names that change, histories that remain."""

from datetime import timedelta
from typing import Any

import pytest

from houqin.kernel.base.clock import local_date, now
from houqin.kernel.trail.models import Happening
from houqin.services.repairs import rules
from houqin.services.repairs.actions.faults import edit_fault
from houqin.services.repairs.models import Category, Trade
from houqin.services.repairs.queries import taxonomy
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, refused, reported
from houqin.services.repairs.tests.conftest import SignIn

FAULTS, NEW = "/repairs/faults/", "/repairs/faults/new/"
TYPED = {
    "code": "plumbing.sensor_tap", "trade": "plumbing", "leaf_zh": "感应龙头不出水", "leaf_en": "sensor tap dead",
    "chip_zh": "感应龙头", "chip_en": "Sensor tap", "urgency": "normal", "common": "", "order": "60", "closed_on": "",
}  # fmt: skip


def edit(cast: Cast, fault: Category | None = None, **given: Any) -> Category:
    data: dict[str, Any] = TYPED | {"trade": Trade.objects.get(code="plumbing"), "common": None, "order": 60}
    return edit_fault(fault, by=cast.head, at=MONDAY_9, **(data | {"closed_on": None} | given))


def standing(fault: Category) -> dict[str, Any]:
    return {
        name: getattr(fault, name)
        for name in (
            "code",
            "trade",
            "leaf_zh",
            "leaf_en",
            "chip_zh",
            "chip_en",
            "urgency",
            "order",
            "common",
        )
    }


@pytest.mark.parametrize(
    ("code", "trade", "good"),
    [
        ("plumbing.tap", "plumbing", True),
        ("plumbing.tap_2", "plumbing", True),
        ("plumbing.", "plumbing", False),
        ("plumbing", "plumbing", False),
        ("power.tap", "plumbing", False),
        ("plumbing.Tap", "plumbing", False),
        ("plumbing.水", "plumbing", False),
        ("plumbing.a.b", "plumbing", False),
        ("plumbing.a b", "plumbing", False),
        (".tap", "", True),
    ],
)
def test_a_code_is_its_trade_a_dot_and_plain_letters(code: str, trade: str, good: bool) -> None:
    assert rules.is_code_of(code, trade) == good


def test_every_code_that_is_shipped_is_well_formed(cast: Cast) -> None:
    assert all(rules.is_code_of(fault.code, fault.trade_id) for fault in Category.objects.all())


def test_a_new_fault_is_a_button_at_once_and_on_the_trail(cast: Cast, sign_in: SignIn) -> None:
    made = edit(cast)
    assert made in taxonomy.open_categories()
    page = sign_in(cast.student).get(f"/repairs/report/?place={cast.room.pk}").content.decode()
    assert "感应龙头" in page
    deed = Happening.objects.get(subject=made.pk)
    assert (deed.kind, deed.verb, deed.facts["code"], deed.actor) == (
        "repairs.fault", "edit", "plumbing.sensor_tap", cast.head.pk,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"code": "electrical.tap"}, "repairs.fault_code"),
        ({"code": "plumbing.faucet"}, "repairs.fault_code_taken"),
    ],
)
def test_a_fault_with_a_wrong_code_is_not_made(cast: Cast, given: Any, code: str) -> None:
    before = Category.objects.count()
    with refused(code):
        edit(cast, **given)
    assert Category.objects.count() == before


def test_a_code_that_is_out_stays_and_the_words_may_change(cast: Cast) -> None:
    tap = taxonomy.category("plumbing.faucet")
    with refused("repairs.fault_code_stays"):
        edit(cast, tap, **standing(tap) | {"code": "plumbing.tap"})
    edit(cast, tap, **standing(tap) | {"chip_zh": "龙头坏", "urgency": "urgent"})
    tap.refresh_from_db()
    assert (tap.code, tap.chip_zh, tap.urgency) == ("plumbing.faucet", "龙头坏", "urgent")


def test_what_is_out_of_use_is_no_button_any_more_and_its_orders_keep_their_name(
    cast: Cast, sign_in: SignIn
) -> None:
    order = reported(cast)
    fault = order.category
    edit(cast, fault, **standing(fault) | {"closed_on": local_date(now()) - timedelta(days=1)})
    assert fault.pk not in {one.pk for one in taxonomy.open_categories()}
    assert fault.leaf_zh in sign_in(cast.student).get(f"/m/{order.number}/").content.decode()
    with refused("repairs.unknown_category"):
        taxonomy.category(fault.code)


def test_the_fault_for_all_that_has_no_button_stays_in_use(cast: Cast) -> None:
    other = taxonomy.unsorted()
    with refused("repairs.fault_needed"):
        edit(cast, other, **standing(other) | {"closed_on": local_date(MONDAY_9)})


@pytest.mark.parametrize(
    ("who", "status"), [("head", 200), ("dispatcher", 404), ("technician", 404), ("student", 404)]
)
def test_the_pages_are_for_who_may_edit(cast: Cast, sign_in: SignIn, who: str, status: int) -> None:
    browser = sign_in(getattr(cast, who))
    tap = taxonomy.category("plumbing.faucet")
    paths = (FAULTS, NEW, f"{FAULTS}{tap.pk}/")
    assert [browser.get(path).status_code for path in paths] == [status] * 3
    browser.post(f"{FAULTS}{tap.pk}/", TYPED | {"code": tap.code, "leaf_zh": "改名"})
    tap.refresh_from_db()
    assert (tap.leaf_zh == "改名") == (status == 200)


def test_the_list_tells_how_often_each_was_reported_of_late(cast: Cast) -> None:
    order = reported(cast)
    shelf = next(one for one in taxonomy.shelves(cast.head, MONDAY_9) if one.trade == order.category.trade)
    assert {fault.pk: fault.lately for fault in shelf.faults}[order.category_id] == 1  # type: ignore[attr-defined]


def test_what_is_wrong_comes_back_with_all_that_was_typed(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.head).post(NEW, TYPED | {"code": "electrical.tap"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "代码要以“plumbing.”开头" in page
    assert "感应龙头不出水" in page
    assert sign_in(cast.head).post(NEW, TYPED).status_code == 302
