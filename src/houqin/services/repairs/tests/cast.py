"""The cast of the repairs' tests: a small campus, who reports, who dispatches, who mends."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.actions.accounts import open_account
from houqin.kernel.people.actions.people import add_person
from houqin.kernel.people.actions.units import add_unit
from houqin.kernel.people.models import Grant, OrgUnit, Person, Role
from houqin.kernel.places.actions.aliases import add_alias
from houqin.kernel.places.actions.places import add_place
from houqin.kernel.places.actions.residences import house as house_in
from houqin.kernel.places.actions.tags import make_tag
from houqin.kernel.places.models import Place, QrTag
from houqin.kernel.web.models import SiteProfile
from houqin.services.repairs.actions import dispatch, standing, work
from houqin.services.repairs.actions.report import report
from houqin.services.repairs.models import Order, PauseReason
from houqin.services.repairs.queries import taxonomy
from houqin.services.rosters.actions.certificates import register
from houqin.services.rosters.models import CertificateKind

MONDAY_9 = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
DUTY_PHONE = "100-0000-0119"


@dataclass(frozen=True)
class Cast:
    """Everybody and everything the tests need."""

    office: OrgUnit
    east: Place
    west: Place
    room: Place
    lake: Place
    tag: QrTag
    student: Person
    other_student: Person
    dispatcher: Person
    second_dispatcher: Person
    west_dispatcher: Person
    technician: Person
    second_technician: Person
    head: Person
    outsider: Person


@contextmanager
def refused(*codes: str) -> "Iterator[pytest.ExceptionInfo[Refused]]":
    """Expect a refusal with exactly these reasons."""
    with pytest.raises(Refused) as caught:
        yield caught
    assert [reason.code for reason in caught.value.reasons] == list(codes)


def make_cast() -> Cast:
    """Return the cast, on two campuses; dispatchers and technicians hold their roles over one of them."""
    school = add_unit(code="school", name="示范大学", kind="school")
    office = add_unit(code="office", name="后勤处", kind="office", parent=school)
    east = add_place(code="east", name="东校区", name_en="East Campus", kind="campus", keeper=office)
    west = add_place(code="west", name="西校区", name_en="West Campus", kind="campus", keeper=office)
    house = add_place(code="d3", name="学生公寓 3 号楼", name_en="Residence 3", kind="building", parent=east)
    floor = add_place(code="f4", name="4 层", kind="floor", parent=house)
    room = add_place(code="r412", name="412 室", name_en="Room 412", kind="room", parent=floor)
    add_alias(house, "三舍")
    lake = add_place(code="lake", name="西湖边", kind="point", parent=west)
    SiteProfile.objects.create(school="示范大学", duty_phone=DUTY_PHONE, installed_at=MONDAY_9)
    student = _person("学生甲", "student", kind="student")
    technicians = [
        _person(name, username, ["repairs.technician"], east)
        for name, username in (("赵六", "technician"), ("孙七", "technician2"))
    ]
    for one in technicians:
        certify(one)
        certify(one, "special_equipment")
    house_in(student, room, starts_on=date(2025, 9, 1))
    return Cast(
        office=office, east=east, west=west, room=room, lake=lake, tag=make_tag(room, at=MONDAY_9),
        student=student,
        other_student=_person("学生乙", "other", kind="student"),
        dispatcher=_person("张三", "dispatcher", ["repairs.dispatch", "repairs.see"], east),
        second_dispatcher=_person("李四", "dispatcher2", ["repairs.dispatch", "repairs.see"], east),
        west_dispatcher=_person("王五", "dispatcher3", ["repairs.dispatch"], west),
        technician=technicians[0],
        second_technician=technicians[1],
        head=_person("周八", "head", ["repairs.figures", "repairs.see", "repairs.settings"], east),
        outsider=_person("吴九", "outsider", kind="outsider"),
    )  # fmt: skip


def certify(person: Person, code: str = "electrician", until: date = date(2030, 1, 1)) -> None:
    """Give somebody a certificate, so that they may be given the work that wants it."""
    register(
        person=person, certificate_kind=CertificateKind.objects.get(code=code), serial=f"{code} {person.number}",
        valid_from=date(2025, 1, 1), valid_until=until, by=None, at=MONDAY_9,
    )  # fmt: skip


def photo(name: str = "after.jpg", size: tuple[int, int] = (40, 30)) -> SimpleUploadedFile:
    """Return a small real photo; each name another picture."""
    shade = sum(name.encode()) % 255
    out = BytesIO()
    Image.new("RGB", size, (shade, 120, 255 - shade)).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


def reported(cast: Cast, *, at: datetime = MONDAY_9, code: str = "plumbing.faucet", text: str = "") -> Order:
    """Return an order just reported by the student for their room."""
    return report(place=cast.room, category=taxonomy.category(code), text=text, by=cast.student, at=at)


def brought_to(cast: Cast, state: str, *, at: datetime = MONDAY_9, code: str = "plumbing.faucet") -> Order:
    """Return an order brought to a state by the deeds that lead there."""
    if state == "paused":
        order = brought_to(cast, "working", at=at, code=code)
        standing.pause(order, reason=reason_of(order, "reporter"), by=cast.technician, at=at)
        return order
    order = reported(cast, at=at, code=code)
    deeds: Sequence[tuple[str, object]] = (
        ("assigned", lambda: dispatch.assign(order, technician=cast.technician, by=cast.dispatcher, at=at)),
        ("taken", lambda: work.take(order, by=cast.technician, at=at)),
        ("working", lambda: work.arrive(order, by=cast.technician, at=at)),
        ("fixed", lambda: work.finish(order, photos=[photo()], by=cast.technician, at=at)),
    )
    for reached, deed in deeds:
        if order.state == state:
            break
        deed()  # type: ignore[operator]
        assert order.state == reached
    return order


def reason_of(order: Order, key: str) -> PauseReason:
    """Return a reason of an order's edition."""
    return PauseReason.objects.get(version=order.sla_id, key=key)


def _person(
    name: str, username: str, permissions: Sequence[str] = (), place: Place | None = None, kind: str = "staff"
) -> Person:
    person = add_person(
        name=name, kind=kind, at=MONDAY_9, number=f"T-{username}", phone=f"100{sum(username.encode()):08d}"
    )
    open_account(person, username=username)
    if permissions:
        role = Role.objects.create(key=f"role-{username}", title=name, permissions=list(permissions))
        Grant.objects.create(
            person=person, role=role, place_path=place.path if place else None, starts_on=date(2025, 1, 1)
        )
    return person


def promised(order: Order) -> datetime:
    """Return when an order is promised to be mended; every order is."""
    assert order.due_at is not None
    return order.due_at
