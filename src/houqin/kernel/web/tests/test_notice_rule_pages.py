"""Notice rules and one's own preferences: edited by who may, kept as chosen."""

from houqin.kernel.lifecycle.tests.stage import person_with
from houqin.kernel.notices.models import NoticeRule
from houqin.kernel.notices.queries import declared_notices, preference_of
from houqin.kernel.people.models import Person
from houqin.kernel.people.tests.cast import student
from houqin.kernel.web.tests.admin_cast import as_

__all__ = ["student"]
KEY = "repairs.fixed"
RULE = f"/admin/notices/{KEY}/"


def test_every_declared_notice_is_listed_with_its_rule(db: None) -> None:
    page = as_(person_with("管理员", ["notices.rules"])).get("/admin/notices/")
    assert page.status_code == 200
    assert {notice.key for notice, _rule in page.context["rules"]} == set(declared_notices())


def test_a_rule_is_edited_and_stays(db: None) -> None:
    client = as_(person_with("管理员", ["notices.rules"]))
    assert client.get(RULE).status_code == 200
    assert client.post(RULE, {"channels": ["mail"], "digest": "on"}).status_code == 302
    kept = NoticeRule.objects.get(key=KEY)
    assert (kept.enabled, kept.channels, kept.digest) == (False, ["mail"], True)


def test_an_unknown_channel_is_asked_again(db: None) -> None:
    client = as_(person_with("管理员", ["notices.rules"]))
    assert client.post(RULE, {"enabled": "on", "channels": ["pigeon"]}).status_code == 422
    assert "pigeon" not in NoticeRule.objects.get(key=KEY).channels


def test_an_undeclared_notice_has_no_rule(db: None) -> None:
    assert as_(person_with("管理员", ["notices.rules"])).get("/admin/notices/no.such/").status_code == 404


def test_rules_are_not_everybody_s(student: Person) -> None:
    for address in ("/admin/notices/", RULE, "/admin/notices/failed/"):
        assert as_(student).get(address).status_code == 404
    assert as_(student).post(RULE, {"enabled": "on"}).status_code == 404
    assert not NoticeRule.objects.filter(key=KEY).exists()


def test_a_damaged_choice_of_dead_letters_is_not_found(db: None) -> None:
    client = as_(person_with("管理员", ["notices.rules"]))
    assert client.post("/admin/notices/failed/retry/", {"ids": ["x"]}).status_code == 404
    assert client.post("/admin/notices/failed/retry/").status_code == 302


def test_a_person_chooses_how_to_be_told(student: Person) -> None:
    client = as_(student)
    done = client.post("/inbox/preferences/", {"mail": "on", "quiet": "on", "muted": [KEY]})
    assert done.headers["Location"] == "/me/"
    kept = preference_of(student)
    assert (kept.mail, kept.digest, kept.quiet, list(kept.muted)) == (True, False, True, [KEY])
    assert client.get("/inbox/preferences/").context["form"].initial["muted"] == [KEY]


def test_muting_what_is_no_notice_is_asked_again(student: Person) -> None:
    assert as_(student).post("/inbox/preferences/", {"mail": "on", "muted": ["no.such"]}).status_code == 422
    assert preference_of(student)._state.adding, "nothing was kept"
