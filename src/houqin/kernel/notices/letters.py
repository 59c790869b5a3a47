"""What a channel is handed, and what it says when it could not deliver. Knows no channel."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Letter:
    """A message ready to go: the same `id` on every attempt, so that a receiver can drop a repeated one."""

    id: UUID
    to: str
    title: str
    text: str
    language: str
    urgent: bool = False


class Unreachable(Exception):
    """The channel does not answer now; trying again later may help."""


class Rejected(Exception):
    """The channel refuses this letter for good: no such address, content refused."""
