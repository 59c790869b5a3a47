"""What a paper brought for a seal says: how many pages it has and which of them are blank. Knows no Django."""

from houqin.services.seals.paper.read import Paper, Unreadable, read

__all__ = ["Paper", "Unreadable", "read"]
