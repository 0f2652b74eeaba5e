"""`check --deploy` says when SMS would go in clear, or be dropped by India's operators."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from upgrade_program.messaging.enums import Channel
from upgrade_program.messaging.texts import names, template

OVER_HTTP = "upgrade_program.messaging.gateways.sms.HttpSms"


@register(Tags.security, deploy=True)
def sms_would_arrive(**_: Any) -> list[CheckMessage]:
    """What a gateway that is set lacks. One that is not set is told by the alarm of the first message that is given up."""
    given = settings.SMS_GATEWAY
    if settings.MESSAGE_GATEWAYS["sms"] != OVER_HTTP or not given["url"]:
        return []
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


def registered_texts() -> list[str]:
    """The names under which SMS texts are registered, as plan.sold/en."""
    return [f"{name}/{language}" for name in names() for channel, language in template(name).texts if channel is Channel.SMS]
