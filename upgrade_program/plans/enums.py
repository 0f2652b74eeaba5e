"""The words a plan is described with; they are part of the API contract."""

from enum import StrEnum


class Status(StrEnum):
    """What the record says (smart-upgrade section 5)."""

    PENDING = "pending"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    REDEEMED = "redeemed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class ValueStatus(StrEnum):
    """What the dates and the record together say on one day."""

    PENDING = "pending"
    WAITING = "waiting"
    OPEN = "open"
    SUSPENDED = "suspended"
    REDEEMED = "redeemed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Basis(StrEnum):
    """What the percentage is taken of."""

    SRP = "srp"
    LOWER = "lower"


class Ground(StrEnum):
    """Why a plan may be cancelled (smart-upgrade section 5)."""

    FREE_LOOK = "free_look"
    PHONE_RETURNED = "phone_returned"
    STORE_ERROR = "store_error"


class Pause(StrEnum):
    """Why a plan rests for a while (smart-upgrade section 5)."""

    LOST = "lost"
    STOLEN = "stolen"
    DISPUTE = "dispute"


class Change(StrEnum):
    """How a plan comes to another holder or name."""

    CORRECTION = "correction"
    TRANSFER = "transfer"


class Word(StrEnum):
    """What the holder of a plan says to the consent to it."""

    WITHDRAW = "withdraw"
    AGREE = "agree"


LIVE = (Status.PENDING, Status.ACTIVE, Status.SUSPENDED)
