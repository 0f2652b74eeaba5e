"""The known codes of customers."""

from django.db import models


class Language(models.TextChoices):
    """Languages in which a customer is written to."""

    ENGLISH = "en", "English"
    HINDI = "hi", "हिन्दी"


class Purpose(models.TextChoices):
    """What a consent is for."""

    PLAN = "plan", "Smart Upgrade plan"
    LOYALTY = "loyalty", "Loyalty programme"
