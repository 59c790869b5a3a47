"""Tables of the surveys: on what terms one rates, who is invited, what they answered."""

from houqin.services.surveys.models.rating import Doer, Invitation, InvitationQuerySet, Rating, RatingQuerySet
from houqin.services.surveys.models.terms import Tag, Terms

__all__ = ["Doer", "Invitation", "InvitationQuerySet", "Rating", "RatingQuerySet", "Tag", "Terms"]
