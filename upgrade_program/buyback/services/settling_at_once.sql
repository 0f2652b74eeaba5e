-- A settlement in one statement: what settling_steps.py does verb by verb, row for row (tests/buyback/test_settling_at_once.py).
-- Plan and claim are locked by the statement before, so what stands here of them is what was agreed on. Each part reads the one before
-- it, and so waits for it: locks are taken in the order of the steps, the series' first and the audit chain's last. A full series leaves
-- no voucher, and nothing after it.
WITH agreed AS MATERIALIZED (
    SELECT claim.handset_imei, claim.answers, plan.device, plan.customer_name, customer.mobile, coalesce(gate.facts, '{}') AS seen,
           jsonb_build_object(
               'code', store.code, 'state', store.state, 'name', store.name, 'legal_name', store.legal_name, 'address', store.address,
               'city', store.city, 'pincode', store.pincode, 'gstin', store.gstin, 'phone', store.phone, 'email', store.email) AS buyer
      FROM buyback_claim claim
      JOIN plans_plan plan ON plan.id = claim.plan_id
      JOIN customers_customer customer ON customer.id = plan.customer_id
      JOIN stores_store store ON store.id = %(store)s
      LEFT JOIN buyback_passedgate gate ON gate.claim_id = claim.id AND gate.key = 'id_seen'
     WHERE claim.id = %(claim)s
),
numbered AS (
    INSERT INTO billing_numberseries AS series (store_id, letter, year, last) VALUES (%(store)s, %(letter)s, %(year)s, 1)
        ON CONFLICT (store_id, letter, year) DO UPDATE SET last = series.last + 1 WHERE series.last < %(last_serial)s
    RETURNING last
),
issued AS (
    INSERT INTO buyback_purchasevoucher (
        kind, number, store_id, letter, year, serial, issued_at, issued_on, seller, buyer, description, imei, amount, reason)
    SELECT %(kind)s, %(number_begins)s || lpad(numbered.last::text, 5, '0'), %(store)s, %(letter)s, %(year)s, numbered.last, %(at)s, %(on)s,
           jsonb_build_object('name', agreed.customer_name, 'mobile', agreed.mobile, 'id', agreed.seen), agreed.buyer,
           agreed.device || ', used', agreed.handset_imei, %(exchange)s, ''
      FROM numbered, agreed
    RETURNING id, number, amount
),
settled AS (
    INSERT INTO buyback_settlement (
        claim_id, plan_id, store_id, settled_at, settled_on, settled_by_id, payable, new_variant_id, new_device, new_imei, new_srp,
        new_price, bill_number, year, exchange, forfeited, excess_acknowledged, voucher_id, reversal_reason)
    SELECT %(claim)s, %(plan)s, %(store)s, %(at)s, %(on)s, %(staff)s, %(payable)s, %(new_variant_id)s, %(new_device)s, %(new_imei)s,
           %(new_srp)s, %(new_price)s, %(bill_number)s, %(year)s, %(exchange)s, %(forfeited)s, %(excess_acknowledged)s, issued.id, ''
      FROM issued
    RETURNING id
),
taken_in AS (
    INSERT INTO buyback_handset (
        settlement_id, store_id, taken_at, taken_on, device, imei, answers, seller_name, id_kind, id_last4, voucher_number, amount, state)
    SELECT settled.id, %(store)s, %(at)s, %(on)s, agreed.device, agreed.handset_imei, agreed.answers, agreed.customer_name,
           coalesce(agreed.seen ->> 'type', ''), coalesce(agreed.seen ->> 'last4', ''), issued.number, issued.amount, %(stock)s
      FROM settled, issued, agreed
    RETURNING settlement_id
),
owed AS (
    INSERT INTO buyback_brandentry (cause, kind, store_id, plan_id, settlement_id, document, amount, "on", at)
    SELECT 'settlement:' || taken_in.settlement_id || ':settled', %(owed)s, %(store)s, %(plan)s, taken_in.settlement_id, issued.number,
           %(exchange)s, %(on)s, %(at)s
      FROM taken_in, issued
    RETURNING settlement_id
),
redeemed AS (
    UPDATE plans_plan SET status = %(plan_status)s, ended_at = %(at)s, held_until = NULL, held_percent = NULL
      FROM owed WHERE plans_plan.id = %(plan)s
    RETURNING plans_plan.id
),
ended AS (
    UPDATE buyback_claim SET state = %(state)s, ended_at = %(at)s, ended_by_id = %(staff)s
      FROM redeemed WHERE buyback_claim.id = %(claim)s
    RETURNING buyback_claim.id
),
lapsed AS (
    UPDATE approvals_approval SET state = %(lapsed)s, decided_at = %(at)s
      FROM ended
     WHERE state = %(waiting)s
       AND (kind, subject) IN ((%(override)s, 'claim:' || %(claim)s::bigint), (%(extension)s, 'plan:' || %(plan)s::bigint))
    RETURNING approvals_approval.id
),
told AS (
    INSERT INTO outbox_message (topic, cause, payload, recorded_at, due_at, attempts, heard_by, delivered_at, last_error)
    SELECT %(topic)s, 'settlement:' || settled.id || ':settled', %(news)s::jsonb || jsonb_build_object('settlement_id', settled.id),
           %(at)s, %(at)s, 0, '{}', CASE WHEN NOT %(wanted)s THEN %(at)s::timestamptz END, ''
      FROM settled, ended, (SELECT count(*) FROM lapsed) AS all_lapsed
    RETURNING id
),
noted AS (
    INSERT INTO audit_auditrow (chain, seq, at, actor_id, actor_role, store_id, verb, subject, before, after, reason, prev, hash)
    SELECT %(store)s, 0, %(at)s, %(staff)s, %(role)s, %(store)s, 'claim.settled', 'plan:' || %(plan)s::bigint, '{"state": "accepted"}',
           %(facts)s::jsonb || jsonb_build_object('settlement', settled.id, 'voucher', issued.number), '', '', ''
      FROM told, settled, issued
    RETURNING id
)
SELECT settled.id, noted.id, issued.id, issued.number, issued.amount
  FROM agreed LEFT JOIN issued ON true LEFT JOIN settled ON true LEFT JOIN noted ON true
