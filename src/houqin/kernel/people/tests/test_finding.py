import pytest
from django.db import connection

from houqin.kernel.people.actions.grants import grant
from houqin.kernel.people.actions.people import add_person, erase_person
from houqin.kernel.people.finding import findable, found_by, grams, runs
from houqin.kernel.people.models import Employment, OrgUnit, Person, Role
from houqin.kernel.people.pinyin import person_key, pinyin_key
from houqin.kernel.people.queries import colleagues, holders, people_by_number, search, visible_to
from houqin.kernel.people.tests.stage import EARLIER, MONDAY_9


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("信息楼", "xinxilou xxl"),
        ("A座211", "azuo211 az211"),
        ("Room 7", "room7"),
        ("重庆路", "chongqinglu cql"),
        ("", ""),
    ],
)
def test_a_name_is_keyed_by_whole_pinyin_and_initials(text: str, key: str) -> None:
    assert pinyin_key(text) == key


def test_family_names_are_read_their_own_way() -> None:
    assert person_key("单甲") == "shanjia sj"
    assert person_key("曾乙") == "zengyi zy"
    assert person_key("张单") == "zhangdan zd"


def test_runs_part_chinese_letters_and_digits() -> None:
    assert runs("三教A101 室") == ["三教", "a", "101", "室"]
    assert grams("三教") == ["三", "三教", "教"]
    assert findable("A", "a", None, " ", "B") == "a b"


@pytest.mark.parametrize("text", ["张三", "zhangsan", "zs", "ZS", "T0001", "三", "张 T0001"])
def test_somebody_is_found_by_name_pinyin_initials_or_number(
    clerk: Person, student: Person, text: str
) -> None:
    assert list(search(Person.objects.all(), text)) == [clerk]


@pytest.mark.parametrize("text", ["张四", "T00019", "%", "_", "'", "😀", "sz"])
def test_what_does_not_fit_finds_nobody(clerk: Person, text: str) -> None:
    assert list(search(Person.objects.all(), text)) == []


def test_an_empty_search_narrows_nothing(clerk: Person, student: Person) -> None:
    assert search(Person.objects.all(), "  ").count() == 2


def test_a_two_character_name_is_served_by_the_index(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        query, params = Person.objects.filter(found_by("张三")).query.sql_with_params()
        cursor.execute(f"EXPLAIN {query}", params)
        assert "person_grams" in str(cursor.fetchall())


def test_one_sees_oneself_or_those_in_the_scope_of_seeing(
    clerk: Person, student: Person, colleague: Person, seers: Role, college: OrgUnit
) -> None:
    assert list(visible_to(student, MONDAY_9)) == [student]
    Employment.objects.create(person=student, unit=college, starts_on=EARLIER)
    grant(clerk, seers, by=None, at=MONDAY_9, unit=college)
    assert set(visible_to(clerk, MONDAY_9)) == {clerk, student}
    grant(colleague, seers, by=None, at=MONDAY_9)
    assert set(visible_to(colleague, MONDAY_9)) == {clerk, student, colleague}


def test_staff_name_colleagues_as_deputies_students_nobody(
    clerk: Person, colleague: Person, student: Person
) -> None:
    assert list(colleagues(clerk, MONDAY_9)) == [colleague]
    assert not colleagues(student, MONDAY_9).exists()


def test_erased_people_hold_nothing_and_are_not_seen(
    clerk: Person, colleague: Person, seers: Role, administrators: Role
) -> None:
    grant(clerk, seers, by=None, at=MONDAY_9)
    grant(colleague, seers, by=None, at=MONDAY_9)
    erase_person(clerk, by=None, at=MONDAY_9)
    assert list(holders("people.see", at=MONDAY_9)) == [colleague]
    assert list(visible_to(colleague, MONDAY_9)) == [colleague]


def test_people_are_fetched_by_their_numbers_at_once(db: None) -> None:
    made = [add_person(name="甲", kind="student", number=f"S{n}", at=MONDAY_9) for n in range(3)]
    assert people_by_number(["S0", "S2", "S7"]) == {"S0": made[0], "S2": made[2]}
