"""The clock's door: end forgotten duties, let swaps lapse, remind of certificates. Each safe to be run twice."""

from datetime import datetime

from houqin.services.rosters.actions import certificates, duty, swaps
from houqin.services.rosters.queries import cases, duties


def end_forgotten(at: datetime) -> int:
    """End the duties nobody ended; returns how many."""
    return sum(duty.end_forgotten(one, at=at) for one in duties.forgotten(at))


def lapse_swaps(at: datetime) -> int:
    """Let the swaps lapse that nobody answered in time; returns how many."""
    return sum(swaps.lapse(one, at=at) for one in cases.swaps_lapsed(at))


def watch_certificates(at: datetime) -> int:
    """Remind of certificates that end soon and note those that have ended; returns how many."""
    told = sum(certificates.remind(one, at=at) for one in cases.certificates_to_remind(at))
    return told + sum(certificates.expire(one, at=at) for one in cases.certificates_to_expire(at))
