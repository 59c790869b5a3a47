"""The import wizard: one's own draft, faults beside their cells, nothing written before it is confirmed."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.people.tests.cast import administrator, administrators, second_administrator, student
from houqin.kernel.web.models import ImportDraft
from houqin.kernel.web.tests.admin_cast import as_, office, sheet

__all__ = ["administrator", "administrators", "office", "second_administrator", "student"]
START = "/admin/import/people/"
HEADS = ["学工号", "姓名", "身份", "单位代码"]
GOOD, BAD = ["S1", "学生甲", "学生", "office"], ["S2", "学生乙", "飞行员", "office"]


def upload(client: Client, *rows: list[Any]) -> Any:
    return client.post(START, {"file": sheet(HEADS, *rows)})


def test_a_sheet_waits_as_a_draft_until_it_is_confirmed(administrator: Person, office: OrgUnit) -> None:
    client = as_(administrator)
    draft = upload(client, GOOD, BAD).headers["Location"]
    page = client.get(draft)
    assert (page.context["good"], page.context["bad"]) == (1, 1)
    number, cells = page.context["rows"][0]
    assert number == 3, "the line with the fault comes first, by its number in the sheet"
    assert [value for value, fault in cells if fault] == ["飞行员"]
    assert not Person.objects.filter(number="S1").exists()
    assert client.post(draft).status_code == 302
    assert Person.objects.filter(number__in=["S1", "S2"]).get().number == "S1"
    assert not ImportDraft.objects.exists()
    assert client.post(draft).status_code == 404, "a draft is imported once"


def test_a_sheet_with_nothing_good_imports_nothing(administrator: Person, office: OrgUnit) -> None:
    client = as_(administrator)
    draft = upload(client, BAD).headers["Location"]
    assert client.post(draft).status_code == 200
    assert ImportDraft.objects.exists()
    assert not Person.objects.filter(number="S2").exists()


def test_another_person_s_draft_does_not_exist(
    administrator: Person, second_administrator: Person, student: Person, office: OrgUnit
) -> None:
    draft = upload(as_(administrator), GOOD).headers["Location"]
    for stranger in (second_administrator, student):
        assert as_(stranger).get(draft).status_code == 404
        assert as_(stranger).post(draft).status_code == 404
    assert not Person.objects.filter(number="S1").exists()


def test_a_draft_of_one_kind_is_not_one_of_another(administrator: Person, office: OrgUnit) -> None:
    client = as_(administrator)
    draft = upload(client, GOOD).headers["Location"]
    assert client.get(draft.replace("/people/", "/places/")).status_code == 404


def test_a_new_sheet_takes_the_place_of_the_old_draft(administrator: Person, office: OrgUnit) -> None:
    client = as_(administrator)
    old = upload(client, GOOD).headers["Location"]
    upload(client, GOOD)
    assert ImportDraft.objects.count() == 1
    assert client.get(old).status_code == 404


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (SimpleUploadedFile("a.xlsx", b"PK nonsense"), "不是 Excel 表格"),
        (lambda: sheet(HEADS), "没有数据"),
        (lambda: sheet(["学工号"], ["S1"]), "缺少这些列"),
    ],
)
def test_a_sheet_that_cannot_be_read_says_what_to_do(administrator: Person, file: Any, words: str) -> None:
    answer = as_(administrator).post(START, {"file": file() if callable(file) else file})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not ImportDraft.objects.exists()


def test_no_file_is_asked_for_again(administrator: Person) -> None:
    sent = {"csrfmiddlewaretoken": "x"}  # what a browser sends when no file is chosen
    assert as_(administrator).post(START, sent).status_code == 422


def test_the_wizard_is_not_everybody_s(student: Person) -> None:
    for address in (START, f"{START}template/"):
        assert as_(student).get(address).status_code == 404
    assert upload(as_(student), GOOD).status_code == 404
    assert as_(None).get(START).status_code == 302
