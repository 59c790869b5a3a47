"""The cast: an applicant, a stranger, approvers, keepers, a head, and a seal with a document to stamp."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from houqin.kernel.base.refused import Refused
from houqin.kernel.lifecycle.approvals import decide
from houqin.kernel.people.actions.accounts import open_account
from houqin.kernel.people.actions.employments import employ
from houqin.kernel.people.actions.grants import grant
from houqin.kernel.people.actions.people import add_person
from houqin.kernel.people.actions.roles import edit_role
from houqin.kernel.people.actions.units import add_unit
from houqin.kernel.people.models import Account, OrgUnit, Person, Role
from houqin.kernel.places.actions import add_place
from houqin.kernel.places.models import Place
from houqin.services.seals.actions import applications, seals
from houqin.services.seals.feature import ROLES
from houqin.services.seals.lifecycle import APPLICATION
from houqin.services.seals.models import Application, KindOfMatter, Seal
from houqin.services.seals.tests.papers import pdf, png, sheet

MONDAY_9 = datetime(2026, 3, 2, 1, tzinfo=UTC)
MONDAY_10 = datetime(2026, 3, 2, 2, tzinfo=UTC)
MONDAY_11 = datetime(2026, 3, 2, 3, tzinfo=UTC)
MONDAY_14 = datetime(2026, 3, 2, 6, tzinfo=UTC)
TUESDAY_9 = datetime(2026, 3, 3, 1, tzinfo=UTC)
FRIDAY_9 = datetime(2026, 3, 6, 1, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@contextmanager
def refused(*codes: str) -> Iterator[Any]:
    """Expect a refusal with exactly these reasons."""
    with pytest.raises(Refused) as caught:
        yield caught
    assert [reason.code for reason in caught.value.reasons] == list(codes)


@pytest.fixture(autouse=True)
def evidence_in(tmp_path: Path, settings: Any) -> None:
    """Keep files of a test in its own folder."""
    settings.EVIDENCE_ROOT = tmp_path / "evidence"


@pytest.fixture
def school(db: None) -> OrgUnit:
    return add_unit(code="school", name="示范大学", kind="school")


@pytest.fixture
def college(school: OrgUnit) -> OrgUnit:
    return add_unit(code="business", name="商学院", kind="college", parent=school)


@pytest.fixture
def office(school: OrgUnit) -> OrgUnit:
    return add_unit(code="office", name="校长办公室", kind="office", parent=school)


@pytest.fixture
def seal_room(db: None) -> Place:
    campus = add_place(code="main", name="东校区", kind="campus")
    building = add_place(code="admin", name="行政楼", kind="building", parent=campus)
    return add_place(code="r101", name="101", kind="room", parent=building)


@pytest.fixture
def roles(db: None) -> dict[str, Role]:
    return {
        role.key: edit_role(
            None, key=role.key, title=str(role.title), permissions=role.permissions, at=LONG_AGO
        )
        for role in ROLES
    }


@pytest.fixture
def hire(roles: dict[str, Role]) -> Callable[..., Person]:
    """Return a way to make a person with an account, a unit and a role over a scope."""

    def make(
        number: str,
        name: str,
        kind: str = "staff",
        unit: OrgUnit | None = None,
        role: str = "",
        over: OrgUnit | None = None,
        place: Place | None = None,
    ) -> Person:
        person = add_person(name=name, kind=kind, number=number, at=LONG_AGO)
        open_account(person, username=number)
        if unit:
            employ(person, unit, starts_on=LONG_AGO.date())
        if role:
            grant(
                person, roles[role], by=None, at=LONG_AGO, unit=over, place_path=place.path if place else None
            )
        return person

    return make


@pytest.fixture
def applicant(hire: Callable[..., Person], college: OrgUnit) -> Person:
    return hire("T001", "张三", unit=college)


@pytest.fixture
def student(hire: Callable[..., Person], college: OrgUnit) -> Person:
    return hire("S001", "学生甲", kind="student", unit=college)


@pytest.fixture
def stranger(hire: Callable[..., Person], college: OrgUnit) -> Person:
    return hire("T002", "路人乙", unit=college)


@pytest.fixture
def dean(hire: Callable[..., Person], college: OrgUnit) -> Person:
    return hire("T010", "李四", unit=college, role="seal-approver", over=college)


@pytest.fixture
def head(hire: Callable[..., Person], office: OrgUnit) -> Person:
    return hire("T020", "钱七", unit=office, role="seal-head")


@pytest.fixture
def keeper(hire: Callable[..., Person], office: OrgUnit, seal_room: Place) -> Person:
    return hire("T030", "王五", unit=office, role="seal-keeper", place=seal_room)


@pytest.fixture
def deputy(hire: Callable[..., Person], office: OrgUnit, seal_room: Place) -> Person:
    return hire("T031", "赵六", unit=office, role="seal-keeper", place=seal_room)


@pytest.fixture
def administrator(hire: Callable[..., Person], office: OrgUnit) -> Person:
    return hire("T040", "孙八", unit=office, role="seal-administrator")


@pytest.fixture
def seal(keeper: Person, deputy: Person, administrator: Person, office: OrgUnit, seal_room: Place) -> Seal:
    return seals.register(
        title="示范大学公章", category="school", unit=office, place=seal_room, keeper=keeper, deputy=deputy,
        engraved_on=date(2015, 9, 1), imprint=upload(png(sheet(written=True)), "imprint.png"),
        filing_number="310-0001", kept_in="保险柜", by=administrator, at=LONG_AGO,
    )  # fmt: skip


@pytest.fixture
def kind(db: None) -> Callable[[str], KindOfMatter]:
    return lambda key: KindOfMatter.objects.get(key=key)


@pytest.fixture
def apply(
    seal: Seal, applicant: Person, dean: Person, head: Person, kind: Callable[[str], KindOfMatter]
) -> Callable[..., Application]:
    """Return a way to apply; `paper` is the document's bytes."""

    def make(
        paper: bytes = pdf("Certificate of enrolment"), key: str = "certificate", **given: Any
    ) -> Application:
        data: dict[str, Any] = {
            "seal": seal, "matter_kind": kind(key), "title": "在读证明", "copies": 2, "addressee": "市档案馆",
            "purpose": "办理手续", "document": upload(paper), "by": applicant, "at": MONDAY_9,
        }  # fmt: skip
        return applications.apply(**(data | given))

    return make


