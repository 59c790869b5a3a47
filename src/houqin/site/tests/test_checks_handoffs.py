"""`houqin check` finds a receiver of hand-offs that nobody could answer."""

from dataclasses import replace

import pytest

from houqin.kernel.lifecycle.handoffs import FaultFound, ProjectNeeded
from houqin.kernel.registry.feature import Receiver
from houqin.kernel.registry.house import House, house
from houqin.site import checks

UNHEARD = [
    f"hand-off handoff.project: nobody is told of {verb!r}" for verb in ("accept", "finish", "open", "refuse")
]
PAGELESS = "hand-off handoff.project: there is no matter 'handoff.project'"


def receiving(permission: str = "repairs.dispatch", makes: str = "repairs.order") -> House:
    """Return the house with a receiver of projects that declares nothing else."""
    receiver = Receiver(ProjectNeeded, permission, makes, lambda project, **who: None)
    return replace(house(), handoffs={ProjectNeeded.kind: receiver})


def said(the_house: House) -> list[str]:
    return [f"{problem.where}: {problem.what}" for problem in checks._handoffs(the_house)]


def test_what_the_services_receive_is_whole() -> None:
    assert FaultFound.kind in house().handoffs
    assert said(house()) == []


def test_a_receiver_without_a_page_and_without_notices_is_found() -> None:
    assert said(receiving()) == [PAGELESS, *UNHEARD]


@pytest.mark.parametrize("permission", ["projects.none", "repairs.own"])
def test_a_receiver_whose_permission_nobody_can_be_granted_is_found(permission: str) -> None:
    assert f"hand-off handoff.project: permission {permission!r} is none that is granted" in said(
        receiving(permission)
    )


def test_a_receiver_of_an_unknown_kind_of_case_is_found() -> None:
    assert "hand-off handoff.project: there is no matter 'projects.none'" in said(
        receiving(makes="projects.none")
    )
