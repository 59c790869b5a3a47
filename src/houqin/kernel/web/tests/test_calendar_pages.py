"""The calendar pages as their editor, another person and a guest meet them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from houqin.kernel.people.models import Account, Grant, Person, Role
from houqin.kernel.worktime import queries
from houqin.kernel.worktime.models import CalendarVersion, HoursVersion, Schedule, Term

pytestmark = pytest.mark.django_db
MADE = datetime(2026, 9, 1, tzinfo=UTC)
FAR = 2090  # a year nobody has announced
LATER = datetime(2100, 1, 1, tzinfo=UTC)
LINES = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0"}


def signed_in(name: str) -> Client:
    person = Person.objects.create(name=name, kind=Person.Kind.STAFF, created_at=MADE)
    client = Client()
    client.force_login(
        Account.objects.create_user(f"u{person.pk.hex}", person=person),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return client


@pytest.fixture
def stranger(db: None) -> Client:
    """Signed in, but no editor of calendars."""
    return signed_in("李四")


@pytest.fixture
def editor(db: None) -> Client:
    """May edit calendars everywhere."""
    client = signed_in("张三")
    role = Role.objects.create(key="calendar-keeper", title="日历管理员", permissions=["worktime.edit"])
    person = Person.objects.get(name="张三")
    Grant.objects.create(person=person, role=role, starts_on=date(2020, 1, 1))
    return client


def calendar_url(year: int) -> str:
    return f"{reverse('admin-calendars')}?year={year}"


def day_url(day: str) -> str:
    return reverse("admin-calendar-day", args=[day])


def line(number: int, times: str, worked: str = "working") -> dict[str, object]:
    prefix = f"form-{number}"
    return {f"{prefix}-worked": worked, f"{prefix}-weekdays": [1, 2, 3, 4, 5, 6, 7], f"{prefix}-times": times}


def pages() -> list[str]:
    office = Schedule.objects.get(key="office")
    return [
        reverse("admin-calendars"),
        calendar_url(FAR),
        day_url("2025-02-08"),
        reverse("admin-hours"),
        reverse("admin-hours-add"),
        reverse("admin-hours-change", args=[office.pk]),
        reverse("admin-terms"),
        reverse("admin-term-add"),
    ]


def test_every_page_opens_for_the_editor_and_for_nobody_else(editor: Client, stranger: Client) -> None:
    for url in pages():
        assert editor.get(url).status_code == 200, url
        assert stranger.get(url).status_code == 404, url
        assert Client().get(url).status_code == 302, url


def test_only_the_editor_writes(editor: Client, stranger: Client) -> None:
    for name in ("admin-calendar-begin", "admin-calendar-publish", "admin-calendar-discard"):
        assert stranger.post(reverse(name, args=[FAR])).status_code == 404
        assert editor.get(reverse(name, args=[FAR])).status_code == 405
    assert not CalendarVersion.objects.filter(year=FAR).exists()


def test_the_year_shows_each_kind_of_day_with_its_word(editor: Client) -> None:
    page = editor.get(calendar_url(2025)).content.decode()
    for word in ("调休上班 · 春节", "放假 · 国庆节", "周末", "工作日", "第 1 版"):
        assert word in page
    assert "未公布" not in page


def test_an_unannounced_year_is_flagged(editor: Client) -> None:
    page = editor.get(calendar_url(FAR)).content.decode()
    assert "未公布" in page
    assert "放假 · 国庆节" in page


def test_addresses_of_days_and_years_that_are_none_are_not_found(editor: Client) -> None:
    assert editor.get(day_url("2025-02-30")).status_code == 404
    assert editor.get(day_url("1066-10-14")).status_code == 404
    assert editor.get(calendar_url(9999)).status_code == 404
    assert editor.get(calendar_url(10**9)).status_code == 404


def test_a_day_is_changed_and_the_year_published(editor: Client) -> None:
    assert editor.post(day_url(f"{FAR}-03-01"), {"working": "0", "name": "校庆"}).status_code == 302
    assert queries.calendar(LATER).is_provisional(date(FAR, 3, 1))
    page = editor.get(calendar_url(FAR)).content.decode()
    assert "草稿中的改动" in page
    publish = reverse("admin-calendar-publish", args=[FAR])
    assert editor.post(publish, {"source": "校历", "expected": 1}, follow=True).status_code == 200
    held = queries.calendar(LATER).day(date(FAR, 3, 1))
    assert (held.working, held.name, held.provisional) == (False, "校庆", False)


def test_publishing_what_somebody_edited_meanwhile_is_refused_and_nothing_typed_is_lost(
    editor: Client,
) -> None:
    editor.post(day_url(f"{FAR}-03-01"), {"working": "0", "name": "校庆"})
    editor.post(day_url(f"{FAR}-03-02"), {"working": "0", "name": "校庆"})
    answer = editor.post(reverse("admin-calendar-publish", args=[FAR]), {"source": "某号通知", "expected": 1})
    assert answer.status_code == 422
    assert "某号通知" in answer.content.decode()
    assert "请刷新后核对" in answer.content.decode()


def test_a_form_left_empty_is_shown_again(editor: Client) -> None:
    assert editor.post(day_url(f"{FAR}-03-01"), {"name": "校庆"}).status_code == 422
    editor.post(reverse("admin-calendar-begin", args=[FAR]))
    assert editor.post(reverse("admin-calendar-publish", args=[FAR]), {"expected": 0}).status_code == 422


def test_a_draft_is_begun_and_thrown_away(editor: Client) -> None:
    editor.post(reverse("admin-calendar-begin", args=[FAR]))
    assert queries.draft_of(FAR) is not None
    editor.post(reverse("admin-calendar-discard", args=[FAR]))
    assert queries.draft_of(FAR) is None
    assert editor.post(reverse("admin-calendar-discard", args=[FAR])).status_code == 409


def test_hours_are_listed_with_their_words_and_changed(editor: Client) -> None:
    assert "08:30-11:30, 13:00-17:00" in editor.get(reverse("admin-hours")).content.decode()
    office = Schedule.objects.get(key="office")
    url = reverse("admin-hours-change", args=[office.pk])
    assert "08:30-11:30, 13:00-17:00" in editor.get(url).content.decode()
    answer = editor.post(url, LINES | line(0, "09:00-12:00, 14:00-18:00") | line(1, "10:00-12:00", "off"))
    assert answer.status_code == 302
    windows = HoursVersion.objects.get(schedule=office, number=2).windows
    assert windows.filter(worked="working").count() == 2
    assert windows.get(worked="off").opens == 600


def test_hours_that_cannot_be_read_or_never_open_come_back_with_the_reason(editor: Client) -> None:
    url = reverse("admin-hours-change", args=[Schedule.objects.get(key="office").pk])
    unreadable = editor.post(url, LINES | line(0, "早上八点") | line(1, ""))
    assert unreadable.status_code == 422
    assert "看不懂时间" in unreadable.content.decode()
    assert "早上八点" in unreadable.content.decode()
    shut = editor.post(url, LINES | line(0, "") | line(1, ""))
    assert shut.status_code == 422
    assert "永远不开门" in shut.content.decode()
    assert HoursVersion.objects.filter(schedule__key="office").count() == 1


def test_hours_may_be_set_to_start_later_but_not_in_the_past(editor: Client) -> None:
    office = Schedule.objects.get(key="office")
    url = reverse("admin-hours-change", args=[office.pk])
    entries = LINES | line(0, "09:00-12:00") | line(1, "")
    assert editor.post(url, entries | {"starts_at": "2020-01-01T00:00"}).status_code == 422
    assert editor.post(url, entries | {"starts_at": "2099-01-01T00:00"}).status_code == 302
    held = queries.working_hours("office", LATER - timedelta(days=400)).hours.windows
    assert [one.opens for one in held] == [510, 780]
    assert [one.opens for one in queries.working_hours("office", LATER).hours.windows] == [540]


def test_new_hours_are_added_and_a_taken_code_comes_back(editor: Client) -> None:
    entries = LINES | line(0, "22:00-06:00") | line(1, "")
    url = reverse("admin-hours-add")
    assert editor.post(url, entries | {"key": "night", "title": "夜班"}).status_code == 302
    assert "22:00-06:00" in editor.get(reverse("admin-hours")).content.decode()
    again = editor.post(url, entries | {"key": "night", "title": "夜班"})
    assert again.status_code == 422
    assert "已经有服务时间" in again.content.decode()


def test_terms_are_added_changed_and_kept_apart(editor: Client) -> None:
    autumn = {"name": "秋季", "starts_on": "2026-09-07", "ends_on": "2027-01-17", "teaching_weeks": "16"}
    assert editor.post(reverse("admin-term-add"), autumn).status_code == 302
    term = Term.objects.get()
    url = reverse("admin-term", args=[term.pk])
    assert "2026-09-07" in editor.get(url).content.decode()
    assert editor.post(url, autumn | {"teaching_weeks": "17"}).status_code == 302
    assert "秋季" in editor.get(reverse("admin-terms")).content.decode()
    overlapping = editor.post(reverse("admin-term-add"), autumn | {"name": "另一个"})
    assert overlapping.status_code == 422
    assert "重叠" in overlapping.content.decode()
    assert Term.objects.get().teaching_weeks == 17
