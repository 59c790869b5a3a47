"""Mail over SMTP, by Django's mail backend."""

import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext_lazy as _

from houqin.kernel.notices.letters import Letter, Rejected, Unreachable
from houqin.kernel.people.models import Person

PERMANENT = range(500, 600)


class MailChannel:
    """Mail. Its Message-ID is the letter's id: a server or reader that sees it twice shows it once."""

    name = "mail"
    title = _("邮件")

    def ready(self) -> bool:
        """Tell whether an SMTP server is named."""
        return bool(settings.EMAIL_HOST)

    def address(self, person: Person) -> str:
        """Return the person's mail address."""
        return person.email

    def send(self, letter: Letter) -> str:
        """Send a letter and return its Message-ID; raises `Rejected` for answers 5xx, else `Unreachable`."""
        message_id = f"<{letter.id}@{_domain()}>"
        headers = {
            "Message-ID": message_id,
            "Content-Language": letter.language,
            "Auto-Submitted": "auto-generated",
        }
        if letter.urgent:
            headers["Importance"] = "high"
        message = EmailMessage(
            subject=letter.title,
            body=letter.text,
            to=[letter.to],
            headers=headers,
            connection=get_connection(),
        )
        try:
            message.send()
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _reason in refused.recipients.values()]
            raise (Rejected if all(code in PERMANENT for code in codes) else Unreachable)(
                str(refused)
            ) from refused
        except smtplib.SMTPResponseException as answer:
            permanent = answer.smtp_code in PERMANENT and not isinstance(
                answer, smtplib.SMTPAuthenticationError
            )
            raise (Rejected if permanent else Unreachable)(str(answer)) from answer
        except (smtplib.SMTPException, OSError) as silence:
            raise Unreachable(str(silence)) from silence
        except ValueError as malformed:  # an address or header no mail can carry
            raise Rejected(str(malformed)) from malformed
        return message_id


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
