"""Reporting without signing in: a link and nothing more, codes that tell nobody who lives where."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from pytest_django import Settings

from houqin.kernel.people.actions.people import change_person
from houqin.kernel.places.actions.places import add_place
from houqin.kernel.places.actions.tags import make_tag
from houqin.kernel.places.models import Place
from houqin.kernel.trail.queries import timeline
from houqin.services.repairs.actions import codes, dispatch, guests, tallies, work
from houqin.services.repairs.actions.joins import join, leave
from houqin.services.repairs.actions.merging import join_to, part
from houqin.services.repairs.actions.report import report
from houqin.services.repairs.models import GuestReport, MailCode, Order, Report, Tally
from houqin.services.repairs.queries import guests as known
from houqin.services.repairs.queries import taxonomy
from houqin.services.repairs.tests.cast import DUTY_PHONE, MONDAY_9, Cast, make_cast, photo, refused
from houqin.services.repairs.tests.conftest import SignIn

MINUTE = timedelta(minutes=1)
FORM = "/repairs/guest/"
SECRET = "厕所里有人的秘密"


@pytest.fixture
def square(cast: Cast) -> Place:
    """A public place on the east campus, with a sticker."""
    place = add_place(
        code="square", name="东广场", kind="point", parent=cast.east, access=Place.Access.PUBLIC
    )
    make_tag(place, at=MONDAY_9)
    return place


@pytest.fixture
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every request come on one Monday morning."""
    monkeypatch.setattr("houqin.kernel.web.middleware.now", lambda: MONDAY_9)


def ticket_of(page: str) -> str:
    """Return the ticket a form carries."""
    found = re.search(r'name="ticket" value="([^"]+)"', page)
    assert found
    return found.group(1)


def by_guest(
    place: Place, *, text: str = "", code: str = "civil.road_manhole", at: Any = MONDAY_9
) -> GuestReport:
    """Return a guest's report."""
    token = guests.report_as_guest(
        ticket=guests.new_ticket(),
        place=place,
        origin="10.0.0.1",
        category=taxonomy.category(code),
        text=text,
        at=at,
    )
    found = known.of_token(token)
    assert found
    return found


def test_a_scanned_public_place_takes_a_report_from_anybody_and_gives_a_link(
    cast: Cast, square: Place, morning: None
) -> None:
    browser = Client()
    page = browser.get(f"/q/{square.tags.get().code}", follow=True)
    shown = page.content.decode()
    assert page.redirect_chain[-1][0].startswith(FORM)
    assert "东广场" in shown
    assert f"tel:{DUTY_PHONE}" in shown
    sent = {"place": square.pk, "ticket": ticket_of(shown), "text": SECRET, "category": "civil.road_manhole"}
    answers = [browser.post(FORM, sent) for _ in range(2)]
    order = Order.objects.get()  # sent twice, made once
    assert answers[0]["Location"] == answers[1]["Location"]
    assert (order.applicant, order.reports.get().channel, order.reports.get().reporter) == (
        None,
        "guest",
        None,
    )

    link = answers[0]["Location"]
    stranger = Client().get(link)
    seen = stranger.content.decode()
    assert (stranger.status_code, stranger.headers["Referrer-Policy"]) == (200, "no-referrer")
    assert "no-store" in stranger.headers["Cache-Control"]
    assert "已收到，正在安排师傅" in seen
    assert order.number not in seen
    assert SECRET not in seen
    guessed = [
        link[:-2] + "x/",
        f"{FORM}{GuestReport.objects.get().token}/",
        f"{FORM}{order.number}/",
        f"{FORM}x/",
    ]
    assert [Client().get(one).status_code for one in guessed] == [404] * 4
    assert Client().post(guessed[0], {"back": "1"}).status_code == 404

    assert browser.post(link, {"text": "就在路灯旁"}).status_code == 302
    assert SECRET in Report.objects.get().text
    assert Report.objects.get().text.endswith("就在路灯旁")
    assert browser.post(link, {"back": "1"}).status_code == 302
    order.refresh_from_db()
    assert order.state == "cancelled"
    assert "这次报修已取消" in browser.get(link).content.decode()


