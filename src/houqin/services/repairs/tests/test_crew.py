"""Giving out work by who is there and who may: duty and shift first, leave last, a certificate where the trade wants one."""

from datetime import date, timedelta

import pytest

from houqin.kernel.people.actions.employments import employ
from houqin.kernel.people.actions.units import add_unit
from houqin.kernel.people.models import Grant, Role
from houqin.kernel.trail.queries import timeline
from houqin.kernel.trail.record import read
from houqin.services.repairs.actions import dispatch
from houqin.services.repairs.actions.qualification import set_wants
from houqin.services.repairs.models import Trade, TradeCertificate
from houqin.services.repairs.queries import board, crew, leftovers
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, brought_to, certify, refused, reported
from houqin.services.repairs.tests.conftest import Ask, SignIn
from houqin.services.rosters.actions import duty, leave, planning
from houqin.services.rosters.models import Certificate, ShiftKind
from houqin.services.rosters.queries import cases

POWER, MONDAY = "electrical.light", date(2026, 3, 2)
HOUR = timedelta(hours=1)


@pytest.fixture
def crew_of_two(cast: Cast) -> Cast:
    """Let both technicians belong to the office and work by its roster; the dispatcher leads it."""
    role = Role.objects.create(key="works", title="works", permissions=["rosters.work"])
    leads = Role.objects.create(key="leads", title="leads", permissions=["rosters.edit"])
    Grant.objects.create(person=cast.dispatcher, role=leads, starts_on=date(2025, 1, 1))
    for one in (cast.technician, cast.second_technician):
        employ(one, cast.office, starts_on=date(2025, 1, 1))
        Grant.objects.create(person=one, role=role, starts_on=date(2025, 1, 1))
    return cast


def offered(cast: Cast, sign_in: SignIn, code: str = "plumbing.faucet", at: str = "assign") -> list[str]:
    """Return the technicians as the assign form offers them, in its order."""
    page = sign_in(cast.dispatcher).get(f"/m/{reported(cast, code=code).number}/{at}/")
    return [str(label) for _value, label in page.context["form"].fields["technician"].choices]


