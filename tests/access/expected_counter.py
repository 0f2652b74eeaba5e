"""The table's part of the counter's pages."""

from __future__ import annotations

from tests.access.people import FORBIDDEN, NOT_THERE, Answer, Thing, Who
from tests.access.rules import (
    ANY_STORE_BY_NUMBER,
    COUNTERS_BY_NUMBER,
    DECIDERS,
    DL01_STAFF,
    ENTERS_GUESTS,
    MANAGERS_AND_OFFICE,
    OTHERS_SEE_THE_PLAN_INSTEAD,
    OWN_MANAGERS_DRAWER,
    OWN_STORE_MANAGER,
    OWN_STORE_MANAGER_OR_HEAD_OFFICE,
    OWN_STORE_OR_OFFICE,
    OWN_STORE_PRINTS,
    OWN_STORE_SELLS_ON,
    OWN_STORE_STAFF,
    OWN_STORES_DRAWER,
    SELLERS,
    SIGNED_IN,
    STAFF,
    STORE_MANAGERS,
    Row,
    Rule,
    page,
    public,
)

# What another store's people name is not theirs: an entry is not there, a phone is not in their stock.
MARKS_DL01 = Rule(
    lambda who, thing: None if who is Who.HEAD_OFFICE or (who.manages and who.store == "DL01") else NOT_THERE if who.manages else FORBIDDEN
)
HANDS_DL01 = Rule(lambda who, thing: FORBIDDEN if not who.store else None if who.store == "DL01" else Answer(422))

# Points are served in any store, by the id that a look-up by mobile gave.
POINTS_BY_HAND = Rule(
    lambda who, thing: FORBIDDEN if not (who.store or who is Who.HEAD_OFFICE) else NOT_THERE if thing is Thing.NOBODYS else None
)

# So is paid membership, by whoever may sell at all.
SELLS_MEMBERSHIP = Rule(lambda who, thing: FORBIDDEN if not who.store else NOT_THERE if thing is Thing.NOBODYS else None)

ERASES = Rule(
    lambda who, thing: FORBIDDEN if not (who.manages or who is Who.HEAD_OFFICE) else NOT_THERE if thing is Thing.NOBODYS else None
)

OFFICE_READS = Rule(lambda who, thing: None if who in {Who.HEAD_OFFICE, Who.AUDITOR} else FORBIDDEN)