def test_what_is_wrong_keeps_what_was_written_and_forged_tickets_make_nothing(
    cast: Cast, square: Place, morning: None
) -> None:
    browser = Client()
    ticket = ticket_of(browser.get(f"{FORM}?place={square.pk}").content.decode())
    nothing = browser.post(FORM, {"place": square.pk, "ticket": ticket, "contact": "10012345678"})
    assert nothing.status_code == 422
    assert "10012345678" in nothing.content.decode()
    for forged in ("weak", ticket[:-1] + "!", ""):
        answer = browser.post(FORM, {"place": square.pk, "ticket": forged, "text": "坏了"})
        assert answer.status_code == 422, forged
    assert browser.post(FORM, {"place": "nonsense", "ticket": ticket}).status_code == 404
    private = browser.post(FORM, {"place": cast.room.pk, "ticket": ticket, "text": "坏了"})
    assert private.status_code == 422
    assert not Order.objects.exists()


def test_without_a_public_place_a_guest_is_led_to_sign_in(cast: Cast, sign_in: SignIn, morning: None) -> None:
    assert Client().get(FORM)["Location"].startswith("/sign-in/")
    assert Client().get(f"{FORM}?place=nonsense")["Location"].startswith("/sign-in/")
    room = Client().get(f"{FORM}?tag={cast.tag.code}")
    assert "这里不是公共区域" in room.content.decode()
    assert "取验证码" not in room.content.decode()  # nothing sends mail here
    assert sign_in(cast.student).get(f"{FORM}?tag={cast.tag.code}")["Location"].startswith("/repairs/report/")


def test_a_guest_sees_of_others_only_faults_and_how_many(cast: Cast, square: Place, morning: None) -> None:
    for who in (cast.student, cast.other_student):
        report(
            place=square, category=taxonomy.category("civil.road_manhole"), text=SECRET, by=who, at=MONDAY_9
        )
    page = Client().get(f"{FORM}?place={square.pk}").content.decode()
    assert "2 份" in page
    hidden = (SECRET, "学生甲", *Order.objects.values_list("number", flat=True), 'name="join"')
    assert not [one for one in hidden if one in page]


def test_too_many_reports_from_one_address_or_at_one_place_are_refused_until_the_hour_is_over(
    cast: Cast, square: Place
) -> None:
    for _ in range(guests.PER_PLACE):
        by_guest(square)
    with refused("repairs.too_often") as caught:
        by_guest(square)
    assert caught.value.params["minutes"] == 60 + 1
    by_guest(square, at=MONDAY_9 + 60 * MINUTE)
    for _ in range(3):
        tallies.count("x", "10.0.0.2", most=3, at=MONDAY_9)
    with refused("repairs.too_often"):
        tallies.count("x", "10.0.0.2", most=3, at=MONDAY_9)
    assert not [key for key in Tally.objects.values_list("key", flat=True) if "10.0.0" in key]
    assert tallies.forget(MONDAY_9 + timedelta(days=3)) > 0
    assert not Tally.objects.exists()


def test_a_link_takes_back_before_it_is_accepted_and_adds_words_until_it_is_mended(
    cast: Cast, square: Place
) -> None:
    guest = by_guest(square, text="井盖松了")
    order = guest.report.order
    dispatch.assign(order, technician=cast.technician, by=cast.dispatcher, at=MONDAY_9)
    with refused("repairs.accepted_already"):
        guests.take_back(GuestReport.objects.get(), at=MONDAY_9)
    for n in range(guests.MOST_WORDS):
        guests.add_word(GuestReport.objects.get(), f"第 {n} 句", at=MONDAY_9 + n * MINUTE)
    with refused("repairs.words_enough"):
        guests.add_word(GuestReport.objects.get(), "再说一句", at=MONDAY_9)
    with refused("repairs.nothing_said"):
        guests.add_word(GuestReport.objects.get(), "  ", at=MONDAY_9)
    told = timeline(order.pk)
    assert [one.verb for one in told].count("guest_word") == guests.MOST_WORDS
    assert not [
        one for one in told if one.verb in ("open", "guest_word") and one.digest
    ]  # no words in the trail
    work.take(order, by=cast.technician, at=MONDAY_9)
    work.arrive(order, by=cast.technician, at=MONDAY_9)
    work.finish(order, photos=[photo()], by=cast.technician, at=MONDAY_9)
    with refused("repairs.word_too_late"):
        guests.add_word(GuestReport.objects.get(), "好了吗", at=MONDAY_9)


