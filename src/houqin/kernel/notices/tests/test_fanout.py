"""Whom a happening is told, by which channel, exactly once."""

from datetime import timedelta

import pytest
from django.test import override_settings

from houqin.kernel.base.refused import Refused
from houqin.kernel.lifecycle import actions as case_actions
from houqin.kernel.lifecycle.approvals import start
from houqin.kernel.lifecycle.models import Case
from houqin.kernel.lifecycle.tests.stage import make_route, person_with
from houqin.kernel.lifecycle.tests.toy import TOY, State, begin
from houqin.kernel.lifecycle.walk import Stage
from houqin.kernel.notices.actions import edit_rule, set_preference
from houqin.kernel.notices.fanout import fan_out
from houqin.kernel.notices.models import Delivery
from houqin.kernel.notices.queries import rules_in_force, unread_count
from houqin.kernel.notices.tests.toy import happenings, reachable
from houqin.kernel.people.actions.grants import appoint_stand_in
from houqin.kernel.people.actions.people import erase_person
from houqin.kernel.people.actions.units import add_unit
from houqin.kernel.people.models import Person
from houqin.kernel.places.actions import add_place
from houqin.kernel.trail.models import Happening
from houqin.kernel.trail.record import record

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.usefixtures("stage")


@pytest.fixture(autouse=True)
def smtp_is_named() -> object:
    with override_settings(EMAIL_HOST="mail.school.example"):
        yield


def told(case: Case, verb: str = "") -> set[str]:
    fan_out(happenings(case.pk, verb))
    return set(Delivery.objects.filter(subject=case.pk, channel="app").values_list("person__name", flat=True))


def assigned(stage: Stage, handler: Person) -> Case:
    case = begin(stage)
    Case.objects.filter(pk=case.pk).update(state=State.APPROVED)
    case.refresh_from_db()
    dispatcher = person_with("派单人", ["lifecycle.routes"])
    with TOY.move(case, "assign", by=dispatcher, at=stage.at + HOUR) as deed:
        deed.change(handler=handler)
    return case


def test_permission_holders_over_the_units_scope_are_told_and_those_elsewhere_are_not(stage: Stage) -> None:
    other = add_unit(code="other", name="别的处", kind="office")
    person_with("本处", ["lifecycle.routes"], stage.unit)
    person_with("全校", ["lifecycle.routes"])
    person_with("别处", ["lifecycle.routes"], other)
    person_with("别的权限", ["lifecycle.walk"], stage.unit)
    assert told(begin(stage)) == {"本处", "全校"}


def test_a_case_without_unit_and_place_is_told_only_to_holders_without_scope(stage: Stage) -> None:
    person_with("本处", ["lifecycle.routes"], stage.unit)
    person_with("全校", ["lifecycle.routes"])
    case = Case(title="没有单位", applicant=stage.applicant)
    TOY.open(case, by=stage.applicant, at=stage.at)
    assert told(case) == {"全校"}


def test_a_holder_over_the_place_is_told(stage: Stage) -> None:
    far = add_place(code="west", name="西校区", kind="campus")
    near = person_with("东区", ["lifecycle.routes"], stage.unit)
    near.grants.update(unit=None, place_path="east")
    person_with("西区", ["lifecycle.routes"], stage.unit).grants.update(unit=None, place_path=far.path)
    assert told(begin(stage)) == {"东区"}


def test_nobody_is_told_of_their_own_deed(stage: Stage) -> None:
    person_with("别人", ["lifecycle.routes"])
    both = person_with("自己", ["lifecycle.routes"])
    case = Case(title="自己的事", applicant=both, unit=stage.unit)
    TOY.open(case, by=both, at=stage.at)
    assert told(case) == {"别人"}


def test_a_stand_in_is_told_with_the_principal(stage: Stage) -> None:
    head, deputy = person_with("处长", ["lifecycle.routes"]), person_with("副处长", [])
    appoint_stand_in(
        head, deputy, starts_at=stage.at, ends_at=stage.at + 24 * HOUR, reason="出差", at=stage.at
    )
    assert told(begin(stage)) == {"处长", "副处长"}


