"""The refusals of claims and settlements, with their stable codes (interface section 1)."""

from upgrade_program.kernel.errors import Refused


class OutsideWindow(Refused):
    """The day gives nothing: the plan waits, or its last day has passed and nothing holds it."""

    code = "outside_window"
    sentence = "This plan gives nothing on {day}: {why}."
    next_step = "Come again from {first} on."


class WindowOver(Refused):
    code = "outside_window"
    sentence = "The last day of this plan was {last}."
    next_step = "Was the store closed, or an outage? A manager may ask for an extension."


class AnotherClaimOpen(Refused):
    code = "claim_open"
    sentence = "A claim on this plan is open already, at {store}, and holds {assured} through {day}."
    next_step = "Go on with that one."


class ClaimLapsed(Refused):
    code = "claim_lapsed"
    sentence = "What this claim held through {day} is held no more."
    next_step = "Open a new claim for what the plan gives today."


class LapsedBefore(Refused):
    """One lapse per tier; then a manager opens the next claim."""

    code = "claim_lapsed"
    sentence = "A claim lapsed in this tier already: the next one is opened by a manager."
    next_step = "Ask your manager to open it."


class ClaimNotThere(Refused):
    """The claim is not at the step that this act needs; `facts["state"]` says where it is."""

    code = "claim_state"
    sentence = "This claim is {state}; this step is not possible now."
    next_step = "Open the claim's page: it shows the next step."


class ImeiMismatch(Refused):
    code = "imei_mismatch"
    field = "handset_imei"
    sentence = "This is not the phone of this plan: the IMEI is another one."
    next_step = "Dial *#06# on the phone. After a warranty exchange the plan has to be moved to the new IMEI first."


class HandsetExchanged(Refused):
    code = "imei_mismatch"
    sentence = "The plan has moved to another handset since this claim was refused."
    next_step = "Let the refusal stand, and open a claim with the phone the plan is on now."


class GateFailed(Refused):
    """A gate has not been passed; `facts["gate"]` is its key, `facts["clause"]` the clause of the terms."""

    code = "gate_failed"
    sentence = "{says} (clause {clause})"
    next_step = "{remedy}"


class PhotosMissing(Refused):
    code = "gate_failed"
    field = "photos"
    sentence = "Photos are missing: {views}."
    next_step = "Take them with the camera, or add them as files."


class AnswersMissing(Refused):
    code = "invalid"
    status = 422
    field = "answers"
    sentence = "Not every question of the check list is answered: {missing}."
    next_step = "Answer each with none, minor or major."


class NewPhoneNotEligible(Refused):
    code = "new_phone_not_eligible"
    field = "new_phone.sku"
    sentence = "{device} cannot be taken: the value is given against a new Redmi, Mi or Xiaomi phone."
    next_step = "Choose a phone of these brands."


class SamePhone(Refused):
    code = "new_phone_not_eligible"
    field = "new_phone.imei"
    sentence = "This is the IMEI of the old phone."
    next_step = "Scan the IMEI of the new phone."


class NewPhoneTaken(Refused):
    code = "new_phone_not_eligible"
    field = "new_phone.imei"
    sentence = "This phone was sold before: it stands on another plan or another upgrade."
    next_step = "Scan the IMEI of the new phone from its box."


class NewPhoneTooDear(Refused):
    code = "new_phone_not_eligible"
    field = "new_phone.price"
    sentence = "The price is above the phone's SRP of {srp}."
    next_step = "Copy the price from the phone's bill: it may be at most the SRP."


class NewPhoneTooCheap(Refused):
    """A price far below the SRP: a manager has to settle."""

    code = "approval_required"
    status = 403
    field = "new_phone.price"
    sentence = "{price} is below {percent} % of the phone's SRP: only a manager settles at that price."
    next_step = "Check the price on the bill, or ask your manager to settle."


class BillUsed(Refused):
    code = "new_phone_not_eligible"
    field = "new_phone.bill_number"
    sentence = "An upgrade was settled on this bill already."
    next_step = "Copy the number from the new phone's bill."


