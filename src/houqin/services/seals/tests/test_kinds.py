"""Kinds of matter as the office edits them, and the first ones that are planted."""

from datetime import date
from typing import Any

import pytest

from houqin.kernel.lifecycle.models import Route
from houqin.kernel.people.models import Person
from houqin.kernel.trail.models import Happening
from houqin.services.seals.actions.kinds import edit_kind
from houqin.services.seals.models import Application, KindOfMatter
from houqin.services.seals.tests.conftest import MONDAY_9, refused


@pytest.fixture
def edit(administrator: Person) -> Any:
    def make(kind: Any = None, **given: Any) -> Any:
        data: dict[str, Any] = {
            "key": "report", "title": "报表", "title_en": "Report",
            "route": Route.objects.get(key="seals.unit"),
            "by_meeting": False, "most_copies": 4, "may_go_out": False, "order": 70,
            "source": "实施细则第五条",
            "by": administrator, "at": MONDAY_9,
        }  # fmt: skip
        return edit_kind(kind, **(data | given))

    return make


def test_nobody_starts_with_an_empty_choice(db: Any) -> None:
    assert KindOfMatter.objects.count() == 6
    assert all(kind.source for kind in KindOfMatter.objects.all())


def test_a_kind_is_made_with_its_source_and_on_the_trail(edit: Any, administrator: Person) -> None:
    kind = edit()
    assert (kind.changed_by, kind.changed_at) == (administrator, MONDAY_9)
    deed = Happening.objects.get(subject=kind.pk)
    assert (deed.kind, deed.verb, deed.facts["most_copies"]) == ("seals.kind", "edit", 4)


def test_a_key_belongs_to_one_kind(edit: Any) -> None:
    with refused("seals.kind_key_taken"):
        edit(key="contract")


def test_a_meeting_needs_a_route_that_holds_one(edit: Any) -> None:
    with refused("seals.route_without_meeting"):
        edit(by_meeting=True)
    assert edit(by_meeting=True, route=Route.objects.get(key="seals.meeting")).by_meeting


def test_a_closed_kind_stays_for_its_history(edit: Any, kind: Any, submitted: Application) -> None:
    certificate = kind("certificate")
    edit(
        certificate, key="certificate", title="证明", title_en="Certificate", most_copies=20,
        closed_on=date(2026, 3, 1),
    )  # fmt: skip
    submitted.refresh_from_db()
    assert submitted.matter_kind == certificate
