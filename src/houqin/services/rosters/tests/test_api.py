"""One's shifts and the press by JSON; a stranger has none and is refused with the reason."""

from houqin.services.rosters.models import Duty
from houqin.services.rosters.tests.cast import Cast, planned
from houqin.services.rosters.tests.conftest import Ask

SHIFTS, PRESS = "/api/v1/rosters/shifts", "/api/v1/rosters/duty"


def test_shifts_are_the_caller_s_and_a_press_comes_on_and_goes_off(cast: Cast, ask: Ask) -> None:
    planned(cast, cast.worker, "early")
    (told,) = ask(cast.worker, SHIFTS).json()
    assert (told["day"], told["kind"], told["team"]) == ("2026-03-02", "early", "水电班")
    assert ask(cast.second, SHIFTS).json() == []
    on = ask(cast.worker, PRESS, {"press": "on"})
    assert (on.status_code, on.json()["off_at"]) == (201, None)
    twice = ask(cast.worker, PRESS, {"press": "on"})
    assert (twice.status_code, twice.json()["code"]) == (409, "rosters.on_already")
    assert ask(cast.worker, PRESS, {"press": "sideways"}).status_code == 422
    assert ask(cast.stranger, PRESS, {"press": "on"}).json()["code"] == "rosters.not_by_roster"
    assert Duty.objects.get().person == cast.worker
