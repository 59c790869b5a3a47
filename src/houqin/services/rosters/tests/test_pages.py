"""Every post by everybody, weeks as Excel and on paper, and what comes in damaged or from far away."""

from io import BytesIO
from typing import Any

from python_calamine import CalamineWorkbook

from houqin.kernel.trail.models import Happening
from houqin.services.rosters.models import Handover, Leave, Shift, ShiftKind
from houqin.services.rosters.tests.cast import DAY, MONDAY, Cast, kind, planned
from houqin.services.rosters.tests.conftest import SignIn

NOBODY = "00000000-0000-7000-8000-000000000000"
LEAVE = {"leave_kind": "annual", "starts_at": "2026-03-09T07:00", "ends_at": "2026-03-10T07:00"}
EMPTY = {"sent": "1"}


def test_every_post_is_for_its_people_and_another_s_changes_nothing(cast: Cast, sign_in: SignIn) -> None:
    shift = planned(cast, cast.worker, "early", MONDAY + DAY)
    crew, cell = str(cast.crew.pk), f"{cast.second.pk}:2026-03-05"
    fill = {
        "pattern": "早",
        "first": "2026-03-06",
        "last": "2026-03-06",
        "stagger": "0",
        "people": str(cast.third.pk),
    }
    posts = {
        f"/rosters/?team={crew}": ({cell: "early"}, {"leader": 302}),
        "/rosters/copy/": ({"team": crew}, {"leader": 302}),
        f"/rosters/fill/?team={crew}": (fill, {"leader": 302}),
        "/rosters/press/": ({"press": "on"}, {"worker": 302, "leader": 302}),
        "/rosters/leaves/new/": (LEAVE, {"worker": 302, "leader": 302}),
        f"/rosters/swap/{shift.pk}/": ({"theirs": NOBODY}, {"worker": 422}),
        "/rosters/handovers/new/": (EMPTY, {"worker": 422, "leader": 422}),
        "/rosters/certificates/new/": (EMPTY, {"leader": 422, "other_leader": 422}),
        "/rosters/kinds/shift/new/": (EMPTY, {"head": 422}),
        f"/rosters/kinds/shift/{shift.kind_id}/": (EMPTY, {"head": 422}),
        f"/rosters/kinds/shift/{NOBODY}/": (EMPTY, {}),
        f"/rosters/kinds/certificate/{shift.kind_id}/": (EMPTY, {}),
    }  # fmt: skip
    for who in ("stranger", "other_leader", "head", "worker", "leader"):
        browser, before = sign_in(getattr(cast, who)), Happening.objects.count()
        said = {page: browser.post(page, given).status_code for page, (given, _may) in posts.items()}
        assert said == {page: may.get(who, 404) for page, (_given, may) in posts.items()}, who
        assert (Happening.objects.count() > before) is (302 in said.values()), who
    assert Shift.objects.filter(person__in=(cast.second, cast.third)).count() == 2
    assert browser.get("/rosters/copy/").status_code == browser.get("/rosters/press/").status_code == 405
    assert browser.delete("/rosters/").status_code == 405


def test_a_week_on_paper_and_as_excel_tells_what_the_grid_tells(cast: Cast, sign_in: SignIn) -> None:
    planned(cast, cast.worker, "standby", MONDAY + DAY)
    planned(cast, cast.second, "early", MONDAY + 2 * DAY)
    planned(cast, cast.elsewhere, "early", MONDAY, cast.other_crew)
    browser = sign_in(cast.leader)

    def sheet(address: str) -> list[list[Any]]:
        told = browser.get(f"/rosters/{address}format=xlsx")
        assert told["Content-Type"].endswith("spreadsheetml.sheet")
        return CalamineWorkbook.from_filelike(BytesIO(told.content)).get_sheet_by_index(0).to_python()

    heads, *rows = sheet("?")
    assert heads[:2] + heads[-1:] == ["姓名", "03-02 一", "小时"]
    assert {row[0]: row[1:] for row in rows}["赵六"] == ["", "值班", "", "", "", "", "", 14.0]
    assert [row[0] for row in rows] == ["李班长", "赵六", "孙七", "钱五"]
    assert [row[0] for row in sheet("shifts/?kind=early&")[1:]] == ["孙七"]
    assert sheet("report/?period=2026-03-01..2026-03-02&") == [
        ["班组", "排班小时", "在岗小时", "忘记下班", "班次数", "已交接", "交接班率 %"]
    ]
    for address in ("duties/?", "leaves/?tab=away&", "handovers/?", "certificates/?tab=expired&"):
        assert len(sheet(address)) == 1, address
    page = browser.get("/rosters/").content.decode()
    assert "水电班 · 2026-03-02 – 2026-03-08" in page
    assert page.count("<select name=") == 28
    assert "14.0" in page
    assert "何四" not in page
    assert "<select name=" not in sign_in(cast.worker).get("/rosters/").content.decode()


