"""Repeat failures: recognised when reported, shown to those who mend, counted down to their rows."""

from datetime import timedelta

import pytest

from houqin.services.repairs import rules
from houqin.services.repairs.actions import answer, dispatch
from houqin.services.repairs.actions.merging import join_to
from houqin.services.repairs.actions.report import report
from houqin.services.repairs.data import rows
from houqin.services.repairs.figures import repeat, repeat_rows
from houqin.services.repairs.models import Order, SlaVersion
from houqin.services.repairs.queries import orders, taxonomy
from houqin.services.repairs.queries.repeats import rounds
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, brought_to, reported
from houqin.services.repairs.tests.conftest import SignIn

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def mended(cast: Cast, *, days: int = 0, code: str = "plumbing.faucet") -> Order:
    """Return an order mended and accepted so many days after Monday."""
    order = brought_to(cast, "fixed", at=MONDAY_9 + days * DAY, code=code)
    answer.approve(order, by=cast.student, at=MONDAY_9 + days * DAY)
    return order


@pytest.mark.parametrize(
    ("after", "again"),
    [(timedelta(), True), (DAY, True), (30 * DAY, True), (30 * DAY + MINUTE, False)],
    ids=["at once", "a day", "the last minute", "a minute late"],
)
def test_the_days_count_from_the_repair(cast: Cast, after: timedelta, again: bool) -> None:
    first = mended(cast)
    order = reported(cast, at=MONDAY_9 + after)
    assert (order.repeats == first) is again


@pytest.mark.parametrize(
    ("code", "place"),
    [("plumbing.pipe_leak", "room"), ("plumbing.faucet", "lake")],
    ids=["another fault", "elsewhere"],
)
def test_another_fault_or_place_repeats_nothing(cast: Cast, code: str, place: str) -> None:
    mended(cast)
    order = report(
        place=getattr(cast, place), category=taxonomy.category(code), by=cast.student, at=MONDAY_9 + DAY
    )
    assert order.repeats is None


def test_words_alone_name_no_fault_and_repeat_nothing(cast: Cast) -> None:
    mended(cast, code="other.other")
    assert report(place=cast.room, text="又坏了", by=cast.student, at=MONDAY_9 + DAY).repeats is None


def test_what_was_never_mended_is_not_repeated(cast: Cast) -> None:
    order = reported(cast)
    answer.cancel(order, by=cast.student, at=MONDAY_9)
    assert reported(cast, at=MONDAY_9 + DAY).repeats is None


def test_somebody_else_s_report_of_it_counts_too(cast: Cast) -> None:
    first = mended(cast)
    category = taxonomy.category("plumbing.faucet")
    order = report(place=cast.room, category=category, by=cast.other_student, at=MONDAY_9 + DAY)
    assert order.repeats == first


def test_setting_the_fault_right_finds_what_it_repeats_and_forgets_what_it_does_not(cast: Cast) -> None:
    first = mended(cast)
    order = report(place=cast.room, text="又滴水", by=cast.student, at=MONDAY_9 + DAY)
    dispatch.accept(order, category=first.category, by=cast.dispatcher, at=MONDAY_9 + DAY)
    assert Order.objects.get(pk=order.pk).repeats == first
    wrong = reported(cast, at=MONDAY_9 + DAY)
    dispatch.accept(wrong, category=taxonomy.category("lift.door"), by=cast.dispatcher, at=MONDAY_9 + DAY)
    assert Order.objects.get(pk=wrong.pk).repeats is None


def test_the_third_time_says_since_when(cast: Cast, sign_in: SignIn) -> None:
    first, second = mended(cast), mended(cast, days=10)
    third = reported(cast, at=MONDAY_9 + 20 * DAY)
    assert [one.order for one in rounds(third, cast.dispatcher, MONDAY_9 + 20 * DAY)] == [first, second]
    page = sign_in(cast.dispatcher).get(f"/m/{third.number}/").content.decode()
    assert "2026-03-02 以来第 3 次" in page
    assert f"/m/{first.number}/" in page
    assert "重复故障" not in sign_in(cast.student).get(f"/m/{third.number}/").content.decode()
    assert "重复" in sign_in(cast.dispatcher).get("/repairs/board/?tab=waiting").content.decode()


def test_who_mends_it_again_may_look_at_the_repair_before_and_not_at_its_reporter(
    cast: Cast, sign_in: SignIn
) -> None:
    first = mended(cast)
    again = reported(cast, at=MONDAY_9 + DAY)
    at = MONDAY_9 + DAY
    assert first not in orders.visible_to(cast.second_technician, at)
    dispatch.assign(again, technician=cast.second_technician, by=cast.dispatcher, at=at)
    assert first in orders.visible_to(cast.second_technician, at)
    browser = sign_in(cast.second_technician)
    assert f"/m/{first.number}/" in browser.get(f"/m/{again.number}/").content.decode()
    page = browser.get(f"/m/{first.number}/").content.decode()
    assert cast.student.phone not in page
    assert "重复故障" in browser.get("/repairs/today/").content.decode()


def test_the_figure_is_a_share_and_opens_its_rows(cast: Cast) -> None:
    period = (MONDAY_9 - DAY, MONDAY_9 + 40 * DAY)
    assert repeat(cast.head, *period, MONDAY_9) is None
    mended(cast)
    again, also = reported(cast, at=MONDAY_9 + DAY), reported(cast, at=MONDAY_9 + 2 * DAY)
    reported(cast, at=MONDAY_9, code="lift.door")
    assert repeat(cast.head, *period, MONDAY_9) == 50.0
    assert set(repeat_rows(cast.head, *period, MONDAY_9)) == {again, also}
    join_to(also, target=again, by=cast.dispatcher, at=MONDAY_9 + 2 * DAY)
    assert repeat(cast.head, *period, MONDAY_9) == 33.3
    assert list(repeat_rows(cast.head, *period, MONDAY_9)) == [again]


def test_the_days_are_data_of_the_edition(cast: Cast) -> None:
    policy = {one["key"]: one for one in rows("policy")}["repeat_days"]
    assert policy["source"]
    assert SlaVersion.objects.get().repeat_days == int(policy["value"]) == 30
    mended(cast)
    SlaVersion.objects.update(repeat_days=3)
    assert reported(cast, at=MONDAY_9 + 4 * DAY).repeats is None
    assert reported(cast, at=MONDAY_9 + 3 * DAY).repeats is not None


def test_the_rule_is_closed_at_both_ends() -> None:
    assert rules.repeats(MONDAY_9, 30, MONDAY_9)
    assert rules.repeats(MONDAY_9, 30, MONDAY_9 + 30 * DAY)
    assert not rules.repeats(MONDAY_9, 30, MONDAY_9 - MINUTE)
    assert not rules.repeats(MONDAY_9, 30, MONDAY_9 + 30 * DAY + MINUTE)
