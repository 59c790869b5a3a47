"""Tables of the rosters: kinds of shift, who works when, who came, leaves, swaps, hand-overs, certificates."""

from houqin.services.rosters.models.certificate import Certificate, CertificateKind, CertificateQuerySet
from houqin.services.rosters.models.change import Leave, LeaveQuerySet, Swap, SwapQuerySet
from houqin.services.rosters.models.duty import Duty, DutyQuerySet
from houqin.services.rosters.models.handover import Handover, HandoverQuerySet, OpenLine
from houqin.services.rosters.models.shift import Shift, ShiftKind, ShiftQuerySet

__all__ = [
    "Certificate",
    "CertificateKind",
    "CertificateQuerySet",
    "Duty",
    "DutyQuerySet",
    "Handover",
    "HandoverQuerySet",
    "Leave",
    "LeaveQuerySet",
    "OpenLine",
    "Shift",
    "ShiftKind",
    "ShiftQuerySet",
    "Swap",
    "SwapQuerySet",
]
