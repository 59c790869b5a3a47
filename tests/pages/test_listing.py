"""The generic list: filters, tabs, sorting, columns, pages, Excel, the bulk bar."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from houqin.kernel.base.clock import SHANGHAI
from houqin.services.repairs.actions import answer
from houqin.services.repairs.models import Order
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, brought_to, reported
from tests.pages.conftest import SignIn

ORDERS, BOARD = "/repairs/orders/", "/repairs/board/"
TUESDAY_9 = MONDAY_9 + timedelta(days=1)


@pytest.fixture
def faucet(cast: Cast) -> Order:
    return reported(cast, text="洗手池")


@pytest.fixture
def light(cast: Cast) -> Order:
    order = brought_to(cast, "assigned", at=TUESDAY_9, code="electrical.light")
    return Order.objects.get(pk=order.pk)


@pytest.fixture
def head(cast: Cast, faucet: Order, light: Order, sign_in: SignIn) -> Client:
    """The head's browser, over a list of two orders."""
    return sign_in(cast.head)


def numbers(client: Client, address: str = ORDERS, **query: Any) -> list[str]:
    """Return the numbers of the rows a list shows, in their order."""
    answered = client.get(address, query)
    assert answered.status_code == 200
    return [row.row.number for row in answered.context["rows"]]


def sheet(client: Client, **query: Any) -> list[list[Any]]:
    answered = client.get(ORDERS, {"format": "xlsx"} | query)
    assert answered.status_code == 200
    return CalamineWorkbook.from_filelike(BytesIO(answered.content)).get_sheet_by_index(0).to_python()


def test_a_list_is_newest_first_unless_asked_otherwise(head: Client, faucet: Order, light: Order) -> None:
    assert numbers(head) == [light.number, faucet.number]
    assert numbers(head, sort="opened_at") == [faucet.number, light.number]
    assert numbers(head, sort="-opened_at") == [light.number, faucet.number]


def test_sorting_by_what_has_no_sort_keeps_the_order(head: Client, faucet: Order, light: Order) -> None:
    for strange in ("title", "--opened_at", "applicant__phone", "?", "pk", "opened_at;drop"):
        assert numbers(head, sort=strange) == [light.number, faucet.number]


def test_sorting_by_the_promise_puts_the_most_urgent_first(head: Client) -> None:
    shown = numbers(head, sort="due_at")
    due = [Order.objects.get(number=number).due_at for number in shown]
    assert due == sorted(due, key=str)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"trade": "plumbing"}, ["faucet"]), ({"trade": "electrical"}, ["light"]), ({"trade": "no-such"}, []),
        ({"state": "assigned"}, ["light"]), ({"state": "submitted"}, ["faucet"]),
        ({"from": "2026-03-03"}, ["light"]), ({"to": "2026-03-02"}, ["faucet"]),
        ({"from": "2026-03-02", "to": "2026-03-03"}, ["light", "faucet"]),
        ({"place": "east.d3"}, ["light", "faucet"]), ({"place": "west"}, []), ({"place": "east; --"}, []),
        ({"trade": "plumbing", "state": "assigned"}, []), ({"trade": ""}, ["light", "faucet"]),
        ({"q": "412"}, ["light", "faucet"]), ({"q": "赵六"}, ["light"]), ({"q": "没有这回事"}, []),
        ({"q": "%"}, []), ({"q": "_"}, []),
    ],
)  # fmt: skip
def test_filters_in_the_address_narrow_the_list(
    head: Client, faucet: Order, light: Order, query: Any, found: list[str]
) -> None:
    by_name = {"faucet": faucet.number, "light": light.number}
    assert numbers(head, **query) == [by_name[name] for name in found]


def test_a_filter_that_is_set_can_be_taken_off_and_keeps_the_others(head: Client) -> None:
    filters = {
        one.filter.key: one for one in head.get(ORDERS, {"trade": "plumbing", "q": "4"}).context["filters"]
    }
    assert filters["trade"].value == "plumbing"
    assert filters["trade"].without == "?q=4"
    assert filters["state"].value == ""


def test_tabs_count_what_is_in_them_and_show_it(
    cast: Cast, faucet: Order, light: Order, sign_in: SignIn
) -> None:
    client = sign_in(cast.dispatcher)
    shown = client.get(BOARD, {"tab": "waiting"})
    counts = {tab.key: tab.count for tab in shown.context["segments"]}
    assert (counts["waiting"], counts["doing"], counts["answer"]) == (1, 1, 0)
    assert [tab.key for tab in shown.context["segments"] if tab.current] == ["waiting"]
    for key in counts:
        assert len(numbers(client, BOARD, tab=key)) == counts[key], key


