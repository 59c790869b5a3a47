"""The campuses one can load: each profile's facts hold together, and the same seed gives the same campus."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from houqin.kernel.base.clock import local_date
from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import Account, Employment, Grant, OrgUnit, Person
from houqin.kernel.people.tests.stage import MONDAY_9
from houqin.kernel.places.models import Alias, Place, Residence
from houqin.kernel.places.queries import search
from houqin.kernel.registry.house import house
from houqin.kernel.web.cast import CAST
from houqin.kernel.web.models import SiteProfile
from houqin.site.commands.demo import PROFILES, demo
from houqin.site.demo.campus import build, profiles, read_profile
from houqin.site.demo.load import parts
from houqin.site.demo.world import World
from houqin.site.progress import say, step

KINDS = {"school", "office", "section", "college", "partner"}


def built(profile: str) -> World:
    return build(profile, rng=random.Random(7), seed=7, at=MONDAY_9)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The demo's campus, built once for all who look at it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield built("demo")
        transaction.set_rollback(True)


def test_every_profile_with_a_file_can_be_asked_for() -> None:
    assert set(profiles()) == set(PROFILES)


@pytest.mark.parametrize("profile", profiles())
def test_a_profile_s_units_stand_under_units_named_before_and_no_code_stands_twice(profile: str) -> None:
    facts = read_profile(profile)
    known: set[str] = set()
    for one in facts["units"]:
        assert one["kind"] in KINDS
        assert one["name_en"].isascii(), one
        under = one.get("under", "")
        assert not under or under in known, one
        known.add(f"{under}.{one['code']}" if under else one["code"])
    assert max(Counter(one["code"] for one in facts["units"]).values()) == 1


@pytest.mark.parametrize("profile", profiles())
def test_a_profile_names_only_rooms_units_and_roles_that_are_there(profile: str) -> None:
    facts = read_profile(profile)
    roles = {role.key for feature in house().features for role in feature.roles}
    for one in [*facts.get("cast", ()), *facts.get("people", ())]:
        assert {key for key, *_scope in one.get("roles", ())} <= roles, one
        assert one["number"][0].isalpha()
        assert one["number"][1:].isdigit(), "a phone is made of it"
    numbers = Counter(one["number"] for one in [*facts.get("cast", ()), *facts.get("people", ())])
    assert max(numbers.values(), default=1) == 1


def test_every_part_of_the_cast_has_somebody_who_plays_it() -> None:
    accounts = {one["account"] for one in read_profile("demo")["cast"] if "account" in one}
    assert {member.username for member in CAST.values()} <= accounts


@pytest.mark.django_db
def test_a_school_s_own_facts_are_built_whole() -> None:
    complete(built("suibe"), "suibe")


def test_the_demo_is_built_whole(world: World) -> None:
    complete(world, "demo")


def complete(world: World, profile: str) -> None:
    facts = read_profile(profile)
    assert OrgUnit.objects.count() == len(facts["units"]) == len(world.units)
    assert Place.objects.count() == len(world.places)
    assert all(place.path == path for path, place in world.places.items())
    site = SiteProfile.objects.get()
    assert (site.profile, site.school) == (profile, facts["school"])
    assert all(place.full_name_en.isascii() for place in Place.objects.all()), "English names are complete"


def test_the_demo_s_people_belong_live_and_hold_roles_as_their_facts_say(world: World) -> None:
    facts = read_profile("demo")
    cast = {one["number"]: one for one in facts["cast"]}
    for number, one in cast.items():
        person = Person.objects.get(number=number)
        assert person.employments.get().unit.path == one["unit"]
        assert person.grants.count() == len(one.get("roles", ()))
        assert Account.objects.filter(person=person).exists() == ("account" in one)
    assert Person.objects.count() == Employment.objects.count(), "everybody belongs somewhere"
    assert not Residence.objects.exclude(place__access="private").exists()
    assert len({(stay.place_id, stay.bed) for stay in Residence.objects.all()}) == Residence.objects.count()
    assert not Account.objects.exclude(password__startswith="!").exists(), (
        "nobody has a password one could guess"
    )
    assert len(world.students) == Person.objects.filter(kind="student").count() > 0
    assert len(world.staff) == Person.objects.filter(kind="staff").count() > 0


def test_the_demo_s_names_are_nobody_s_and_its_addresses_lead_nowhere(world: World) -> None:
    for person in Person.objects.all():
        assert person.email.endswith("@model.example")
        assert person.phone.startswith("100"), "no such numbers are given out"


def test_what_the_world_tells_is_true(world: World) -> None:
    assert local_date(world.began) < local_date(MONDAY_9 - timedelta(days=700))
    assert all(place.kind == "room" for place in world.rooms)
    assert all(place.kind == "point" for place in world.points)
    able = world.people_with("people.grant")
    assert able
    assert all(authority_of(person, MONDAY_9).holds("people.grant") for person in able)
    assert [person.number for person in able] == sorted(str(person.number) for person in able)
    assert world.people_with("no.such") == []
    assert Grant.objects.filter(given_by=None).count() == Grant.objects.count()


def test_other_names_of_buildings_find_them(world: World) -> None:
    for alias in Alias.objects.select_related("place"):
        assert alias.place in search(alias.name)


def test_services_load_in_a_fixed_order_and_only_what_a_profile_has() -> None:
    orders = [demo_.order for _title, demo_ in parts("demo")]
    assert orders == sorted(orders)
    assert len(orders) >= 2
    assert parts("no-such-profile") == []


@pytest.mark.parametrize("argv", [["--profile", "mars"], ["--seed", "x"], ["--scale", "1.5"], ["extra"]])
def test_the_command_refuses_what_it_does_not_know(
    argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        demo(argv)
    assert ended.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_progress_goes_where_it_does_not_stain_what_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with step("甲"):
        say("乙")
    written = capsys.readouterr()
    assert written.out == ""
    assert written.err.startswith("  甲 ")
    assert "    乙\n" in written.err
    assert written.err.endswith(" s\n")
