"""What the services do say to the database as the application's role: each passes, so that the battery refuses for a reason."""

LAWFUL = {
    "hold a plan": "UPDATE plans_plan SET held_percent = 70, held_until = '2028-01-01' WHERE id = %(plan)s",
    "lock a plan": "SELECT 1 FROM plans_plan WHERE id = %(plan)s FOR UPDATE",
    "take a plan's id": "SELECT nextval(pg_get_serial_sequence('plans_plan', 'id'))",
    "suspend a plan": "UPDATE plans_plan SET status = 'suspended' WHERE id = %(plan)s",
    "expire a plan, and its IMEIs follow": "UPDATE plans_plan SET status = 'expired', ended_at = %(at)s WHERE id = %(plan)s",
    "revoke a public link": "UPDATE plans_publiclink SET revoked_at = %(at)s WHERE plan_id = %(plan)s",
    "receive a payment": "UPDATE billing_payment SET state = 'received', reference = '412345678999', received_at = %(at)s"
    " WHERE collection_id = %(open_collection)s; UPDATE billing_collection SET state = 'paid' WHERE id = %(open_collection)s",
    "close a price's open end": "UPDATE catalog_planprice SET valid = tstzrange(lower(valid), '2030-01-01') WHERE id = %(price)s",
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
    "write a customer's new language": "UPDATE customers_customer SET language = 'hi' WHERE id = %(customer)s",
    "read the laws in force": "SELECT * FROM plans_termstier",
    "ask for less patience": "SET LOCAL statement_timeout = '60s'; SELECT 1",
}
