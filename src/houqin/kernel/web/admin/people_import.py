"""Excel in: people by their number, and who lives where."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from houqin.kernel.people.actions.enrolment import Enrolment, enrol_many
from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.people.queries import people_by_number, units
from houqin.kernel.places.actions import house
from houqin.kernel.places.models import Place, Residence
from houqin.kernel.places.queries import beds_taken, places_named, stays_by_person
from houqin.kernel.web.admin.import_cells import choice_of, day_of, repeated, required
from houqin.kernel.web.importing import ImportColumn, Importer
from houqin.kernel.web.importing.declare import Faults, Row

PEOPLE_COLUMNS = (
    ImportColumn("number", gettext_lazy("学工号"), True, "S0001"),
    ImportColumn("name", gettext_lazy("姓名"), True, "张三"),
    ImportColumn("kind", gettext_lazy("身份"), True, "学生"),
    ImportColumn("unit", gettext_lazy("单位代码"), False, "college"),
    ImportColumn("post", gettext_lazy("岗位"), False, ""),
    ImportColumn("phone", gettext_lazy("手机"), False, "10000000001"),
    ImportColumn("email", gettext_lazy("邮箱"), False, "s0001@example.edu"),
)
RESIDENCE_COLUMNS = (
    ImportColumn("number", gettext_lazy("学工号"), True, "S0001"),
    ImportColumn("place", gettext_lazy("房间"), True, "east.d1.r101"),
    ImportColumn("bed", gettext_lazy("床位"), False, "1"),
    ImportColumn("starts_on", gettext_lazy("入住日"), True, "2026-09-01"),
)


def check_people(rows: Sequence[Row], at: datetime) -> list[Faults]:
    """Find what is wrong, cell by cell."""
    known = {unit.code for unit in units()}
    twice = repeated(rows, "number")
    erased = {number for number, person in people_by_number(_numbers(rows)).items() if person.erased_at}
    return [_person_faults(row, known, twice, erased) for row in rows]


def apply_people(rows: Sequence[Row], *, by: Person, at: datetime) -> int:
    """Add or update the people of checked rows."""
    by_code: dict[str, OrgUnit] = {unit.code: unit for unit in units()}
    wanted = [
        Enrolment(
            number=row["number"], name=row["name"], kind=choice_of(row["kind"], Person.Kind.choices) or "",
            phone=row.get("phone", ""), email=row.get("email", ""), unit=by_code.get(row.get("unit", "")),
            post=row.get("post", ""),
        )
        for row in rows
    ]  # fmt: skip
    return enrol_many(wanted, by=by, at=at)


def check_residences(rows: Sequence[Row], at: datetime) -> list[Faults]:
    """Find what is wrong, cell by cell; beds that are somebody else's at that time too."""
    people = people_by_number(_numbers(rows))
    places = places_named(row.get("place", "") for row in rows)
    twice = repeated(rows, "number")
    taken = beds_taken(place for place in places.values())
    beds = repeated(rows, "place", "bed")
    homes = stays_by_person(people.values())
    return [_residence_faults(row, people, places, twice, beds, taken, homes) for row in rows]


def apply_residences(rows: Sequence[Row], *, by: Person, at: datetime) -> int:
    """Note the stays of checked rows; earlier open stays end the day before."""
    people = people_by_number(_numbers(rows))
    places = places_named(row["place"] for row in rows)
    for row in rows:
        starts_on = day_of(row["starts_on"])
        assert starts_on is not None  # checked
        house(
            people[row["number"]],
            places[row["place"]],
            starts_on=starts_on,
            bed=row.get("bed", ""),
            by=by,
            at=at,
        )
    return len(rows)


