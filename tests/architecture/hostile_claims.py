"""The battery of hostile statements, continued: claims, settlements, vouchers, handsets and the account with the brand."""

from __future__ import annotations

from tests.architecture.hostile import again, denied, law
from upgrade_program.buyback.models import BrandEntry, Claim, Handset, PassedGate, PurchaseVoucher, Settlement

_OF_A_TABLE = "permission denied for table {}".format
_CLAIM = "UPDATE buyback_claim SET {} WHERE id = %(claim)s".format
_STEP = "UPDATE buyback_claim SET state = '{}' WHERE id = %({})s; ".format
_NUMBER = "'1KGY4A8D5BR'"
_NEW_IMEI = "'490154203237518'"
_LEDGERS = ("brandentry", "brandmark", "claim", "handover", "handset", "passedgate", "purchasevoucher", "settlement")

# A claim once more, open: what somebody would write to hold a better tier.
_OPENED = {
    "number": _NUMBER, "state": "'open'", "answers": "NULL", "deducted": "NULL", "payable": "NULL", "waived": "0",
    "inspected_at": "NULL", "inspected_by_id": "NULL", "ended_at": "NULL", "ended_by_id": "NULL",
    "reason": "''", "gate": "''", "clause": "''",
}  # fmt: skip
# A second settlement of a claim that was accepted by hand, with the paper of the first.
_ACCEPT = "UPDATE buyback_claim SET state = 'accepted', accepted_at = %(at)s WHERE id = %(offered_claim)s; "
_TAKE = "UPDATE billing_numberseries SET last = last + 1 WHERE letter = 'P' AND store_id = %(store)s AND year = 2027; "
_SERIAL = "(SELECT last FROM billing_numberseries n WHERE n.letter = 'P' AND n.store_id = %(store)s AND n.year = 2027)"
_NUMBERED = {"serial": _SERIAL, "number": f"'DL01/P27/' || lpad({_SERIAL}::text, 5, '0')"}
_ITS_IMEI = "(SELECT handset_imei FROM buyback_claim WHERE id = %(offered_claim)s)"
_PAPER = _TAKE + again(PurchaseVoucher, "id = %(voucher)s", **_NUMBERED, imei=_ITS_IMEI) + "; "
_HONOUR = {
    "claim_id": "%(offered_claim)s", "plan_id": "%(offered_plan)s", "new_imei": _NEW_IMEI, "bill_number": "'NP/MINE'",
    "voucher_id": "(SELECT max(id) FROM buyback_purchasevoucher)",
}  # fmt: skip
_MINE = again(Settlement, "id = %(settlement)s", **_HONOUR)
_NEWEST = "(SELECT max(id) FROM buyback_settlement)"
# All of a settlement but the plan's redemption.
HONOUR = "; ".join([
    _ACCEPT + _PAPER + _MINE,
    again(Handset, "id = %(handset)s", settlement_id=_NEWEST, imei=_ITS_IMEI,
          voucher_number="(SELECT number FROM buyback_purchasevoucher ORDER BY id DESC LIMIT 1)"),
    again(BrandEntry, "id = %(entry)s", cause="'mine'", settlement_id=_NEWEST, plan_id="%(offered_plan)s"),
    _STEP("settled", "offered_claim").rstrip("; "),
])  # fmt: skip
REDEEM = "; UPDATE plans_plan SET status = 'redeemed', held_until = NULL, held_percent = NULL WHERE id = %(offered_plan)s"
_REVERSE = (
    "UPDATE buyback_settlement SET reversed_at = %(at)s, reversed_by_id = {}, reversal_reason = 'x',"
    " return_voucher_id = {} WHERE id = %(settlement)s"
).format

_PICKED_UP = "(SELECT voucher_id FROM buyback_settlement WHERE id = %(picked_up)s)"
_HAND_BACK = "; ".join([
    "",
    "UPDATE buyback_handset SET state = 'returned', left_at = %(at)s WHERE id = %(handset)s",
    again(BrandEntry, "id = %(entry)s", cause="'mine'", kind="'exchange_reversed'", amount="-amount"),
    "UPDATE plans_plan SET status = 'active' WHERE id = %(settled_plan)s",
    _STEP("reversed", "settled_claim").rstrip("; "),
])  # fmt: skip
# All of a reversal.
TAKE_BACK = (
    _TAKE
    + again(PurchaseVoucher, "id = %(voucher)s", **_NUMBERED, kind="'return'", returns_id="%(voucher)s", reason="'x'")
    + "; "
    + _REVERSE("%(manager)s", _HONOUR["voucher_id"])
    + _HAND_BACK
)

