"""Numbers in words: what they rest on, how sure they are, why there is none; on the page and in Excel, in both languages."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from houqin.kernel.base.clock import SHANGHAI
from houqin.services.surveys import figures, rules
from houqin.services.surveys.actions.inviting import set_aside
from houqin.services.surveys.boxes import cards, parts
from houqin.services.surveys.figures import Part, Response
from houqin.services.surveys.queries import scores
from houqin.services.surveys.rules import Answer, Interval, Summary
from houqin.services.surveys.tests.cast import DAY, HOUR, MONDAY_9, POWER, WATER, Cast, finished, rated
from houqin.services.surveys.tests.conftest import SignIn

END = MONDAY_9 + 30 * DAY
FIVE = [Answer(True, 5), Answer(True, 4), Answer(False, 3), Answer(True, 5), Answer(True, 3)]
SECRET = "师傅把水洒了一地"


def asked(cast: Cast) -> cards.Asked:
    """Return the head and the month in which everything happens."""
    return (cast.head, MONDAY_9 - DAY, END, END)


@pytest.mark.parametrize(
    ("shown", "value"),
    [
        (cards.stars(None), "—"),
        (cards.stars(4.0), "4.00"),
        (cards.stars(13 / 3), "4.33"),
        (cards.percent(None), "—"),
        (cards.percent(0.0), "0.0"),
        (cards.percent(2 / 3), "66.7"),
        (cards.percent_of(None), None),
        (cards.percent_of(1 / 3), 33.3),
        (cards.percent_of(1.0), 100.0),
        (cards.between(None), ""),
        (cards.between(Interval(1, 4.567)), "1.00–4.57"),
        (cards.of_hundred(None), ""),
        (cards.of_hundred(Interval(0.0, 0.4345)), "0.0–43.5%"),
    ],
)
def test_a_number_has_its_digits_and_nothing_has_a_dash(shown: object, value: object) -> None:
    assert shown == value


@pytest.mark.parametrize("n", range(5))
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_too_few_answers_give_three_dashes_and_say_why(n: int, language: str) -> None:
    with translation.override(language):
        boxes = cards.of_summary(rules.summary(FIVE[:n]), "/rows")
    assert [(box.value, box.unit, box.url) for box in boxes] == [("—", "", "/rows")] * 3
    assert all(str(n) in box.note and "5" in box.note for box in boxes)
    assert ("不计算" in boxes[0].note) == (language == "zh-hans")


def test_five_answers_give_numbers_each_with_its_interval() -> None:
    with translation.override("zh-hans"):
        mean, satisfied, done = cards.of_summary(rules.summary(FIVE))
    assert (mean.value, satisfied.value, done.value) == ("4.00", "60.0", "80.0")
    told = rules.summary(FIVE)
    for box, interval in (
        (mean, cards.between(told.mean_interval)),
        (satisfied, cards.of_hundred(told.satisfied_interval)),
        (done, cards.of_hundred(told.done_interval)),
    ):
        assert interval
        assert interval in box.note
        assert "5 份评价" in box.note
        assert "95%" in box.note


def test_answers_all_alike_tell_no_interval_of_their_mean() -> None:
    mean, satisfied, _done = cards.of_summary(rules.summary([Answer(True, 5)] * 6))
    assert mean.value == "5.00"
    assert "95" not in mean.note
    assert "95%" in satisfied.note


@pytest.mark.parametrize(
    ("answers", "heights"),
    [([], [0, 0, 0, 0, 0]), (FIVE, [0, 0, 2, 1, 2]), ([Answer(False, 1)] * 3, [3, 0, 0, 0, 0])],
    ids=["none", "five", "all bad"],
)
def test_the_chart_of_stars_has_five_columns_whatever_was_given(
    answers: list[Answer], heights: list[int]
) -> None:
    chart = cards.stars_chart(answers)
    counted = rules.distribution(answers)
    assert [counted[n] for n in rules.STARS] == heights
    assert str(len(answers)) in str(chart.title)


def part(name: str, satisfied: float | None) -> Part:
    """Return a part of so many satisfied."""
    summary = Summary(3) if satisfied is None else Summary(9, 3.0, None, satisfied)
    return Part(name, name, summary, Response(0, 0))


def test_parts_without_enough_answers_stand_in_no_chart() -> None:
    assert cards.satisfied_chart("满意率", []) is None
    assert cards.satisfied_chart("满意率", [part("水", None), part("电", None)]) is None
    chart = cards.satisfied_chart("满意率", [part("水", 0.9), part("电", None), part("木", 0.4)])
    assert chart is not None
    told = str(chart)
    assert "电" not in told
    assert told.index("木") < told.index("水"), "the least satisfied come first"


@pytest.mark.parametrize(("ratings", "drawn"), [(4, False), (5, False), (9, False), (10, True)])
def test_batches_are_drawn_from_the_second_on(cast: Cast, ratings: int, drawn: bool) -> None:
    for n in range(ratings):
        rated(cast, 4, after=(n + 1) * HOUR)
    assert (cards.batches_chart(scores.own_score(cast.worker, END)) is not None) is drawn


def test_the_response_says_how_many_of_how_many(cast: Cast) -> None:
    for n in range(7):
        if n < 3:
            rated(cast, 4)
        else:
            finished(cast)
    set_aside(finished(cast), at=MONDAY_9 + HOUR)
    with translation.override("zh-hans"):
        *_others, response = cards.of_period(asked(cast), "", "/rows", "/invited")
    assert (response.value, response.unit, response.url) == ("42.9", "%", "/invited")
    assert response.note == "到期 7 份中评价 3 份"


def test_parts_say_why_they_have_no_number_and_open_their_rows(cast: Cast) -> None:
    for n in range(6):
        rated(cast, 4, doers=[cast.worker, cast.second_worker][: 1 + n % 2], topic=WATER)
        rated(cast, 2, doers=[cast.hired], topic=POWER)
    with translation.override("zh-hans"):
        groups = {group.what: group for group in parts.groups(asked(cast), "", "/rows?x=1")}
    assert set(groups) == {"kind", "topic", "building", "team"}
    lines = {str(line.part.name): line for line in groups["topic"].lines}
    assert (lines["水"].stars, lines["水"].why) == ("4.00", "")
    assert (lines["电"].stars, lines["电"].why) == ("—", "只有一个人的工作，不单列分数")
    assert lines["水"].url == "/rows?x=1&topic=%E6%B0%B4"
    assert [line.part.summary.n for line in groups["kind"].lines] == [12]
    narrowed = parts.groups(asked(cast), "repairs.order", "/rows?x=1")
    assert "kind" not in {group.what for group in narrowed}


@pytest.mark.parametrize("n", [1, 4])
def test_a_part_of_too_few_says_so_and_one_person_s_work_says_that(cast: Cast, n: int) -> None:
    for _ in range(n):
        rated(cast, 1, doers=[cast.worker, cast.second_worker])
    with translation.override("zh-hans"):
        for group in parts.groups(asked(cast), "", "/rows?"):
            assert {line.why for line in group.lines} == {"太少，不足 5 份"}, group.what


def test_excel_has_numbers_as_numbers_and_nothing_for_too_few(cast: Cast) -> None:
    for n in range(5):
        rated(cast, (5, 4, 3, 5, 3)[n], doers=[cast.worker, cast.second_worker])
    rated(cast, 1, topic=POWER)
    heads, rows = parts.table(parts.groups(asked(cast), "", "/rows?"))
    assert {len(row) for row in rows} == {len(heads)} == {12}
    by_topic = {row[1]: row[2:] for row in rows if row[1] in {"水", "电"}}
    assert by_topic["水"][:2] == [5, 4.0]
    assert by_topic["水"][4] == 60.0
    assert by_topic["水"][7:] == [5, 5, 100.0]
    assert by_topic["电"] == [1, None, None, None, None, None, None, 1, 1, None]


def test_words_come_newest_first_without_what_tells_who(cast: Cast) -> None:
    for n in range(12):
        rated(
            cast, 3, after=(n + 1) * HOUR, words=f"话{n:02d}", named=n == 11, tags=["slow"] if n == 11 else []
        )
    rated(cast, 5, words="")
    told = parts.said(figures.given_rows(*asked(cast)), 10)
    assert [one.words for one in told] == [f"话{n:02d}" for n in range(11, 1, -1)]
    assert [one.name for one in told] == [cast.student.name] + [""] * 9
    assert told[0].tags == ["来得慢"]
    assert {one.month for one in told} == {f"{MONDAY_9.astimezone(SHANGHAI):%Y-%m}"}
    assert {one.stars for one in told} == {"★★★☆☆"}
    assert all("412" not in one.where for one in told)


def sheet(answer: Any) -> list[list[Any]]:
    """Return the rows of a workbook that was sent."""
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    return book.get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("words", ["=1+1", "+86", "@SUM(A1)", "-2", '=HYPERLINK("x")'])
def test_words_that_look_like_a_formula_stay_words_in_excel(
    cast: Cast, sign_in: SignIn, clock: Any, words: str
) -> None:
    rated(cast, 2, words=words)
    clock(MONDAY_9 + DAY)
    head, row = sheet(sign_in(cast.head).get("/surveys/ratings/?format=xlsx"))
    told = dict(zip(head, row, strict=True))
    assert told["想说的话"] == words
    assert told["星级"] == 2
    assert told["署名"] == "匿名"
    assert told["月份"] == "2026-03"
    assert not any(secret in str(row) for secret in (cast.student.name, "BX0", "412"))


def test_the_list_of_invitations_in_excel_says_which_were_answered(
    cast: Cast, sign_in: SignIn, clock: Any
) -> None:
    rated(cast, 2)
    finished(cast, at=MONDAY_9 + HOUR)
    set_aside(finished(cast, at=MONDAY_9 + 2 * HOUR), at=MONDAY_9 + 3 * HOUR)
    clock(MONDAY_9 + timedelta(days=20))
    _head, *rows = sheet(sign_in(cast.head).get("/surveys/invited/?format=xlsx"))
    assert [row[-1] for row in rows] == ["没有评价", "已评价"]


def test_a_month_s_end_is_the_campus_s_midnight_in_every_list(
    cast: Cast, sign_in: SignIn, clock: Any
) -> None:
    """A rating at 23:59 on the last of March and one a minute later stand in different months."""
    last = MONDAY_9.replace(month=3, day=31, hour=15, minute=59)
    rated(cast, 2, at=last - DAY, after=DAY)
    rated(cast, 3, at=last - DAY, after=DAY + timedelta(minutes=1))
    clock(last + DAY)
    _head, *rows = sheet(sign_in(cast.head).get("/surveys/ratings/?format=xlsx"))
    assert [row[0] for row in rows] == ["2026-04", "2026-03"]