class ExcessNotAcknowledged(Refused):
    code = "excess_not_acknowledged"
    field = "excess_acknowledged"
    sentence = "The new phone costs {excess} less than the value: that part is forfeited, it is not paid out."
    next_step = "Tell the customer; if they agree, confirm it. A dearer phone would use all of it."


class AlreadySettled(Refused):
    code = "plan_not_live"
    sentence = "This plan was just settled."
    next_step = "Open the plan page to see the settlement."


class OwnSettlement(Refused):
    """Nobody reverses what they settled themselves."""

    code = "self_approval"
    status = 403
    sentence = "Who settled a claim does not reverse it."
    next_step = "Ask another manager of the store, or head office."


class OwnRefusal(Refused):
    code = "self_approval"
    status = 403
    sentence = "The second look is somebody else's than the refuser's."
    next_step = "Ask a colleague or the manager to look."


class TokenUsed(Refused):
    """No claim token counts here: the claim is opened without one."""

    code = "token_used"
    field = "token"
    sentence = "This claim token does not count: it is unknown, used or over."
    next_step = "Open the claim without it; what the plan gives today is held."


class TierReservedBefore(Refused):
    """A tier is reserved online once, whatever became of it."""

    code = "tier_reserved"
    sentence = "{percent} % was reserved online once already, and that is once for each step of the value."
    next_step = "Bring the phone to a store: what the plan gives on that day counts."


class TierFallen(Refused):
    """The plan gives another share than the customer was shown."""

    code = "tier_fallen"
    sentence = "The plan gives {percent} % now, not {expected} %."
    next_step = "Look at what it gives today, then reserve that."


class HeldAlready(Refused):
    """Something holds the plan: an extension, a refusal that waits for its second look."""

    code = "plan_held"
    sentence = "{assured} is held on this plan already, through {day}."
    next_step = "Bring the phone to a store by then; nothing needs to be reserved."


class NothingReserved(Refused):
    code = "nothing_reserved"
    sentence = "Nothing is reserved on this plan."
    next_step = "Load the page again: it shows how the plan stands."


class BeyondLimit(Refused):
    code = "approval_required"
    status = 403
    field = "amount"
    sentence = "Nobody at a store may allow this: {limit}."
    next_step = "Head office can."


class MarkStands(Refused):
    """The entry is where the mark would bring it; `facts["document"]` names it."""

    code = "mark_stands"
    field = "mark"
    sentence = "{document} is {mark} already."
    next_step = "Load the page again: somebody may have marked it meanwhile."


class CountMismatch(Refused):
    """What was counted by hand is not what the list says."""

    code = "count_mismatch"
    status = 422
    field = "counted"
    sentence = "{counted} counted, but {listed} on the list."
    next_step = "Count the phones again and compare each IMEI with the list."


class NotInStock(Refused):
    """A handset of the list has left the stock, is another store's, or never was."""

    code = "not_in_stock"
    field = "handsets"
    sentence = "{missing} of the phones chosen are not in this store's quarantine stock any more."
    next_step = "Load the page again and choose from what is there."


class PartnerUnavailable(Refused):
    """The partner did not answer in time, or not in a way that can be read. Nothing was recorded."""

    code = "partner_unavailable"
    sentence = "The exchange partner does not answer at the moment."
    next_step = "Try again in a few minutes; nothing was recorded."


class NoPartnerPrice(Refused):
    code = "no_partner_price"
    field = "sku"
    sentence = "The exchange partner gives no price for {device} in this condition."
    next_step = "Choose another condition if it fits better, or tell the customer that nothing is offered."


class PlanStands(Refused):
    """A promise stands on this phone: it is worth more than any quote. `facts` hold no plan number, which may be another store's."""

    code = "imei_already_covered"
    field = "imei"
    sentence = "A Smart Upgrade plan stands on this phone."
    next_step = "Look the phone up at the counter and open a claim: its assured value counts, not a quote."


class LookUpUnavailable(Refused):
    """The look-up service did not answer in time, or not in a way that can be read. The gate stays open."""

    code = "look_up_unavailable"
    field = "gates.blacklist_clear"
    sentence = "The blacklist service does not answer at the moment."
    next_step = "Look the IMEI up by hand on the CEIR page and keep a screenshot."
