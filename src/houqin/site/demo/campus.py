"""Building a campus from its file: units, places, people, roles, accounts. A third profile loads as easily."""

import random
import tomllib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from houqin.kernel.base.clock import local_date
from houqin.kernel.people.actions.accounts import open_account
from houqin.kernel.people.actions.employments import employ
from houqin.kernel.people.actions.grants import grant
from houqin.kernel.people.actions.people import add_person
from houqin.kernel.people.actions.roles import load_default_roles
from houqin.kernel.people.actions.units import add_unit
from houqin.kernel.people.models import OrgUnit, Person, Role
from houqin.kernel.places.actions.aliases import add_alias
from houqin.kernel.places.actions.places import add_place
from houqin.kernel.places.actions.residences import house
from houqin.kernel.places.models import Place
from houqin.kernel.web.actions import write_profile
from houqin.site.demo.world import World

FOLDER = Path(__file__).parent / "profiles"
SURNAMES = "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜"
GIVEN = "甲乙丙丁戊己庚辛壬癸"


def read_profile(name: str) -> dict[str, Any]:
    """Return a profile's facts."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text())


def profiles() -> tuple[str, ...]:
    """Return the names of the profiles there are."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.toml")))


def build(name: str, *, rng: random.Random, seed: int, at: datetime) -> World:
    """Build a campus and return it as the world in which the services replay their history."""
    facts = read_profile(name)
    began = at - timedelta(days=800)
    write_profile(
        profile=name, school=facts["school"], school_en=facts["school_en"], office=facts["office"],
        office_en=facts["office_en"], duty_phone=facts["duty_phone"], seed=seed, at=at,
    )  # fmt: skip
    roles = load_default_roles()
    units = _units(facts["units"])
    places = _places(facts["campuses"])
    since = local_date(began)
    for one in [*facts.get("cast", ()), *facts.get("people", ())]:
        _person(one, units, places, roles, since=since, at=began)
    _crowd(facts.get("crowd", {}), units, places, since=since, at=began, rng=rng)
    return World(units=units, places=places, began=began)


def _units(facts: list[Mapping[str, Any]]) -> dict[str, OrgUnit]:
    units: dict[str, OrgUnit] = {}
    for one in facts:
        unit = add_unit(
            code=one["code"], name=one["name"], name_en=one["name_en"], kind=one["kind"],
            parent=units.get(one.get("under", "")), outside=one.get("outside", False),
        )  # fmt: skip
        units[unit.path] = unit
    return units


def _places(campuses: list[Mapping[str, Any]]) -> dict[str, Place]:
    places: dict[str, Place] = {}

    def add(parent: Place | None, code: str, name: str, name_en: str, kind: str, access: str) -> Place:
        place = add_place(code=code, name=name, name_en=name_en, kind=kind, parent=parent, access=access)
        places[place.path] = place
        return place

    for one in campuses:
        campus = add(None, one["code"], one["name"], one["name_en"], "campus", "public")
        for code, name, name_en in one["points"]:
            add(campus, code, name, name_en, "point", "public")
        for built in one["buildings"]:
            access = built.get("access", "work")
            building = add(campus, built["code"], built["name"], built["name_en"], "building", access)
            for alias in built.get("aliases", ()):
                add_alias(building, alias)
            for code, name, name_en in built.get("named_rooms", ()):
                add(building, code, name, name_en, "room", access)
            for floor in range(1, built.get("floors", 0) + 1):
                storey = add(building, f"f{floor}", f"{floor} 层", f"Floor {floor}", "floor", access)
                for room in range(1, built["rooms"] + 1):
                    number = f"{floor}{room:02d}"
                    add(storey, f"r{number}", f"{number} 室", f"Room {number}", "room", access)
    return places


def _person(
    one: Mapping[str, Any],
    units: Mapping[str, OrgUnit],
    places: Mapping[str, Place],
    roles: Mapping[str, Role],
    *,
    since: date,
    at: datetime,
) -> Person:
    number = one["number"]
    person = add_person(
        name=one["name"], kind=one["kind"], number=number, at=at,
        phone=f"100{int(number[1:]):08d}", email=f"{number.lower()}@model.example",
    )  # fmt: skip
    employ(person, units[one["unit"]], post=one.get("post", ""), starts_on=since)
    for key, *scope in one.get("roles", ()):
        grant(person, roles[key], unit=units[scope[0]] if scope else None, starts_on=since, by=None, at=at)
    if "room" in one:
        house(person, places[one["room"]], starts_on=since, bed="1")
    if "account" in one:
        open_account(person, username=one["account"])
    return person


def _crowd(
    facts: Mapping[str, int],
    units: Mapping[str, OrgUnit],
    places: Mapping[str, Place],
    *,
    since: date,
    at: datetime,
    rng: random.Random,
) -> None:
    """Add students in the residences and teachers in the colleges, with names nobody has."""
    colleges = [unit for unit in units.values() if unit.kind == OrgUnit.Kind.COLLEGE]
    dorms = [
        place
        for place in places.values()
        if place.kind == Place.Kind.ROOM
        and place.access == Place.Access.PRIVATE
        and "公寓" in place.full_name
    ]
    for n in range(facts.get("students", 0)):
        one = {
            "name": _name(rng),
            "kind": "student",
            "number": f"S25{n + 1:03d}",
            "unit": rng.choice(colleges).path,
        }
        person = _person(one, units, places, {}, since=since, at=at)
        house(person, dorms[n % len(dorms)], starts_on=since, bed=str(n // len(dorms) + 2))
    for n in range(facts.get("teachers", 0)):
        one = {
            "name": _name(rng),
            "kind": "staff",
            "number": f"T11{n + 1:02d}",
            "unit": rng.choice(colleges).path,
        }
        _person(one, units, places, {}, since=since, at=at)


def _name(rng: random.Random) -> str:
    return rng.choice(SURNAMES) + rng.choice(GIVEN) + (rng.choice(GIVEN) if rng.random() < 0.3 else "")
