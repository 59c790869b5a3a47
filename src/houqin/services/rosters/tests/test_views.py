"""The pages, each by its people and by strangers; the whole way of a shift through the browser."""

import pytest

from houqin.services.rosters.actions import certificates, leave
from houqin.services.rosters.models import (
    CertificateKind,
    Duty,
    Handover,
    Leave,
    Shift,
    ShiftKind,
    Swap,
)  # fmt: skip
from houqin.services.rosters.tests.cast import DAY, HOUR, MONDAY, MONDAY_9, Cast, kind, planned
from houqin.services.rosters.tests.conftest import Clock, SignIn

PAGES = {
    "/rosters/": {"worker", "leader", "other_leader", "head"},
    "/rosters/mine/": {"worker", "leader"},
    "/rosters/leaves/new/": {"worker", "leader"},
    "/rosters/handovers/new/": {"worker", "leader"},
    "/rosters/fill/": {"leader", "other_leader"},
    "/rosters/certificates/new/": {"leader", "other_leader"},
    "/rosters/report/": {"leader", "other_leader", "head"},
    "/rosters/duties/": {"leader", "other_leader", "head"},
    "/rosters/shifts/": {"leader", "other_leader", "head"},
    "/rosters/kinds/": {"head"},
    "/rosters/kinds/shift/new/": {"head"},
    "/rosters/kinds/certificate/new/": {"head"},
}
LISTS = ("leaves", "handovers", "certificates")
EVERYBODY = ("worker", "leader", "other_leader", "head", "stranger")


def test_each_page_is_for_its_people(cast: Cast, sign_in: SignIn) -> None:
    opened = {}
    for who in EVERYBODY:
        browser = sign_in(getattr(cast, who))
        for page in PAGES:
            opened[page, who] = browser.get(page).status_code
        for one in LISTS if who in {"worker", "stranger"} else ():
            assert browser.get(f"/rosters/{one}/").status_code == 200
    wrong = {key: code for key, code in opened.items() if (code == 200) != (key[1] in PAGES[key[0]])}
    assert not wrong
    assert set(opened.values()) == {200, 404}


def test_a_leader_plans_a_week_in_the_grid(cast: Cast, sign_in: SignIn) -> None:
    browser, cell = sign_in(cast.leader), f"{cast.worker.pk}:2026-03-03"
    page = browser.get("/rosters/").content.decode()
    assert f'name="{cell}"' in page
    assert f'name="{cast.worker.pk}:2026-03-01"' not in page
    said = browser.post(
        "/rosters/", {cell: "early", "nonsense": "x", "a:b": "early"}, follow=True
    ).content.decode()
    assert "已改 1 格" in said
    assert Shift.objects.get().kind.code == "early"
    assert "没有改动" in browser.post("/rosters/", {cell: "early"}, follow=True).content.decode()
    browser.post("/rosters/", {cell: "standby"})
    late = {f"{cast.worker.pk}:2026-03-04": "early"}
    assert "时间重叠" in browser.post("/rosters/", late, follow=True).content.decode()
    assert browser.post("/rosters/", {cell: "-"}).status_code == 302
    assert not Shift.objects.exists()
    theirs = {"team": str(cast.crew.pk)}
    assert sign_in(cast.worker).post(f"/rosters/?team={cast.crew.pk}", {cell: "early"}).status_code == 404
    assert sign_in(cast.other_leader).get("/rosters/", theirs).status_code == 404
    assert sign_in(cast.other_leader).post("/rosters/copy/", theirs).status_code == 404
    for damaged in ("team=x", "team=00000000-0000-7000-8000-000000000000"):
        assert browser.get(f"/rosters/?{damaged}").status_code == 404
    for week in ("x", "9999-12-31", "0001-01-01"):
        assert browser.get(f"/rosters/?week={week}").status_code == 200


def test_last_week_a_pattern_and_excel(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.leader)
    planned(cast, cast.worker, "early", MONDAY - 4 * DAY)
    told = browser.post("/rosters/copy/", {"team": cast.crew.pk, "week": "2026-03-02"}, follow=True)
    assert "已排 1 个班" in told.content.decode()
    given = {"pattern": "早中休", "first": "2026-03-02", "last": "2026-03-08", "stagger": "1",
             "people": [str(cast.second.pk), str(cast.third.pk)]}  # fmt: skip
    told = browser.post(f"/rosters/fill/?team={cast.crew.pk}", given, follow=True)
    assert "已排 10 个班" in told.content.decode()
    assert "没有“晚”这个班次" in browser.post("/rosters/fill/", {**given, "pattern": "晚"}).content.decode()
    sheet = browser.get("/rosters/?format=xlsx")
    assert sheet.content[:2] == b"PK"
    assert Shift.objects.filter(person=cast.second).count() == 5


