"""The house: every installed feature, found once, frozen, without doubles."""

from collections.abc import Iterator
from dataclasses import FrozenInstanceError, fields
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import AppConfig, apps
from django.urls import NoReverseMatch, reverse

from houqin.kernel.registry.feature import Feature
from houqin.kernel.registry.house import house

TWIN = """
from houqin.kernel.registry.feature import Feature, Permission
FEATURE = {what}
"""


@pytest.fixture
def forgotten() -> Iterator[None]:
    """Let the house be discovered anew inside the test, and once more after it."""
    house.cache_clear()
    yield
    house.cache_clear()


def install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, what: str) -> None:
    """Install another app with this declaration for the length of a test."""
    services = import_module("houqin.services")
    package = tmp_path / name
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "feature.py").write_text(TWIN.format(what=what))
    monkeypatch.setattr(services, "__path__", [*services.__path__, str(tmp_path)])
    monkeypatch.setitem(apps.app_configs, name, AppConfig.create(f"houqin.services.{name}"))


def test_every_installed_app_with_a_feature_is_in_the_house_in_its_order() -> None:
    declared = [
        config.label
        for config in apps.get_app_configs()
        if config.name.startswith("houqin.") and (Path(config.path) / "feature.py").exists()
    ]
    declared.remove("registry")
    assert [feature.name for feature in house().features] == declared
    assert {"people", "lifecycle", "web", "seals", "repairs"} <= set(declared)


def test_the_house_is_discovered_once() -> None:
    assert house() is house()


def test_a_house_and_its_features_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        house().features = ()  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        house().features[0].name = "another"  # type: ignore[misc]


def test_look_ups_hold_what_the_features_declare() -> None:
    assert set(house().permissions) == {one.name for one in house().each("permissions")}
    assert set(house().figures) == {one.key for one in house().each("figures")}
    assert {"repairs.order", "seals.application", "seals.seal"} <= set(house().matters)


def test_each_goes_through_all_features_in_order() -> None:
    gathered = [job for feature in house().features for job in feature.jobs]
    assert list(house().each("jobs")) == gathered
    with pytest.raises(AttributeError):
        list(house().each("no_such_part"))


def test_two_features_may_not_claim_one_permission(
    forgotten: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    twin = 'Feature("twin", "双", permissions=(Permission("seals.see", "又一个"),))'
    install(monkeypatch, tmp_path, "twin", twin)
    with pytest.raises(ValueError, match=r"seals\.see"):
        house()


def test_an_app_that_declares_something_else_is_refused(
    forgotten: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install(monkeypatch, tmp_path, "odd", '{"name": "odd"}')
    with pytest.raises(TypeError, match="odd"):
        house()


def test_a_new_app_joins_the_house_by_its_feature_alone(
    forgotten: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install(monkeypatch, tmp_path, "extra", 'Feature("extra", "另一项服务")')
    assert house().features[-1].name == "extra"


@pytest.mark.parametrize("part", ["tiles", "menu"])
def test_every_door_leads_to_a_page_and_asks_for_a_permission_that_exists(part: str) -> None:
    for door in house().each(part):
        try:
            assert reverse(door.url_name).startswith("/")
        except NoReverseMatch:
            pytest.fail(f"{door.title} leads nowhere: {door.url_name}")
        assert door.permission is None or door.permission in house().permissions


def test_roles_bundle_only_permissions_that_are_given_by_grant() -> None:
    for role in house().each("roles"):
        assert role.permissions, role.key
        for name in role.permissions:
            assert house().permissions[name].holder == "grant", (role.key, name)


def test_notices_speak_of_kinds_verbs_and_permissions_that_exist() -> None:
    names = {feature.name for feature in house().features}
    for notice in house().each("notices"):
        matters = house().matters.values() if notice.kind == "*" else [house().matters[notice.kind]]
        verbs = {move.name for matter in matters for move in matter.lifecycle.moves}
        beside = {verb for verb in notice.verbs if "." in verb}  # a service's own deed beside anybody's case
        assert {verb.split(".")[0] for verb in beside} <= names, notice.key
        assert set(notice.verbs) - beside <= verbs | {"open", "write", "nudge"}, notice.key
        assert (notice.permission in house().permissions) == (notice.audience == "permission"), notice.key


def test_a_feature_without_anything_is_whole() -> None:
    bare = Feature("bare", "空")
    empty = {field.name for field in fields(Feature)} - {"name", "title"}
    assert not any(getattr(bare, name) for name in empty)