def test_an_unknown_tab_shows_everything(cast: Cast, faucet: Order, light: Order, sign_in: SignIn) -> None:
    assert len(numbers(sign_in(cast.dispatcher), BOARD, tab="no-such")) == 2


def test_columns_are_shown_as_chosen_in_their_own_order(head: Client) -> None:
    chosen = head.get(ORDERS, {"col": ["minutes", "order", "no-such"]}).context
    assert [column.key for column in chosen["columns"]] == ["order", "minutes"]
    plain = [column.key for column in head.get(ORDERS).context["columns"]]
    assert "minutes" not in plain
    assert "state" in plain


def test_only_unknown_columns_break_nothing(head: Client) -> None:
    assert head.get(ORDERS, {"col": "no-such"}).status_code == 200
    assert head.get(ORDERS, {"col": "no-such", "format": "xlsx"}).status_code == 200


def test_pages_follow_one_another_without_gap_or_repeat(cast: Cast, sign_in: SignIn) -> None:
    made = []
    for n in range(53):
        order = reported(cast, at=MONDAY_9 + timedelta(minutes=n), code="plumbing.faucet", text=f"第 {n}")
        answer.cancel(order, by=cast.student, at=MONDAY_9 + timedelta(minutes=n))
        made.append(order.number)
    client = sign_in(cast.head)
    first = client.get(ORDERS)
    following = first.context["page"].next
    assert following.startswith("?after=")
    second = client.get(ORDERS + following)
    shown = [row.row.number for page in (first, second) for row in page.context["rows"]]
    assert shown == made[::-1]
    assert second.context["page"].next is None
    assert first.context["page"].counted == 53


def test_excel_holds_the_rows_shown_with_their_heads_and_true_instants(
    head: Client, faucet: Order, light: Order
) -> None:
    heads, *lines = sheet(head)
    assert heads[0] == "工单"
    assert [line[0] for line in lines] == [light.number, faucet.number]
    opened = lines[1][heads.index("报修时间")]
    assert opened == faucet.opened_at.astimezone(SHANGHAI).replace(tzinfo=None)
    assert lines[0][heads.index("处理人")] == "赵六"


def test_excel_follows_filters_columns_and_order(head: Client, faucet: Order) -> None:
    heads, *lines = sheet(head, trade="plumbing", col=["order", "title"])
    assert heads == ["工单", "故障"]
    assert [line[0] for line in lines] == [faucet.number]


def test_excel_is_a_download_named_by_the_list(head: Client) -> None:
    headers = head.get(ORDERS, {"format": "xlsx"}).headers
    assert headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E6%8A%A5%E4%BF%AE")
    assert "spreadsheetml" in headers["Content-Type"]


def test_a_list_holds_what_one_may_see_and_excel_no_more(
    cast: Cast, faucet: Order, light: Order, sign_in: SignIn
) -> None:
    assert numbers(sign_in(cast.technician)) == [light.number]
    assert numbers(sign_in(cast.other_student)) == []
    assert len(sheet(sign_in(cast.other_student))) == 1, "only the heads"


def test_the_bulk_bar_is_for_who_may_use_it(cast: Cast, faucet: Order, sign_in: SignIn) -> None:
    page = sign_in(cast.dispatcher).get(BOARD, {"tab": "waiting"})
    assert [one.url_name for one in page.context["bulk"]] == ["repairs:give", "repairs:merge"]
    assert f'value="{faucet.pk}"' in page.content.decode()
    for person in (cast.head, cast.student):
        assert sign_in(person).get(ORDERS).context["bulk"] == []
        assert sign_in(person).post("/repairs/board/give/", {"ids": str(faucet.pk)}).status_code == 404


def test_an_empty_list_says_what_will_stand_there_and_a_narrowed_one_how_to_widen_it(
    cast: Cast, sign_in: SignIn
) -> None:
    client = sign_in(cast.head)
    assert "这里会列出您可以查看的报修。" in client.get(ORDERS).content.decode()
    assert "没有符合条件的记录" in client.get(ORDERS, {"trade": "plumbing"}).content.decode()


def test_a_day_s_end_belongs_to_the_day(head: Client, cast: Cast) -> None:
    last = reported(cast, at=datetime(2026, 3, 4, 15, 59, 59, tzinfo=UTC), code="plumbing.faucet")
    assert last.number in numbers(head, to="2026-03-04")
    assert last.number not in numbers(head, **{"from": "2026-03-05"})
