"""Verbs of rewards: the only ways a reward comes to be, is had, used and given back."""

from loyalty.rewards.services.cancelling import cancel_redemption
from loyalty.rewards.services.catalogue import add_reward, add_stock
from loyalty.rewards.services.codes import load_codes
from loyalty.rewards.services.confirming import CodeSent, confirm_redemption, send_redemption_code, waiting_redemption_code
from loyalty.rewards.services.goods import add_file, fetch, open_link, renew_link, withdraw_file
from loyalty.rewards.services.redeeming import redeem_reward
from loyalty.rewards.services.secrets import secret_of
from loyalty.rewards.services.terms import end_terms, set_terms
from loyalty.rewards.services.using import use_redemption

__all__ = [
    "CodeSent",
    "add_file",
    "add_reward",
    "add_stock",
    "cancel_redemption",
    "confirm_redemption",
    "end_terms",
    "fetch",
    "load_codes",
    "open_link",
    "redeem_reward",
    "renew_link",
    "secret_of",
    "send_redemption_code",
    "set_terms",
    "use_redemption",
    "waiting_redemption_code",
    "withdraw_file",
]