def test_a_day_on_the_phone_on_off_leave_swap_and_handing_over(
    cast: Cast, sign_in: SignIn, clock: Clock
) -> None:
    planned(cast, cast.worker, "early")
    mine = planned(cast, cast.worker, "early", MONDAY + DAY)
    theirs = planned(cast, cast.second, "late", MONDAY + 2 * DAY)
    phone, other = sign_in(cast.worker), sign_in(cast.second)
    assert "早班" in phone.get("/rosters/mine/").content.decode()
    assert "正在班上" in phone.post("/rosters/press/", {"press": "on"}, follow=True).content.decode()
    phone.post("/rosters/press/", {"press": "on"}, follow=True)
    assert Duty.objects.count() == 1
    swapped = phone.post(f"/rosters/swap/{mine.pk}/", {"theirs": str(theirs.pk)}, follow=True)
    assert "等对方同意" in swapped.content.decode()
    number = Swap.objects.get().number
    assert other.post(f"/m/{number}/agree/", follow=True).status_code == 200
    assert Shift.objects.get(pk=mine.pk).person == cast.second
    assert phone.get(f"/rosters/swap/{mine.pk}/").status_code == 404
    given = {
        "shift_kind": str(kind("early").pk),
        "day": "2026-03-02",
        "taker": str(cast.second.pk),
        "words": "没事",
    }
    clock(MONDAY_9 + 6 * HOUR)
    assert "没有未了的事项" in phone.get("/rosters/handovers/new/").content.decode()
    told = phone.post("/rosters/handovers/new/", given, follow=True).content.decode()
    assert "等接班人确认" in told
    again = phone.post("/rosters/handovers/new/", given)
    assert "这个班次已经交班了" in again.content.decode()
    number = Handover.objects.get().number
    assert sign_in(cast.elsewhere).get(f"/m/{number}/").status_code == 404
    assert "确认接班" in other.get(f"/m/{number}/").content.decode()
    other.post(f"/m/{number}/take/")
    assert Handover.objects.get().taken_at == MONDAY_9 + 6 * HOUR
    phone.post("/rosters/press/", {"press": "off"}, follow=True)
    assert Duty.objects.get().off_at == MONDAY_9 + 6 * HOUR
    asked = {
        "leave_kind": "annual",
        "starts_at": "2026-03-09T07:00",
        "ends_at": "2026-03-10T07:00",
        "note": "探亲",
    }
    phone.post("/rosters/leaves/new/", asked)
    made = Leave.objects.get()
    assert "探亲" not in sign_in(cast.leader).get("/rosters/leaves/").content.decode()
    sign_in(cast.leader).post(f"/m/{made.number}/grant/", {"note": ""})
    page = phone.get("/rosters/mine/").content.decode()
    assert "已同意" in page


def test_an_expired_certificate_is_red_on_list_page_and_phone(cast: Cast, sign_in: SignIn) -> None:
    leader = sign_in(cast.leader)
    height = CertificateKind.objects.get(code="height")
    given = {"person": str(cast.worker.pk), "certificate_kind": str(height.pk), "serial": "G1",
             "valid_from": "2023-03-01", "valid_until": "2026-03-01"}  # fmt: skip
    page = leader.post("/rosters/certificates/new/", given, follow=True).content.decode()
    assert "已过有效期，不能凭它上岗" in page
    assert 'class="pill red' in leader.get("/rosters/certificates/?tab=expired").content.decode()
    assert 'class="pill red' in sign_in(cast.worker).get("/rosters/mine/").content.decode()
    elsewhere = {**given, "person": str(cast.elsewhere.pk), "serial": "G2"}
    assert leader.post("/rosters/certificates/new/", elsewhere).status_code == 422


def test_the_head_edits_kinds_and_planned_shifts_keep_their_hours(cast: Cast, sign_in: SignIn) -> None:
    shift, head = planned(cast, cast.worker, "early", MONDAY + DAY), sign_in(cast.head)
    early = {"code": "early", "name_zh": "早班", "name_en": "Early", "mark_zh": "早", "mark_en": "e", "begins": "06:00",
             "ends": "14:00", "tone": "green", "order": "1"}  # fmt: skip
    assert head.post(f"/rosters/kinds/shift/{shift.kind_id}/", early).status_code == 302
    assert ShiftKind.objects.get(code="early").begins.hour == 6
    assert Shift.objects.get(pk=shift.pk).starts_at == shift.starts_at
    taken = head.post("/rosters/kinds/shift/new/", {**early, "code": "new"})
    assert "已经有人用了" in taken.content.decode()
    added = {"code": "boiler", "name_zh": "司炉证", "name_en": "Boiler", "remind_days": "60", "order": "9"}
    assert head.post("/rosters/kinds/certificate/new/", added).status_code == 302
    boiler = CertificateKind.objects.get(code="boiler")
    closed = {**added, "closed_on": "2026-03-01"}
    head.post(f"/rosters/kinds/certificate/{boiler.pk}/", closed)
    assert str(boiler) not in sign_in(cast.leader).get("/rosters/certificates/new/").content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_speak_the_reader_s_language(cast: Cast, sign_in: SignIn, language: str) -> None:
    planned(cast, cast.worker, "early")
    made = certificates.register(
        person=cast.worker, certificate_kind=CertificateKind.objects.get(code="electrician"), serial="1",
        valid_from=MONDAY, valid_until=MONDAY + 400 * DAY, by=None, at=MONDAY_9,
    )  # fmt: skip
    leave.ask(
        leave_kind="sick", starts_at=MONDAY_9 + DAY, ends_at=MONDAY_9 + 2 * DAY, by=cast.worker, at=MONDAY_9
    )
    browser = sign_in(cast.worker)
    browser.cookies["language"] = language
    mine, roster = (browser.get(f"/rosters/{page}").content.decode() for page in ("mine/", ""))
    assert ("Electrician" in mine, "Early" in roster) == (language == "en", language == "en")
    assert ("电工证" in mine, "早班" in roster) == (language != "en", language != "en")
    assert browser.get(f"/m/{made.number}/").status_code == 200
