"""Tables of the engine: cases and what hangs on them, routes, running approvals."""

from houqin.kernel.lifecycle.models.approval import ApprovalRun, Meeting, Seat, StepRun
from houqin.kernel.lifecycle.models.case import Attachment, Case, Message, Nudge, Participant
from houqin.kernel.lifecycle.models.handoff import Handoff
from houqin.kernel.lifecycle.models.route import Route, RouteStep, RouteVersion, SeatRule

__all__ = [
    "ApprovalRun",
    "Attachment",
    "Case",
    "Handoff",
    "Meeting",
    "Message",
    "Nudge",
    "Participant",
    "Route",
    "RouteStep",
    "RouteVersion",
    "Seat",
    "SeatRule",
    "StepRun",
]