def test_who_joins_a_guest_s_report_does_not_read_it_and_those_at_work_do(
    cast: Cast, square: Place, sign_in: SignIn
) -> None:
    order = by_guest(square, text=SECRET).report.order
    Report.objects.update(contact="10098765432")
    join(order, place=square, text="我也绊了一下", by=cast.student, at=MONDAY_9)
    page = sign_in(cast.student).get(f"/m/{order.number}/").content.decode()
    assert SECRET not in page
    assert "10098765432" not in page
    whole = sign_in(cast.dispatcher).get(f"/m/{order.number}/").content.decode()
    assert SECRET in whole
    assert "10098765432" in whole
    assert "未登录的报修人" in whole
    with refused("repairs.leave_alone"):
        leave(order, by=cast.student, at=MONDAY_9)
    with refused("repairs.others_affected"):
        guests.take_back(GuestReport.objects.get(), at=MONDAY_9)


def test_guests_reports_are_joined_to_others_and_taken_out_again(cast: Cast, square: Place) -> None:
    one, other = by_guest(square).report.order, by_guest(square).report.order
    mine = report(
        place=square, category=taxonomy.category("civil.road_manhole"), by=cast.student, at=MONDAY_9
    )
    for each in (one, mine):
        each.refresh_from_db()
        join_to(each, target=other, by=cast.dispatcher, at=MONDAY_9)
    assert other.reports.count() == 3
    for each in (one, mine):
        part(each, by=cast.dispatcher, at=MONDAY_9 + MINUTE)
    assert [each.reports.count() for each in (one, other, mine)] == [1, 1, 1]
    assert (one.applicant_id, mine.applicant_id) == (None, cast.student.pk)