COUNTER: dict[str, Row] = {
    "counter:home": page(GET=STAFF),
    "counter:find": page(POST=STAFF.then(302, "/counter/plans/")),
    "counter:store": page(POST=DL01_STAFF.then(302, "/counter/")),  # asks for DL01
    "counter:lock": public(POST=SIGNED_IN.changing(302, "/counter/")),
    "counter:unlock": public(POST=SIGNED_IN.then(422)),  # without saying who: how it opens is told in tests/interfaces/counter
    "counter:awake": public(POST=SIGNED_IN.then(204)),
    "counter:kept": public(GET=SIGNED_IN.then(302, "/counter/")),  # nothing is kept
    "counter:pin": public(GET=SIGNED_IN, POST=SIGNED_IN.changing(302, "/counter/pin/")),
    "counter:drawer": page(GET=SELLERS),
    "counter:drawer_open": page(POST=SELLERS.then(422)),  # one is open there already: see test_drawer.py
    "counter:drawer_count": page(POST=OWN_STORES_DRAWER.changing(302, "/counter/drawer/")),
    "counter:drawer_move": page(POST=OWN_MANAGERS_DRAWER.changing(302, "/counter/drawer/")),
    "counter:drawer_close": page(POST=OWN_MANAGERS_DRAWER.changing(302, "/counter/drawer/")),
    "counter:dashboard": page(GET=MANAGERS_AND_OFFICE),
    "counter:day": page(GET=MANAGERS_AND_OFFICE),
    "counter:day_export": page(POST=MANAGERS_AND_OFFICE.changing(200)),  # who took which day stands in the audit trail
    "counter:statement": page(GET=MANAGERS_AND_OFFICE),
    "counter:statement_mark": page(POST=MARKS_DL01.changing(302, "/counter/statement/")),  # an entry of DL01
    "counter:statement_export": page(POST=MANAGERS_AND_OFFICE.changing(200)),  # who took which month stands in the audit trail
    "counter:approvals": page(GET=STAFF),
    "counter:decided": page(POST=DECIDERS.changing(302, "/counter/approvals/")),
    "counter:override": page(GET=COUNTERS_BY_NUMBER, POST=COUNTERS_BY_NUMBER.then(422)),  # nothing was deducted there
    "counter:extension": page(GET=COUNTERS_BY_NUMBER, POST=COUNTERS_BY_NUMBER.then(422)),  # no tier has ended there
    "counter:stock": page(GET=STAFF),
    "counter:hand_over": page(POST=HANDS_DL01.changing(302, "/counter/stock/")),  # a phone of DL01
    "counter:handover": page(GET=OWN_STORE_OR_OFFICE),
    "counter:register": page(GET=STAFF),
    "counter:register_export": page(POST=STAFF.changing(200)),  # who took what stands in the audit trail
    "counter:partner": page(GET=SELLERS, POST=SELLERS.changing(302, "/counter/quote/")),
    "counter:partner_devices": page(GET=SELLERS),
    "counter:partner_quote": page(GET=OWN_STORE_OR_OFFICE),
    "counter:sell": page(GET=SELLERS, POST=SELLERS.changing(302, "/counter/plans/")),
    "counter:devices": page(GET=SELLERS),
    "counter:quote": page(POST=SELLERS),
    "counter:customer": page(POST=SELLERS),
    "counter:plans": page(GET=STAFF),
    "counter:export": page(POST=STAFF.changing(200)),  # who took what stands in the audit trail
    "counter:plan": page(GET=ANY_STORE_BY_NUMBER),
    "counter:done": page(GET=OTHERS_SEE_THE_PLAN_INSTEAD),
    "counter:cancel": page(GET=OWN_STORE_MANAGER, POST=OWN_STORE_MANAGER.changing(302, "/counter/plans/")),
    "counter:suspend": page(GET=OWN_STORE_MANAGER_OR_HEAD_OFFICE, POST=OWN_STORE_MANAGER_OR_HEAD_OFFICE.changing(302, "/counter/plans/")),
    "counter:resume": page(GET=OWN_STORE_MANAGER_OR_HEAD_OFFICE, POST=OWN_STORE_MANAGER_OR_HEAD_OFFICE.then(422)),  # none rests there
    "counter:exchange": page(GET=OWN_STORE_STAFF, POST=OWN_STORE_STAFF.changing(302, "/counter/plans/")),
    "counter:correct": page(GET=OWN_STORE_STAFF, POST=OWN_STORE_STAFF.changing(200)),  # a code is sent
    "counter:transfer": page(GET=OWN_STORE_STAFF, POST=OWN_STORE_STAFF.then(422)),  # the first terms know none
    "counter:consent": page(GET=COUNTERS_BY_NUMBER, POST=COUNTERS_BY_NUMBER.changing(200)),  # a code is sent
    "counter:paid": page(POST=OWN_STORE_STAFF.changing(302, "/counter/plans/")),
    "counter:link": page(POST=OWN_STORE_STAFF.changing(302, "/counter/plans/")),
    "counter:claim_start": page(POST=COUNTERS_BY_NUMBER.changing(302, "/counter/claims/")),
    "counter:plan_photos": page(POST=OWN_STORE_STAFF.changing(302, "/counter/plans/")),
    "counter:photo": page(GET=OWN_STORE_OR_OFFICE),
    "counter:claims": page(GET=STAFF),
    "counter:claims_export": page(POST=STAFF.changing(200)),  # who took what stands in the audit trail
    "counter:claim": page(GET=ANY_STORE_BY_NUMBER),
    "counter:claim_gate": page(POST=COUNTERS_BY_NUMBER.changing(302, "/counter/claims/")),
    "counter:claim_answers": page(POST=COUNTERS_BY_NUMBER.changing(302, "/counter/claims/")),
    "counter:claim_photos": page(POST=COUNTERS_BY_NUMBER.changing(302, "/counter/claims/")),
    "counter:claim_offer": page(GET=ANY_STORE_BY_NUMBER, POST=COUNTERS_BY_NUMBER.changing(302, "/counter/claims/")),
    "counter:claim_settle": page(GET=COUNTERS_BY_NUMBER, POST=COUNTERS_BY_NUMBER.then(422)),  # nobody has the customer's code
    "counter:claim_phone": page(POST=COUNTERS_BY_NUMBER),
    "counter:claim_refuse": page(GET=COUNTERS_BY_NUMBER, POST=COUNTERS_BY_NUMBER.changing(302, "/counter/claims/")),
    "counter:claim_look": page(POST=COUNTERS_BY_NUMBER.changing(302, "/counter/claims/")),
    "counter:claim_decline": page(GET=COUNTERS_BY_NUMBER, POST=COUNTERS_BY_NUMBER.changing(302, "/counter/claims/")),
    "counter:claim_reverse": page(GET=COUNTERS_BY_NUMBER, POST=OWN_STORE_MANAGER.changing(302, "/counter/claims/")),
    "counter:claim_sell": page(POST=OWN_STORE_SELLS_ON),
    "counter:claim_reason": page(GET=ANY_STORE_BY_NUMBER),
    "counter:claim_voucher": page(GET=OWN_STORE_OR_OFFICE, POST=OWN_STORE_PRINTS),
    "counter:claim_return": page(GET=OWN_STORE_OR_OFFICE, POST=OWN_STORE_PRINTS),
    "counter:points": page(GET=OFFICE_READS),
    "counter:points_export": page(POST=OFFICE_READS.changing(200)),  # who took it stands in the audit trail
    "counter:self_audit": page(GET=OFFICE_READS),
    "counter:members": page(GET=STAFF, POST=STAFF.then(302, "/counter/members/")),
    "counter:member": page(GET=ANY_STORE_BY_NUMBER),
    "counter:member_export": page(POST=ANY_STORE_BY_NUMBER.changing(200)),  # who took it stands in the audit trail
    "counter:member_adjust": page(GET=POINTS_BY_HAND, POST=POINTS_BY_HAND.changing(302, "/counter/members/")),
    "counter:member_membership": page(GET=SELLS_MEMBERSHIP, POST=SELLS_MEMBERSHIP.changing(302, "/counter/members/")),
    "counter:member_membership_back": page(GET=OWN_STORE_MANAGER, POST=OWN_STORE_MANAGER.changing(302, "/counter/members/")),
    "counter:member_reminders": page(POST=SELLS_MEMBERSHIP.changing(302, "/counter/members/")),
    "counter:member_leave": page(GET=SELLS_MEMBERSHIP, POST=SELLS_MEMBERSHIP.changing(200)),  # a code is sent
    "counter:member_merge": page(GET=POINTS_BY_HAND, POST=POINTS_BY_HAND.then(422)),  # says no mobile
    "counter:member_erase": page(GET=ERASES, POST=ERASES.then(422)),  # points of theirs are on hold
    "counter:customer_plans": page(GET=OWN_STORE_OR_OFFICE),
    "counter:rewards": page(GET=ANY_STORE_BY_NUMBER),
    "counter:redeem": page(GET=COUNTERS_BY_NUMBER, POST=COUNTERS_BY_NUMBER.changing(200)),  # a code is sent
    "counter:redemptions": page(GET=STAFF),
    "counter:redemption": page(GET=ANY_STORE_BY_NUMBER),
    "counter:redemption_use": page(POST=COUNTERS_BY_NUMBER.changing(302, "/counter/redemptions/")),
    "counter:redemption_cancel": page(POST=OWN_STORE_MANAGER.changing(302, "/counter/redemptions/")),
    "counter:redemption_link": page(POST=COUNTERS_BY_NUMBER.changing(302, "/counter/redemptions/")),
    "counter:events": page(GET=STAFF),
    "counter:plan_event": page(GET=STORE_MANAGERS, POST=STORE_MANAGERS.changing(302, "/counter/events/")),
    "counter:event": page(GET=OWN_STORE_OR_OFFICE, POST=ENTERS_GUESTS),
    "counter:invoice": page(GET=OWN_STORE_OR_OFFICE),
    "counter:document_pdf": page(GET=OWN_STORE_OR_OFFICE, POST=OWN_STORE_PRINTS),
    "counter:receipt": page(GET=OWN_STORE_OR_OFFICE, POST=OWN_STORE_PRINTS),
    "counter:certificate": page(GET=OWN_STORE_OR_OFFICE, POST=OWN_STORE_PRINTS),
    "counter:payment_request": page(GET=OWN_STORE_OR_OFFICE),
}