@pytest.fixture
def submitted(apply: Callable[..., Application]) -> Application:
    return apply()


@pytest.fixture
def approved(submitted: Application, dean: Person) -> Application:
    decide(APPLICATION, submitted, verdict="yes", by=dean, at=MONDAY_10)
    return submitted


@pytest.fixture
def going_out(apply: Callable[..., Application], dean: Person, head: Person, stranger: Person) -> Application:
    """An approved application for carrying the seal out with an escort."""
    application = apply(key="contract", destination="区行政服务中心", escort=stranger, out_minutes=240)
    decide(APPLICATION, application, verdict="yes", by=dean, at=MONDAY_10)
    decide(APPLICATION, application, verdict="yes", by=head, at=MONDAY_10)
    return application


@pytest.fixture
def at_door() -> Any:
    """Return a way to get a browser in which a person is signed in."""

    def enter(person: Any) -> Client:
        client = Client()
        client.force_login(
            Account.objects.get(person=person), backend="django.contrib.auth.backends.ModelBackend"
        )
        return client

    return enter


def upload(data: bytes, name: str = "document.pdf") -> SimpleUploadedFile:
    """Return bytes as a browser sends them."""
    return SimpleUploadedFile(name, data)


def fresh(row: Any) -> Any:
    """Return a row as the database holds it."""
    return type(row).objects.get(pk=row.pk)