def test_who_is_there_comes_first_and_who_is_away_last(
    crew_of_two: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = crew_of_two
    monkeypatch.setattr("houqin.kernel.web.middleware.now", lambda: MONDAY_9)
    assert offered(cast, sign_in) == ["孙七（手上 0 单）", "赵六（手上 0 单）"]
    early = ShiftKind.objects.get(code="early")
    planning.plan(cast.office, {(cast.technician.pk, MONDAY): early}, by=None, at=MONDAY_9)
    assert offered(cast, sign_in) == ["赵六（早班 · 手上 0 单）", "孙七（手上 0 单）"]
    duty.come_on(by=cast.second_technician, at=MONDAY_9 - HOUR)
    assert offered(cast, sign_in) == ["孙七（在岗 · 手上 0 单）", "赵六（早班 · 手上 0 单）"]
    away = leave.ask(
        leave_kind="sick",
        starts_at=MONDAY_9,
        ends_at=MONDAY_9 + 9 * HOUR,
        by=cast.second_technician,
        at=MONDAY_9,
    )
    leave.grant(away, by=cast.dispatcher, at=MONDAY_9)
    assert offered(cast, sign_in) == ["赵六（早班 · 手上 0 单）", "孙七（请假至 03-02 18:00 · 手上 0 单）"]
    page = sign_in(cast.dispatcher).get("/repairs/board/?tab=waiting").content.decode()
    assert page.index("赵六（早班") < page.index("孙七（请假至")
    assert [one.standing.rank for one in board.loads(cast.dispatcher, MONDAY_9)] == [3, 1]


def test_without_the_certificate_a_reason_is_owed_and_kept(cast: Cast) -> None:
    Certificate.objects.filter(applicant=cast.technician).update(valid_until=MONDAY - timedelta(days=1))
    order, water = reported(cast, code=POWER), reported(cast)
    with refused("repairs.certificate_needed") as why:
        dispatch.assign(order, technician=cast.technician, by=cast.dispatcher, at=MONDAY_9)
    assert why.value.params == {"who": "赵六", "what": "电工证", "trade": "电", "field": "note"}
    batch = dispatch.assign_many([order, water], technician=cast.technician, by=cast.dispatcher, at=MONDAY_9)
    assert [one.pk for one in batch.done] == [water.pk]
    assert [one.code for _order, one in batch.refused] == ["repairs.certificate_needed"]
    dispatch.assign(
        order, technician=cast.technician, by=cast.dispatcher, at=MONDAY_9, note="只换灯管，有人监护"
    )
    told = timeline(order.pk)[-1]
    assert told.facts["without_certificate"] == "electrician"
    assert read(told) == {"note": "只换灯管，有人监护"}
    dispatch.reassign(order, technician=cast.second_technician, by=cast.dispatcher, at=MONDAY_9)
    assert "without_certificate" not in timeline(order.pk)[-1].facts
    with refused("repairs.certificate_needed"):
        dispatch.reassign(order, technician=cast.technician, by=cast.dispatcher, at=MONDAY_9)
    assert order.handler == cast.second_technician


def test_the_form_says_who_lacks_it_and_asks_why_only_then(
    cast: Cast, sign_in: SignIn, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("houqin.kernel.web.middleware.now", lambda: MONDAY_9)
    Certificate.objects.filter(applicant=cast.technician).update(valid_until=MONDAY - timedelta(days=1))
    assert offered(cast, sign_in, POWER) == ["孙七（手上 0 单）", "赵六（没有电工证 · 手上 0 单）"]
    order, browser = reported(cast, code=POWER), sign_in(cast.dispatcher)
    path, given = f"/m/{order.number}/assign/", {"technician": str(cast.technician.pk), "version": "1"}
    said = browser.post(path, given)
    assert (said.status_code, "没有有效的电工证" in said.content.decode()) == (422, True)
    assert 'name="note"' not in browser.get(f"/m/{reported(cast).number}/assign/").content.decode()
    url = f"/api/v1/repairs/orders/{order.number}/assign"
    assert ask(cast.dispatcher, url, {"technician": str(cast.technician.pk)}).status_code == 422
    assert browser.post(path, given | {"note": "夜间应急"}).status_code == 302
    order.refresh_from_db()
    assert order.handler == cast.technician


def test_the_head_says_which_trade_wants_what(cast: Cast, sign_in: SignIn) -> None:
    page = "/repairs/certificates/"
    assert sign_in(cast.dispatcher).get(page).status_code == 404
    head = sign_in(cast.head)
    assert "电工证" in head.get(page).content.decode()
    head.post(page, {"plumbing": "height", "electrical": "", "lift": "nonsense"})
    known = dict(TradeCertificate.objects.values_list("trade", "kind__code"))
    assert known == {"plumbing": "height", "lift": "special_equipment"}
    order = reported(cast)
    with refused("repairs.certificate_needed"):
        dispatch.assign(order, technician=cast.technician, by=cast.dispatcher, at=MONDAY_9)
    certify(cast.technician, "height")
    dispatch.assign(order, technician=cast.technician, by=cast.dispatcher, at=MONDAY_9)
    wants = {Trade.objects.get(code="plumbing"): None}
    assert [set_wants(wants, by=cast.head, at=MONDAY_9) for _ in range(2)] == [1, 0]
    assert crew.wanted(order.category) is None


def test_a_team_s_open_orders_are_told_when_it_hands_over(crew_of_two: Cast) -> None:
    cast = crew_of_two
    waiting, working, done = (
        reported(cast, code=POWER),
        brought_to(cast, "working"),
        brought_to(cast, "fixed"),
    )
    told = {one.number: one.note for _source, one in cases.open_matters(cast.office, MONDAY_9)}
    assert set(told) == {waiting.number, working.number}
    assert "维修中" in told[working.number]
    assert "赵六" in told[working.number]
    assert done.number not in told
    other = add_unit(code="other", name="别的科", kind="section", parent=cast.office.parent)
    assert not leftovers.visible_to(other, MONDAY_9).exists()
