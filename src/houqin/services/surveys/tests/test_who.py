"""Every page and post of the surveys by everybody: who gets it, who learns nothing, and that nobody writes by the way."""

from collections.abc import Callable, Mapping
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from houqin.kernel.people.actions.accounts import open_account
from houqin.kernel.people.actions.people import add_person
from houqin.kernel.people.models import Grant, Person, Role
from houqin.kernel.registry.house import house
from houqin.services.surveys.models import Invitation, Rating, Terms
from houqin.services.surveys.tests.cast import DAY, HOUR, MONDAY_9, Cast, finished, rated
from houqin.services.surveys.tests.conftest import Ask, SignIn

AT = MONDAY_9 + 3 * DAY
MARCH = "?period=2026-03-01..2026-03-31"
SECRET = "师傅把水洒了一地"
TERMS = {
    "since": "2026-04-01", "open_days": "7", "remind_days": "2", "revise_minutes": "30", "batch": "8", "source": "《办法》",
}  # fmt: skip
EVERYBODY = (
    "student", "other_student", "worker", "second_worker", "hired", "leader", "head", "west_head", "setter",
    "administrator", "stranger",
)  # fmt: skip
OPEN: Mapping[str, set[str]] = {
    "rate/{number}/": {"student"},
    "mine/": set(EVERYBODY),
    "report/": {"head", "west_head"},
    "ratings/": {"head", "west_head"},
    "invited/": {"head", "west_head"},
    "team/": {"leader", "head", "west_head"},
    "terms/": {"setter"},
}


@pytest.fixture(autouse=True)
def three_days_on(clock: Callable[[Any], None]) -> None:
    """Let every request come three days after the work."""
    clock(AT)


def administrator() -> Person:
    """Return somebody who holds every right of the kernel and none of the surveys."""
    person = add_person(name="管理员", kind="staff", at=MONDAY_9)
    open_account(person, username="admin")
    names = [
        name for name in house().permissions if name.startswith(("people.", "places.", "web.", "trail."))
    ]
    assert len(names) > 3
    role = Role.objects.create(key="role-admin", title="管理员", permissions=names)
    Grant.objects.create(person=person, role=role, starts_on=date(2025, 1, 1))
    return person


def called(cast: Cast, who: str) -> Person:
    """Return somebody of the cast, or the administrator."""
    person: Person = administrator() if who == "administrator" else getattr(cast, who)
    return person


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_page_is_there_for_whom_it_is_for_and_for_nobody_else(
    cast: Cast, sign_in: SignIn, who: str
) -> None:
    number = finished(cast).number
    browser = sign_in(called(cast, who))
    got = {page: browser.get(f"/surveys/{page.format(number=number)}").status_code for page in OPEN}
    assert got == {page: 200 if who in allowed else 404 for page, allowed in OPEN.items()}


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_post_writes_for_whom_it_is_for_and_for_nobody_else(cast: Cast, sign_in: SignIn, who: str) -> None:
    number = finished(cast).number
    browser = sign_in(called(cast, who))
    rating = browser.post(f"/surveys/rate/{number}/", {"done": "yes", "stars": "5"}).status_code
    terms = browser.post("/surveys/terms/", TERMS).status_code
    assert (rating, Rating.objects.count()) == ((302, 1) if who == "student" else (404, 0))
    assert (terms, Terms.objects.count()) == ((302, 2) if who == "setter" else (404, 1))


@pytest.mark.parametrize("who", [one for one in EVERYBODY if one != "student"])
def test_nobody_changes_another_s_rating_by_page_or_call(
    cast: Cast, sign_in: SignIn, ask: Ask, who: str
) -> None:
    made = rated(cast, 2, after=3 * DAY)
    number, person = made.invitation.case.number, called(cast, who)
    form = {"done": "yes", "stars": "5", "expected": "1"}
    assert sign_in(person).post(f"/surveys/rate/{number}/", form).status_code == 404
    call = {"number": number, "done": True, "stars": 5, "revises": 1}
    assert ask(person, "/api/v1/surveys/ratings", call).status_code == 404
    assert list(Rating.objects.values_list("number", "stars")) == [(1, 2)]