def test_what_is_damaged_or_another_team_s_is_said_no_to(cast: Cast, sign_in: SignIn) -> None:
    mine = planned(cast, cast.leader, "early", MONDAY + DAY)
    far = planned(cast, cast.elsewhere, "early", MONDAY + DAY, cast.other_crew)
    browser, before = sign_in(cast.leader), Shift.objects.count()
    certificate = {"person": str(cast.worker.pk), "certificate_kind": NOBODY, "serial": "1",
                   "valid_from": "2026-01-01", "valid_until": "2027-01-01"}  # fmt: skip
    hand = {"shift_kind": str(kind("early").pk), "day": "2026-03-02", "taker": str(cast.second.pk)}
    fill = {
        "pattern": "早",
        "first": "2026-03-06",
        "last": "2026-03-06",
        "stagger": "0",
        "people": str(cast.worker.pk),
    }
    wrong: dict[str, list[dict[str, str]]] = {
        "/rosters/leaves/new/": [
            {**LEAVE, "leave_kind": "forever"}, {**LEAVE, "note": "长" * 501}, {**LEAVE, "note": "a\0b"},
            {**LEAVE, "starts_at": "0001-01-01T00:00"}, {**LEAVE, "ends_at": "9999-12-31T23:59"},
            {**LEAVE, "ends_at": "2026-03-09T07:00"}, {**LEAVE, "ends_at": "2026-02-30T07:00"},
        ],
        f"/rosters/swap/{mine.pk}/": [{"theirs": str(one)} for one in (far.pk, mine.pk, NOBODY, "x", "\0")],
        "/rosters/handovers/new/": [
            {**hand, "taker": str(cast.elsewhere.pk)}, {**hand, "taker": str(cast.leader.pk)}, {**hand, "day": "9999-13-01"},
            {**hand, "words": "长" * 2001}, {**hand, "words": "\0"}, {**hand, "shift_kind": NOBODY},
        ],
        "/rosters/certificates/new/": [certificate, {**certificate, "serial": "1" * 61}, {**certificate, "serial": "\0"}],
        "/rosters/fill/": [
            {**fill, "people": str(cast.elsewhere.pk)}, {**fill, "pattern": "早" * 61}, {**fill, "pattern": "\0"},
            {**fill, "stagger": "31"}, {**fill, "last": "2026-03-05"}, {**fill, "last": "9999-12-31"},
            {**fill, "first": "9999-12-31", "last": "9999-12-31"}, {**fill, "first": "0001-01-01", "last": "0001-01-02"},
        ],
    }  # fmt: skip
    for page, given in wrong.items():
        for one in given:
            assert browser.post(page, one).status_code == 422, (page, one)
    assert browser.get(f"/rosters/swap/{far.pk}/").status_code == 404
    cells = {f"{cast.worker.pk}:9999-12-31": "early", f"{cast.worker.pk}:0001-01-01": "night", f"{NOBODY}:x": "early",
             f"{cast.worker.pk}:2026-03-06": "nothing"}  # fmt: skip
    assert browser.post("/rosters/", cells).status_code == 302
    for other in (NOBODY, str(cast.elsewhere.pk)):  # one stranger among the cells, and none of them is kept
        told = browser.post(
            "/rosters/",
            {f"{cast.worker.pk}:2026-03-06": "early", f"{other}:2026-03-06": "early"},
            follow=True,
        )
        assert "不在这个班组" in told.content.decode()
    assert Shift.objects.count() == before
    assert not Leave.objects.exists()
    assert not Handover.objects.exists()
    for address in ("shifts/?kind=%C0&team=x&day=9999-99-99", "duties/?team=x&q='", "report/?period=9999-12-31..9999-12-31",
                    "report/?period=0001-01-01..9999-12-30", "shifts/?day=9999-12-31", "certificates/?kind=x&tab=x"):  # fmt: skip
        assert browser.get(f"/rosters/{address}").status_code == 200, address
    assert browser.get("/rosters/shifts/?kind=%00").status_code == 404
    early = {"code": "x", "name_zh": "早", "name_en": "X", "mark_zh": "新", "mark_en": "Q", "begins": "06:00",
             "ends": "14:00", "tone": "green", "order": "1"}  # fmt: skip
    damaged = {"code": "a b", "mark_zh": "两字", "mark_en": "1", "begins": "24:00", "tone": "pink", "order": "1000",
               "name_zh": "长" * 21, "name_en": "a\0", "closed_on": "0000-00-00"}  # fmt: skip
    head, kinds = sign_in(cast.head), ShiftKind.objects.count()
    for name, value in damaged.items():
        assert head.post("/rosters/kinds/shift/new/", {**early, name: value}).status_code == 422, name
    assert ShiftKind.objects.count() == kinds
