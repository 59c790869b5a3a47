"""Pages: the rater's, the worker's own, the head's, the leader's; to everybody else they do not exist."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from houqin.services.surveys.actions.rating import rate
from houqin.services.surveys.models import Rating, Terms
from houqin.services.surveys.tests.cast import DAY, HOUR, MONDAY_9, POWER, Cast, finished, rated
from houqin.services.surveys.tests.conftest import SignIn

HOSTILE = "<script>alert(1)</script>{{ 7*7 }}"
MARCH = "?period=2026-03-01..2026-03-31"
VALUE = '<span class="value">4.50'
SECRET = "师傅把水洒了一地"
AT = MONDAY_9 + 10 * DAY
Clock = Callable[[Any], None]


@pytest.fixture(autouse=True)
def ten_days_on(clock: Clock) -> None:
    """Let every request come ten days after the first work."""
    clock(AT)


def fed(cast: Cast) -> None:
    """Give the crew six ratings, with words once signed and once not."""
    for n in range(6):
        doers = [cast.worker] if n % 2 else [cast.second_worker]
        words = {0: SECRET, 1: "谢谢"}.get(n, "")
        rated(cast, 5 - n % 2, doers=doers, words=words, named=n == 1, tags=["speed"])


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("student", 200),
        ("other_student", 404),
        ("worker", 404),
        ("head", 404),
        ("leader", 404),
        ("stranger", 404),
    ],
)
def test_the_page_of_a_rating_is_the_rater_s(cast: Cast, sign_in: SignIn, who: str, status: int) -> None:
    case = finished(cast)
    browser = sign_in(getattr(cast, who))
    assert browser.get(f"/surveys/rate/{case.number}/").status_code == status
    if status == 404:
        assert browser.post(f"/surveys/rate/{case.number}/", {"done": "yes", "stars": 5}).status_code == 404
        assert not Rating.objects.exists()


def test_nothing_is_chosen_beforehand(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.student).get(f"/surveys/rate/{finished(cast).number}/").content.decode()
    assert page.count('name="stars"') == 5
    assert page.count('name="done"') == 2
    form = page[page.index('name="done"') : page.index("</form>", page.index('name="done"'))]
    assert " checked" not in form


def test_an_empty_form_asks_for_both_and_keeps_the_words(cast: Cast, sign_in: SignIn) -> None:
    case = finished(cast)
    answer = sign_in(cast.student).post(f"/surveys/rate/{case.number}/", {"words": SECRET})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请选择一到五颗星。" in page
    assert "请选择办好了没有。" in page
    assert SECRET in page
    assert not Rating.objects.exists()


@pytest.mark.parametrize(
    "given",
    [
        {"done": "perhaps", "stars": "5"},
        {"done": "yes", "stars": "6"},
        {"done": "yes", "stars": "x"},
        {"done": "yes", "stars": "5", "tags": ["no-such"]},
        {"done": "yes", "stars": "5", "words": "长" * 501},
        {"done": "yes", "stars": "5", "expected": "x"},
        {"done": "yes", "stars": "5", "expected": "7"},
    ],
    ids=["done", "six stars", "no number", "tag", "long", "version", "unknown version"],
)
def test_a_forged_form_is_told_what_is_wrong(cast: Cast, sign_in: SignIn, given: dict[str, Any]) -> None:
    case = finished(cast)
    assert sign_in(cast.student).post(f"/surveys/rate/{case.number}/", given).status_code == 422
    assert not Rating.objects.exists()


def test_a_rating_is_taken_changed_and_then_closed(cast: Cast, sign_in: SignIn, clock: Clock) -> None:
    case, browser = finished(cast), sign_in(cast.student)
    address = f"/surveys/rate/{case.number}/"
    answer = browser.post(address, {"done": "yes", "stars": "4", "tags": ["speed"], "words": HOSTILE})
    assert (answer.status_code, answer["Location"]) == (302, f"/m/{case.number}/")
    page = browser.get(address).content.decode()
    assert 'value="4" checked' in page
    assert HOSTILE not in page
    browser.post(address, {"done": "no", "stars": "2", "expected": "1"})
    assert list(Rating.objects.order_by("number").values_list("done", "stars")) == [(True, 4), (False, 2)]
    clock(AT + 2 * HOUR)
    page = browser.get(address).content.decode()
    assert "您已经评价过了" in page
    assert "<textarea" not in page
    assert browser.post(address, {"done": "yes", "stars": "5", "expected": "2"}).status_code == 422


def test_too_late_is_said_with_the_last_day(cast: Cast, sign_in: SignIn, clock: Clock) -> None:
    case = finished(cast)
    clock(MONDAY_9 + 15 * DAY)
    page = sign_in(cast.student).get(f"/surveys/rate/{case.number}/").content.decode()
    assert "现在不能评价" in page


def test_one_s_own_score_comes_in_whole_batches(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.worker)
    for n in range(4):
        rated(cast, 5, after=(n + 1) * HOUR)
    assert "还没有满一批评价" in browser.get("/surveys/mine/").content.decode()
    rated(cast, 3, after=5 * HOUR, words=SECRET)
    page = browser.get("/surveys/mine/").content.decode()
    assert "4.60" in page
    assert SECRET not in page, "words are for the head"
    assert cast.student.name not in page
    rated(cast, 1, after=6 * HOUR)
    page = browser.get("/surveys/mine/").content.decode()
    assert "4.60" in page, "a sixth rating waits for its batch"
    assert "另有 1 份" in page


def test_everybody_s_score_page_is_their_own(cast: Cast, sign_in: SignIn) -> None:
    for n in range(5):
        rated(cast, 5, after=(n + 1) * HOUR)
    for who in ("second_worker", "student", "stranger", "head"):
        page = sign_in(getattr(cast, who)).get("/surveys/mine/").content.decode()
        assert "还没有满一批评价" in page


PAGES = ("report/", "ratings/", "invited/", "team/", "terms/")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["student", "worker", "stranger"])
def test_the_office_s_pages_do_not_exist_for_others(cast: Cast, sign_in: SignIn, page: str, who: str) -> None:
    assert sign_in(getattr(cast, who)).get(f"/surveys/{page}").status_code == 404


def test_a_leader_has_the_team_s_page_and_no_other(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.leader)
    assert {page: browser.get(f"/surveys/{page}").status_code for page in PAGES} == {
        "report/": 404, "ratings/": 404, "invited/": 404, "team/": 200, "terms/": 404,
    }  # fmt: skip


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_head_reads_numbers_and_words_without_names(cast: Cast, sign_in: SignIn, language: str) -> None:
    fed(cast)
    browser = sign_in(cast.head)
    browser.cookies["language"] = language
    page = browser.get(f"/surveys/report/{MARCH}").content.decode()
    assert VALUE in page
    assert SECRET in page
    assert page.count(cast.student.name) == 1, "only where the rater allows it"
    assert cast.worker.name not in page
    assert "BX0" not in page
    assert "412" not in page
    with translation.override(language):
        assert translation.gettext("满意率") in page


def test_a_head_elsewhere_sees_nothing_of_it(cast: Cast, sign_in: SignIn) -> None:
    fed(cast)
    page = sign_in(cast.west_head).get(f"/surveys/report/{MARCH}").content.decode()
    assert VALUE not in page
    assert SECRET not in page
    assert "这段时间没有评价" in page


@pytest.mark.parametrize("query", ["?kind=no.such", "?kind=repairs.order", "?period=rubbish", MARCH])
def test_an_odd_address_gives_a_page(cast: Cast, sign_in: SignIn, query: str) -> None:
    fed(cast)
    assert sign_in(cast.head).get(f"/surveys/report/{query}").status_code == 200


def test_numbers_open_to_their_rows_and_parts_to_theirs(cast: Cast, sign_in: SignIn) -> None:
    fed(cast)
    rated(cast, 1, topic=POWER, doers=[cast.hired])
    browser = sign_in(cast.head)
    rows = f"/surveys/ratings/{MARCH}&figure=surveys.stars"
    assert len(browser.get(rows).context["rows"]) == 7
    building = Rating.objects.first().invitation.building_id  # type: ignore[union-attr]
    for narrower, count in (
        ("topic=电", 1), ("topic=水", 6), (f"building={building}", 7), (f"team={cast.crew.pk}", 6), ("stars=1", 1),
        ("stars=9", 0), ("team=x", 0), ("building=x", 0), ("done=yes", 7), ("kind=repairs.order", 7),
    ):  # fmt: skip
        assert len(browser.get(f"{rows}&{narrower}").context["rows"]) == count, narrower


@pytest.mark.parametrize("address", ["report/", "team/", "ratings/", "invited/"])
def test_everything_goes_to_excel(cast: Cast, sign_in: SignIn, address: str) -> None:
    fed(cast)
    answer = sign_in(cast.head).get(f"/surveys/{address}{MARCH}&format=xlsx")
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"


def test_the_list_of_ratings_tells_neither_day_nor_number_nor_name(cast: Cast, sign_in: SignIn) -> None:
    rated(cast, 2, words=SECRET)
    page = sign_in(cast.head).get("/surveys/ratings/").content.decode()
    assert SECRET in page
    assert "2026-03" in page
    assert not any(told in page for told in ("2026-03-02", "BX0", "412", cast.student.name))


def test_a_team_page_names_its_people_and_says_too_few(cast: Cast, sign_in: SignIn) -> None:
    for n in range(5):
        rated(cast, 4, after=(n + 1) * HOUR)
    rated(cast, 1, doers=[cast.second_worker])
    rated(cast, 1, doers=[cast.hired])
    page = sign_in(cast.leader).get(f"/surveys/team/{MARCH}").content.decode()
    assert "4.00" in page
    assert page.count("太少，不计算") == 1
    assert cast.hired.name not in page


def test_new_terms_are_added_and_hold_for_later_invitations(cast: Cast, sign_in: SignIn) -> None:
    old = finished(cast, at=AT)
    given = {
        "since": "2026-03-13", "open_days": 7, "remind_days": 2, "revise_minutes": 30, "batch": 8, "source": "《办法》第 3 条",
    }  # fmt: skip
    browser = sign_in(cast.setter)
    assert browser.post("/surveys/terms/", given).status_code == 302
    assert Terms.objects.count() == 2
    new = finished(cast, at=AT + 2 * DAY)
    ends = [case.rating_invitations.get().expires_at for case in (old, new)]
    assert ends == [AT + 14 * DAY, AT + 9 * DAY]
    assert "《办法》第 3 条" in browser.get("/surveys/terms/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"since": "2026-03-01"}, "新规则不能从过去开始生效"),
        ({"remind_days": 14}, "提醒天数须少于评价期限"),
        ({"batch": 4}, "5"),
        ({"source": ""}, "必填"),
    ],
    ids=["past", "reminder", "batch", "source"],
)
def test_terms_that_cannot_be_are_refused_where_they_stand(
    cast: Cast, sign_in: SignIn, wrong: dict[str, object], said: str
) -> None:
    given = {
        "since": "2026-04-01", "open_days": 14, "remind_days": 3, "revise_minutes": 60, "batch": 5, "source": "x",
    } | wrong  # fmt: skip
    answer = sign_in(cast.setter).post("/surveys/terms/", given)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Terms.objects.count() == 1


def test_a_revised_rating_is_out_of_the_batch_until_it_can_change_no_more(
    cast: Cast, sign_in: SignIn
) -> None:
    for _ in range(4):
        rated(cast, 5)
    case = finished(cast)
    rate(case, done=True, stars=1, by=cast.student, at=AT - timedelta(minutes=30))
    assert "还没有满一批评价" in sign_in(cast.worker).get("/surveys/mine/").content.decode()