class TestCodes:
    """Codes by mail."""

    @pytest.fixture(autouse=True)
    def post(self, cast: Cast, settings: Settings, morning: None) -> None:
        settings.EMAIL_HOST = "mail.example"
        change_person(cast.student, by=None, at=MONDAY_9, email="Jia@model.example")
        change_person(cast.other_student, by=None, at=MONDAY_9, email="yi@model.example")

    def asked(self, cast: Cast, email: str) -> tuple[str, dict[str, Any]]:
        """Ask for a code through the page; returns the page without what differs every time, and what to send."""
        answer = Client().post(f"{FORM}code/", {"place": cast.room.pk, "email": email})
        assert answer.status_code == 200
        page = answer.content.decode()
        challenge = re.search(r'name="challenge" value="([^"]+)"', page)
        assert challenge
        sent = {
            "place": cast.room.pk,
            "ticket": ticket_of(page),
            "challenge": challenge.group(1),
            "text": "灯坏了",
        }
        return re.sub(
            r'(name="(ticket|challenge|csrfmiddlewaretoken)" |X-CSRFToken": ?")[^>]*', "", page
        ), sent

    def test_every_address_gets_the_same_answer_and_only_who_lives_there_a_code(self, cast: Cast) -> None:
        pages = {
            self.asked(cast, one)[0] for one in ("jia@model.example", "yi@model.example", "nobody@x.example")
        }
        assert len(pages) == 1
        assert codes.send_waiting(MONDAY_9) == 1
        assert codes.send_waiting(MONDAY_9) == 0  # once
        assert [one.to for one in mail.outbox] == [["Jia@model.example"]]
        assert re.search(r"\d{6}", str(mail.outbox[0].body))

    def test_a_code_makes_the_report_that_person_s_once(self, cast: Cast, sign_in: SignIn) -> None:
        _page, sent = self.asked(cast, "jia@model.example")
        codes.send_waiting(MONDAY_9)
        found = re.search(r"\d{6}", str(mail.outbox[0].body))
        assert found
        wrong = Client().post(FORM, sent | {"code": "x" if found.group() == "000000" else "000000"})
        assert (wrong.status_code, "验证码不对" in wrong.content.decode()) == (422, True)
        assert "灯坏了" in wrong.content.decode()
        right = Client().post(FORM, sent | {"code": found.group()})
        assert right.status_code == 302
        again = Client().post(FORM, sent | {"code": found.group()})  # the same form: the same report
        assert again["Location"] == right["Location"]
        order = Order.objects.get()
        assert (order.applicant, order.reports.get().channel) == (cast.student, "code")
        assert order.number in sign_in(cast.student).get("/repairs/mine/").content.decode()
        used = Client().post(FORM, sent | {"code": found.group(), "ticket": guests.new_ticket()})
        assert "已经失效" in used.content.decode()
        guests.take_back(
            GuestReport.objects.select_related("report__order", "report__reporter").get(), at=MONDAY_9
        )
        order.refresh_from_db()
        assert order.state == "cancelled"

    def test_codes_expire_end_after_five_tries_and_fit_one_place(self, cast: Cast) -> None:
        def tried(asked: MailCode, code: str, place: Place, at: Any = MONDAY_9) -> None:
            codes.report_by_code(
                challenge=asked.pk, code=code, ticket=guests.new_ticket(), place=place, text="坏了", at=at
            )

        mine = codes.ask(place=cast.room, email="jia@model.example", origin="1", at=MONDAY_9)
        nobody = codes.ask(place=cast.room, email="nobody@model.example", origin="1", at=MONDAY_9)
        with refused("repairs.code_over"):
            tried(mine, codes.code_of(mine), cast.lake)
        with refused("repairs.code_over"):
            tried(mine, codes.code_of(mine), cast.room, MONDAY_9 + codes.LASTS)
        for asked in (mine, nobody):  # nobody's answers alike, even with the code that would fit
            guess = codes.code_of(asked) if asked is nobody else "12345"
            for _ in range(codes.ATTEMPTS):
                with refused("repairs.code_wrong"):
                    tried(asked, guess, cast.room)
            with refused("repairs.code_over"):
                tried(asked, codes.code_of(asked), cast.room)
        assert not Order.objects.exists()
        codes.ask(place=cast.room, email="jia@model.example", origin="1", at=MONDAY_9)
        codes.ask(place=cast.room, email="JIA@model.example", origin="1", at=MONDAY_9)
        with refused("repairs.too_often"):
            codes.ask(place=cast.room, email="jia@model.example ", origin="1", at=MONDAY_9)
        assert codes.send_waiting(MONDAY_9 + codes.LASTS) == 0  # what expired is not sent any more
        assert codes.forget(MONDAY_9 + timedelta(days=2)) == 4


@pytest.mark.django_db(transaction=True)
def test_eight_who_send_one_form_at_once_make_one_report(settings: Settings, tmp_path: Any) -> None:
    settings.EVIDENCE_ROOT = tmp_path
    east = make_cast().east
    square = add_place(code="square", name="东广场", kind="point", parent=east, access=Place.Access.PUBLIC)
    ticket = guests.new_ticket()

    def send(_turn: int) -> str:
        try:
            return guests.report_as_guest(
                ticket=ticket, place=square, origin="1", text="井盖松了", at=MONDAY_9
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as together:
        assert set(together.map(send, range(8))) == {guests.token_of(ticket)}
    assert (Order.objects.count(), GuestReport.objects.count()) == (1, 1)
    assert sorted(Tally.objects.values_list("count", flat=True)) == [
        1,
        1,
    ]  # what made nothing was not counted
