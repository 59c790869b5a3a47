"""`houqin check` finds each kind of broken promise, one at a time."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db.models import Model
from django.utils.translation import gettext_lazy

from houqin.kernel.people.models import Account, Person
from houqin.kernel.registry.feature import (
    Feature,
    Figure,
    MenuItem,
    Notice,
    Permission,
    Retention,
    Role,
    Tile,
)
from houqin.kernel.registry.house import House, house
from houqin.kernel.trail.models import Happening
from houqin.site import checks


def with_feature(**parts: Any) -> House:
    """Return the house with one more feature that brings what is given."""
    feature = Feature(name="lamps", title="Lamps", **parts)
    found = house()
    return replace(
        found,
        features=(*found.features, feature),
        permissions={**found.permissions, **{p.name: p for p in feature.permissions}},
        figures={**found.figures, **{g.key: g for g in feature.figures}},
    )


def said(found: Iterator[checks.Problem]) -> list[str]:
    return [
        f"{problem.where}: {problem.what}" for problem in found if "lamps" in f"{problem.where}{problem.what}"
    ]


def test_a_tile_to_nowhere_is_found() -> None:
    tile = Tile("Lamps", "lamps:none", "lamp")
    assert said(checks._doors(with_feature(tiles=(tile,)))) == ["tile Lamps: there is no page 'lamps:none'"]


def test_a_door_behind_an_undeclared_permission_is_found() -> None:
    item = MenuItem("Group", "lamps", "home", "lamp", permission="lamps.see")
    assert said(checks._doors(with_feature(menu=(item,)))) == [
        "menu lamps: permission 'lamps.see' is not declared"
    ]


def test_a_role_with_an_undeclared_permission_is_found() -> None:
    role = Role("lamps", "Lamplighter", ("lamps.light",))
    assert said(checks._permissions(with_feature(roles=(role,)))) == [
        "role lamps: permission 'lamps.light' is not declared"
    ]


def test_a_permission_that_has_only_chinese_is_found() -> None:
    permission = Permission("lamps.light", gettext_lazy("点一盏没有人翻译过的灯"))
    (problem,) = said(checks._permissions(with_feature(permissions=(permission,))))
    assert "has no English" in problem


def test_a_permission_without_words_is_found() -> None:
    assert said(checks._permissions(with_feature(permissions=(Permission("lamps.light", ""),)))) == [
        "permission lamps.light: has no words"
    ]


def test_a_notice_that_waits_for_what_never_happens_is_found() -> None:
    kind = next(iter(house().matters))
    notice = Notice("lamps.lit", "Lit", kind, ("glow",), "applicant", "A lamp is lit")
    assert said(checks._notices(with_feature(notices=(notice,)))) == [
        f"notice lamps.lit: waits for 'glow', which never happens to {kind}"
    ]


def test_a_notice_to_holders_of_an_undeclared_permission_is_found() -> None:
    notice = Notice(
        "lamps.lit", "Lit", "lamps.lamp", ("lit",), "permission", "A lamp is lit", permission="lamps.see"
    )
    assert len(said(checks._notices(with_feature(notices=(notice,))))) == 1


def test_a_notice_without_a_body_is_found() -> None:
    notice = Notice("lamps.lit", "Lit", "lamps.lamp", ("lit",), "applicant", "")
    assert said(checks._notices(with_feature(notices=(notice,)))) == ["notice lamps.lit: has no words"]


def test_a_figure_without_a_unit_is_found() -> None:
    known = next(iter(house().figures.values()))
    figure = replace(known, key="lamps.lit", title="Lit", unit="")
    assert isinstance(figure, Figure)
    assert said(checks._figures(with_feature(figures=(figure,)))) == ["figure lamps.lit unit: has no words"]


def test_a_refusal_without_english_is_found() -> None:
    broken = with_feature(refusals={"lamps.dark": "灯没有亮，请等天亮。"})
    assert said(checks._names(broken)) == ["refusal lamps.dark: has no English: 灯没有亮，请等天亮。"]


def test_a_retention_rule_for_no_model_is_found() -> None:
    rule = Retention("lamps.Lamp", 30, "Nobody needs it longer")
    assert said(checks._retention(with_feature(retention=(rule,)))) == [
        "retention lamps.Lamp: there is no such model"
    ]


@pytest.mark.parametrize(("model", "expected"), [(Person, True), (Happening, False), (Account, False)])
def test_a_person_is_personal_and_what_only_points_at_one_is_not(model: type[Model], expected: bool) -> None:
    assert checks.personal(model) is expected


@pytest.mark.django_db
def test_this_server_finds_chinese_and_keeps_the_trail_apart() -> None:
    assert not [problem for problem in checks.server() if problem.fatal]


def test_a_problem_reads_as_one_line() -> None:
    assert str(checks.Problem("tile x", "leads nowhere")) == "mend  tile x: leads nowhere"
    assert str(checks.Problem("server", "is odd", fatal=False)) == "note  server: is odd"
