"""What must never be found in the rows of claims and settlements, as questions to the database (reliability R6)."""

from __future__ import annotations

from django.db import connection

from upgrade_program.foundation.database.prepared import prepare

# Questions that must have no answer.
FAULTS = {
    "a redeemed plan without a standing settlement, or one that stands without": """
        SELECT p.id FROM plans_plan p WHERE (p.status = 'redeemed') <>
               ((SELECT count(*) FROM buyback_settlement s WHERE s.plan_id = p.id AND s.reversed_at IS NULL) = 1)""",
    "a claim that says otherwise than its settlement": """
        SELECT c.id FROM buyback_claim c LEFT JOIN buyback_settlement s ON s.claim_id = c.id
         WHERE c.state IS DISTINCT FROM CASE WHEN s.reversed_at IS NOT NULL THEN 'reversed' WHEN s.id IS NOT NULL THEN 'settled'
               ELSE c.state END OR (c.state IN ('settled', 'reversed')) <> (s.id IS NOT NULL)""",
    "more than one open claim on a plan": """
        SELECT plan_id FROM buyback_claim WHERE state IN ('open', 'inspected', 'offered', 'accepted') GROUP BY 1 HAVING count(*) > 1""",
    "an open claim that its plan does not hold": """
        SELECT c.id FROM buyback_claim c JOIN plans_plan p ON p.id = c.plan_id
         WHERE c.state IN ('open', 'inspected', 'offered', 'accepted') AND p.status = 'active'
           AND (p.held_percent, p.held_until) IS DISTINCT FROM (c.percent, c.held_through)
           AND NOT EXISTS (SELECT 1 FROM outbox_message m WHERE m.topic = 'plan.suspended' AND m.recorded_at >= c.opened_at
                             AND (m.payload ->> 'plan_id')::bigint = p.id)""",
    "a standing claim token that its plan does not hold": """
        SELECT t.id FROM buyback_claimtoken t JOIN plans_plan p ON p.id = t.plan_id
         WHERE t.state = 'held' AND p.status = 'active' AND (p.held_percent, p.held_until) IS DISTINCT FROM (t.percent, t.held_through)
           AND NOT EXISTS (SELECT 1 FROM outbox_message m WHERE m.topic = 'plan.suspended' AND m.recorded_at >= t.reserved_at
                             AND (m.payload ->> 'plan_id')::bigint = p.id)""",
    "a claim token beside an open claim, or a tier reserved twice": """
        SELECT t.plan_id FROM buyback_claimtoken t GROUP BY t.plan_id, t.percent HAVING count(*) > 1 UNION ALL
        SELECT t.plan_id FROM buyback_claimtoken t JOIN buyback_claim c ON c.plan_id = t.plan_id
         WHERE t.state = 'held' AND c.state IN ('open', 'inspected', 'offered', 'accepted') AND t.reserved_at < c.opened_at""",
    "a claim token whose way the trail does not tell": """
        SELECT t.id FROM buyback_claimtoken t WHERE 1 <> (SELECT count(*) FROM audit_auditrow a WHERE a.subject = 'plan:' || t.plan_id
                  AND a.verb = 'token.reserved' AND a.after ->> 'token' = t.id::text)
            OR (t.state IN ('given_back', 'lapsed')) <> EXISTS (SELECT 1 FROM audit_auditrow a WHERE a.subject = 'plan:' || t.plan_id
                  AND a.verb = 'token.' || t.state AND a.after ->> 'token' = t.id::text)
            OR t.claim_id IS DISTINCT FROM (SELECT (a.after ->> 'claim')::bigint FROM audit_auditrow a
                  WHERE a.subject = 'plan:' || t.plan_id AND a.verb = 'claim.opened' AND a.after ->> 'token' = t.id::text)""",
    "a claim paid otherwise than accepted": """
        SELECT s.id FROM buyback_settlement s JOIN buyback_claim c ON c.id = s.claim_id
          JOIN buyback_purchasevoucher v ON v.id = s.voucher_id
         WHERE s.exchange <> least(c.assured - c.deducted + c.waived, s.new_price) OR s.exchange + s.forfeited <> c.payable
            OR v.amount <> s.exchange OR v.imei <> c.handset_imei""",
    "a gap or a double in the vouchers of a store": """
        SELECT store_id, year FROM buyback_purchasevoucher v GROUP BY store_id, letter, year
        HAVING count(*) <> max(serial) OR max(serial) <> (SELECT last FROM billing_numberseries n
               WHERE (n.store_id, n.letter, n.year) = (v.store_id, v.letter, v.year))""",
    "a voucher that no settlement bears": """
        SELECT v.id FROM buyback_purchasevoucher v WHERE NOT EXISTS (
               SELECT 1 FROM buyback_settlement s
                WHERE v.id = CASE v.kind WHEN 'purchase' THEN s.voucher_id ELSE s.return_voucher_id END)""",
    "an account with the brand that is not the sum of what stands": """
        SELECT s.id FROM stores_store s
         WHERE (SELECT coalesce(sum(amount), 0) FROM buyback_brandentry b WHERE b.store_id = s.id AND b.settlement_id IS NOT NULL) <>
               (SELECT coalesce(sum(exchange), 0) FROM buyback_settlement t WHERE t.store_id = s.id AND t.reversed_at IS NULL)""",
    "a handset in stock without a standing settlement, or out of it with one": """
        SELECT s.id FROM buyback_settlement s LEFT JOIN buyback_handset h ON h.settlement_id = s.id
         WHERE coalesce(h.state IN ('quarantine', 'handed_over'), false) <> (s.reversed_at IS NULL)""",
    "an IMEI that stands otherwise than its plan": """
        SELECT p.id FROM plans_plan p JOIN plans_planimei i ON i.plan_id = p.id
         WHERE (i.live, i.barred) <> CASE WHEN i.swapped_away THEN (false, true)
               ELSE (p.status IN ('pending', 'active', 'suspended'), p.status IN ('expired', 'redeemed')) END""",
    "an IMEI swapped away without a later exchange, or left by one and not barred": """
        SELECT i.id FROM plans_planimei i WHERE i.swapped_away <> EXISTS (
               SELECT 1 FROM plans_imeiswap s WHERE s.plan_id = i.plan_id AND s.id > coalesce(
                      (SELECT max(b.id) FROM plans_imeiswap b WHERE b.plan_id = i.plan_id AND i.imei IN (b.new_imei, b.new_imei2)), 0))""",
    "a chain of handsets with a link missing": """
        SELECT id FROM (SELECT s.id, s.old_imei, lag(s.new_imei) OVER chain AS before, p.imei AS now, s.new_imei,
                               lead(s.id) OVER chain AS next
                          FROM plans_imeiswap s JOIN plans_plan p ON p.id = s.plan_id
                        WINDOW chain AS (PARTITION BY s.plan_id ORDER BY s.id)) link
         WHERE before <> old_imei OR (next IS NULL AND new_imei <> now)""",
    "an exchange that nobody else has granted": """
        SELECT s.id FROM plans_imeiswap s WHERE s.requested_by_id = s.approved_by_id OR NOT EXISTS (
               SELECT 1 FROM plans_swaprequest r JOIN approvals_approval a ON a.id = r.approval_id
                WHERE r.id = s.request_id AND (r.plan_id, r.new_imei) = (s.plan_id, s.new_imei) AND a.kind = 'plan.swap'
                  AND a.state = 'granted' AND (a.asked_by_id, a.decided_by_id) = (s.requested_by_id, s.approved_by_id))""",
    "a claim that holds a plan for a phone it no longer stands on": """
        SELECT c.id FROM buyback_claim c JOIN plans_plan p ON p.id = c.plan_id
         WHERE c.state IN ('open', 'inspected', 'offered', 'accepted') AND p.status = 'active'
           AND (p.held_percent, p.held_until) = (c.percent, c.held_through)
           AND NOT EXISTS (SELECT 1 FROM plans_planimei i WHERE i.plan_id = p.id AND i.imei = c.handset_imei AND i.live)
           -- Dates decide: a hold that was over holds nothing, even where the job has yet to write down that the claim lapsed.
           AND NOT EXISTS (SELECT 1 FROM plans_imeiswap s
                            WHERE s.plan_id = p.id AND (s.at AT TIME ZONE 'Asia/Kolkata')::date > c.held_through)""",
    "a chain of holders with a link missing": """
        SELECT id FROM (SELECT h.id, h.old_customer_id, lag(h.new_customer_id) OVER chain AS before, h.old_name,
                               lag(h.new_name) OVER chain AS named, (p.customer_id, p.customer_name) AS now,
                               (h.new_customer_id, h.new_name) AS last, lead(h.id) OVER chain AS next
                          FROM plans_holderchange h JOIN plans_plan p ON p.id = h.plan_id
                        WINDOW chain AS (PARTITION BY h.plan_id ORDER BY h.id)) link
         WHERE (before, named) <> (old_customer_id, old_name) OR (next IS NULL AND now <> last)""",
    "a transfer without both codes, the new holder's consent, or terms that allow it": """
        SELECT p.id FROM plans_plan p
          JOIN (SELECT plan_id, count(*) AS times FROM plans_holderchange WHERE kind = 'transfer' GROUP BY 1) h ON h.plan_id = p.id
         WHERE p.frozen #>> '{limits,transfer}' IS DISTINCT FROM 'true'
            OR h.times <> (SELECT count(*) FROM otp_challenge o
                            WHERE o.purpose = 'plan.transfer' AND o.subject = 'plan:' || p.id AND o.used_at IS NOT NULL)
            OR h.times <> (SELECT count(*) FROM otp_challenge o
                            WHERE o.purpose = 'plan.transfer_to' AND o.subject LIKE 'plan:' || p.id || ':to:%' AND o.used_at IS NOT NULL)
            OR h.times + 1 <> (SELECT count(*) FROM customers_consent c WHERE c.subject = 'plan:' || p.id)""",
    "a plan with none or several links in force, or a link that outlived its holder": """
        SELECT p.id FROM plans_plan p
         WHERE (SELECT count(*) FROM plans_publiclink l WHERE l.plan_id = p.id AND l.revoked_at IS NULL) <> 1
            OR (SELECT count(*) FROM plans_publiclink l WHERE l.plan_id = p.id) <>
               1 + (SELECT count(*) FROM plans_holderchange h WHERE h.plan_id = p.id AND h.old_customer_id <> h.new_customer_id)""",
    "an exchange or a new holder that neither news nor trail tells": """
        SELECT c.id FROM (SELECT s.id, s.plan_id, 'plan.swapped' AS verb, 'swap' AS key FROM plans_imeiswap s UNION ALL
                          SELECT h.id, h.plan_id, 'plan.transferred', 'change' FROM plans_holderchange h WHERE h.kind = 'transfer') c
         WHERE 1 <> (SELECT count(*) FROM outbox_message m WHERE (m.payload ->> (c.key || '_id'))::bigint = c.id
                        AND m.topic = CASE c.key WHEN 'swap' THEN 'plan.swapped' ELSE 'plan.holder_changed' END)
            OR 1 <> (SELECT count(*) FROM audit_auditrow a
                      WHERE a.subject = 'plan:' || c.plan_id AND a.verb = c.verb AND (a.after ->> c.key)::bigint = c.id)""",
    "a seller on a voucher who does not hold the plan": """
        SELECT s.id FROM buyback_settlement s JOIN plans_plan p ON p.id = s.plan_id JOIN buyback_purchasevoucher v ON v.id = s.voucher_id
         WHERE s.reversed_at IS NULL AND v.seller ->> 'name' <> p.customer_name""",
    "a request that waits for a claim that is over": """
        SELECT a.id FROM approvals_approval a JOIN buyback_claim c ON a.subject = 'claim:' || c.id
         WHERE a.state = 'waiting' AND c.state NOT IN ('open', 'inspected', 'offered')""",
    "a request that waits for a plan that is over": """
        SELECT a.id FROM approvals_approval a JOIN plans_plan p ON a.subject = 'plan:' || p.id
         WHERE a.state = 'waiting' AND p.status NOT IN ('active', 'expired')""",
    "rupees waived that nobody else has granted": """
        SELECT c.id FROM buyback_claim c WHERE c.waived > 0 AND NOT EXISTS (
               SELECT 1 FROM approvals_approval a WHERE a.subject = 'claim:' || c.id AND a.state = 'granted'
                AND a.kind = 'claim.override' AND a.decided_by_id <> a.asked_by_id AND (a.facts ->> 'amount')::numeric = c.waived)""",
    "a pick-up that counts otherwise than its handsets": """
        SELECT h.id FROM buyback_handover h
         WHERE h.count <> (SELECT count(*) FROM buyback_handset x WHERE x.handover_id = h.id AND x.state = 'handed_over')""",
    "a state of a claim that the trail does not tell": """
        SELECT c.id FROM buyback_claim c WHERE c.state IS DISTINCT FROM
               (SELECT a.after ->> 'state' FROM audit_auditrow a
                 WHERE a.subject = 'plan:' || c.plan_id AND a.after ->> 'claim' = c.id::text ORDER BY a.id DESC LIMIT 1)""",
    "news of a claim missing, or of nothing": """
        SELECT c.id FROM buyback_claim c WHERE
               ARRAY[true, c.state IN ('settled', 'reversed'), c.state = 'reversed', c.state = 'declined', c.state = 'lapsed']
               IS DISTINCT FROM (SELECT ARRAY[bool_or(topic = 'claim.opened'), bool_or(topic = 'claim.settled'),
                                              bool_or(topic = 'claim.reversed'), bool_or(topic = 'claim.declined'),
                                              bool_or(topic = 'claim.lapsed')]
                                   FROM outbox_message m WHERE (m.payload ->> 'claim_id')::bigint = c.id)""",
    "refusals told more or less often than they were": """
        SELECT c.id FROM buyback_claim c
         WHERE (SELECT count(*) FROM outbox_message m WHERE m.topic = 'claim.refused' AND (m.payload ->> 'claim_id')::bigint = c.id)
            <> (SELECT count(*) FROM audit_auditrow a WHERE a.verb = 'claim.refused' AND a.after ->> 'claim' = c.id::text)""",
}  # fmt: skip

_ALL = " UNION ALL ".join(f"SELECT {number}, count(*) FROM ({question}) q" for number, question in enumerate(FAULTS.values()))


def found_faults() -> dict[str, int]:
    """The questions that have answers, with how many; all asked at once, and planned once a connection."""
    names = list(FAULTS)
    with connection.cursor() as cursor:
        prepare(cursor, "claim_faults", lambda: f"PREPARE claim_faults AS {_ALL}")
        cursor.execute("EXECUTE claim_faults")
        return {names[number]: rows for number, rows in cursor.fetchall() if rows}
