"""The known codes of messaging."""

from django.db.models import TextChoices


class Channel(TextChoices):
    """How a message travels."""

    SMS = "sms", "SMS"
    EMAIL = "email", "E-mail"


class State(TextChoices):
    """Where a message stands. Void: it was no longer worth sending. Parked: given up, an alarm was raised."""

    QUEUED = "queued", "Waiting"
    SENT = "sent", "Sent"
    VOID = "void", "Not sent"
    PARKED = "parked", "Given up"
