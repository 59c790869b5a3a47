"""Excel in: subsidies by list, with an error for each cell; the same list twice gives nothing twice."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from houqin.kernel.base.clock import SHANGHAI, local_date
from houqin.kernel.people.models import Person
from houqin.kernel.people.queries import people_by_number
from houqin.kernel.web.admin.import_cells import choice_of, day_of, repeated, required
from houqin.kernel.web.importing import ImportColumn, Importer
from houqin.kernel.web.importing.declare import Faults, Row
from houqin.kernel.web.templatetags.amounts import yuan
from houqin.services.cashier import rules
from houqin.services.cashier.actions.desk import gift
from houqin.services.cashier.actions.lists import Line, give_all
from houqin.services.cashier.queries import desk, words

COLUMNS = (
    ImportColumn("number", gettext_lazy("学工号"), True, "S0001"),
    ImportColumn("name", gettext_lazy("姓名"), True, "张三"),
    ImportColumn("what", gettext_lazy("补贴名称"), True, "困难生伙食补贴 2026-11"),
    ImportColumn("fen", gettext_lazy("金额（元）"), True, "300.00"),
    ImportColumn("purpose", gettext_lazy("用途"), False, "餐饮"),
    ImportColumn("ends_on", gettext_lazy("有效期至"), False, "2026-12-31"),
    ImportColumn("note", gettext_lazy("说明"), False, ""),
)


def check(rows: Sequence[Row], at: datetime) -> list[Faults]:
    """Find what is wrong, cell by cell; a line that was given before is named with its receipt."""
    people = _people(rows)
    twice = repeated(rows, "number", "what")
    keys = [rules.given_once(row.get("what", ""), people[number].pk) for row in rows
            if (number := row.get("number", "")) in people]  # fmt: skip
    before = desk.given_before(keys)
    return [_faults(row, people, twice, before, at) for row in rows]


def apply(rows: Sequence[Row], *, by: Person, at: datetime) -> int:
    """Give the subsidies of checked rows; returns how many were new."""
    people = _people(rows)
    return give_all([_line(row, people[row["number"]]) for row in rows], by=by, at=at)


SUBSIDIES = Importer(
    "subsidies", gettext_lazy("批量发放补贴"), "cashier.desk", COLUMNS, check, apply, "cashier:receipts"
)


def _people(rows: Sequence[Row]) -> dict[str, Person]:
    return people_by_number(sorted({row.get("number", "") for row in rows}))


def _line(row: Row, person: Person) -> Line:
    fen = rules.read_yuan(row["fen"])
    assert fen is not None  # checked
    purpose = choice_of(row.get("purpose", ""), words.PURPOSES.items()) or "" if row.get("purpose") else ""
    ends_on = day_of(row["ends_on"]) if row.get("ends_on") else None
    return Line(person, gift("subsidy", row["what"], fen, purpose, ends_on), row.get("note", ""))


def _faults(
    row: Row, people: dict[str, Person], twice: set[object], before: dict[str, desk.Given], at: datetime
) -> Faults:
    faults: dict[str, StrOrPromise] = required(row, COLUMNS)
    number, what = row.get("number", ""), row.get("what", "")
    person = people.get(number)
    if number and (person is None or person.erased_at):
        faults["number"] = _("没有学工号为 %(number)s 的人，请核对。") % {"number": number}
    elif (number, what) in twice:
        faults["number"] = _("表内此人的这项补贴出现多次，请只保留一行。")
    elif person is not None and (given := before.get(rules.given_once(what, person.pk))):
        faults["number"] = _("已于 %(day)s 发放 %(fen)s（%(receipt)s），不会重复发放。") % {
            "day": f"{given.at.astimezone(SHANGHAI):%Y-%m-%d}", "fen": yuan(given.fen), "receipt": given.number,
        }  # fmt: skip
    if person is not None and row.get("name") and person.name != row["name"]:
        faults["name"] = _("与学工号对应的姓名“%(name)s”不一致，请核对。") % {"name": person.name}
    if len(what) > 60:
        faults["what"] = _("补贴名称不能超过 60 个字。")
    if row.get("fen") and rules.read_yuan(row["fen"]) is None:
        faults["fen"] = _("请填写大于零的金额，最多两位小数，例如 12.50。")
    if row.get("purpose") and choice_of(row["purpose"], words.PURPOSES.items()) is None:
        faults["purpose"] = _("请填其中一种：%(kinds)s") % {
            "kinds": "、".join(str(one) for one in words.PURPOSES.values())
        }
    if row.get("ends_on"):
        day = day_of(row["ends_on"])
        if day is None or rules.read_day(day.isoformat()) is None:
            faults["ends_on"] = _("请填写日期，例如 2026-12-31。")
        elif day < local_date(at):
            faults["ends_on"] = _("有效期须在今天或以后，请改一个日期。")
    if len(row.get("note", "")) > 120:
        faults["note"] = _("说明不能超过 120 个字。")
    return faults
