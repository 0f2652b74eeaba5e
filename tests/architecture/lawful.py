"""What the services do say to the database as the application's role: each passes, so that the battery refuses for a reason."""

from tests.architecture.hostile_claims import HONOUR, REDEEM, TAKE_BACK
from tests.architecture.hostile_points import ONE_POINT
from tests.architecture.hostile_prices import GRANTED_LAWFULLY, TYPED_LAWFULLY
from tests.architecture.hostile_stops import LIFTED_LAWFULLY, STOPPED_LAWFULLY
from tests.architecture.hostile_terms import WITHDRAWN_LAWFULLY
from tests.architecture.hostile_tokens import GIVEN_BACK_LAWFULLY, RESERVED_LAWFULLY, USED_LAWFULLY
from tests.architecture.hostile_waivers import WAIVED_LAWFULLY

LAWFUL = {
    "settle a claim, with all its papers": HONOUR + REDEEM,
    "take a settlement back, with all its papers": TAKE_BACK,
    "hold a plan": "UPDATE plans_plan SET held_percent = 70, held_until = '2028-01-01' WHERE id = %(plan)s",
    "lock a plan": "SELECT 1 FROM plans_plan WHERE id = %(plan)s FOR UPDATE",
    "take a plan's id": "SELECT nextval(pg_get_serial_sequence('plans_plan', 'id'))",
    "earn a point, with its line, lot and move": ONE_POINT,
    "drop a draft": "UPDATE programme_draft SET dropped_at = %(at)s WHERE id = %(draft)s",
    "change a draft": "UPDATE programme_draft SET from_day = '2031-01-01', preview = NULL, previewed_at = NULL WHERE id = %(draft)s",
    "lock a member's account": "SELECT 1 FROM ledger_account WHERE id = %(points)s FOR NO KEY UPDATE",
    "take ids for a batch": "SELECT nextval('ledger_entry_id_seq'), nextval('ledger_lot_id_seq')",
    "release a hold": "UPDATE ledger_hold SET state = 'released' WHERE id = %(hold)s",
    "suspend a plan": "UPDATE plans_plan SET status = 'suspended' WHERE id = %(plan)s",
    "expire a plan, and its IMEIs follow": "UPDATE plans_plan SET status = 'expired', ended_at = %(at)s WHERE id = %(plan)s",
    "revoke a public link": "UPDATE plans_publiclink SET revoked_at = %(at)s WHERE plan_id = %(plan)s",
    "receive a payment": "UPDATE billing_payment SET state = 'received', reference = '412345678999', received_at = %(at)s"
    " WHERE collection_id = %(open_collection)s; UPDATE billing_collection SET state = 'paid' WHERE id = %(open_collection)s",
    "close a price's open end": "UPDATE catalog_planprice SET valid = tstzrange(lower(valid), '2030-01-01') WHERE id = %(price)s",
    "set a price that another one has granted": GRANTED_LAWFULLY,
    "type a row into a draft": TYPED_LAWFULLY,
    "stop selling a model alone": STOPPED_LAWFULLY,
    "lift a stop that another one has granted": LIFTED_LAWFULLY,
    "withdraw terms before their day": WITHDRAWN_LAWFULLY,
    "check an SRP": "UPDATE catalog_srp SET checked = true WHERE id = %(srp)s",
    "lock a variant": "SELECT 1 FROM catalog_variant WHERE id = %(variant)s FOR NO KEY UPDATE",
    "correct a store's address": "UPDATE stores_store SET address = '14 Market Road' WHERE id = %(store)s",
    "end a posting": "UPDATE stores_posting SET until = %(today)s WHERE id = %(live_posting)s",
    "end a token": "UPDATE stores_apitoken SET ended_at = %(at)s WHERE id = %(token)s",
    "forget an old token": "DELETE FROM stores_apitoken WHERE id = %(token)s",
    "forget an old request": "DELETE FROM requests_request WHERE created_at < '2099-01-01'",
    "deliver news": "UPDATE outbox_message SET delivered_at = %(at)s, parked_at = NULL WHERE id = %(message)s",
    "grant another's request": "UPDATE approvals_approval SET state = 'granted', decided_by_id = %(manager)s, decided_by_name = 'Somebody',"
    " decided_at = %(at)s WHERE id = %(approval)s",
    "lock a request": "SELECT 1 FROM approvals_approval WHERE id = %(approval)s FOR UPDATE",
    "add to the trail": "INSERT INTO audit_auditrow (chain, seq, at, actor_role, verb, subject, reason, prev, hash)"
    " VALUES (0, 0, %(at)s, 'system', 'tried', 'plan:1', '', '', '')",
    "take a wish to be erased back": "INSERT INTO customers_erasurewish (customer_id, asked_at) VALUES (%(customer)s, %(at)s);"
    " UPDATE customers_erasurewish SET ended_at = %(at)s WHERE customer_id = %(customer)s",
    "write a customer's new language": "UPDATE customers_customer SET language = 'hi' WHERE id = %(customer)s",
    "read the laws in force": "SELECT * FROM plans_termstier",
    "ask for less patience": "SET LOCAL statement_timeout = '60s'; SELECT 1",
    "refuse a claim": "UPDATE buyback_claim SET state = 'refused', ended_at = %(at)s, ended_by_id = %(clerk)s, reason = 'Locked',"
    " gate = 'locks_removed', clause = '3.2' WHERE id = %(claim)s",
    "decline a claim": "UPDATE buyback_claim SET state = 'declined', ended_at = %(at)s, ended_by_id = %(clerk)s, reason = 'Not today'"
    " WHERE id = %(claim)s; UPDATE plans_plan SET held_until = NULL, held_percent = NULL WHERE id = %(claimed_plan)s",
    "answer a question otherwise": 'UPDATE buyback_claim SET answers = answers || \'{"display": "major"}\', deducted = 2450,'
    " payable = assured - 2450, state = 'inspected' WHERE id = %(claim)s",
    "reserve a tier": RESERVED_LAWFULLY,
    "give a tier back": GIVEN_BACK_LAWFULLY,
    "open a claim on what was reserved": USED_LAWFULLY,
    "waive what another one has granted": WAIVED_LAWFULLY,
    "accept an offer": "UPDATE buyback_claim SET state = 'accepted', accepted_at = %(at)s WHERE id = %(offered_claim)s",
    "look at a refusal again": "UPDATE buyback_claim SET second_look_at = %(at)s, second_look_by_id = %(manager)s, upheld = true,"
    " second_look_note = 'Seen' WHERE id = %(refused_claim)s",
    "pass a gate": "INSERT INTO buyback_passedgate (claim_id, key, facts, at, by_id)"
    " VALUES (%(claim)s, 'another', '{}', %(at)s, %(clerk)s)",
    "hand a phone over": 'WITH note AS (INSERT INTO buyback_handover (store_id, at, "on", by_id, taken_by, reference, count)'
    " VALUES (%(store)s, %(at)s, %(today)s, %(manager)s, 'Ravi', '', 1) RETURNING id) UPDATE buyback_handset"
    " SET state = 'handed_over', handover_id = (SELECT id FROM note), left_at = %(at)s WHERE id = %(handset)s",
    "mark an entry": "INSERT INTO buyback_brandmark (entry_id, mark, note, at, by_id)"
    " VALUES (%(entry)s, 'settled', '', %(at)s, %(manager)s)",
    "owe a fee": 'INSERT INTO buyback_brandentry (cause, kind, store_id, plan_id, document, amount, "on", at)'
    " VALUES ('plan:0:fee', 'fee', %(store)s, %(plan)s, '', -549, %(today)s, %(at)s)",
}
