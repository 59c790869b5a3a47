"""Each refusal of the surveys raised by what it is about, with its field and params, said in both languages."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils.translation import override

from houqin.kernel.base.refused import Refused
from houqin.kernel.registry.house import house, sentence
from houqin.kernel.trail.models import Happening
from houqin.services.surveys.actions.inviting import invite
from houqin.services.surveys.actions.rating import rate, revise
from houqin.services.surveys.actions.terms import add_edition
from houqin.services.surveys.models import Invitation, Rating, Tag, Terms
from houqin.services.surveys.queries import terms as editions
from houqin.services.surveys.refusals import REFUSALS
from houqin.services.surveys.tests.cast import DAY, HOUR, MONDAY_9, Cast, finished, rated

CHINESE = re.compile(r"[一-鿿]")
FIRST_EDITION = 1990
LAST = MONDAY_9 + 14 * DAY
SECOND = timedelta(seconds=1)
NEW: dict[str, Any] = {
    "since": MONDAY_9 + DAY, "open_days": 10, "remind_days": 2, "revise_minutes": 30, "batch": 6, "source": "《办法》",
}  # fmt: skip


def gives(cast: Cast, *, who: str = "student", at: Any = MONDAY_9 + HOUR, **other: Any) -> None:
    """Rate a case just finished for the student; what is named is otherwise."""
    rate(finished(cast), **{"done": True, "stars": 5, "by": getattr(cast, who), "at": at, **other})


def changes(cast: Cast, *, who: str = "student", after: timedelta = HOUR, **other: Any) -> None:
    """Change a rating the student gave; what is named is otherwise."""
    first = rated(cast, 3)
    known = {"done": True, "stars": 5, "expected": 1, "by": getattr(cast, who), "at": first.at + after}
    revise(first.invitation.case, **{**known, **other})


def gives_twice(cast: Cast) -> None:
    first = rated(cast, 3)
    rate(first.invitation.case, done=True, stars=5, by=cast.student, at=first.at)


def works_and_rates(cast: Cast) -> None:
    case = finished(cast, rater=cast.worker, doers=[cast.worker])
    invite(case, rater=cast.worker, doers=[cast.second_worker], at=MONDAY_9 + HOUR)
    rate(case, done=True, stars=5, by=cast.worker, at=MONDAY_9 + 2 * HOUR)


def sets(cast: Cast, **other: Any) -> None:
    """Add an edition of the terms; what is named is otherwise."""
    add_edition(**{**NEW, "by": cast.setter, "at": MONDAY_9, **other})


def before_any_edition(cast: Cast) -> None:
    editions.in_force(MONDAY_9.replace(year=FIRST_EDITION - 1))


Case = tuple[str, Callable[[Cast], object], dict[str, object], str, str]
RAISED: dict[str, Case] = {
    "a worker's leader": (
        "surveys.not_invited", lambda cast: gives(cast, who="leader"), {}, "只有提出这件事的人", "who asked",
    ),
    "a change of nothing": (
        "surveys.not_invited",
        lambda cast: revise(finished(cast), done=True, stars=5, expected=1, by=cast.student, at=MONDAY_9),
        {}, "只有提出这件事的人", "who asked",
    ),
    "a change by another": (
        "surveys.not_invited", lambda cast: changes(cast, who="other_student"), {}, "只有提出这件事的人", "who asked",
    ),
    "one's own work": ("surveys.own_work", works_and_rates, {}, "不能给自己评分", "yourself"),
    "a second late": (
        "surveys.expired", lambda cast: gives(cast, at=LAST + SECOND), {"until": LAST}, "2026-03-16 09:00", "2026-03-16 09:00",
    ),
    "twice": ("surveys.rated_already", gives_twice, {}, "已经评价过", "already"),
    "changed late": (
        "surveys.revise_over", lambda cast: changes(cast, after=HOUR + SECOND), {"minutes": 60}, "60 分钟", "60",
    ),
    "changed meanwhile": (
        "surveys.changed_meanwhile", lambda cast: changes(cast, expected=2), {}, "请刷新页面", "eload",
    ),
    "a version that never was": (
        "surveys.changed_meanwhile", lambda cast: changes(cast, expected=0), {}, "请刷新页面", "eload",
    ),
    "a strange tag": (
        "surveys.unknown_tag", lambda cast: gives(cast, tags=["speed", "bribe"]), {"tag": "bribe", "field": "tags"},
        "“bribe”", "bribe",
    ),
    "a strange tag in a change": (
        "surveys.unknown_tag", lambda cast: changes(cast, tags=["SPEED"]), {"tag": "SPEED", "field": "tags"},
        "“SPEED”", "SPEED",
    ),
    "no star": ("surveys.stars_needed", lambda cast: gives(cast, stars=0), {"field": "stars"}, "一到五颗星", "star"),
    "half a star": (
        "surveys.stars_needed", lambda cast: gives(cast, stars=1.5), {"field": "stars"}, "一到五颗星", "star",
    ),
    "six stars in a change": (
        "surveys.stars_needed", lambda cast: changes(cast, stars=6), {"field": "stars"}, "一到五颗星", "star",
    ),
    "before any edition": ("surveys.no_terms", before_any_edition, {}, "还没有设置评价规则", "terms"),
    "an edition of yesterday": (
        "surveys.terms_in_past", lambda cast: sets(cast, since=MONDAY_9 - SECOND), {"field": "since"}, "过去", "past",
    ),
    "a reminder on the first day": (
        "surveys.terms_days", lambda cast: sets(cast, remind_days=10), {"field": "remind_days"}, "须少于", "fewer",
    ),
    "batches of four": (
        "surveys.batch_too_small", lambda cast: sets(cast, batch=4), {"least": 5, "field": "batch"}, "至少 5 份", "at least 5",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RAISED)
def test_a_refusal_is_raised_with_its_params_and_said_in_both_languages(cast: Cast, name: str) -> None:
    code, deed, params, chinese, english = RAISED[name]
    with pytest.raises(Refused) as caught:
        deed(cast)
    (reason,) = caught.value.reasons
    assert (reason.code, dict(reason.params)) == (code, params)
    with override("zh-hans"):
        assert chinese in sentence(reason)
    with override("en"):
        told = sentence(reason)
    assert english in told
    assert not CHINESE.search(told)
    assert "{" not in told


def test_no_refusal_of_the_surveys_is_left_out() -> None:
    assert {code for code, *_ in RAISED.values()} == set(REFUSALS)


@pytest.mark.parametrize("code", REFUSALS)
def test_every_sentence_ends_and_has_the_same_gaps_in_both_languages(code: str) -> None:
    said = []
    for language in ("zh-hans", "en"):
        with override(language):
            said.append(str(house().refusals[code]))
    assert said[0] != said[1]
    assert (said[0][-1], said[1][-1]) == ("。", ".")
    gaps = [sorted(re.findall(r"{(\w+)", text)) for text in said]
    assert gaps[0] == gaps[1]


def test_no_refusal_writes_anything(cast: Cast) -> None:
    """Every refused deed in a row: what stands afterwards is what the cases were set up with, each rated at most once."""
    set_up = 0
    for name, (_code, deed, *_rest) in RAISED.items():
        before = Rating.objects.count()
        with pytest.raises(Refused):
            deed(cast)
        made = Rating.objects.count() - before
        assert made <= 1, name
        set_up += made
    assert set(Rating.objects.values_list("number", "stars")) == {(1, 3)}
    assert Happening.objects.filter(kind="surveys.rating", verb="revise").count() == 0
    assert Happening.objects.filter(kind="surveys.rating", verb="rate").count() == set_up
    assert Terms.objects.count() == 1


def test_several_reasons_are_told_in_one_go(cast: Cast) -> None:
    with pytest.raises(Refused) as caught:
        gives(cast, who="worker", at=LAST + SECOND)
    assert [one.code for one in caught.value.reasons] == [
        "surveys.not_invited", "surveys.own_work", "surveys.expired",
    ]  # fmt: skip


def test_a_closed_tag_is_refused_and_stays_on_what_was_said_before(cast: Cast) -> None:
    made = rated(cast, 2, tags=["mess"])
    Tag.objects.filter(key="mess").update(closed_on=MONDAY_9.date())
    with pytest.raises(Refused) as caught:
        gives(cast, tags=["mess"])
    assert (caught.value.code, caught.value.params["tag"]) == ("surveys.unknown_tag", "mess")
    assert Rating.objects.get(pk=made.pk).tags == ["mess"]


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("  谢谢\n", "谢谢"), ("a\0b", "ab"), ("\0", ""), ("　", ""), ("😀 很好", "😀 很好"), ("ok\r\nok", "ok\r\nok"),
        ("‮反‬", "‮反‬"),
    ],
    ids=["spaces", "nul", "nul alone", "wide space", "picture", "lines", "turned"],
)  # fmt: skip
def test_words_are_kept_as_they_were_said(cast: Cast, words: str, kept: str) -> None:
    gives(cast, words=words)
    assert Rating.objects.get().words == kept


def test_a_rating_late_by_its_last_second_may_still_be_changed_for_its_hour(cast: Cast) -> None:
    """The hour counts from the rating, not from the end of the invitation."""
    case = finished(cast)
    rate(case, done=True, stars=2, by=cast.student, at=LAST)
    revise(case, done=True, stars=3, expected=1, by=cast.student, at=LAST + HOUR)
    assert list(Rating.objects.order_by("number").values_list("stars", flat=True)) == [2, 3]
    assert Invitation.objects.get().expires_at == LAST
