"""`check --deploy` says when messages could not leave, or would be dropped by India's operators."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Tags, Warning, register

from upgrade_program.messaging.enums import Channel
from upgrade_program.messaging.texts import names, template

OVER_HTTP = "upgrade_program.messaging.gateways.sms.HttpSms"
BY_MAIL = "upgrade_program.messaging.gateways.mail.Mail"
SMTP = "django.core.mail.backends.smtp.EmailBackend"


@register(Tags.security, deploy=True)
def messages_can_leave(**_: Any) -> list[CheckMessage]:
    """What the SMS gateway and the mail server lack."""
    return [*_sms(), *_mail()]


def registered_texts() -> list[str]:
    """The names under which SMS texts are registered, as plan.sold/en."""
    return [f"{name}/{language}" for name in names() for channel, language in template(name).texts if channel is Channel.SMS]


def _sms() -> list[CheckMessage]:
    if settings.MESSAGE_GATEWAYS["sms"] != OVER_HTTP:
        return []
    given = settings.SMS_GATEWAY
    if not given["url"]:
        return [Info("No SMS gateway is set: messages wait, and are given up with an alarm.", hint="Set SMS_URL.", id="messaging.I001")]
    found: list[CheckMessage] = []
    if urlsplit(given["url"]).scheme != "https":
        found.append(Error("The SMS gateway is not asked over https: its key and every code go in clear.", id="messaging.E001"))
    missing = [name for name in registered_texts() if not given["template_ids"].get(name)]
    if missing or not given["sender"] or not given["entity_id"]:
        found.append(
            Warning(
                "India's operators drop an SMS without its registered sender, entity and template.",
                hint=f"Set SMS_SENDER, SMS_ENTITY_ID and SMS_TEMPLATE_IDS (missing: {', '.join(missing) or 'none'}).",
                id="messaging.W001",
            )
        )
    return found


def _mail() -> list[CheckMessage]:
    if settings.MESSAGE_GATEWAYS["email"] != BY_MAIL or settings.EMAIL_BACKEND != SMTP or settings.EMAIL_HOST != "localhost":
        return []
    return [Info("No mail server is set: e-mails go to localhost.", hint="Set EMAIL_URL or EMAIL_HOST.", id="messaging.I002")]
