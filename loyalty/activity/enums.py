"""The known codes of activity."""

from django.db.models import TextChoices


class Proof(TextChoices):
    """What shows that a mission was done."""

    PURCHASE = "purchase", "A purchase"
    REVIEW = "review", "A review of a purchase"
    REFERRAL = "referral", "A friend who bought"
    EVENT = "event", "Attendance at a store's event"


class Turn(TextChoices):
    """How often a member may complete a mission, by the local calendar."""

    DAY = "day", "once a day"
    WEEK = "week", "once a week"
    MONTH = "month", "once a month"
    EVER = "ever", "once"


class Board(TextChoices):
    """What members are compared by."""

    DAYS = "days", "Days active"
    POINTS = "points", "Points earned"
