"""What the clock does for the seals."""

from datetime import datetime

from houqin.kernel.lifecycle.meetings import pass_timers
from houqin.services.seals import queries
from houqin.services.seals.actions import keeping
from houqin.services.seals.lifecycle import APPLICATION


def chase_late_seals(at: datetime) -> int:
    """Ask for seals that should be back; each once a working day. Returns how many were asked for."""
    return sum(keeping.chase(trip, at=at) for trip in queries.trips_to_chase(at))


def pass_approval_timers(at: datetime) -> int:
    """Let timer steps of the routes pass. Returns how many did."""
    return pass_timers(APPLICATION, at)
