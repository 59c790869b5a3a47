"""What a paper says: how many pages it has and which of them are blank. Knows no Django."""

from houqin.services.seals.paper.read import Paper, UnreadableError, read

__all__ = ["Paper", "UnreadableError", "read"]
