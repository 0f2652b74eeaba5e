"""What must never be found in the rows of claims and settlements, as questions to the database (reliability R6)."""

from __future__ import annotations

from django.db import connection

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
         WHERE (i.live, i.barred) <> (p.status IN ('pending', 'active', 'suspended'), p.status IN ('expired', 'redeemed'))""",
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
    """The questions that have answers, with how many; all asked at once."""
    names = list(FAULTS)
    with connection.cursor() as cursor:
        cursor.execute(_ALL)
        return {names[number]: rows for number, rows in cursor.fetchall() if rows}
