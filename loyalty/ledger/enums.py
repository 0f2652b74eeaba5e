"""The words a ledger is written in; they are part of the API contract."""

from enum import StrEnum


class Kind(StrEnum):
    """What an entry does to an account (loyalty section 1)."""

    EARN = "earn"
    MATURE = "mature"
    REDEEM = "redeem"
    HOLD = "hold"
    CAPTURE = "capture"
    RELEASE = "release"
    EXPIRE = "expire"
    CLAWBACK = "clawback"
    OFFSET = "offset"
    RESTORE = "restore"
    ADJUST = "adjust"
    MERGE = "merge"
    FORFEIT = "forfeit"


class LotState(StrEnum):
    """Pending points wait for the return window; ended ones expired or went to another account."""

    PENDING = "pending"
    LIVE = "live"
    ENDED = "ended"


class HoldState(StrEnum):
    OPEN = "open"
    CAPTURED = "captured"
    RELEASED = "released"


ONCE_A_SOURCE = (Kind.EARN, Kind.MATURE, Kind.REDEEM, Kind.EXPIRE, Kind.HOLD, Kind.ADJUST, Kind.FORFEIT)
REVERSING = (Kind.CAPTURE, Kind.RELEASE, Kind.CLAWBACK, Kind.RESTORE)
