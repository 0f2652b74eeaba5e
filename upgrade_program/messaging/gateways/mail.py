"""E-mail through Django's mail settings (SMTP)."""

from __future__ import annotations

import smtplib
from contextlib import suppress

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from upgrade_program.messaging.gateways import Refuses, TryAgain


class Mail:
    """Hands mails to the SMTP server. The reference is the Message-ID, so that a mail sent twice is recognised as one."""

    def send(self, *, to: str, text: str, subject: str, reference: str, template_id: str, stop: str = "") -> str:
        """Give the Message-ID. A 5xx answer to this mail refuses it; whatever else goes wrong may go right later."""
        message_id = f"<{reference}@{settings.PUBLIC_HOST.partition(':')[0]}>"
        headers = {"Message-ID": message_id, "Auto-Submitted": "auto-generated"} | _stopping(stop)
        mail = EmailMessage(subject, text, to=[to], headers=headers)
        line = get_connection()
        try:
            line.open()
            line.send_messages([mail])
        except smtplib.SMTPRecipientsRefused as error:
            raise _verdict(max(code for code, _ in error.recipients.values())) from None
        except smtplib.SMTPDataError as error:
            raise _verdict(error.smtp_code) from None
        except smtplib.SMTPResponseException as error:  # sign-in, our own address, the greeting: not this mail's fault
            raise TryAgain(f"SMTP {error.smtp_code}") from None
        except OSError as error:  # also every other fault of smtplib's
            raise TryAgain(type(error).__name__) from None
        finally:
            with suppress(OSError):  # what was taken is taken, however the server answers our goodbye
                line.close()
        return message_id


def _stopping(address: str) -> dict[str, str]:
    """What lets a mail program offer to stop such mails in one press, without opening the page. Source: RFC 2369, RFC 8058."""
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if address else {}


def _verdict(code: int) -> TryAgain | Refuses:
    return (Refuses if 500 <= code < 600 else TryAgain)(f"SMTP {code}")