def test_a_message_reaches_everybody_on_the_case_but_its_writer(stage: Stage) -> None:
    handler, looker = person_with("师傅", []), person_with("参与人", [])
    case = assigned(stage, handler)
    case_actions.take_part(case, looker, part="watch", at=stage.at)
    case_actions.write(case, "明天来", by=handler, at=stage.at + 2 * HOUR)
    assert told(case, "write") == {"张三", "参与人"}


def test_a_nudge_reaches_the_handler_and_before_there_is_one_those_it_waits_for(stage: Stage) -> None:
    person_with("派单人甲", ["lifecycle.routes"], stage.unit)
    waiting = begin(stage)
    Case.objects.filter(pk=waiting.pk).update(state=State.APPROVED)
    waiting.refresh_from_db()
    case_actions.nudge(waiting, by=stage.applicant, at=stage.at + HOUR)
    assert told(waiting, "nudge") == {"派单人甲"}
    handled = assigned(stage, person_with("师傅", []))
    case_actions.nudge(handled, by=stage.applicant, at=stage.at + 2 * HOUR)
    assert told(handled, "nudge") == {"师傅"}


def test_whoever_may_fill_an_open_seat_is_told_but_never_the_applicant(stage: Stage) -> None:
    named = person_with("点名的人", [])
    person_with("有权的人", ["lifecycle.walk"], stage.unit)
    case = begin(stage)
    start(case, version=make_route("two", ("all", 1, [named, "lifecycle.walk"])), at=stage.at)
    record(subject=case.pk, kind=TOY.kind, verb="submit", by=stage.applicant, at=stage.at + HOUR)
    assert told(case, "submit") == {"点名的人", "有权的人"}


def test_a_batch_read_twice_tells_nobody_twice(stage: Stage) -> None:
    reachable(person_with("调度", ["lifecycle.routes"]), "d@school.example")
    case = begin(stage)
    for _ in range(3):
        fan_out(happenings(case.pk))
    assert Delivery.objects.filter(subject=case.pk).count() == 2  # the inbox and one mail


def test_two_notices_of_one_deed_reach_a_person_once_by_the_urgent_one(stage: Stage) -> None:
    reachable(stage.applicant, "z@school.example")
    case = assigned(stage, person_with("师傅", []))
    with TOY.move(case, "give_up", by=None, at=stage.at + 2 * HOUR):
        pass
    fan_out(happenings(case.pk, "give_up"))
    assert set(Delivery.objects.filter(subject=case.pk).values_list("channel", "rule")) == {
        ("app", "toy.danger"),
        ("mail", "toy.danger"),
    }


def test_a_rule_switched_off_or_without_mail_is_obeyed(stage: Stage) -> None:
    admin = person_with("管理员", ["notices.rules"])
    reachable(person_with("调度", ["lifecycle.routes"]), "d@school.example")
    rule = rules_in_force()["toy.opened"]
    edit_rule(rule, enabled=True, channels=["app"], digest=False, by=admin, at=stage.at)
    case = begin(stage)
    fan_out(happenings(case.pk))
    assert [row.channel for row in Delivery.objects.filter(subject=case.pk)] == ["app"]
    edit_rule(rule, enabled=False, channels=["app"], digest=False, by=admin, at=stage.at)
    assert told(begin(stage)) == set()


def test_a_channel_the_system_lacks_cannot_be_chosen(stage: Stage) -> None:
    rule, admin = rules_in_force()["toy.opened"], person_with("管理员", ["notices.rules"])
    with pytest.raises(ValueError, match="pigeon"):
        edit_rule(rule, enabled=True, channels=["pigeon"], digest=False, by=admin, at=stage.at)


