-- What the triggers would have refused, counted: each must be 0. Foreign keys are asked for one by one in fill.py.
SELECT 'payments_sum_to_the_amount', count(*) FROM billing_collection c
  LEFT JOIN (SELECT collection_id, sum(amount) AS paid FROM billing_payment WHERE state = 'received' GROUP BY 1) p ON p.collection_id = c.id
 WHERE c.amount IS DISTINCT FROM p.paid
UNION ALL
SELECT 'an_invoice_bills_what_was_paid', count(*) FROM billing_taxdocument d JOIN billing_collection c ON c.id = d.collection_id
 WHERE (c.store_id, c.amount, c.state) IS DISTINCT FROM (d.store_id, d.total, 'paid')
UNION ALL
SELECT 'tax_follows_the_place_of_supply', count(*) FROM billing_taxdocument
 WHERE (igst > 0 AND seller ->> 'state' = place_of_supply) OR (cgst > 0 AND seller ->> 'state' IS DISTINCT FROM place_of_supply)
UNION ALL
SELECT 'documents_bear_the_number_taken', count(*) FROM billing_taxdocument d JOIN stores_store s ON s.id = d.store_id
 WHERE number <> s.code || '/' || letter || lpad((year % 100)::text, 2, '0') || '/' || lpad(serial::text, 5, '0')
UNION ALL
SELECT 'every_number_taken_is_used', count(*) FROM billing_numberseries n
  LEFT JOIN (SELECT store_id, letter, year, count(*) AS borne, max(serial) AS last FROM billing_taxdocument GROUP BY 1, 2, 3) d
    USING (store_id, letter, year)
 WHERE (n.last, n.last) IS DISTINCT FROM (d.borne::int, d.last)
UNION ALL
SELECT 'a_plan_starts_pending_or_active', count(*) FROM plans_plan WHERE status NOT IN ('pending', 'active')
