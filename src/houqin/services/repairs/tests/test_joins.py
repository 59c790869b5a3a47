"""Many reports, one order: who may join, what they are told and see, and that they may leave again."""

from datetime import timedelta
from uuid import uuid4

import pytest

from houqin.kernel.lifecycle.actions import write
from houqin.kernel.lifecycle.models import Attachment, Participant
from houqin.kernel.lifecycle.timeline import story
from houqin.kernel.notices.fanout import fan_out
from houqin.kernel.notices.models import Delivery
from houqin.kernel.people.models import Person
from houqin.kernel.places.actions.places import add_place
from houqin.kernel.places.models import Place
from houqin.kernel.trail.models import Happening
from houqin.services.repairs.actions import answer, dispatch, joins, work
from houqin.services.repairs.actions.joins import join, leave
from houqin.services.repairs.actions.report import report
from houqin.services.repairs.finding import entries
from houqin.services.repairs.lifecycle import REPAIR
from houqin.services.repairs.models import Order, Report
from houqin.services.repairs.queries import orders, telling
from houqin.services.repairs.queries.joins import apart, people_on
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, brought_to, photo, refused, reported

MINUTE = timedelta(minutes=1)
LATER = MONDAY_9 + 30 * MINUTE


@pytest.fixture
def neighbour(cast: Cast) -> Place:
    """A room on the same floor."""
    return add_place(code="r413", name="413 室", kind="room", parent=cast.room.parent)


def met_too(cast: Cast, order: Order, *, by: Person | None = None, text: str = "我这里也是") -> Order:
    """Let the other student join an order from its own room."""
    return join(
        order, place=cast.room, text=text, photos=[photo("mine.jpg")], by=by or cast.other_student, at=LATER
    )


def told(verb: str, subject: Order) -> set[Person]:
    """Return who got a message of the last deed of a kind on an order."""
    happening = Happening.objects.filter(subject=subject.pk, verb=verb).latest("at", "id")
    happening.recorded_at = happening.at
    fan_out([happening])
    return {one.person for one in Delivery.objects.filter(happening=happening.pk).select_related("person")}


def test_who_joins_keeps_words_and_photos_of_their_own_and_is_counted(cast: Cast) -> None:
    order = reported(cast, text="洗手池滴水")
    met_too(cast, order)
    mine = Report.objects.get(order=order, reporter=cast.other_student)
    assert (mine.text, mine.place, mine.category, mine.contact) == (
        "我这里也是", cast.room, order.category, cast.other_student.phone,
    )  # fmt: skip
    assert Attachment.objects.filter(case=order, by=cast.other_student, slot="before").count() == 1
    assert people_on(order) == 2
    assert Order.objects.count() == 1


def test_a_join_moves_nothing_so_that_nobody_s_page_grows_stale(cast: Cast) -> None:
    order = brought_to(cast, "working")
    seen = order.version
    met_too(cast, order)
    work.finish(order, photos=[photo()], by=cast.technician, at=LATER + MINUTE, expected=seen)
    assert order.state == "fixed"
    assert story(REPAIR, order)[1].sentence == "又有一人遇到同样的故障"


@pytest.mark.parametrize("state", ["submitted", "assigned", "taken", "working"])
def test_what_is_not_mended_may_be_joined(cast: Cast, state: str) -> None:
    met_too(cast, order := brought_to(cast, state))
    assert people_on(order) == 2


def test_what_is_mended_or_over_is_not_joined_and_says_what_to_do(cast: Cast) -> None:
    order = brought_to(cast, "fixed")
    with refused("repairs.join_too_late"):
        met_too(cast, order)
    answer.approve(order, by=cast.student, at=LATER)
    with refused("repairs.join_too_late"):
        met_too(cast, order)


def test_nobody_joins_twice_nor_their_own(cast: Cast) -> None:
    order = reported(cast)
    met_too(cast, order)
    for who in (cast.other_student, cast.student):
        with refused("repairs.joined_already"):
            met_too(cast, order, by=who)
    assert people_on(order) == 2


def test_a_neighbour_joins_and_somebody_from_elsewhere_does_not(cast: Cast, neighbour: Place) -> None:
    """A number guessed opens no order: one has to stand in its building."""
    order = reported(cast)
    join(order, place=neighbour, by=cast.other_student, at=LATER)
    for place in (cast.lake, cast.east):
        with refused("repairs.join_elsewhere"):
            join(order, place=place, by=cast.outsider, at=LATER)
    assert not orders.visible_to(cast.outsider, LATER).exists()


def test_who_joined_sees_the_progress_and_it_is_among_their_own(cast: Cast) -> None:
    order = reported(cast)
    assert not orders.visible_to(cast.other_student, LATER).exists()
    met_too(cast, order)
    assert list(orders.visible_to(cast.other_student, LATER)) == [order]
    assert list(orders.of_reporter(cast.other_student, LATER)) == [order]


def test_reporters_do_not_read_each_other(cast: Cast) -> None:
    order = report(
        place=cast.room, text="床边漏水，请周三来", photos=[photo("bed.jpg")], by=cast.student, at=MONDAY_9,
        category=reported(cast).category,
    )  # fmt: skip
    met_too(cast, order)
    answer_words = {
        cast.student: ("床边漏水", "我这里也是"),
        cast.other_student: ("我这里也是", "床边漏水"),
    }
    for reader, (own, others) in answer_words.items():
        lines = story(REPAIR, order, apart(order, reader, LATER))
        facts = dict(telling.facts(order, reader, LATER))
        read = " ".join([*(f"{one.who} {one.note}" for one in lines), *map(str, facts.values())])
        assert own in read
        assert others not in read
        assert reader.phone in read
        other = cast.student if reader == cast.other_student else cast.other_student
        assert other.name not in read
        assert other.phone not in read
        assert {laid.by for line in lines for laid in line.files} <= {reader}


