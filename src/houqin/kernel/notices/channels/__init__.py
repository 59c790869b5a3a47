"""The channel port: how a message leaves the house. WeCom, DingTalk and SMS join by adding a class here."""

from collections.abc import Mapping
from typing import Protocol

from django_stubs_ext import StrOrPromise

from houqin.kernel.notices.channels.mail import MailChannel
from houqin.kernel.notices.letters import Letter
from houqin.kernel.people.models import Person

__all__ = ["CHANNELS", "Channel"]


class Channel(Protocol):
    """A way to reach somebody outside the system.

    `send` returns the receipt. It raises `Unreachable` where trying again may help and `Rejected` where it
    will not. It may be called twice for one letter (a worker died in between): the letter's id tells.
    """

    @property
    def name(self) -> str:
        """The word by which rules choose the channel."""
        ...

    @property
    def title(self) -> StrOrPromise:
        """Its name as people read it."""
        ...

    def ready(self) -> bool:
        """Tell whether this deployment has set the channel up."""
        ...

    def address(self, person: Person) -> str:
        """Return where a person is reached, "" where they are not."""
        ...

    def send(self, letter: Letter) -> str:
        """Hand a letter over and return the receipt."""
        ...


CHANNELS: Mapping[str, Channel] = {MailChannel.name: MailChannel()}