CLAIMS = [
    *(denied("forget what was settled", f"DELETE FROM buyback_{table}", _OF_A_TABLE(f"buyback_{table}")) for table in _LEDGERS),
    *(denied("empty a register", f"TRUNCATE buyback_{table} CASCADE", _OF_A_TABLE(f"buyback_{table}")) for table in _LEDGERS),
    *(
        denied(f"hold more: {change.partition(' ')[0]}", _CLAIM(change), _OF_A_TABLE("buyback_claim"))
        for change in (
            "percent = 100", "assured = 99999", "held_through = held_through + 30", "opened_on = opened_on - 30", "opened_by_id = 1",
            "plan_id = plan_id + 1", "store_id = %(other_store)s", f"handset_imei = {_NEW_IMEI}", "wording = '{}'", "photo_views = '[]'",
            f"number = {_NUMBER}",
        )
    ),
    *(
        denied(f"edit a settlement: {change.partition(' ')[0]}", f"UPDATE buyback_settlement SET {change} WHERE id = %(settlement)s",
               _OF_A_TABLE("buyback_settlement"))
        for change in ("exchange = 1", "payable = 99999", "forfeited = 0", f"new_imei = {_NEW_IMEI}", "new_price = 1", "bill_number = 'X'",
                       "settled_by_id = %(manager)s", "voucher_id = NULL", "store_id = %(other_store)s")
    ),
    denied("rewrite a voucher", "UPDATE buyback_purchasevoucher SET amount = 1 WHERE id = %(voucher)s",
           _OF_A_TABLE("buyback_purchasevoucher")),
    denied("another phone in the register", f"UPDATE buyback_handset SET imei = {_NEW_IMEI}", _OF_A_TABLE("buyback_handset")),
    denied("another seller in the register", "UPDATE buyback_handset SET seller_name = 'Nobody'", _OF_A_TABLE("buyback_handset")),
    denied("owe another amount", "UPDATE buyback_brandentry SET amount = 1 WHERE id = %(entry)s", _OF_A_TABLE("buyback_brandentry")),
    denied("unsay a dispute", "UPDATE buyback_brandmark SET mark = 'settled' WHERE id = %(mark)s", _OF_A_TABLE("buyback_brandmark")),
    denied("pick up fewer", "UPDATE buyback_handover SET count = 0 WHERE id = %(handover)s", _OF_A_TABLE("buyback_handover")),
    denied("another proof at a gate", "UPDATE buyback_passedgate SET facts = '{}'", _OF_A_TABLE("buyback_passedgate")),
    denied("another IMEI for a claimed plan", f"UPDATE plans_planimei SET imei = {_NEW_IMEI} WHERE plan_id = %(claimed_plan)s",
           _OF_A_TABLE("plans_planimei")),
    law("a second open claim", again(Claim, "id = %(claim)s", **_OPENED), "one_open_claim_a_plan"),
    law("a claim born inspected", again(Claim, "id = %(claim)s", number=_NUMBER), "a_claim_starts_open"),
    law("a claim on another's handset", again(Claim, "id = %(claim)s", **_OPENED, plan_id="%(plan)s"),
        "a_claim_is_made_with_the_plans_handset"),
    law("a claim on a redeemed plan", again(Claim, "id = %(settled_claim)s", **_OPENED), "a_claim_is_made_with_the_plans_handset"),
    law("a claim that holds nothing on the plan", again(Claim, "id = %(claim)s", **_OPENED, plan_id="%(plan)s", handset_imei="%(imei)s"),
        "an_open_claim_holds_its_plan"),
    law("let go of what a claim holds", "UPDATE plans_plan SET held_until = NULL, held_percent = NULL WHERE id = %(claimed_plan)s",
        "an_open_claim_holds_its_plan"),
    law("hold more than the claim does", "UPDATE plans_plan SET held_percent = 100 WHERE id = %(claimed_plan)s",
        "an_open_claim_holds_its_plan"),
    law("pay more", _CLAIM("payable = payable + 500"), "payable_is_assured_less_deductions"),
    law("waive what was never deducted", _CLAIM("waived = deducted + 1, payable = assured + 1"), "payable_is_assured_less_deductions"),
    law("deduct less than the answers say", _CLAIM("deducted = 0, payable = assured"), "deductions_are_computed"),
    law("another answer, the old figures", _CLAIM("answers = answers || '{\"display\": \"none\"}'"), "deductions_are_computed"),
    law("offer an open claim", _CLAIM("state = 'accepted', accepted_at = %(at)s"), "claims_take_legal_steps_only"),
    law("settle what nobody accepted", _STEP("settled", "offered_claim"), "claims_take_legal_steps_only"),
    law("accept without a time", _STEP("accepted", "offered_claim"), "a_settled_claim_was_accepted"),
    law("open a settled claim again", _STEP("open", "settled_claim"), "claims_take_legal_steps_only"),
    law("offer without an offer", _STEP("offered", "claim"), "an_accepted_claim_was_offered"),
    law("settled without a settlement", _ACCEPT + _STEP("settled", "offered_claim"), "a_claim_is_settled_by_its_settlement"),
    law("reversed without a reversal", _STEP("reversed", "settled_claim"), "a_claim_is_settled_by_its_settlement"),
    law("refuse without a clause", _CLAIM("state = 'refused', ended_at = %(at)s, ended_by_id = %(clerk)s, reason = 'x'"),
        "a_refusal_names_its_clause"),
    law("refuse as nobody", _CLAIM("state = 'refused', reason = 'x', gate = 'no_liquid', clause = '3.7'"),
        "a_claim_ended_by_hand_says_who_and_why"),
    law("change an accepted offer", "UPDATE buyback_claim SET waived = waived + 1, payable = payable + 1 WHERE id = %(settled_claim)s",
        "an_accepted_offer_is_frozen"),
    law("look again at one's own refusal",
        "UPDATE buyback_claim SET second_look_at = %(at)s, second_look_by_id = ended_by_id, upheld = true"
        " WHERE id = %(refused_claim)s", "a_second_look_is_somebody_elses"),
    law("a second look of nobody", "UPDATE buyback_claim SET upheld = false WHERE id = %(refused_claim)s",
        "a_second_look_has_person_and_verdict"),
    law("look until it fits", "UPDATE buyback_claim SET second_look_at = %(at)s, second_look_by_id = %(manager)s, upheld = true"
        " WHERE id = %(refused_claim)s; UPDATE buyback_claim SET upheld = false WHERE id = %(refused_claim)s",
        "a_second_look_is_taken_once"),
    law("pass a gate twice", again(PassedGate, "claim_id = %(claim)s AND key = 'no_liquid'"), "a_gate_is_passed_once"),
    law("settle what was not accepted", _PAPER + _MINE, "a_settlement_pays_what_was_accepted"),
    law("settle for more", _ACCEPT + _PAPER + again(Settlement, "id = %(settlement)s", **_HONOUR, payable="payable + 1",
        exchange="exchange + 1"), "a_settlement_pays_what_was_accepted"),
    law("settle by another's voucher", _ACCEPT + _PAPER + again(Settlement, "id = %(settlement)s", **_HONOUR, store_id="%(other_store)s"),
        "a_settlement_pays_what_was_accepted"),
    law("settle after the day", _ACCEPT + _PAPER + again(Settlement, "id = %(settlement)s", **_HONOUR, settled_on="settled_on + 30"),
        "a_settlement_pays_what_was_accepted"),
    law("settle against the old phone", _ACCEPT + _PAPER + again(Settlement, "id = %(settlement)s", **_HONOUR
        | {"new_imei": "(SELECT imei FROM plans_plan WHERE id = %(offered_plan)s)"}), "the_new_phone_is_another_phone"),
    law("settle twice", _PAPER + again(Settlement, "id = %(settlement)s", new_imei=_NEW_IMEI, bill_number="'NP/MINE'",
        claim_id="%(settled_claim)s", voucher_id=_HONOUR["voucher_id"]), "buyback_settlement_claim_id_"),
    law("one new phone for two plans", _ACCEPT + _PAPER + again(Settlement, "id = %(settlement)s", **_HONOUR | {"new_imei": "new_imei"}),
        "a_new_phone_settles_once"),
    law("one bill for two plans", _ACCEPT + _PAPER + again(Settlement, "id = %(settlement)s", **_HONOUR | {"bill_number": "bill_number"}),
        "a_new_phones_bill_settles_once_a_year"),
    law("a phone dearer than its SRP", _ACCEPT + _PAPER + again(Settlement, "id = %(settlement)s", **_HONOUR, new_price="new_srp + 1"),
        "a_new_phone_costs_at_most_its_srp"),
    law("give less than is due", _ACCEPT + _TAKE + again(PurchaseVoucher, "id = %(voucher)s", **_NUMBERED, amount="1") + "; "
        + again(Settlement, "id = %(settlement)s", **_HONOUR, exchange="1"), "the_exchange_is_the_lower_of_both"),
    law("keep an excess nobody spoke of", _ACCEPT + _TAKE + again(PurchaseVoucher, "id = %(voucher)s", **_NUMBERED, amount="1") + "; "
        + again(Settlement, "id = %(settlement)s", **_HONOUR, new_price="1", exchange="1", forfeited="payable - 1"),
        "an_excess_was_acknowledged"),
    law("settle and leave the plan alive", HONOUR, "redeemed_exactly_when_settled"),
    law("redeem a plan without a settlement", "UPDATE plans_plan SET status = 'redeemed' WHERE id = %(plan)s",
        "redeemed_exactly_when_settled"),
    law("wake a settled plan", "UPDATE plans_plan SET status = 'active' WHERE id = %(settled_plan)s", "redeemed_exactly_when_settled"),
    law("settle without taking the phone in", _ACCEPT + _PAPER + _MINE + REDEEM + "; " + _STEP("settled", "offered_claim"),
        "papers_follow_their_settlement"),
    law("reverse one's own settlement", _REVERSE("settled_by_id", _PICKED_UP), "nobody_reverses_their_own_settlement"),
    law("reverse as nobody", _REVERSE("NULL", _PICKED_UP), "a_reversal_has_person_reason_and_paper"),
    law("reverse by another's paper", _REVERSE("%(manager)s", _PICKED_UP) + _HAND_BACK, "papers_follow_their_settlement"),
    law("stand again", "UPDATE buyback_settlement SET reversed_at = NULL, reversed_by_id = NULL, reversal_reason = '',"
        " return_voucher_id = NULL WHERE id = %(reversed_settlement)s", "a_settlement_is_reversed_once"),
    law("a settlement born reversed", _ACCEPT + _PAPER + again(Settlement, "id = %(settlement)s", **_HONOUR, reversed_at="%(at)s",
        reversed_by_id="%(manager)s", reversal_reason="'x'"), "a_settlement_starts_standing"),
    law("a voucher out of the air", again(PurchaseVoucher, "id = %(voucher)s", serial="serial + 1000", number="'DL01/P27/09999'"),
        "vouchers_bear_the_number_taken"),
    law("a number of series P for nothing", _TAKE, "every_voucher_number_is_used"),
    law("a voucher of another series", again(PurchaseVoucher, "id = %(voucher)s", letter="'I'"), "vouchers_"),
    law("give back another amount", _TAKE + again(PurchaseVoucher, "id = %(voucher)s", **_NUMBERED, kind="'return'",
        returns_id="%(voucher)s", reason="'x'", amount="1"), "a_return_mirrors_its_purchase"),
    law("give back nothing", _TAKE + again(PurchaseVoucher, "id = %(voucher)s", **_NUMBERED, kind="'return'", reason="'x'",
        returns_id="NULL"), "a_return_"),
    law("move a picked-up phone again", "UPDATE buyback_handset SET state = 'returned', handover_id = NULL WHERE id = %(picked_handset)s",
        "a_handset_leaves_once"),
    law("put a returned phone back", "UPDATE buyback_handset SET state = 'quarantine', left_at = NULL WHERE id = %(returned_handset)s",
        "a_handset_leaves_once"),
    law("hand a phone back without a reversal", "UPDATE buyback_handset SET state = 'returned', left_at = %(at)s WHERE id = %(handset)s",
        "papers_follow_their_settlement"),
    law("a phone that left without a list", "UPDATE buyback_handset SET state = 'handed_over', left_at = %(at)s WHERE id = %(handset)s",
        "a_handset_that_left_says_how"),
    law("one phone twice in the register", again(Handset, "id = %(handset)s"), "buyback_handset_settlement_id_"),
    law("be owed twice", again(BrandEntry, "id = %(entry)s", cause="'mine'"), "papers_follow_their_settlement"),
    law("be owed for the same cause", again(BrandEntry, "id = %(entry)s"), "buyback_brandentry_cause_"),
    law("be owed without a settlement", again(BrandEntry, "id = %(entry)s", cause="'mine'", settlement_id="NULL"),
        "an_exchange_names_its_settlement"),
    law("owe the wrong way", again(BrandEntry, "id = %(entry)s", cause="'mine'", amount="-amount"), "the_sign_says_who_owes"),
    law("dispute without a word", "INSERT INTO buyback_brandmark (entry_id, mark, note, at, by_id)"
        " VALUES (%(entry)s, 'disputed', '', %(at)s, %(manager)s)", "a_dispute_says_why"),
]  # fmt: skip
