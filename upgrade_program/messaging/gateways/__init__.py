"""The ports through which messages leave the house: one small method, and two ways to fail."""

from __future__ import annotations

from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from upgrade_program.messaging.enums import Channel


class Gateway(Protocol):
    """Carries messages of one channel. `template_id` is our name of the text, as plan.sold/en; `reference` is the same at each try.

    `stop` is the address that stops such messages, of those that may be stopped.
    """

    def send(self, *, to: str, text: str, subject: str, reference: str, template_id: str, stop: str = "") -> str:
        """Hand one message over and give the provider's id of it, or raise TryAgain or Refuses within a few seconds."""


class GatewayFailure(Exception):
    """A message was not taken. Its words are kept in the table and may stand in a log: never an address, a text or a code."""


class TryAgain(GatewayFailure):
    """The gateway, the way to it or our own key is at fault: the same message may be taken later."""


class Refuses(GatewayFailure):
    """The gateway looked at this message and will not take it, now or later."""


def gateway_for(channel: Channel) -> Gateway:
    """The gateway that settings name for a channel."""
    made: Gateway = import_string(settings.MESSAGE_GATEWAYS[channel])()
    return made
