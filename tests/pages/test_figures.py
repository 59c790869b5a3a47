"""Figures: every number opens down to exactly its rows, in the list that everybody uses."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from houqin.kernel.base.clock import local_date
from houqin.kernel.figures.models import Snapshot
from houqin.kernel.figures.period import Period
from houqin.kernel.figures.queries import rows_url
from houqin.kernel.lifecycle.approvals import decide
from houqin.kernel.money.actions.accounts import open_account
from houqin.kernel.money.actions.posting import pay
from houqin.kernel.money.models import Entry
from houqin.kernel.money.rules import Kind
from houqin.kernel.people.actions.employments import employ
from houqin.kernel.people.models import Person
from houqin.kernel.registry.feature import Figure
from houqin.kernel.registry.house import house
from houqin.services.cashier.actions import desk, reversing
from houqin.services.cashier.models import Receipt
from houqin.services.repairs import tasks
from houqin.services.repairs.actions import answer, work
from houqin.services.repairs.actions.rating import rate
from houqin.services.repairs.actions.settling import draw_up_month
from houqin.services.repairs.actions.stops import announce
from houqin.services.repairs.tests.cast import MONDAY_9, brought_to, photo, reported
from houqin.services.repairs.tests.contractors import make_contractors, outsourced
from houqin.services.rosters.actions import duty, planning
from houqin.services.rosters.models import ShiftKind
from houqin.services.seals.actions import keeping
from houqin.services.seals.lifecycle import APPLICATION
from houqin.services.seals.tests.conftest import MONDAY_11, TUESDAY_9
from houqin.services.suppliers.actions import settling
from houqin.services.suppliers.actions.contracts import save_contract
from tests.pages.conftest import SignIn

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
FIGURES = sorted(house().figures)
ALL_OF_THEM = {"seals.stampings", "repairs.rating", "surveys.stars", "surveys.satisfied", "surveys.done"}
"""Whose list shows in this month nothing that they leave out."""


@pytest.fixture
def march(cast: Any, root: Person, approved: Any, apply: Any, dean: Any, keeper: Any, going_out: Any) -> None:
    """A month in which each figure counts something, and a February and an April beside it."""
    keeping.stamp(approved, copies=2, code=approved.code, by=keeper, at=MONDAY_11)
    decide(APPLICATION, apply(title="不予同意的"), verdict="no", by=dean, at=MONDAY_11)
    declined = apply(title="未予用印的")
    decide(APPLICATION, declined, verdict="yes", by=dean, at=MONDAY_11)
    keeping.decline(declined, note="原件未带", by=keeper, at=MONDAY_11)
    keeping.take_out(going_out, code=going_out.code, by=keeper, at=MONDAY_11)
    keeping.bring_back(going_out, copies=1, by=keeper, at=TUESDAY_9 + timedelta(hours=5))
    for at in (MARCH.before().since, MONDAY_9, MARCH.until):
        apply(title=f"另一个月的 {at:%m}", at=at)
        brought_to(cast, "fixed", at=at + timedelta(minutes=1), code="plumbing.pipe_leak")
    late = reported(cast, at=MONDAY_9, code="electrical.light")
    tasks.escalate_overdue(late.due_at + timedelta(minutes=1))
    brought_to(cast, "paused", at=MARCH.until - timedelta(hours=1), code="hvac.not_cooling")
    for n in range(5):  # the fifth makes a mean; the second and those after it repeat the first
        mended = brought_to(cast, "fixed", at=MONDAY_9 + timedelta(hours=n + 1))
        rate(mended, done=True, stars=1 + n, words="", by=cast.student, at=MONDAY_9 + timedelta(hours=9))
    _money(cast, root)
    _contractors(cast)
    _rosters(cast, root)
    for at in (MARCH.before().since, MONDAY_9, MARCH.until):
        begins = at + timedelta(hours=1)
        announce(supply="water", places=[cast.room], starts_at=begins, ends_at=begins + timedelta(hours=4), reason="检修",
                 by=None, at=at)  # fmt: skip


def _rosters(cast: Any, root: Person) -> None:
    """A shift planned and worked in each of three months."""
    employ(root, cast.office, starts_on=date(2025, 1, 1))
    early = ShiftKind.objects.get(code="early")
    for at in (MARCH.before().since, MONDAY_9, MARCH.until):
        planning.plan(cast.office, {(root.pk, local_date(at)): early}, by=None, at=at)
        duty.come_on(by=root, at=at + timedelta(hours=1))
        duty.go_off(by=root, at=at + timedelta(hours=9))


def _money(cast: Any, root: Person) -> None:
    """Somebody is given what they spend and get back, a unit owes, a mistake is taken back; April has a gift too."""
    by: dict[str, Any] = {"note": "多收", "by": root, "at": MONDAY_9}
    gift = desk.Gift(Receipt.Kind.SUBSIDY, "伙食补贴", 5_000)
    desk.give(cast.student, gift, ticket="gift", **by)
    desk.give(cast.student, gift, ticket="later", **by | {"at": MARCH.until})
    desk.charge(cast.office, fen=1_000, what="用餐", ticket="charge", **by)
    stall = open_account(Kind.PAYABLE, contractor="stall", append_only=True, by=None, at=MONDAY_9)
    paid = pay(payer=cast.student, fen=900, to=stall, purpose="", source="test", key="lunch", reason="lunch",
               by=cast.student, at=MONDAY_9)  # fmt: skip
    reversing.refund(cast.student, Entry.objects.get(pk=paid.entry), fen=300, ticket="refund", **by)
    wrong = desk.give(cast.other_student, gift, ticket="wrong", **by)
    reversing.correct(Entry.objects.get(pk=wrong.entry_id), ticket="correct", **by)


def _contractors(cast: Any) -> None:
    """A contractor has an order, has mended one twice, and one in February, which is settled in March to its end."""
    firms = make_contractors(cast)
    outsourced(cast, firms)
    again = outsourced(cast, firms, "fixed")
    answer.send_back(again, note="还是不冷", by=cast.student, at=MONDAY_11)
    work.finish(again, photos=[photo()], by=firms.worker, at=MONDAY_11)
    answer.approve(again, by=cast.student, at=MONDAY_11)
    outsourced(cast, firms, "closed", at=MONDAY_9 - timedelta(days=14))
    month = draw_up_month(firms.cooling, month=date(2026, 2, 1), by=firms.clerk, at=MONDAY_9)
    settling.confirm(month, by=firms.leader, at=MONDAY_9)
    settling.check(month, by=firms.clerk, at=MONDAY_9)
    settling.approve(month, by=firms.head, at=MONDAY_9)
    draw_up_month(firms.cooling, month=date(2026, 3, 1), by=firms.clerk, at=MARCH.until)
    save_contract(
        None, supplier=firms.doors, number="HT-9", purpose="续签", starts_on=MARCH.last, ends_on=date(2026, 12, 31),
        works=[], places=[], by=None, at=MONDAY_9,
    )  # fmt: skip


@pytest.fixture
def chief(march: None, root: Person, sign_in: SignIn) -> Client:
    return sign_in(root)


def shown(client: Client, address: str) -> list[Any]:
    """Return the ids of all rows of a list, page after page."""
    ids: list[Any] = []
    path, query = address.split("?")[0], "?" + address.split("?")[1]
    while query:
        answered = client.get(path + query)
        assert answered.status_code == 200
        ids += [row.id for row in answered.context["rows"]]
        query = answered.context["page"].next
    return ids


def test_a_figure_s_address_lists_exactly_the_rows_behind_it_and_no_others(
    chief: Client, root: Person
) -> None:
    whole: dict[str, set[Any]] = {}
    for key, figure in house().figures.items():
        rows = figure.rows(root, MARCH.since, MARCH.until, MARCH.until)
        counted = list(rows.order_by().values_list("pk", flat=True))
        assert counted, f"{key}: a figure that counts nothing proves nothing"
        address = rows_url(figure, MARCH)
        listed = shown(chief, address)
        assert sorted(listed) == sorted(set(counted)), key
        assert len(counted) == len(set(counted)), key
        path = address.split("?")[0]
        whole[path] = whole.get(path) or set(shown(chief, f"{path}?"))
        assert set(listed) < whole[path] or key in ALL_OF_THEM, key


def test_a_counting_figure_is_the_number_of_its_rows(chief: Client, root: Person) -> None:
    for key, figure in house().figures.items():
        value = figure.value(root, MARCH.since, MARCH.until, MARCH.until)
        assert value is not None, key
        if str(figure.unit) in {"件", "次", "单", "笔"}:
            assert value == figure.rows(root, MARCH.since, MARCH.until, MARCH.until).count(), key
        else:
            assert value >= 0, key
    for reading in chief.get("/repairs/figures/", {"period": str(MARCH)}).context["readings"]:
        own: Figure = reading.figure
        assert reading.url == rows_url(own, MARCH)
        assert reading.value == own.value(root, MARCH.since, MARCH.until, MARCH.until)


def test_a_figure_of_nothing_is_nought_or_unknown(root: Person) -> None:
    for key, figure in house().figures.items():
        assert figure.value(root, MARCH.since, MARCH.until, MARCH.until) in (0, None), key


def test_without_the_figure_s_permission_an_address_narrows_nothing_and_shows_nothing_more(
    march: None, cast: Any, applicant: Person, sign_in: SignIn
) -> None:
    reporter, stranger = sign_in(cast.student), sign_in(applicant)
    for key, figure in house().figures.items():
        address = rows_url(figure, MARCH)
        if address.startswith("/repairs/orders"):
            own = {row.row.applicant_id for row in reporter.get(address).context["rows"]}
            assert own == {cast.student.pk}, key
        elif address.startswith("/repairs/stops"):  # a notice to everybody
            assert shown(stranger, address) == shown(stranger, "/repairs/stops/?"), key
        else:
            assert stranger.get(address).status_code == 404, key


def test_an_address_that_names_no_figure_of_the_list_narrows_nothing_and_filters_narrow_further(
    chief: Client, subtests: pytest.Subtests
) -> None:
    everything = shown(chief, "/repairs/orders/?")
    for query in (
        "figure=no.such&period=2026-03-01..2026-03-31",
        "figure=repairs.reported",
        "figure=repairs.reported&period=x",
        "period=2026-03-01..2026-03-31",
        "figure=seals.applications&period=2026-03-01..2026-03-31",
    ):
        with subtests.test(query):
            assert shown(chief, f"/repairs/orders/?{query}") == everything
    address = rows_url(house().figures["repairs.reported"], MARCH)
    assert len(shown(chief, f"{address}&trade=electrical")) == 1 < len(shown(chief, address))


def test_the_overview_shows_each_service_s_numbers_with_their_addresses_and_goes_out_as_excel(
    chief: Client,
) -> None:
    page = chief.get("/figures/", {"period": str(MARCH)})
    groups = {
        feature.name: [one.figure.key for one, _kept in readings]
        for feature, readings in page.context["groups"]
    }
    assert sorted(key for keys in groups.values() for key in keys) == FIGURES
    assert set(groups) == {"cashier", "repairs", "rosters", "seals", "suppliers", "surveys"}
    html = page.content.decode()
    for key in FIGURES:
        assert rows_url(house().figures[key], MARCH).replace("&", "&amp;") in html
    answered = chief.get("/figures/", {"period": str(MARCH), "format": "xlsx"})
    heads, *lines = (
        CalamineWorkbook.from_filelike(BytesIO(answered.content)).get_sheet_by_index(0).to_python()
    )
    assert heads == ["服务", "数字", "数值", "单位", "上一段时间"]
    values = {line[1]: (line[2], line[4]) for line in lines}
    assert len(lines) == len(FIGURES)
    assert values["报修单数"] == (3, 1) or values["报修单数"][0] >= 2


def test_the_overview_is_for_who_may_open_it(cast: Any, sign_in: SignIn) -> None:
    assert sign_in(cast.student).get("/figures/").status_code == 404
    assert sign_in(cast.head).get("/figures/").status_code == 404


@pytest.mark.parametrize(
    "period", ["", "x", "0001-01-01..0001-01-02", "9999-12-30..9999-12-31", "2026-03-31..2026-03-01"]
)
def test_a_damaged_period_shows_the_last_thirty_days(root: Person, sign_in: SignIn, period: str) -> None:
    client = sign_in(root)
    for address in ("/figures/", "/repairs/figures/", "/seals/figures/"):
        assert client.get(address, {"period": period}).status_code == 200
    assert client.get("/figures/", {"period": period}).context["period"].days == 30


def freezing(client: Client, key: str, period: Period) -> Any:
    return client.post(f"/figures/{key}/freeze/", {"period": str(period)})


def test_a_figure_is_frozen_once_on_its_page_and_shown_as_frozen(chief: Client, root: Person) -> None:
    done = freezing(chief, "repairs.reported", MARCH)
    assert done.headers["Location"] == f"/figures/?period={MARCH}"
    kept = Snapshot.objects.get()
    assert (kept.figure, kept.by, kept.first, kept.last) == (
        "repairs.reported",
        root,
        MARCH.first,
        MARCH.last,
    )
    again = freezing(chief, "repairs.reported", MARCH)
    assert again.status_code == 409
    assert "已经定格" in again.content.decode()
    page = chief.get("/figures/", {"period": str(MARCH)})
    frozen = {one.figure.key: kept for _feature, readings in page.context["groups"] for one, kept in readings}
    assert frozen["repairs.reported"] == kept
    assert frozen["repairs.overdue"] is None


def test_a_period_that_still_runs_is_not_frozen(root: Person, sign_in: SignIn) -> None:
    client = sign_in(root)
    today = local_date(client.get("/test-nothing/").wsgi_request.now)  # type: ignore[attr-defined]
    refused = freezing(client, "repairs.reported", Period(today - timedelta(days=3), today))
    assert refused.status_code == 409
    assert today.isoformat() in refused.content.decode()
    assert not Snapshot.objects.exists()


def test_an_unknown_figure_is_not_found_and_a_visit_freezes_nothing(root: Person, sign_in: SignIn) -> None:
    assert freezing(sign_in(root), "no.such", MARCH).status_code == 404
    assert sign_in(root).get("/figures/repairs.reported/freeze/").status_code == 405
