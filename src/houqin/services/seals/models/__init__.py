"""Tables: the seals, kinds of matter, applications, the register of stampings, seals out of house."""

from houqin.services.seals.models.application import Application, ApplicationQuerySet
from houqin.services.seals.models.kind import KindOfMatter
from houqin.services.seals.models.register import Stamping, StampingQuerySet, TakeOut, TakeOutQuerySet
from houqin.services.seals.models.seal import Seal, SealQuerySet

__all__ = [
    "Application",
    "ApplicationQuerySet",
    "KindOfMatter",
    "Seal",
    "SealQuerySet",
    "Stamping",
    "StampingQuerySet",
    "TakeOut",
    "TakeOutQuerySet",
]
