"""The demo's gateways: nothing leaves the house, every message is kept to be read at /demo/messages/."""

from __future__ import annotations

from typing import ClassVar

from stores.clock import now
from upgrade_program.demo.models import KeptMessage


class Kept:
    """Keeps a message once a reference, as a good provider would send it."""

    channel: ClassVar[str]

    def send(self, *, to: str, text: str, subject: str, reference: str, template_id: str, stop: str = "") -> str:
        """Give the kept row's number."""
        template, _, language = template_id.partition("/")
        kept, _ = KeptMessage.objects.get_or_create(
            reference=reference,
            defaults={
                "at": now(),
                "channel": self.channel,
                "to": to,
                "template": template,
                "language": language,
                "subject": subject,
                "text": text,
            },
        )
        return f"demo-{kept.pk}"


class KeptSms(Kept):
    channel = "sms"


class KeptMail(Kept):
    channel = "email"
