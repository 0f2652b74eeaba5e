"""Verbs of the promise: the only ways a plan comes to be and changes."""

from upgrade_program.plans.services.cancellation import cancel_plan
from upgrade_program.plans.services.cancellation_code import (
    CodeSent,
    confirm_cancellation,
    given_back,
    send_cancellation_code,
    waiting_cancellation_code,
)
from upgrade_program.plans.services.consent import consent_again, consent_again_at_counter, withdraw_at_counter, withdraw_consent
from upgrade_program.plans.services.consent_codes import confirm_consent_code, send_consent_code, waiting_consent_code
from upgrade_program.plans.services.correction import (
    confirm_correction,
    correct_plan,
    send_correction_code,
    waiting_correction_code,
)
from upgrade_program.plans.services.day_zero import add_day_zero_photo
from upgrade_program.plans.services.expiry import expire_due_plans, run_due_days
from upgrade_program.plans.services.forgetting import forget_holder, require_no_live_plan
from upgrade_program.plans.services.hold import hold, release
from upgrade_program.plans.services.links import open_link, renew_link
from upgrade_program.plans.services.payment import cancel_unpaid_plans, receive_payment
from upgrade_program.plans.services.redemption import extend, redeem, reinstate
from upgrade_program.plans.services.reminders import remind_all, slots_of_reminder
from upgrade_program.plans.services.sale import sell_plan
from upgrade_program.plans.services.suspension import may_suspend, resume_plan, suspend_plan
from upgrade_program.plans.services.swap import ask_swap, grant_swap
from upgrade_program.plans.services.terms_versions import ask_terms, draft_terms, grant_terms, withdraw_terms
from upgrade_program.plans.services.transfer import transfer_plan
from upgrade_program.plans.services.transfer_codes import (
    BothCodes,
    confirm_transfer,
    send_giving_code,
    send_taking_code,
    waiting_transfer_codes,
)

__all__ = [
    "BothCodes",
    "CodeSent",
    "add_day_zero_photo",
    "ask_swap",
    "ask_terms",
    "cancel_plan",
    "cancel_unpaid_plans",
    "confirm_cancellation",
    "confirm_consent_code",
    "confirm_correction",
    "confirm_transfer",
    "consent_again",
    "consent_again_at_counter",
    "correct_plan",
    "draft_terms",
    "expire_due_plans",
    "extend",
    "forget_holder",
    "given_back",
    "grant_swap",
    "grant_terms",
    "hold",
    "may_suspend",
    "open_link",
    "receive_payment",
    "redeem",
    "reinstate",
    "release",
    "remind_all",
    "renew_link",
    "require_no_live_plan",
    "resume_plan",
    "run_due_days",
    "sell_plan",
    "send_cancellation_code",
    "send_consent_code",
    "send_correction_code",
    "send_giving_code",
    "send_taking_code",
    "slots_of_reminder",
    "suspend_plan",
    "transfer_plan",
    "waiting_cancellation_code",
    "waiting_consent_code",
    "waiting_correction_code",
    "waiting_transfer_codes",
    "withdraw_at_counter",
    "withdraw_consent",
    "withdraw_terms",
]
