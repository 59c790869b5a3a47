"""The board, the technician's day and the ledger, each by its people and by strangers."""

import pytest

from houqin.services.repairs.actions.report import report
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, brought_to, photo, reported
from houqin.services.repairs.tests.conftest import SignIn

BOARD, GIVE = "/repairs/board/", "/repairs/board/give/"


@pytest.mark.parametrize(
    ("path", "who", "status"),
    [
        (BOARD, "dispatcher", 200),
        (BOARD, "west_dispatcher", 200),
        (BOARD, "student", 404),
        (BOARD, "technician", 404),
        (BOARD, "head", 404),
        ("/repairs/today/", "technician", 200),
        ("/repairs/today/", "student", 404),
        ("/repairs/figures/", "head", 200),
        ("/repairs/figures/", "dispatcher", 404),
        ("/repairs/orders/", "head", 200),
        ("/repairs/orders/", "student", 200),
    ],
)
def test_each_page_is_for_its_people(cast: Cast, sign_in: SignIn, path: str, who: str, status: int) -> None:
    assert sign_in(getattr(cast, who)).get(path, follow=True).status_code == status


def test_the_board_shows_only_its_own_places(cast: Cast, sign_in: SignIn) -> None:
    here = reported(cast)
    there = report(place=cast.lake, text="路灯倒了", by=cast.student, at=MONDAY_9)
    page = sign_in(cast.dispatcher).get(f"{BOARD}?tab=waiting").content.decode()
    assert here.number in page
    assert there.number not in page
    assert "派给…" in page
    assert "&lt;a class" not in page


def test_the_board_narrows_by_place_and_trade(cast: Cast, sign_in: SignIn) -> None:
    order = reported(cast)
    browser = sign_in(cast.dispatcher)
    assert order.number in browser.get(f"{BOARD}?place={cast.east.path}&trade=plumbing").content.decode()
    assert order.number not in browser.get(f"{BOARD}?place={cast.west.path}").content.decode()
    assert order.number not in browser.get(f"{BOARD}?trade=electrical").content.decode()
    assert browser.get(f"{BOARD}?place=';drop table").status_code == 200


def test_two_orders_are_given_in_one_go(cast: Cast, sign_in: SignIn) -> None:
    orders = [reported(cast), reported(cast)]
    browser = sign_in(cast.dispatcher)
    ids = [str(order.pk) for order in orders]
    assert "确定派单" in browser.post(GIVE, {"ids": ids}).content.decode()
    browser.post(GIVE, {"ids": ids, "technician": str(cast.technician.pk)})
    for order in orders:
        order.refresh_from_db()
        assert order.handler == cast.technician


def test_what_somebody_else_gave_out_is_named_with_who_and_when(cast: Cast, sign_in: SignIn) -> None:
    taken = brought_to(cast, "assigned")
    data = {"ids": [str(taken.pk)], "technician": str(cast.second_technician.pk)}
    page = sign_in(cast.second_dispatcher).post(GIVE, data, follow=True).content.decode()
    assert taken.number in page
    assert "张三" in page
    taken.refresh_from_db()
    assert taken.handler == cast.technician


@pytest.mark.parametrize("ids", [[], ["nonsense"], ["00000000-0000-7000-8000-000000000000"]])
def test_nothing_chosen_changes_nothing(cast: Cast, sign_in: SignIn, ids: list[str]) -> None:
    answer = sign_in(cast.dispatcher).post(
        GIVE, {"ids": ids, "technician": str(cast.technician.pk)}, follow=True
    )
    assert "还没有勾选工单" in answer.content.decode()


def test_orders_of_other_places_cannot_be_given(cast: Cast, sign_in: SignIn) -> None:
    order = reported(cast)
    data = {"ids": [str(order.pk)], "technician": str(cast.technician.pk)}
    sign_in(cast.west_dispatcher).post(GIVE, data)
    order.refresh_from_db()
    assert order.handler is None


def test_after_giving_one_is_back_where_one_was_and_nowhere_else(cast: Cast, sign_in: SignIn) -> None:
    browser, order = sign_in(cast.dispatcher), reported(cast)
    data = {"ids": [str(order.pk)], "technician": str(cast.technician.pk)}
    assert browser.post(GIVE, data | {"next": f"{BOARD}?tab=late"})["Location"] == f"{BOARD}?tab=late"
    assert browser.post(GIVE, data | {"next": "https://elsewhere.example/"})["Location"] == BOARD


def test_the_matter_page_asks_to_whom_and_shows_the_load(cast: Cast, sign_in: SignIn) -> None:
    brought_to(cast, "taken")
    order = reported(cast)
    browser = sign_in(cast.dispatcher)
    page = browser.get(f"/m/{order.number}/assign/").content.decode()
    assert "赵六（手上 1 单）" in page
    browser.post(f"/m/{order.number}/assign/", {"technician": str(cast.second_technician.pk), "version": 1})
    order.refresh_from_db()
    assert order.handler == cast.second_technician


def test_a_technician_closes_a_job_with_a_photo(cast: Cast, sign_in: SignIn) -> None:
    order = brought_to(cast, "assigned")
    browser = sign_in(cast.technician)
    assert order.title in browser.get("/repairs/today/").content.decode()
    browser.post(f"/m/{order.number}/take/")
    browser.post(f"/m/{order.number}/arrive/")
    assert browser.post(f"/m/{order.number}/finish/", {}).status_code == 422
    browser.post(f"/m/{order.number}/finish/", {"photos": [photo()]})
    order.refresh_from_db()
    assert order.state == "fixed"
    assert "今天已完工 1 单" in browser.get("/repairs/today/").content.decode()


def test_the_ledger_goes_out_as_excel(cast: Cast, sign_in: SignIn) -> None:
    reported(cast)
    answer = sign_in(cast.head).get("/repairs/orders/?format=xlsx")
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"


def test_a_number_opens_down_to_its_rows(cast: Cast, sign_in: SignIn) -> None:
    order = brought_to(cast, "fixed")
    day = MONDAY_9.date().isoformat()
    browser = sign_in(cast.head)
    assert "报修单数" in browser.get(f"/repairs/figures/?period={day}..{day}").content.decode()
    behind = browser.get(f"/repairs/orders/?figure=repairs.reported&period={day}..{day}").content.decode()
    assert order.number in behind
    before = browser.get(
        "/repairs/orders/?figure=repairs.reported&period=2026-01-01..2026-01-02"
    ).content.decode()
    assert order.number not in before


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_speak_the_reader_s_language(cast: Cast, sign_in: SignIn, language: str) -> None:
    reported(cast)
    browser = sign_in(cast.dispatcher)
    browser.cookies["language"] = language
    page = browser.get(f"{BOARD}?tab=waiting").content.decode()
    assert ("Assign…" in page) is (language == "en")


@pytest.mark.parametrize(
    ("wanted", "lands"),
    [
        ("/repairs/today/", "/repairs/today/"),
        ("", None),
        ("https://elsewhere.example/", None),
        ("//elsewhere.example/", None),
    ],
)
def test_a_press_on_the_day_list_comes_back_to_it_and_never_leaves_the_site(
    cast: Cast, sign_in: SignIn, wanted: str, lands: str | None
) -> None:
    order = brought_to(cast, "assigned")
    answered = sign_in(cast.technician).post(f"/m/{order.number}/take/", {"next": wanted})
    order.refresh_from_db()
    assert order.state == "taken"
    assert answered.headers["Location"] == (lands or f"/m/{order.number}/")
