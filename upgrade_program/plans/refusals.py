"""The refusals of selling and changing a plan, with their stable codes (interface section 1)."""

from upgrade_program.kernel.errors import Refused


class ImeiAlreadyCovered(Refused):
    """A pending, active or suspended plan stands on this IMEI."""

    code = "imei_already_covered"
    field = "imei"
    sentence = "This phone already has a plan: one phone carries one plan."
    next_step = "Look the IMEI up to open it, or check that the right phone was scanned."


class ImeiBarred(Refused):
    """The IMEI was redeemed, expired or swapped away."""

    code = "imei_barred"
    field = "imei"
    sentence = "This phone had a plan before that was used or has ended; it cannot get another one."
    next_step = "Offer a plan on the customer's new phone instead."


class SameImeiTwice(Refused):
    code = "imei_invalid"
    status = 422
    field = "imei2"
    sentence = "Both IMEIs are the same."
    next_step = "Dial *#06# and type the second IMEI, or leave it empty."


class BillDateFuture(Refused):
    code = "bill_date_future"
    status = 422
    field = "phone_invoice.date"
    sentence = "The bill date {day} lies in the future."
    next_step = "Take the date printed on the phone's bill."


class BillDateBeforeStart(Refused):
    code = "bill_date_before_start"
    status = 422
    field = "phone_invoice.date"
    sentence = "{day} is before {start}, when {what}."
    next_step = "Check the date printed on the phone's bill."


class BillDateOutsideWindow(Refused):
    code = "bill_date_outside_window"
    status = 422
    field = "phone_invoice.date"
    sentence = "The phone was bought on {day}; a plan can be sold through {days} days after the bill."
    next_step = "The phone is too old for a plan; it can be sold with a new phone only."


class EarlierDateNeedsManager(Refused):
    """Only a manager may sell for an earlier bill date."""

    code = "approval_required"
    status = 403
    field = "phone_invoice.date"
    sentence = "Only a manager may sell a plan for an earlier bill date."
    next_step = "Ask your manager to make this sale."


class PriceChanged(Refused):
    """Another price is in force than the one the client showed; `facts["new_price"]` is the new one, in rupees."""

    code = "price_changed"
    field = "expected_price"
    sentence = "The price is now {price}, not {expected}."
    next_step = "Tell the customer the new price, then sell again."


class TermsChanged(Refused):
    """Other terms hold for the bill date than those whose tiers the client showed; `facts["terms"]` is the version in force."""

    code = "terms_changed"
    field = "expected_terms"
    sentence = "For a phone bought on {day} other terms hold now than those shown: the plan's values are not the same."
    next_step = "Tell the customer the new values, then sell again."


class PhoneInvoiceUsed(Refused):
    code = "phone_invoice_used"
    field = "phone_invoice.number"
    sentence = "A plan was already sold on this phone's bill."
    next_step = "Check the bill number; look the phone up by its IMEI."


class FreeLookOver(Refused):
    code = "free_look_over"
    sentence = "The free look ended on {day}."
    next_step = "A manager may cancel later only for a returned phone or a store error."


class OtpNotNeeded(Refused):
    """Nothing of this plan's is to be confirmed by a code: it is not paid yet."""

    code = "otp_not_needed"
    field = "act"
    sentence = "This sale is not paid yet: giving it up needs no code."
    next_step = "Cancel it without one."


class ClaimOpen(Refused):
    code = "claim_open"
    sentence = "A claim, or what the customer reserved online, holds this plan through {day}."
    next_step = "Finish or decline the claim first; a reservation ends with its day, or the customer gives it back on their own page."


class NoTermsInForce(Refused):
    code = "not_eligible"
    sentence = "No programme terms are in force on {day}."
    next_step = "Head office has to publish terms first."
    field = "phone_invoice.date"


class PlanNotPaidInTime(Refused):
    code = "plan_not_live"
    sentence = "This sale of {day} was not paid on its day; it is being cancelled."
    next_step = "Sell the plan anew and refund the late payment."


class SameHandset(Refused):
    """A warranty exchange to an IMEI that the plan stands on already."""

    code = "same_imei"
    status = 422
    field = "new_imei"
    sentence = "The plan is on this phone already."
    next_step = "Scan the phone that the service centre gave the customer."


class DocumentRequired(Refused):
    """A warranty exchange without the service centre's paper."""

    code = "document_required"
    status = 422
    field = "document"
    sentence = "A warranty exchange needs the service centre's paper."
    next_step = "Type the number that is printed on it, and the name of the service centre."


class NothingChanges(Refused):
    code = "nothing_changes"
    status = 422
    sentence = "Mobile and name stand like this already."
    next_step = "Type what they should be."


class ConsentStandsSo(Refused):
    """It was withdrawn, or given again, while somebody asked for just that."""

    code = "nothing_changes"
    status = 422
    sentence = "The consent to the plan stands like this already."
    next_step = "Look at the plan's page again."


class HolderErased(Refused):
    """The person a plan was for is known by nothing any more."""

    code = "holder_erased"
    status = 409
    sentence = "The person who held this plan was erased: nobody is written to about it."
    next_step = "Nothing is left to be done."


class TransferNotAllowed(Refused):
    """The terms frozen on the plan know no transfer."""

    code = "transfer_not_allowed"
    field = "act"
    sentence = "This plan stays with the person who bought it: its terms allow no transfer."
    next_step = "Was the mobile or name mistyped? Then correct it on the plan's page."


class HoldsLivePlan(Refused):
    """A person cannot be erased who holds a plan that still promises something."""

    code = "plan_live"
    sentence = "Plan {plan} is live and promises money to this person."
    next_step = "Does the person give it up? Cancel it, or transfer it where its terms allow; else come back when it has ended."
