"""Verbs of the promise: the only ways a plan comes to be and changes."""

from upgrade_program.plans.services.cancellation import cancel_plan
from upgrade_program.plans.services.cancellation_code import (
    CodeSent,
    confirm_cancellation,
    send_cancellation_code,
    waiting_cancellation_code,
)
from upgrade_program.plans.services.day_zero import add_day_zero_photo
from upgrade_program.plans.services.expiry import expire_due_plans, run_due_days
from upgrade_program.plans.services.hold import hold, release
from upgrade_program.plans.services.links import open_link, renew_link
from upgrade_program.plans.services.payment import cancel_unpaid_plans, receive_payment
from upgrade_program.plans.services.redemption import extend, redeem, reinstate
from upgrade_program.plans.services.sale import sell_plan

__all__ = [
    "CodeSent",
    "add_day_zero_photo",
    "cancel_plan",
    "cancel_unpaid_plans",
    "confirm_cancellation",
    "expire_due_plans",
    "extend",
    "hold",
    "open_link",
    "receive_payment",
    "redeem",
    "reinstate",
    "release",
    "renew_link",
    "run_due_days",
    "sell_plan",
    "send_cancellation_code",
    "waiting_cancellation_code",
]
