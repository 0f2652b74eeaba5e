"""The words a claim is described with; they are part of the API contract."""

from enum import StrEnum


class State(StrEnum):
    """Where a claim stands (smart-upgrade section 6)."""

    OPEN = "open"
    INSPECTED = "inspected"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    SETTLED = "settled"
    REFUSED = "refused"
    DECLINED = "declined"
    LAPSED = "lapsed"
    REVERSED = "reversed"


OPEN_STATES = (State.OPEN, State.INSPECTED, State.OFFERED, State.ACCEPTED)


class Standing(StrEnum):
    """Where a claim token stands: it holds its tier, or how that ended."""

    HELD = "held"
    USED = "used"
    GIVEN_BACK = "given_back"
    LAPSED = "lapsed"


class Answer(StrEnum):
    """What a question of the check list may be answered with."""

    NONE = "none"
    MINOR = "minor"
    MAJOR = "major"


class IdKind(StrEnum):
    """What the customer proved who they are with; of its number only the last four signs are kept."""

    AADHAAR = "aadhaar"
    DRIVING_LICENCE = "driving_licence"
    PAN = "pan"
    PASSPORT = "passport"
    VOTER_ID = "voter_id"


class View(StrEnum):
    """What a photo of a claim shows."""

    FRONT = "front"
    BACK = "back"
    LIT = "lit"
    SIDES = "sides"
    IMEI = "imei"
    SETUP = "setup"
    BLACKLIST = "blacklist"
    DAMAGE = "damage"


REQUIRED_VIEWS = (View.FRONT, View.BACK, View.LIT, View.SIDES, View.IMEI)


class VoucherKind(StrEnum):
    """A purchase takes the old phone; a return gives it back after a reversal."""

    PURCHASE = "purchase"
    RETURN = "return"


class Stock(StrEnum):
    """Where a handset taken in is."""

    QUARANTINE = "quarantine"
    HANDED_OVER = "handed_over"
    RETURNED = "returned"


class Owed(StrEnum):
    """What an entry between store and brand is for."""

    EXCHANGE = "exchange"
    EXCHANGE_REVERSED = "exchange_reversed"
    FEE = "fee"
    FEE_RETURNED = "fee_returned"


class Mark(StrEnum):
    """What was said of an entry between store and brand; the newest counts."""

    DISPUTED = "disputed"
    SETTLED = "settled"
    REOPENED = "reopened"


EXTENSION = "plan.extension"  # the kind of an approval that lets an ended tier be held


class Grade(StrEnum):
    """The condition of a phone without a plan, in three steps that a partner gives a price for."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


class Listing(StrEnum):
    """What the register of lost and stolen phones says of an IMEI."""

    CLEAR = "clear"
    BLOCKED = "blocked"
