"""Who listens to which news: settings.OUTBOX_ROUTES one message at a time, settings.OUTBOX_BATCHES many at once."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings


def singles(topic: str) -> Sequence[str]:
    """Dotted names of `f(payload, *, at)`, called for each message of the topic."""
    return settings.OUTBOX_ROUTES.get(topic, ())


def batches(topic: str) -> Sequence[str]:
    """Dotted names of `f(payloads, *, at)`, called for as many messages of the topic as are due; a list of one is possible any time."""
    return settings.OUTBOX_BATCHES.get(topic, ())


def listeners(topic: str) -> list[str]:
    """All who are told before a message of the topic counts as delivered."""
    return [*singles(topic), *batches(topic)]