def test_only_whoever_may_edit_rules_edits_them_and_it_is_recorded(stage: Stage) -> None:
    rule, admin = rules_in_force()["toy.opened"], person_with("管理员", ["notices.rules"])
    with pytest.raises(Refused) as refused:
        edit_rule(rule, enabled=False, channels=[], digest=False, by=stage.applicant, at=stage.at)
    assert refused.value.code == "people.not_permitted"
    assert rules_in_force()["toy.opened"].enabled
    edit_rule(rule, enabled=False, channels=[], digest=False, by=admin, at=stage.at)
    (deed,) = Happening.objects.filter(subject=rule.pk)
    assert (deed.verb, deed.actor, deed.facts["enabled"]) == ("edit", admin.pk, False)


def test_a_person_may_mute_mail_of_a_notice_but_not_what_is_urgent(stage: Stage) -> None:
    reachable(stage.applicant, "z@school.example")
    muted = ["toy.assigned", "toy.danger"]
    set_preference(mail=False, digest=False, quiet=True, muted=muted, by=stage.applicant, at=stage.at)
    case = assigned(stage, person_with("师傅", []))
    with TOY.move(case, "give_up", by=None, at=stage.at + 2 * HOUR):
        pass
    fan_out(happenings(case.pk))
    mails = Delivery.objects.filter(person=stage.applicant, channel="mail")
    assert [row.rule for row in mails] == ["toy.danger"]
    assert unread_count(stage.applicant) == 2


def test_who_has_no_address_gets_no_mail_row_and_nobody_does_where_no_server_is_named(stage: Stage) -> None:
    silent, known = person_with("无邮箱", ["lifecycle.routes"]), person_with("有邮箱", ["lifecycle.routes"])
    reachable(known, "k@school.example")
    fan_out(happenings(begin(stage).pk))
    assert list(Delivery.objects.filter(channel="mail").values_list("person", flat=True)) == [known.pk]
    with override_settings(EMAIL_HOST=""):
        fan_out(happenings(begin(stage).pk))
    assert Delivery.objects.filter(channel="mail").count() == 1
    assert unread_count(silent) == 2


def test_an_erased_person_is_told_nothing(stage: Stage) -> None:
    gone = person_with("已注销", ["lifecycle.routes"])
    erase_person(gone, by=None, at=stage.at)
    assert told(begin(stage)) == set()


def test_replayed_history_sends_no_mail_and_old_history_not_even_a_message(stage: Stage) -> None:
    reachable(person_with("调度", ["lifecycle.routes"]), "d@school.example")
    case = begin(stage)
    fan_out(happenings(case.pk, recorded=stage.at + timedelta(days=3)))
    assert [row.channel for row in Delivery.objects.all()] == ["app"]
    fan_out(happenings(begin(stage).pk, recorded=stage.at + timedelta(days=8)))
    assert Delivery.objects.count() == 1


def test_mail_at_night_waits_for_morning_and_what_is_urgent_does_not(stage: Stage) -> None:
    night = stage.at + 14 * HOUR  # 23:00
    reachable(stage.applicant, "z@school.example")
    case = assigned(stage, person_with("师傅", []))
    for verb in ("assign", "give_up"):
        record(subject=case.pk, kind=TOY.kind, verb=verb, by=None, at=night)
    fan_out([each for each in happenings(case.pk, recorded=night) if each.at == night])
    due = dict(Delivery.objects.filter(channel="mail").values_list("rule", "next_at"))
    assert due == {"toy.assigned": night + 8 * HOUR, "toy.danger": night}


def test_a_new_rule_gets_its_row_and_an_edited_one_keeps_the_offices_choice(stage: Stage) -> None:
    rule = rules_in_force()["toy.opened"]
    assert (rule.enabled, rule.channels) == (True, ["app", "mail"])
    admin = person_with("管理员", ["notices.rules"])
    edit_rule(rule, enabled=False, channels=[], digest=True, by=admin, at=stage.at)
    again = rules_in_force()["toy.opened"]
    assert (again.enabled, again.channels, again.digest) == (False, [], True)
