"""Questions about plans, money and papers that must have no answer, account by account."""

from __future__ import annotations

from django.db import connection

FAULTS = {
    "a paid plan whose invoice or payments are not its price": """
        SELECT p.id FROM plans_plan p LEFT JOIN billing_taxdocument d ON d.id = p.invoice_id
         WHERE p.activated_at IS NOT NULL AND (d.total IS DISTINCT FROM p.price OR p.price IS DISTINCT FROM
               (SELECT sum(amount) FROM billing_payment b WHERE b.collection_id = p.collection_id AND b.state = 'received'))""",
    "an unpaid plan that has an invoice": "SELECT id FROM plans_plan WHERE activated_at IS NULL AND invoice_id IS NOT NULL",
    "a cancelled invoice without its mirror": """
        SELECT p.id FROM plans_plan p JOIN billing_taxdocument i ON i.id = p.invoice_id
          LEFT JOIN billing_taxdocument c ON c.id = p.credit_note_id
         WHERE (p.status = 'cancelled') <> (c.id IS NOT NULL)
            OR (c.id IS NOT NULL AND (c.credits_id, c.taxable, c.cgst, c.sgst, c.utgst, c.igst, c.total)
                                IS DISTINCT FROM (i.id, i.taxable, i.cgst, i.sgst, i.utgst, i.igst, i.total))""",
    "money kept for a cancelled plan": """
        SELECT p.id FROM plans_plan p JOIN billing_payment b ON b.collection_id = p.collection_id
         WHERE p.status = 'cancelled' AND b.state = 'received'
           AND b.amount IS DISTINCT FROM (SELECT sum(r.amount) FROM billing_refund r WHERE r.payment_id = b.id)""",
    "money given back for a plan that stands": """
        SELECT p.id FROM plans_plan p JOIN billing_payment b ON b.collection_id = p.collection_id
          JOIN billing_refund r ON r.payment_id = b.id WHERE p.status <> 'cancelled'""",
    "a gap or a double in the numbers of a store": """
        SELECT store_id, letter, year FROM billing_taxdocument d GROUP BY store_id, letter, year
        HAVING count(*) <> max(serial) OR max(serial) <> (SELECT last FROM billing_numberseries n
               WHERE (n.store_id, n.letter, n.year) = (d.store_id, d.letter, d.year))""",
    "a document that no plan bears": """
        SELECT d.id FROM billing_taxdocument d
         WHERE NOT EXISTS (SELECT 1 FROM plans_plan p WHERE d.id IN (p.invoice_id, p.credit_note_id))""",
    "an IMEI that stands otherwise than its plan": """
        SELECT p.id FROM plans_plan p JOIN plans_planimei i ON i.plan_id = p.id
         WHERE (i.live, i.barred) <> (p.status IN ('pending', 'active', 'suspended'), p.status IN ('expired', 'redeemed'))""",
    "an IMEI with two live plans": "SELECT imei FROM plans_planimei WHERE live OR barred GROUP BY imei HAVING count(*) > 1",
    "a status that the trail does not tell": """
        SELECT p.id FROM plans_plan p WHERE p.status IS DISTINCT FROM
               (SELECT a.after ->> 'status' FROM audit_auditrow a WHERE a.subject = 'plan:' || p.id AND a.after ? 'status'
                 ORDER BY a.id DESC LIMIT 1)""",
    "a step told twice in the trail": """
        SELECT subject, verb FROM audit_auditrow
         WHERE verb IN ('plan.sold', 'plan.reserved', 'plan.paid', 'plan.cancelled', 'plan.expired')
         GROUP BY subject, verb HAVING count(*) > 1""",
    "news missing or of nothing": """
        SELECT p.id FROM plans_plan p WHERE ARRAY[p.activated_at IS NOT NULL, p.status = 'cancelled', p.status = 'expired'] IS DISTINCT FROM
               (SELECT ARRAY[coalesce(bool_or(topic = 'plan.sold'), false), coalesce(bool_or(topic = 'plan.cancelled'), false),
                             coalesce(bool_or(topic = 'plan.expired'), false)]
                  FROM outbox_message m WHERE (m.payload ->> 'plan_id')::bigint = p.id)""",
    "more or less than one link in force": """
        SELECT p.id FROM plans_plan p LEFT JOIN plans_publiclink l ON l.plan_id = p.id AND l.revoked_at IS NULL
         GROUP BY p.id HAVING count(l.id) <> 1""",
}


_ALL = " UNION ALL ".join(f"SELECT {number}, count(*) FROM ({question}) q" for number, question in enumerate(FAULTS.values()))


def found_faults() -> dict[str, int]:
    """The questions that have answers, with how many; all asked at once."""
    names = list(FAULTS)
    with connection.cursor() as cursor:
        cursor.execute(_ALL)
        return {names[number]: rows for number, rows in cursor.fetchall() if rows}