@pytest.mark.parametrize("who", ["dispatcher", "technician", "head"])
def test_those_at_work_read_all_of_them(cast: Cast, who: str) -> None:
    order = reported(cast, text="床边漏水")
    met_too(cast, order)
    dispatch.assign(order, technician=cast.technician, by=cast.dispatcher, at=LATER)
    reader = getattr(cast, who)
    assert apart(order, reader, LATER) == frozenset()
    words = str(dict(telling.facts(order, reader, LATER)))
    assert "床边漏水" in words
    assert "我这里也是" in words


def test_who_mends_and_has_met_it_too_reads_as_who_mends(cast: Cast) -> None:
    order = reported(cast, text="床边漏水")
    met_too(cast, order, by=cast.technician)
    assert cast.student.pk in apart(order, cast.technician, LATER)
    dispatch.assign(order, technician=cast.technician, by=cast.dispatcher, at=LATER)
    assert apart(order, cast.technician, LATER) == frozenset()
    assert cast.technician.pk not in apart(order, cast.student, LATER)


def test_a_title_in_somebody_s_words_gives_way_to_the_fault(cast: Cast) -> None:
    order = report(place=cast.room, text="我室友的床塌了", by=cast.student, at=MONDAY_9)
    met_too(cast, order)
    order.refresh_from_db()
    assert order.title == order.category.leaf_zh == "其他"


def test_an_order_is_found_by_its_first_reporter_s_words_only(cast: Cast) -> None:
    order = reported(cast, text="洗手池滴水")
    met_too(cast, order, text="天花板裂缝")
    ((_pk, entry),) = entries([order.pk])
    assert "洗手池滴水" in entry.body
    assert "天花板裂缝" not in entry.body
    assert str(cast.other_student.pk) not in entry.people


def test_every_notice_to_the_reporter_reaches_who_joined(cast: Cast) -> None:
    order = reported(cast)
    met_too(cast, order)
    both = {cast.student, cast.other_student}
    dispatch.assign(order, technician=cast.technician, by=cast.dispatcher, at=LATER)
    work.take(order, by=cast.technician, at=LATER)
    assert told("take", order) == both
    work.arrive(order, by=cast.technician, at=LATER)
    work.finish(order, photos=[photo()], by=cast.technician, at=LATER)
    assert told("finish", order) == both
    answer.send_back(order, note="还在滴", by=cast.other_student, at=LATER)
    assert told("send_back", order) == {cast.student, cast.technician}
    dispatch.call_off(order, note="整栋改造", by=cast.dispatcher, at=LATER)
    assert told("call_off", order) == both | {cast.technician}


def test_what_one_reporter_writes_reaches_the_technician_and_no_other_reporter(cast: Cast) -> None:
    order = brought_to(cast, "taken")
    met_too(cast, order)
    write(order, "我下午在", by=cast.other_student, at=LATER)
    assert told("write", order) == {cast.technician}
    write(order, "半小时后到", by=cast.technician, at=LATER + timedelta(minutes=1))
    assert told("write", order) == {cast.student, cast.other_student}


def test_who_leaves_is_told_no_more_and_sees_no_more(cast: Cast) -> None:
    order = reported(cast)
    met_too(cast, order)
    leave(order, by=cast.other_student, at=LATER)
    assert people_on(order) == 1
    assert not Participant.objects.filter(case=order).exists()
    assert not orders.visible_to(cast.other_student, LATER).exists()
    assert Report.objects.get(reporter=cast.other_student).left_at == LATER
    assert joins.join(order, place=cast.room, by=cast.other_student, at=LATER)
    assert people_on(order) == 2


def test_when_the_first_reporter_leaves_the_next_one_answers_for_it(cast: Cast) -> None:
    order = reported(cast)
    met_too(cast, order)
    leave(order, by=cast.student, at=LATER)
    order.refresh_from_db()
    assert order.applicant == cast.other_student
    assert not Participant.objects.filter(case=order).exists()
    assert not orders.visible_to(cast.student, LATER).exists()
    answer.cancel(order, by=cast.other_student, at=LATER)
    assert order.state == "cancelled"


def test_nobody_cancels_over_the_heads_of_others_nor_leaves_alone(cast: Cast) -> None:
    order = reported(cast)
    with refused("repairs.leave_alone"):
        leave(order, by=cast.student, at=LATER)
    met_too(cast, order)
    with refused("repairs.others_affected") as why:
        answer.cancel(order, by=cast.student, at=LATER)
    assert why.value.reasons[0].params["n"] == 1


def test_a_stranger_neither_leaves_nor_answers(cast: Cast) -> None:
    order = reported(cast)
    met_too(cast, order)
    with refused("lifecycle.not_permitted"):
        leave(order, by=cast.outsider, at=LATER)


def test_a_join_sent_twice_counts_once(cast: Cast) -> None:
    order, form = reported(cast), uuid4()
    for _turn in range(2):
        assert join(order, place=cast.room, by=cast.other_student, at=LATER, form=form).pk == order.pk
    assert people_on(order) == 2


def test_a_join_leaves_its_line_on_the_trail_and_its_words_sealed(cast: Cast) -> None:
    order = reported(cast)
    met_too(cast, order, text="只给师傅看")
    happening = Happening.objects.get(subject=order.pk, verb="join")
    assert (happening.actor, happening.before, happening.after) == (
        cast.other_student.pk,
        "submitted",
        "submitted",
    )
    assert "只给师傅看" not in str(happening.facts)
