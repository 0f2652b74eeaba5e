"""The known codes of stores and staff."""

from django.db import models


class StoreKind(models.TextChoices):
    """The three kinds of offline store (mission)."""

    MI_HOME = "mi_home", "Mi Home"
    MI_STUDIO = "mi_studio", "Mi Studio"
    PREFERRED_PARTNER = "preferred_partner", "Mi Preferred Partner"


class PostingRole(models.TextChoices):
    """What a person does at one store (smart-upgrade section 7)."""

    CLERK = "clerk", "Clerk"
    MANAGER = "manager", "Manager"


class OfficeRole(models.TextChoices):
    """What a person does above all stores; empty for store staff."""

    NONE = "", "Store staff"
    HEAD_OFFICE = "headoffice", "Head office"
    AUDITOR = "auditor", "Auditor"
