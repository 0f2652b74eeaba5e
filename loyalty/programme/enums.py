"""The words of the programme."""

from enum import StrEnum


class Occasion(StrEnum):
    """What a member earns points for."""

    PHONE_BILL = "phone_bill"
    PLAN_SOLD = "plan_sold"
    UPGRADE_DONE = "upgrade_done"


class Period(StrEnum):
    """Over which local days a cap counts; `EVER` is the member's whole life."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    EVER = "ever"


class Rounding(StrEnum):
    """How a bill's points become whole ones, once."""

    DOWN = "down"
    HALF_UP = "half_up"
    UP = "up"


class Source(StrEnum):
    """What an earning comes of; with its id the ledger's source."""

    PLAN = "plan"
    CLAIM = "claim"


class Part(StrEnum):
    """Of what a draft is the next version."""

    SETTINGS = "settings"
    RULES = "rules"
    STATUS = "status"


class DraftState(StrEnum):
    """Where a draft stands; the approvals know of the two in the middle."""

    DRAFT = "draft"
    WAITING = "waiting"
    PUBLISHED = "published"
    PAST = "past"  # published, and followed by another one since
    DROPPED = "dropped"
