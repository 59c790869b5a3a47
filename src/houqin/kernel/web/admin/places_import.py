"""Excel in: places, each named by the code path of the place above it and its own code."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from houqin.kernel.people.models import Person
from houqin.kernel.people.queries import units
from houqin.kernel.places.actions import add_alias, add_place, change_place
from houqin.kernel.places.models import Place
from houqin.kernel.places.queries import closed_paths, places_named
from houqin.kernel.web.admin.import_cells import choice_of, repeated, required
from houqin.kernel.web.importing import ImportColumn, Importer
from houqin.kernel.web.importing.declare import Faults, Row

COLUMNS = (
    ImportColumn("above", gettext_lazy("上级代码"), False, "east.b1"),
    ImportColumn("code", gettext_lazy("代码"), True, "r101"),
    ImportColumn("name", gettext_lazy("名称"), True, "101"),
    ImportColumn("name_en", gettext_lazy("英文名称"), False, "101"),
    ImportColumn("kind", gettext_lazy("类别"), True, "房间"),
    ImportColumn("access", gettext_lazy("性质"), False, "办公教学"),
    ImportColumn("keeper", gettext_lazy("管理单位代码"), False, "office"),
    ImportColumn("aliases", gettext_lazy("别名"), False, "大教室、阶梯教室"),
)
SEPARATORS = str.maketrans({"，": "、", ",": "、", ";": "、", "；": "、"})


def check_places(rows: Sequence[Row], at: datetime) -> list[Faults]:
    """Find what is wrong, cell by cell. The place above may stand in the register or in the sheet."""
    named = places_named(row.get("above", "") for row in rows)
    known = {place.path for place in named.values()} | {_path(row) for row in rows}
    codes = {unit.code for unit in units()}
    twice = repeated(rows, "above", "code") | repeated([row for row in rows if not row.get("above")], "code")
    closed = closed_paths(_path(row) for row in rows)
    return [_faults(row, known, codes, twice, closed) for row in rows]


def apply_places(rows: Sequence[Row], *, by: Person, at: datetime) -> int:
    """Add or update the places of checked rows, from the top down."""
    by_code = {unit.code: unit for unit in units()}
    paths = {row.get("above", "") for row in rows} | {_path(row) for row in rows}
    known = places_named(paths)
    taken = 0
    for row in sorted(rows, key=lambda one: _path(one).count(".")):
        above = known.get(row.get("above", ""))
        if row.get("above") and above is None:
            continue  # the row of the place above had faults and was left out
        place = known.get(_path(row))
        words = {"name": row["name"], "name_en": row.get("name_en", "")}
        keeper = by_code.get(row.get("keeper", ""))
        access = choice_of(row.get("access", ""), Place.Access.choices)
        if place is None:
            place = add_place(
                code=row["code"], kind=choice_of(row["kind"], Place.Kind.choices) or "", parent=above,
                keeper=keeper, access=access or Place.Access.WORK, by=by, at=at, **words,
            )  # fmt: skip
        elif (place.name, place.name_en) != (words["name"], words["name_en"]) or keeper or access:
            change_place(
                place, access=access or place.access, keeper=keeper or place.keeper, by=by, at=at, **words
            )
        known[_path(row)] = place
        for name in _aliases(row):
            add_alias(place, name, by=by, at=at)
        taken += 1
    return taken


def _faults(row: Row, known: set[str], codes: set[str], twice: set[object], closed: set[str]) -> Faults:
    faults: dict[str, StrOrPromise] = required(row, COLUMNS)
    above, code, keeper = row.get("above", ""), row.get("code", ""), row.get("keeper", "")
    if code and not (code.isascii() and code.replace("_", "").isalnum() and len(code) <= 40):
        faults["code"] = _("代码只能用字母、数字和下划线，最多 40 个字符。")
    elif (above, code) in twice or (not above and (code,) in twice):
        faults["code"] = _("表内有重复的代码，请只保留一行。")
    elif _path(row) in closed:
        faults["code"] = _("这个代码的地点已停用，请先恢复它或换一个代码。")
    if above and above not in known:
        faults["above"] = _("没有代码为“%(path)s”的地点，请先登记上级地点或写在同一张表里。") % {
            "path": above
        }
    if len(row.get("name", "")) > 80:
        faults["name"] = _("名称不能超过 80 个字。")
    if len(row.get("name_en", "")) > 120:
        faults["name_en"] = _("英文名称不能超过 120 个字符。")
    for key, choices in (("kind", Place.Kind), ("access", Place.Access)):
        if row.get(key) and choice_of(row[key], choices.choices) is None:
            faults[key] = _("请填其中一种：%(kinds)s") % {
                "kinds": "、".join(str(word) for word in choices.labels)
            }
    if keeper and keeper not in codes:
        faults["keeper"] = _("没有代码为“%(code)s”的单位，请先在“单位”中登记。") % {"code": keeper}
    if any(len(name) > 80 for name in _aliases(row)):
        faults["aliases"] = _("每个别名不能超过 80 个字，多个别名用顿号分开。")
    return faults


def _path(row: Row) -> str:
    above, code = row.get("above", ""), row.get("code", "")
    return f"{above}.{code}" if above else code


def _aliases(row: Row) -> list[str]:
    return [name.strip() for name in row.get("aliases", "").translate(SEPARATORS).split("、") if name.strip()]


PLACES = Importer(
    "places", gettext_lazy("导入地点"), "places.edit", COLUMNS, check_places, apply_places, "admin-places"
)
