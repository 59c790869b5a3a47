from threading import Barrier, Thread

import pytest
from django.db import connection

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.actions.accounts import open_account
from houqin.kernel.people.actions.enrolment import Enrolment, enrol, enrol_many
from houqin.kernel.people.actions.grants import grant
from houqin.kernel.people.actions.people import add_person, change_person, erase_person
from houqin.kernel.people.actions.stand_ins import appoint_stand_in
from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.history import history_of
from houqin.kernel.people.models import Account, Employment, OrgUnit, Person, Role
from houqin.kernel.people.tests.stage import DAY, EARLIER, MONDAY_9, TODAY, refused, verbs
from houqin.kernel.trail.models import Happening
from houqin.kernel.trail.record import read


def test_a_number_is_given_once(clerk: Person) -> None:
    with refused("people.number_taken"):
        add_person(name="王五", kind="staff", number="T0001", at=MONDAY_9)
    assert Person.objects.filter(number="T0001").count() == 1


def test_people_without_a_number_are_many(db: None) -> None:
    for name in ("家长甲", "家长乙"):
        assert add_person(name=name, kind="outsider", number=" ", at=MONDAY_9).number is None


@pytest.mark.django_db(transaction=True)
def test_of_two_who_add_the_same_number_at_once_one_is_refused() -> None:
    start, answers = Barrier(2), []

    def add(name: str) -> None:
        start.wait(10)
        try:
            add_person(name=name, kind="student", number="S0009", at=MONDAY_9)
            answers.append("added")
        except Refused as no:
            answers.append(no.code)
        finally:
            connection.close()

    threads = [Thread(target=add, args=(name,)) for name in ("学生甲", "学生乙")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers) == ["added", "people.number_taken"]
    assert Person.objects.count() == 1


def test_a_change_keeps_what_was_before_sealed_and_only_field_names_open(
    administrator: Person, student: Person
) -> None:
    change_person(student, by=administrator, at=MONDAY_9, phone="10000000002", name="学生甲")
    told = Happening.objects.get(subject=student.pk, verb="changed")
    assert told.facts == {"fields": ["phone"]}
    assert read(told) == {"before": {"phone": "10000000001"}, "after": {"phone": "10000000002"}}
    assert "1000000000" not in str(told.facts)


def test_saving_what_is_the_same_leaves_no_trace(administrator: Person, student: Person) -> None:
    change_person(student, by=administrator, at=MONDAY_9, phone="10000000001")
    assert "changed" not in verbs(student.pk)


def test_a_renamed_person_is_found_by_the_new_name(administrator: Person, student: Person) -> None:
    change_person(student, by=administrator, at=MONDAY_9, name="曾丙")
    student.refresh_from_db()
    assert student.pinyin == "zengbing zb"
    assert "曾丙" in student.findable
    assert "学生" not in student.findable


def test_a_refused_change_leaves_the_row_in_hand_as_it_was(
    administrator: Person, student: Person, clerk: Person
) -> None:
    with refused("people.number_taken"):
        change_person(student, by=administrator, at=MONDAY_9, number="T0001")
    assert student.number == "S0001"


def test_who_may_not_edit_people_is_refused(clerk: Person, student: Person) -> None:
    with refused("people.not_permitted"):
        change_person(student, by=clerk, at=MONDAY_9, phone="1")
    with refused("people.not_permitted"):
        add_person(name="王五", kind="staff", by=clerk, at=MONDAY_9)


def test_an_editor_of_one_college_edits_its_people_only(
    clerk: Person, student: Person, college: OrgUnit, office: OrgUnit
) -> None:
    editors = Role.objects.create(key="editor", title="编辑", permissions=["people.edit"])
    grant(clerk, editors, by=None, at=MONDAY_9, unit=college)
    other = add_person(name="李四", kind="staff", at=MONDAY_9)
    Employment.objects.create(person=student, unit=college, starts_on=EARLIER)
    Employment.objects.create(person=other, unit=office, starts_on=EARLIER)
    change_person(student, by=clerk, at=MONDAY_9, phone="10000000003")
    with refused("people.not_permitted"):
        change_person(other, by=clerk, at=MONDAY_9, phone="10000000003")


