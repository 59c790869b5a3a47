"""The table follows the trail and can be built anew."""

from datetime import timedelta

from houqin.kernel.base.ids import new_id
from houqin.kernel.lifecycle.actions import take_part
from houqin.kernel.lifecycle.models import Case
from houqin.kernel.lifecycle.tests.stage import MONDAY_9, person_with
from houqin.kernel.lifecycle.tests.toy import TOY, State, begin
from houqin.kernel.lifecycle.walk import Stage
from houqin.kernel.notices.tests.toy import happenings
from houqin.kernel.people.actions.people import erase_person
from houqin.kernel.registry.feature import Feature, SearchEntry, SearchSource
from houqin.kernel.registry.tests.installed import installed
from houqin.kernel.search.indexing import follow, rebuild, tend
from houqin.kernel.search.models import SearchRow
from houqin.kernel.search.queries import search
from houqin.kernel.trail.record import record

HOUR = timedelta(hours=1)


def titles(person: object, text: str) -> list[str]:
    return [each.title for each in search(person, text, MONDAY_9).rows]  # type: ignore[arg-type]


def test_any_matter_is_found_by_its_number_title_place_and_applicant(stage: Stage) -> None:
    case = begin(stage)
    follow(happenings(case.pk))
    for asked in (case.number, "一件", "101 室", "张三", "yijian"):
        assert titles(stage.applicant, asked) == ["一件事"], asked
    (row,) = SearchRow.objects.all()
    assert row.url == f"/m/{case.number}/"


def test_a_handler_finds_the_matter_once_it_is_theirs_and_a_participant_too(stage: Stage) -> None:
    handler, looker = person_with("师傅", []), person_with("参与人", [])
    case = begin(stage)
    follow(happenings(case.pk))
    assert titles(handler, "一件") == []
    Case.objects.filter(pk=case.pk).update(state=State.APPROVED)
    case.refresh_from_db()
    with TOY.move(case, "assign", by=person_with("调度", ["lifecycle.routes"]), at=stage.at + HOUR) as deed:
        deed.change(handler=handler)
        take_part(case, looker, part="watch", at=stage.at + HOUR)
    follow(happenings(case.pk))
    assert titles(handler, "一件") == titles(looker, "一件") == ["一件事"]
    assert SearchRow.objects.get().updated_at == stage.at + HOUR


def test_following_the_same_happenings_twice_changes_nothing(stage: Stage) -> None:
    case = begin(stage)
    follow(happenings(case.pk))
    before = SearchRow.objects.values().get()
    follow(happenings(case.pk))
    assert SearchRow.objects.values().get() == before


def test_when_a_person_is_erased_every_row_that_named_them_is_read_anew(stage: Stage) -> None:
    case = begin(stage)
    follow(happenings(case.pk))
    assert "张三" in SearchRow.objects.get().subtitle
    person = stage.applicant.pk
    erase_person(stage.applicant, by=None, at=stage.at + HOUR)
    record(subject=person, kind="trail", verb="erased", by=None, at=stage.at + HOUR)
    follow(happenings(person, "erased"))
    assert "张三" not in SearchRow.objects.get().subtitle
    assert SearchRow.objects.get().updated_at == stage.at


def test_happenings_of_other_kinds_are_passed_over(stage: Stage) -> None:
    case = begin(stage)
    strange = happenings(case.pk)
    strange[0].kind = "unknown.kind"
    follow(strange)
    assert not SearchRow.objects.exists()


def test_rebuilding_finds_everything_and_drops_what_is_gone(stage: Stage) -> None:
    cases = [begin(stage) for _ in range(3)]
    SearchRow.objects.create(kind="test.toy", subject=new_id(), title="旧", url="/", updated_at=MONDAY_9)
    SearchRow.objects.create(kind="gone.kind", subject=new_id(), title="旧", url="/", updated_at=MONDAY_9)
    counts = rebuild(MONDAY_9 + HOUR)
    assert counts["test.toy"] == 3
    rows = SearchRow.objects.filter(kind="test.toy")
    assert set(rows.values_list("subject", flat=True)) == {case.pk for case in cases}
    assert rows.filter(updated_at=stage.at).count() == 3
    assert not SearchRow.objects.filter(kind="gone.kind").exists()


def test_tending_reads_only_what_was_missed_or_has_moved_on(stage: Stage) -> None:
    told, moved, missed = (begin(stage) for _ in range(3))
    rebuild(MONDAY_9 + HOUR)
    SearchRow.objects.filter(subject=missed.pk).delete()
    Case.objects.filter(pk=moved.pk).update(title="改了", moved_at=stage.at + HOUR)
    Case.objects.filter(pk=told.pk).update(title="没有人说过")
    SearchRow.objects.create(kind="test.toy", subject=new_id(), title="旧", url="/", updated_at=MONDAY_9)
    tend(MONDAY_9 + HOUR)
    rows = dict(SearchRow.objects.filter(kind="test.toy").values_list("subject", "title"))
    assert rows == {told.pk: "一件事", moved.pk: "改了", missed.pk: "一件事"}
    again = SearchRow.objects.get(subject=moved.pk).updated_at
    tend(MONDAY_9 + 2 * HOUR)
    assert SearchRow.objects.get(subject=moved.pk).updated_at == again == stage.at + HOUR


def test_a_service_may_say_better_how_its_rows_are_found_and_may_leave_some_out(stage: Stage) -> None:
    shown, hidden = begin(stage), begin(stage)

    def entries(subjects: object) -> object:
        for case in Case.objects.filter(pk__in=list(subjects)).exclude(pk=hidden.pk):  # type: ignore[call-overload]
            yield (
                case.pk,
                SearchEntry("自己的说法\x00" * 99, case.number, "词" * 30_000, "/own/", public=True),
            )

    source = SearchSource("test.toy", "试验", "flask-conical", entries, Case)  # type: ignore[arg-type]
    follow(happenings(hidden.pk))
    with installed(Feature("better", "更好", search=(source,))):
        follow([*happenings(shown.pk), *happenings(hidden.pk)])
    (row,) = SearchRow.objects.all()
    assert (row.subject, row.url, len(row.title)) == (shown.pk, "/own/", 300)
    assert titles(person_with("陌生人", []), "说法") == [row.title]
