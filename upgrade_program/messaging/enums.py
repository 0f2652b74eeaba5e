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


class Category(TextChoices):
    """What a message is to whom it goes. Only what is necessary comes against their wish, and beyond the day's few."""

    NECESSARY = "necessary", "Necessary"
    REMINDER = "reminder", "Reminder"
    PROMOTION = "promotion", "Points and offers"


class Report(TextChoices):
    """What the provider told of a message it took."""

    DELIVERED = "delivered", "Delivered"
    FAILED = "failed", "Not delivered"


class Way(TextChoices):
    """Where a customer said what they want."""

    LINK = "link", "The link in a message"
    COUNTER = "counter", "A counter"
    PORTAL = "portal", "Their own page"
