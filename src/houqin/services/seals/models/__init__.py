"""Tables of the seals: the seals, kinds of matter, applications, the register of stampings, seals out of house."""

from houqin.services.seals.models.application import Application
from houqin.services.seals.models.kind import KindOfMatter
from houqin.services.seals.models.register import Stamping, TakeOut
from houqin.services.seals.models.seal import Seal

__all__ = ["Application", "KindOfMatter", "Seal", "Stamping", "TakeOut"]