def test_a_get_writes_nothing_for_anybody(cast: Cast, sign_in: SignIn) -> None:
    rated(cast, 4)
    number = finished(cast).number
    rows = (Rating.objects.count(), Invitation.objects.count(), Terms.objects.count())
    for who in ("student", "head", "setter", "worker"):
        for page in OPEN:
            sign_in(getattr(cast, who)).get(
                f"/surveys/{page.format(number=number)}?done=yes&stars=5&open_days=1"
            )
    assert (Rating.objects.count(), Invitation.objects.count(), Terms.objects.count()) == rows
    assert not Invitation.objects.exclude(reminded_at=None, set_aside_at=None).exists()


@pytest.mark.parametrize("tail", ["report/", "ratings/", "team/", "invited/", "mine/"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_page_but_the_rater_s_names_a_rater_who_stays_unnamed(
    cast: Cast, sign_in: SignIn, tail: str, language: str
) -> None:
    """Six silent names: nobody who may open the page reads one there, nor the number, room or day of the case."""
    for n in range(6):
        rated(cast, 4, doers=[cast.worker, cast.second_worker][: 1 + n % 2], words=SECRET)
    for who in sorted(OPEN[tail] & {"student", "worker", "leader", "head", "west_head"}):
        browser = sign_in(getattr(cast, who))
        browser.cookies["language"] = language
        shown = browser.get(f"/surveys/{tail}{MARCH}").content.decode()
        body = shown[shown.index("<main") :]
        told = [text for text in ("学生甲", "BX0", "412", "2026-03-02") if text in body]
        if who != "student":
            assert told == [], who
        assert (SECRET in body) == (who == "head" and tail in {"report/", "ratings/"}), who


@pytest.mark.parametrize("who", ["leader", "head"])
def test_a_team_page_has_neither_words_nor_people_of_other_teams(
    cast: Cast, sign_in: SignIn, who: str
) -> None:
    for doer in (cast.worker, cast.hired):
        for _ in range(5):
            rated(cast, 3, doers=[doer], words=SECRET)
    page = sign_in(getattr(cast, who)).get(f"/surveys/team/{MARCH}").content.decode()
    assert cast.worker.name in page
    assert "3.00" in page
    assert cast.hired.name not in page
    assert SECRET not in page


def test_a_leader_s_excel_has_the_team_and_nobody_else(cast: Cast, sign_in: SignIn) -> None:
    for doer in (cast.worker, cast.hired):
        for _ in range(5):
            rated(cast, 3, doers=[doer], words="=1+1")
    answer = sign_in(cast.leader).get(f"/surveys/team/{MARCH}&format=xlsx")
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    rows = book.get_sheet_by_index(0).to_python()
    assert [row[1:4] for row in rows[1:]] == [["赵六", 5, 3]]


@pytest.mark.parametrize(("who", "tail"), [("head", "report/"), ("leader", "team/"), ("setter", "terms/")])
def test_the_office_s_pages_are_whole_in_english(cast: Cast, sign_in: SignIn, who: str, tail: str) -> None:
    """What the house says is English; what people and data are called may be Chinese."""
    rated(cast, 4)
    browser = sign_in(getattr(cast, who))
    browser.cookies["language"] = "en"
    page = browser.get(f"/surveys/{tail}{MARCH}").content.decode()
    for msgid in ("满意度统计", "班组评分", "评价规则", "历次规则", "评价数", "保存新规则", "他们说", "匿名"):
        assert msgid not in page, msgid
    with translation.override("en"):
        title = translation.gettext(
            {"report/": "满意度统计", "team/": "班组评分", "terms/": "评价规则"}[tail]
        )
    assert title in page


def test_the_score_of_whoever_worked_says_how_many_wait_and_nothing_of_whom(
    cast: Cast, sign_in: SignIn
) -> None:
    for n in range(7):
        rated(cast, 5 if n < 5 else 1, after=(n + 1) * HOUR, words=SECRET, named=True)
    page = sign_in(cast.worker).get("/surveys/mine/").content.decode()
    assert "5.00" in page
    assert "另有 2 份" in page
    assert SECRET not in page
    assert cast.student.name not in page, "a name allowed to the head is not allowed to the one who worked"
