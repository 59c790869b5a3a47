"""The register of seals: who keeps them, and what happens when one is lost or worn out."""

from datetime import date
from typing import Any

import pytest

from houqin.kernel.lifecycle.models import Attachment
from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.places.models import Place
from houqin.kernel.trail.models import Happening
from houqin.services.seals.actions import keeping, seals
from houqin.services.seals.lifecycle import SealState, State
from houqin.services.seals.models import Application, Seal, TakeOut
from houqin.services.seals.tests.conftest import (
    LONG_AGO,
    MONDAY_9,
    MONDAY_10,
    MONDAY_11,
    fresh,
    refused,
    upload,
)
from houqin.services.seals.tests.papers import pdf, png, sheet

IMPRINT = png(sheet(written=True))


@pytest.fixture
def new_seal(keeper: Person, deputy: Person, administrator: Person, office: OrgUnit, seal_room: Place) -> Any:
    def make(**given: Any) -> Any:
        data: dict[str, Any] = {
            "title": "合同专用章", "category": "contract", "unit": office, "place": seal_room,
            "keeper": keeper, "deputy": deputy, "engraved_on": date(2020, 1, 1),
            "imprint": upload(IMPRINT, "imprint.png"),
            "by": administrator, "at": MONDAY_9,
        }  # fmt: skip
        return seals.register(**(data | given))

    return make


def test_a_seal_is_registered_with_keeper_deputy_and_imprint(
    seal: Seal, keeper: Person, deputy: Person
) -> None:
    assert seal.number.startswith("GZ2001-")
    assert (seal.state, seal.handler, seal.deputy) == (SealState.IN_USE, keeper, deputy)
    assert Attachment.objects.get(case_id=seal.pk).slot == "imprint"


def test_only_a_seal_administrator_registers_seals(new_seal: Any, keeper: Person) -> None:
    with refused("lifecycle.not_permitted"):
        new_seal(by=keeper)


def test_keeper_and_deputy_are_two_people_who_hold_the_role(
    new_seal: Any, keeper: Person, stranger: Person
) -> None:
    with refused("seals.deputy_is_keeper"):
        new_seal(deputy=keeper)
    with refused("seals.keeper_without_role") as caught:
        new_seal(keeper=stranger)
    assert caught.value.params["name"] == stranger.name


def test_a_filing_number_belongs_to_one_seal(new_seal: Any, seal: Seal) -> None:
    with refused("seals.filing_number_taken"):
        new_seal(filing_number=seal.filing_number)
    new_seal()
    new_seal()


def test_a_seal_goes_to_another_keeper_and_what_waits_goes_along(
    seal: Seal, approved: Application, deputy: Person, keeper: Person, administrator: Person
) -> None:
    seals.hand_over(seal, keeper=deputy, deputy=keeper, by=administrator, at=MONDAY_11)
    assert (fresh(seal).handler, fresh(seal).deputy) == (deputy, keeper)
    assert fresh(approved).handler == deputy
    keeping.stamp(fresh(approved), copies=1, code=approved.code, by=deputy, at=MONDAY_11)


def test_handing_over_to_the_same_keeper_is_refused(
    seal: Seal, keeper: Person, deputy: Person, administrator: Person
) -> None:
    with refused("seals.same_keeper"):
        seals.hand_over(seal, keeper=keeper, deputy=deputy, by=administrator, at=MONDAY_11)


def test_the_trail_of_a_hand_over_names_nobody_in_public(
    seal: Seal, keeper: Person, deputy: Person, administrator: Person
) -> None:
    seals.hand_over(seal, keeper=deputy, deputy=keeper, by=administrator, at=MONDAY_11)
    deed = Happening.objects.get(subject=seal.pk, verb="hand_over")
    assert deed.facts == {}
    assert deed.digest


def test_a_lost_seal_is_out_of_use_at_once_and_a_found_one_is_checked_first(
    seal: Seal, keeper: Person, administrator: Person, apply: Any
) -> None:
    seals.report_lost(seal, loss_report="报失2026-7", note="盘点时未见", by=keeper, at=MONDAY_9)
    assert (fresh(seal).state, fresh(seal).loss_report) == (SealState.LOST, "报失2026-7")
    with refused("seals.seal_lost"):
        apply(seal=fresh(seal))
    seals.find(seal, note="在抽屉内找到", by=administrator, at=MONDAY_10)
    assert seal.state == SealState.SUSPENDED
    with refused("seals.seal_suspended"):
        apply(seal=fresh(seal))
    seals.resume(seal, by=administrator, at=MONDAY_11)
    apply(seal=fresh(seal), at=MONDAY_11)


def test_a_seal_lost_out_of_house_ends_its_trip(seal: Seal, going_out: Application, keeper: Person) -> None:
    keeping.take_out(going_out, code=going_out.code, by=keeper, at=MONDAY_10)
    seals.report_lost(fresh(seal), loss_report="报失2026-8", note="途中遗失", by=keeper, at=MONDAY_11)
    assert fresh(going_out).state == State.LOST
    assert TakeOut.objects.get().ended_at == MONDAY_11
    assert fresh(seal).state == SealState.LOST


def test_a_seal_is_retired_with_the_record_of_its_destruction(seal: Seal, administrator: Person) -> None:
    with refused("lifecycle.evidence_missing"):
        seals.retire(seal, record=[], note="磨损", by=administrator, at=MONDAY_9)
    assert fresh(seal).state == SealState.IN_USE
    seals.retire(seal, record=[upload(pdf("Destroyed"))], note="磨损", by=administrator, at=MONDAY_9)
    assert (seal.state, seal.closed_at) == (SealState.RETIRED, MONDAY_9)


def test_a_keeper_neither_retires_nor_hands_over(seal: Seal, keeper: Person, deputy: Person) -> None:
    with refused("lifecycle.not_permitted"):
        seals.retire(seal, record=[upload(pdf("x"))], note="磨损", by=keeper, at=MONDAY_9)
    with refused("lifecycle.not_permitted"):
        seals.hand_over(seal, keeper=deputy, deputy=keeper, by=keeper, at=MONDAY_9)


def test_the_founding_entry_stands_on_the_trail(seal: Seal, administrator: Person) -> None:
    opened = Happening.objects.get(subject=seal.pk, verb="open")
    assert (opened.actor, opened.at) == (administrator.pk, LONG_AGO)