def _person_faults(row: Row, units_known: set[str], twice: set[object], erased: set[str]) -> Faults:
    faults: dict[str, StrOrPromise] = required(row, PEOPLE_COLUMNS)
    number, unit, email = row.get("number", ""), row.get("unit", ""), row.get("email", "")
    if number and (number,) in twice:
        faults["number"] = _("表内有重复的学工号，请只保留一行。")
    elif number in erased:
        faults["number"] = _("此人的资料已按规定清除，不能再导入。")
    elif len(number) > 32:
        faults["number"] = _("学工号不能超过 32 个字符。")
    if len(row.get("name", "")) > 80:
        faults["name"] = _("姓名不能超过 80 个字。")
    if row.get("kind") and choice_of(row["kind"], Person.Kind.choices) is None:
        faults["kind"] = _("请填其中一种：%(kinds)s") % {
            "kinds": "、".join(str(word) for word in Person.Kind.labels)
        }
    if unit and unit not in units_known:
        faults["unit"] = _("没有代码为“%(code)s”的单位，请先在“单位”中登记。") % {"code": unit}
    if len(row.get("phone", "")) > 20:
        faults["phone"] = _("电话号码不能超过 20 个字符。")
    if len(row.get("post", "")) > 60:
        faults["post"] = _("岗位不能超过 60 个字。")
    if email and not _is_email(email):
        faults["email"] = _("邮箱地址不完整，例如 name@example.edu。")
    return faults


def _residence_faults(
    row: Row, people: dict[str, Person], places: dict[str, Place], twice: set[object], beds: set[object],
    taken: dict[tuple[UUID, str], tuple[UUID, date | None]], homes: dict[UUID, list[Residence]],
) -> Faults:  # fmt: skip
    faults: dict[str, StrOrPromise] = required(row, RESIDENCE_COLUMNS)
    number, place, bed = row.get("number", ""), places.get(row.get("place", "")), row.get("bed", "")
    starts_on = day_of(row.get("starts_on", ""))
    if number and (number,) in twice:
        faults["number"] = _("表内有重复的学工号，请只保留一行。")
    elif number and number not in people:
        faults["number"] = _("没有学工号为“%(number)s”的人，请先导入人员。") % {"number": number}
    if row.get("place") and place is None:
        faults["place"] = _("没有找到这个房间，请填房间代码（如 east.d1.r101）或完整名称。")
    if row.get("starts_on") and starts_on is None:
        faults["starts_on"] = _("日期请写成 2026-09-01 这样。")
    elif starts_on and number in people and _lives_elsewhere(homes.get(people[number].pk, []), starts_on):
        faults["starts_on"] = _("此人在这段时间已登记住在别处，请先办理退宿或改入住日。")
    if len(bed) > 10:
        faults["bed"] = _("床位不能超过 10 个字符。")
    elif bed and (row.get("place", ""), bed) in beds:
        faults["bed"] = _("表内有两人住同一张床，请核对。")
    elif bed and place and starts_on and number in people:
        holder, until = taken.get((place.pk, bed), (None, None))
        if holder not in (None, people[number].pk) and (until is None or until >= starts_on):
            faults["bed"] = _("这张床已有人入住，请先办理退宿。")
    return faults


def _lives_elsewhere(stays: Iterable[Residence], starts_on: date) -> bool:
    """Tell whether a stay from that day on would meet another; an open one that began before just ends."""
    return any(
        stay.starts_on >= starts_on or (stay.ends_on is not None and stay.ends_on >= starts_on)
        for stay in stays
    )


def _numbers(rows: Iterable[Row]) -> list[str]:
    return [row["number"] for row in rows if row.get("number")]


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
        MaxLengthValidator(254)(text)
    except ValidationError:
        return False
    return True


PEOPLE = Importer(
    "people",
    gettext_lazy("导入人员"),
    "people.edit",
    PEOPLE_COLUMNS,
    check_people,
    apply_people,
    "admin-people",
)
RESIDENCES = Importer(
    key="residences",
    title=gettext_lazy("导入住宿"),
    permission="places.edit",
    columns=RESIDENCE_COLUMNS,
    check=check_residences,
    apply=apply_residences,
    done_url_name="admin-people",
)
