"""Tables of the repairs: what can be broken, what is promised, what is reported and mended."""

from houqin.services.repairs.models.appointment import Appointment
from houqin.services.repairs.models.commission import Commission
from houqin.services.repairs.models.guest import GuestReport, MailCode, Tally
from houqin.services.repairs.models.order import Assignment, Escalation, Order, Report
from houqin.services.repairs.models.pause import Pause, PauseReason, Visit
from houqin.services.repairs.models.promise import SlaStep, SlaTarget, SlaVersion
from houqin.services.repairs.models.qualification import TradeCertificate
from houqin.services.repairs.models.stop import Stop
from houqin.services.repairs.models.taxonomy import Category, Trade, Urgency

__all__ = [
    "Appointment",
    "Assignment",
    "Category",
    "Commission",
    "Escalation",
    "GuestReport",
    "MailCode",
    "Order",
    "Pause",
    "PauseReason",
    "Report",
    "SlaStep",
    "SlaTarget",
    "SlaVersion",
    "Stop",
    "Tally",
    "Trade",
    "TradeCertificate",
    "Urgency",
    "Visit",
]