def test_erasure_leaves_no_name_number_contact_account_grant_or_deputy(
    administrator: Person, seers: Role, student: Person, colleague: Person
) -> None:
    account = open_account(student, username="student", password="long enough word", at=MONDAY_9)
    grant(student, seers, by=None, at=MONDAY_9, starts_on=EARLIER)
    appoint_stand_in(
        student, colleague, starts_at=MONDAY_9, ends_at=MONDAY_9 + DAY, reason="病假", at=MONDAY_9
    )
    change_person(student, by=administrator, at=MONDAY_9, phone="10000000002")
    erase_person(student, by=administrator, at=MONDAY_9)
    student.refresh_from_db()
    account.refresh_from_db()
    row = " ".join(str(value) for value in Person.objects.filter(pk=student.pk).values().get().values())
    assert not any(word in row for word in ("学生", "xuesheng", "S0001", "1000000000"))
    assert student.erased_at == MONDAY_9
    assert not account.is_active
    assert not account.check_password("long enough word")
    assert account.username != "student"
    assert not authority_of(student, MONDAY_9).holdings
    assert not authority_of(colleague, MONDAY_9).principals


def test_after_erasure_the_private_words_are_unreadable_and_the_deeds_remain(
    administrator: Person, student: Person
) -> None:
    change_person(student, by=administrator, at=MONDAY_9, phone="10000000002")
    erase_person(student, by=administrator, at=MONDAY_9)
    assert read(Happening.objects.get(subject=student.pk, verb="changed")) is None
    assert verbs(student.pk) == ["added", "changed", "erased", "erased"]
    with refused("people.erased"):
        change_person(student, by=administrator, at=MONDAY_9, name="学生甲")


def test_nobody_erases_themself_nor_the_last_administrator(
    administrator: Person, second_administrator: Person, clerk: Person
) -> None:
    with refused("people.erase_self"):
        erase_person(administrator, by=administrator, at=MONDAY_9)
    erase_person(second_administrator, by=administrator, at=MONDAY_9)
    with refused("people.last_administrator"):
        erase_person(administrator, by=None, at=MONDAY_9)
    administrator.refresh_from_db()
    assert administrator.erased_at is None


def test_enrolling_is_both_or_neither(administrator: Person, office: OrgUnit) -> None:
    made = enrol(
        name="王五",
        kind="staff",
        number="T9",
        unit=office,
        post="电工",
        starts_on=None,
        by=administrator,
        at=MONDAY_9,
    )
    assert made.employments.get().starts_on == TODAY
    with refused("people.number_taken"):
        enrol(
            name="赵六",
            kind="staff",
            number="T9",
            unit=office,
            post="",
            starts_on=None,
            by=administrator,
            at=MONDAY_9,
        )
    assert Employment.objects.count() == 1


def test_a_sheet_adds_new_people_and_brings_known_ones_up_to_date(
    administrator: Person, student: Person, college: OrgUnit
) -> None:
    rows = [
        Enrolment("S0001", "学生甲", "student", phone="10000000008", unit=college),
        Enrolment("S0002", "学生乙", "student", unit=college),
    ]
    assert enrol_many(rows, by=administrator, at=MONDAY_9) == 2
    assert enrol_many(rows, by=administrator, at=MONDAY_9) == 2
    student.refresh_from_db()
    fresh = Person.objects.get(number="S0002")
    assert student.phone == "10000000008"
    assert fresh.pinyin == "xueshengyi xsy"
    assert verbs(fresh.pk) == ["added"]
    assert Employment.objects.filter(unit=college).count() == 2


def test_a_sheet_beyond_ones_scope_is_refused_whole(clerk: Person, college: OrgUnit, office: OrgUnit) -> None:
    editors = Role.objects.create(key="editor", title="编辑", permissions=["people.edit"])
    grant(clerk, editors, by=None, at=MONDAY_9, unit=college)
    rows = [Enrolment("S1", "甲", "student", unit=college), Enrolment("S2", "乙", "student", unit=office)]
    with refused("people.not_permitted"):
        enrol_many(rows, by=clerk, at=MONDAY_9)
    assert not Person.objects.filter(number__in=("S1", "S2")).exists()


def test_the_story_of_a_person_names_who_did_what(administrator: Person, student: Person) -> None:
    change_person(student, by=administrator, at=MONDAY_9 + DAY, phone="1")
    assert [(line.who, str(line.words)) for line in history_of(student.pk)] == [
        ("管理员甲", "修改了资料"), ("", "登记了人员"),
    ]  # fmt: skip


def test_a_closed_account_keeps_nobody_from_being_a_person(student: Person) -> None:
    open_account(student, username="s", at=MONDAY_9)
    assert Account.objects.get(person=student).has_usable_password() is False
    with refused("people.has_account"):
        open_account(student, username="t", at=MONDAY_9)
