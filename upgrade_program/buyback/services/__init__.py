"""Verbs of the buyback: the only ways a claim comes to be and changes."""

from upgrade_program.buyback.services.blacklist import (
    look_up_given,
    look_up_imei,
    record_look_up,
)
from upgrade_program.buyback.services.brand import mark_entries
from upgrade_program.buyback.services.ending import decline_claim, refuse_claim, take_second_look
from upgrade_program.buyback.services.gates import Seen, id_seen, pass_gates
from upgrade_program.buyback.services.inspection import inspect_phone, save_answers
from upgrade_program.buyback.services.lapsing import lapse_claims_of, lapse_due_claims
from upgrade_program.buyback.services.new_phone import NewPhone
from upgrade_program.buyback.services.offering import OfferCode, confirm_offer, make_offer, missing_views, subject_of, waiting_code
from upgrade_program.buyback.services.opening import open_claim
from upgrade_program.buyback.services.overriding import ask_extension, ask_override, grant_extension, grant_override
from upgrade_program.buyback.services.partner import quote_phone, set_partner_price
from upgrade_program.buyback.services.photographing import add_photo, pass_gate_shown
from upgrade_program.buyback.services.reserving import Reservable, give_back_tier, reservable, reserve_tier, token_secret
from upgrade_program.buyback.services.reversing import reverse_settlement
from upgrade_program.buyback.services.settling import settle_claim
from upgrade_program.buyback.services.stock import hand_over
from upgrade_program.buyback.services.token_ends import lapse_due_tokens, lapse_tokens_of

__all__ = [
    "NewPhone",
    "OfferCode",
    "Reservable",
    "Seen",
    "add_photo",
    "ask_extension",
    "ask_override",
    "confirm_offer",
    "decline_claim",
    "give_back_tier",
    "grant_extension",
    "grant_override",
    "hand_over",
    "id_seen",
    "inspect_phone",
    "lapse_claims_of",
    "lapse_due_claims",
    "lapse_due_tokens",
    "lapse_tokens_of",
    "look_up_given",
    "look_up_imei",
    "make_offer",
    "mark_entries",
    "missing_views",
    "open_claim",
    "pass_gate_shown",
    "pass_gates",
    "quote_phone",
    "record_look_up",
    "refuse_claim",
    "reservable",
    "reserve_tier",
    "reverse_settlement",
    "save_answers",
    "set_partner_price",
    "settle_claim",
    "subject_of",
    "take_second_look",
    "token_secret",
    "waiting_code",
]
