"""The words rewards are described with; they are part of the API contract."""

from django.db.models import TextChoices


class Kind(TextChoices):
    """What a member gets."""

    VOUCHER = "voucher", "Voucher code"
    GOODS = "goods", "Goods to download"
    PARTNER = "partner", "Partner deal"
    REFURBISHED = "refurbished", "Member price on a refurbished phone"


AT_THE_COUNTER = (Kind.VOUCHER, Kind.REFURBISHED)  # a store takes their codes in, and so knows whether one was used


class Period(TextChoices):
    """Within what a member's limit counts, by the local calendar."""

    DAY = "day", "a day"
    MONTH = "month", "a month"
    YEAR = "year", "a year"
    EVER = "ever", "in all"


class State(TextChoices):
    """Where a redemption stands."""

    ISSUED = "issued", "Issued"
    USED = "used", "Used"
    CANCELLED = "cancelled", "Cancelled"


class Made(TextChoices):
    """Where the codes of a reward come from."""

    NONE = "none", "No codes"
    HERE = "here", "Made when one is issued"
    LIST = "list", "From a list that was loaded"
