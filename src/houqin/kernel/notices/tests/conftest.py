"""A small school whose toy matters have notices, and a real SMTP server."""

import socket
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connection
from django.test import override_settings

from houqin.kernel.lifecycle.tests.stage import make_stage
from houqin.kernel.lifecycle.tests.toy import TOY
from houqin.kernel.lifecycle.walk import Stage
from houqin.kernel.notices.tests.toy import TOY_FEATURE
from houqin.kernel.registry.tests.installed import installed


@pytest.fixture
def stage(db: None) -> Iterator[Stage]:
    """A small school; the toy lifecycle and its notices are installed."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SEQUENCE IF NOT EXISTS case_number_test_toy")
    with installed(TOY_FEATURE):
        yield make_stage()


class Postbox:
    """An SMTP server's handler that keeps what arrives; `refused` addresses are answered 550."""

    def __init__(self) -> None:
        self.received: list[Message] = []
        self.refused: set[str] = set()

    async def rcpt(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 no such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def data(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.received.append(message_from_bytes(envelope.original_content or b"", policy=default))
        return "250 OK"

    handle_RCPT, handle_DATA = rcpt, data  # the names the server calls


class MailServer:
    """A real SMTP server on a free port that can be stopped and started."""

    def __init__(self) -> None:
        self.box = Postbox()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self._controller: Controller | None = None

    def start(self) -> None:
        self._controller = Controller(self.box, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None


@pytest.fixture
def mail() -> Iterator[MailServer]:
    """The SMTP server the system is set to use, running."""
    server = MailServer()
    server.start()
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=server.port,
        EMAIL_TIMEOUT=5,
        DEFAULT_FROM_EMAIL="houqin@school.example",
        HOUQIN_ADDRESS="https://houqin.school.example",
    ):
        yield server
    server.stop()


__all__ = ["TOY", "MailServer"]
