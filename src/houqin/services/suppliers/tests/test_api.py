"""The suppliers as JSON: to whom they are, and to nobody else."""

from collections.abc import Callable
from typing import Any

from houqin.services.suppliers.actions import settling
from houqin.services.suppliers.tests.cast import APRIL_9, Firms, drawn


def test_the_api_lists_suppliers_and_settlements_to_whom_they_are(
    firms: Firms, ask: Callable[..., Any]
) -> None:
    made = drawn(firms)
    settling.confirm(made, by=firms.leader, at=APRIL_9)
    for person, count in ((firms.clerk, 2), (firms.leader, 1), (firms.worker, 0), (firms.stranger, 0)):
        assert len(ask(person, "/api/v1/suppliers").json()["items"]) == count
    told = ask(firms.leader, f"/api/v1/suppliers/settlements/{made.number}").json()
    assert (told["state"], told["fen"], [line["fen"] for line in told["lines"]]) == (
        "confirmed",
        30_000,
        [10_000] * 3,
    )
    assert told["lines"][0]["place"].endswith("1 号楼")
    for person in (firms.other_leader, firms.worker, firms.stranger):
        assert ask(person, f"/api/v1/suppliers/settlements/{made.number}").status_code == 404
        assert ask(person, "/api/v1/suppliers/settlements").json()["items"] == []
