"""Pausing, a visit in vain and the answer, by page and by API."""

from datetime import timedelta

import pytest

from houqin.services.repairs.lifecycle import State
from houqin.services.repairs.models import Pause, Visit
from houqin.services.repairs.tests.cast import Cast, brought_to, photo
from houqin.services.repairs.tests.conftest import Ask, SignIn

HOUR = timedelta(hours=1)


def test_a_technician_pauses_and_the_page_says_why_and_until_when(cast: Cast, sign_in: SignIn) -> None:
    order = brought_to(cast, "working")
    browser = sign_in(cast.technician)
    form = browser.get(f"/m/{order.number}/pause/").content.decode()
    assert "等配件" in form
    assert "无人在家" not in form, "that is a move of its own"
    reason = order.sla.pause_reasons.get(key="parts")
    browser.post(f"/m/{order.number}/pause/", {"reason": str(reason.pk), "note": "阀芯"})
    page = sign_in(cast.student).get(f"/m/{order.number}/").content.decode()
    assert "等配件" in page
    assert "承诺照常计时" in page
    assert "阀芯" in page


def test_a_visit_in_vain_takes_three_presses_and_the_reporter_names_another_time(
    cast: Cast, sign_in: SignIn
) -> None:
    order = brought_to(cast, "taken")
    browser = sign_in(cast.technician)
    assert browser.post(f"/m/{order.number}/nobody_home/", {}).status_code == 422
    assert browser.post(f"/m/{order.number}/nobody_home/", {"photos": [photo("door.jpg")]}).status_code == 302
    assert Visit.objects.get(order=order).technician == cast.technician
    reporter = sign_in(cast.student)
    assert "停表" in reporter.get(f"/m/{order.number}/").content.decode()
    assert reporter.post(f"/m/{order.number}/answer/", {"wanted_at": "2099-01-01T18:00"}).status_code == 302
    order.refresh_from_db()
    assert order.state == State.ASSIGNED


def test_a_reporter_is_not_offered_to_end_what_does_not_wait_for_them(cast: Cast, sign_in: SignIn) -> None:
    order = brought_to(cast, "working")
    reason = order.sla.pause_reasons.get(key="parts")
    sign_in(cast.technician).post(f"/m/{order.number}/pause/", {"reason": str(reason.pk)})
    assert sign_in(cast.student).get(f"/m/{order.number}/answer/").status_code == 409


def test_the_board_shows_what_stands_with_its_reason(cast: Cast, sign_in: SignIn) -> None:
    brought_to(cast, "paused")
    page = sign_in(cast.dispatcher).get("/repairs/board/?tab=paused").content.decode()
    assert "等待报修人" in page
    assert "暂停最晚到" in page


def test_the_api_pauses_and_tells_which_clocks_stand(cast: Cast, ask: Ask) -> None:
    order = brought_to(cast, "working")
    path = f"/api/v1/repairs/orders/{order.number}"
    told = ask(cast.technician, f"{path}/pause", {"reason": "parts", "note": "阀芯"}).json()
    assert (told["state"], told["pause"]["reason"], told["pause"]["stops"]) == ("paused", "parts", ["hold"])
    assert ask(cast.technician, f"{path}/resume", {}).json()["pause"] is None


@pytest.mark.parametrize(
    ("who", "move", "sent", "code"),
    [
        ("technician", "pause", {"reason": "whim"}, "repairs.unknown_reason"),
        ("technician", "pause", {"reason": "nobody_home"}, "repairs.unknown_reason"),
        ("technician", "nobody_home", {}, "repairs.proof_needed"),
        ("technician", "nobody_home", {"tag": "x"}, "repairs.wrong_tag"),
        ("dispatcher", "promise", {"note": "等料"}, "repairs.time_gone_by"),
    ],
)
def test_the_api_says_what_is_wrong(
    cast: Cast, ask: Ask, who: str, move: str, sent: dict[str, str], code: str
) -> None:
    order = brought_to(cast, "working")
    said = ask(getattr(cast, who), f"/api/v1/repairs/orders/{order.number}/{move}", sent)
    assert said.status_code in {409, 422}
    assert code in said.content.decode()
    assert not Pause.objects.exists()
