"""For any period whatever: a number is the count of the rows behind it, periods add up, and nobody else's count."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.figures.period import Period
from houqin.kernel.figures.queries import rows_behind
from houqin.kernel.lifecycle.approvals import decide
from houqin.kernel.people.models import Grant, Person
from houqin.kernel.registry.house import house
from houqin.services.repairs import tasks
from houqin.services.repairs.tests.cast import Cast, brought_to, reported
from houqin.services.seals import figures as of_seals
from houqin.services.seals.actions import keeping
from houqin.services.seals.lifecycle import APPLICATION
from tests.pages.conftest import SignIn

FIRST, LAST = date(2026, 2, 20), date(2026, 3, 20)
NOW = datetime(2026, 3, 20, 12, tzinfo=SHANGHAI)
COUNTS = [key for key, one in house().figures.items() if str(one.unit) in {"件", "次", "单"}]
ADDITIVE = [
    "repairs.reported",
    "seals.applications",
    "seals.stampings",
    "seals.declined",
    "seals.late_returns",
]
DAYS = st.dates(FIRST - timedelta(days=3), LAST + timedelta(days=3))
FEW = settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def month(cast: Cast, apply: Any, dean: Any, keeper: Any, stranger: Any, head: Any) -> None:
    """Four weeks in which something happens at midnight, at noon and just before midnight."""
    with transaction.atomic():
        for n, hour in enumerate((0, 12, 23, 0, 9)):
            at = datetime(2026, 2, 23 + 0, hour, 0 if hour != 23 else 59, tzinfo=SHANGHAI) + timedelta(
                days=5 * n
            )
            brought_to(cast, "fixed" if n % 2 else "working", at=at, code="plumbing.pipe_leak")
            one = apply(title=f"第 {n} 件", at=at)
            decide(APPLICATION, one, verdict="yes" if n % 3 else "no", by=dean, at=at + timedelta(hours=2))
            if n % 3 == 1:
                keeping.stamp(one, copies=1, code=one.code, by=keeper, at=at + timedelta(hours=4))
            elif n % 3 == 2:
                keeping.decline(one, note="缺页", by=keeper, at=at + timedelta(hours=4))
        reported(cast, at=NOW - timedelta(days=1), code="electrical.light")
        tasks.escalate_overdue(NOW)


@FEW
@given(one=DAYS, two=DAYS)
def test_every_count_is_the_number_of_the_rows_its_address_opens(
    month: None, root: Person, one: date, two: date
) -> None:
    period = Period(min(one, two), max(one, two))
    for key in COUNTS:
        figure, behind = house().figures[key], rows_behind(key, period, root, NOW)
        assert behind is not None
        value = figure.value(root, period.since, period.until, NOW)
        assert value == behind.count() == len(set(behind.order_by().values_list("pk", flat=True))), key


@FEW
@given(one=DAYS, two=DAYS, three=DAYS)
def test_two_neighbouring_periods_are_together_the_whole(
    month: None, root: Person, one: date, two: date, three: date
) -> None:
    a, b, c = sorted((one, two, three))
    whole, left = Period(a, c + timedelta(days=1)), Period(a, b)
    right = Period(b + timedelta(days=1), c + timedelta(days=1))
    for key in ADDITIVE:
        value = house().figures[key].value
        parts = [value(root, part.since, part.until, NOW) for part in (left, right)]
        assert value(root, whole.since, whole.until, NOW) == sum(part or 0 for part in parts), key


@FEW
@given(one=DAYS, two=DAYS)
def test_shares_are_per_cent_of_something_and_parts_add_up_to_the_whole(
    month: None, root: Person, one: date, two: date
) -> None:
    period = Period(min(one, two), max(one, two))
    asked = (root, period.since, period.until, NOW)
    for key in ("repairs.on_time", "seals.approved_share"):
        share = house().figures[key].value(*asked)
        assert (share is None) == (house().figures[key].rows(*asked).count() == 0), key
        assert share is None or 0 <= share <= 100
    applied = of_seals.applied(*asked).count()
    assert sum(part.count for part in of_seals.applied_by_month(*asked)) == applied
    assert sum(part.count for part in of_seals.applied_by_kind(*asked)) == applied
    assert sum(part.count for part in of_seals.stamped_by_seal(*asked)) == of_seals.stamped(*asked).count()


def test_who_may_see_nothing_counts_nothing_and_who_is_appointed_today_counts_the_month_before(
    month: None, cast: Cast
) -> None:
    period = Period(FIRST, LAST - timedelta(days=1))
    for key, figure in house().figures.items():
        for person in (cast.outsider, cast.west_dispatcher):
            assert figure.value(person, period.since, period.until, NOW) in (0, None), key
            assert not figure.rows(person, period.since, period.until, NOW).exists(), key
    value = house().figures["repairs.reported"].value
    before = value(cast.head, period.since, period.until, NOW)
    assert before
    Grant.objects.filter(person=cast.head).update(starts_on=LAST)
    assert value(cast.head, period.since, period.until, NOW) == before


def test_each_month_of_the_seals_page_opens_as_many_rows_as_it_names(
    month: None, root: Person, sign_in: SignIn
) -> None:
    """A period that begins within a month counts a part of it; the list it opens must be that part."""
    browser = sign_in(root)
    page = browser.get("/seals/figures/", {"period": "2026-02-25..2026-03-10"})
    months = page.context["months"].links
    assert [count for _label, count, _url in months] == [1, 2]
    for _label, count, url in months:
        assert browser.get(url).context["page"].counted == count


def test_the_seals_page_offers_the_same_periods_as_every_other_page(root: Person, sign_in: SignIn) -> None:
    browser = sign_in(root)
    page, all_figures = browser.get("/seals/figures/"), browser.get("/figures/")
    assert list(page.context["periods"].items()) == all_figures.context["periods"]
    assert page.context["period"] == str(all_figures.context["period"])
