"""Everything billing can say no to."""

from __future__ import annotations

from typing import ClassVar

from upgrade_program.kernel.errors import ReasonRequired, Refused


class PaymentMismatch(Refused):
    """The parts handed over are not the amount asked for, or cannot be taken like this."""

    code: ClassVar[str] = "payment_mismatch"
    status: ClassVar[int] = 422
    field = "payments"
    sentence = "The payments come to ₹{given}, but ₹{asked} is to be paid."
    next_step = "Correct the amounts so that they add up exactly."


class ReferenceInvalid(Refused):
    code: ClassVar[str] = "reference_invalid"
    status: ClassVar[int] = 422
    field = "payments"
    sentence = "This payment reference cannot be used."
    next_step = "Read it again from the payment slip."


class ReferenceUsed(Refused):
    """The UTR stands at another payment of the same day."""

    code: ClassVar[str] = "reference_used"
    status: ClassVar[int] = 422
    field = "payments"
    sentence = "This UTR was already used for another payment today."
    next_step = "Ask the customer for the UTR of this payment: each UPI payment has its own 12 digits."


class NothingToReceive(Refused):
    """The payment is no longer waited for: received, void or given back."""

    code: ClassVar[str] = "payment_mismatch"
    field = "payments"
    sentence = "No UPI payment is waiting here any more."
    next_step = "Open the plan again to see what happened."


class AlreadyCredited(Refused):
    code: ClassVar[str] = "plan_not_live"
    sentence = "A credit note has already been issued for this invoice."
    next_step = "Open the plan again to see its credit note."


class SeriesFull(Refused):
    code: ClassVar[str] = "series_full"
    sentence = "This store has used all 99,999 document numbers of the financial year."
    next_step = "Ask head office to open another store code."


class NoTaxRule(Refused):
    code: ClassVar[str] = "no_tax_rule"
    sentence = "No tax rate is in force for service code {sac} on this day."
    next_step = "Ask head office to enter the tax rule."


class DrawerAlreadyOpen(Refused):
    code: ClassVar[str] = "drawer_open"
    sentence = "The drawer of this store is open already."
    next_step = "Count and close it first; then open the next one."


class DrawerNotOpen(Refused):
    code: ClassVar[str] = "drawer_not_open"
    sentence = "This drawer is closed, and a closed drawer never changes."
    next_step = "Open the drawer again for the money that comes from now on."


class DrawerNotCounted(Refused):
    code: ClassVar[str] = "drawer_not_counted"
    sentence = "The cash in the drawer is not counted yet."
    next_step = "Count it, then close the drawer."


class DrawerCountOld(Refused):
    """Cash came in or went out after the count."""

    code: ClassVar[str] = "drawer_count_old"
    sentence = "Cash moved after the count at {time}."
    next_step = "Count the drawer again, then close it."


class DifferenceNeedsReason(ReasonRequired):
    sentence = "Counted {counted}, expected {expected}: {difference} is {what}."
    next_step = "Count again, or write in a few words why."
