"""The statements behind the rules: subject, store, cases, of how many, the share elsewhere in the network, ids of the rows.

What a place is compared with is the network without that place: one bad hand in a small network must not hide itself in its own average.
"""

from __future__ import annotations

_PERSON = "coalesce(nullif(trim(person.first_name || ' ' || person.last_name), ''), person.username)"


def _compared(each: str) -> str:
    """Groups `each` (columns who, store_id, hit, id) by person and store, beside the share of all others; `least` cuts off early."""
    return f"""
    WITH each AS ({each}),
         place AS (SELECT who, store_id, count(*) FILTER (WHERE hit) AS cases, count(*) AS of,
                          coalesce(array_agg(id ORDER BY id) FILTER (WHERE hit), '{{}}') AS ids
                     FROM each GROUP BY who, store_id),
         network AS (SELECT sum(cases) AS cases, sum(of) AS of FROM place)
    SELECT {_PERSON}, store.code, place.cases, place.of,
           CASE WHEN network.of > place.of THEN (network.cases - place.cases)::float / (network.of - place.of) ELSE 0 END, place.ids
      FROM place CROSS JOIN network
      JOIN stores_store store ON store.id = place.store_id
      LEFT JOIN stores_staffuser person ON person.id = place.who
     WHERE place.cases >= %(least)s
    """  # noqa: S608  built of this module's own words


_EARLIER_DATED = _compared("""
    SELECT sold_by_id AS who, store_id, bill_date < (sold_at AT TIME ZONE 'Asia/Kolkata')::date AS hit, id
      FROM plans_plan WHERE sold_at >= %(since)s AND sold_at < %(until)s
""")

# Each cancellation beside the sales of its store: a hand that cancels is measured by what its store sells.
_VOID_AFTER_CASH = f"""
    WITH sales AS (SELECT store_id, count(*) AS of FROM plans_plan WHERE sold_at >= %(since)s AND sold_at < %(until)s GROUP BY store_id),
         void AS (SELECT trail.actor_id AS who, plan.store_id, count(DISTINCT plan.id) AS cases, array_agg(DISTINCT plan.id) AS ids
                    FROM audit_auditrow trail
                    JOIN plans_plan plan ON plan.id = substr(trail.subject, 6)::bigint
                   WHERE trail.verb = 'plan.cancelled' AND trail.at >= %(since)s AND trail.at < %(until)s AND trail.actor_id IS NOT NULL
                     AND EXISTS (SELECT FROM billing_payment paid
                                  WHERE paid.collection_id = plan.collection_id AND paid.method = 'cash' AND paid.state = 'received')
                   GROUP BY trail.actor_id, plan.store_id),
         network AS (SELECT (SELECT sum(of) FROM sales) AS of, (SELECT sum(cases) FROM void) AS cases)
    SELECT {_PERSON}, store.code, void.cases, greatest(coalesce(sales.of, 0), void.cases),
           CASE WHEN network.of > sales.of THEN (network.cases - void.cases)::float / (network.of - sales.of) ELSE 0 END, void.ids
      FROM void CROSS JOIN network
      LEFT JOIN sales USING (store_id)
      JOIN stores_store store ON store.id = void.store_id
      JOIN stores_staffuser person ON person.id = void.who
     WHERE void.cases >= %(least)s
"""  # noqa: S608  built of this module's own words

_ONE_MOBILE = """
    SELECT left(substr(customer.mobile, 4), 2) || '••• ••' || right(customer.mobile, 3),
           CASE WHEN count(DISTINCT plan.store_id) = 1 THEN min(store.code) END, count(*), count(*), 0, array_agg(plan.id ORDER BY plan.id)
      FROM plans_plan plan
      JOIN customers_customer customer ON customer.id = plan.customer_id
      JOIN stores_store store ON store.id = plan.store_id
     WHERE plan.sold_at >= %(since)s AND plan.sold_at < %(until)s AND plan.buyer_gstin = '' AND customer.mobile LIKE '+%%'
     GROUP BY customer.id, customer.mobile
    HAVING count(*) >= %(least)s
"""

_ONE_REFERENCE = """
    SELECT '…' || right(paid.reference, 4), CASE WHEN count(DISTINCT plan.store_id) = 1 THEN min(store.code) END,
           count(DISTINCT plan.id), count(DISTINCT plan.id), 0, array_agg(DISTINCT plan.id)
      FROM billing_payment paid
      JOIN plans_plan plan ON plan.collection_id = paid.collection_id
      JOIN stores_store store ON store.id = plan.store_id
     WHERE plan.sold_at >= %(since)s AND plan.sold_at < %(until)s AND paid.method = 'upi' AND paid.reference <> ''
     GROUP BY paid.reference
    HAVING count(DISTINCT plan.id) >= %(least)s
"""

_REFUSALS = """
    WITH place AS (SELECT store_id, count(*) FILTER (WHERE state = 'refused') AS cases, count(*) AS of,
                          coalesce(array_agg(id ORDER BY id) FILTER (WHERE state = 'refused'), '{}') AS ids
                     FROM buyback_claim WHERE opened_at >= %(since)s AND opened_at < %(until)s GROUP BY store_id),
         network AS (SELECT sum(cases) AS cases, sum(of) AS of FROM place)
    SELECT store.name, store.code, place.cases, place.of,
           CASE WHEN network.of > place.of THEN (network.cases - place.cases)::float / (network.of - place.of) ELSE 0 END, place.ids
      FROM place CROSS JOIN network JOIN stores_store store ON store.id = place.store_id
     WHERE place.cases >= %(least)s
"""
_OVERRIDES = _REFUSALS.replace("state = 'refused'", "waived > 0")

# Both ways, and hardly ever a no: a pair that also rejects is two people.
_PAIRS = """
    WITH said AS (SELECT least(asked_by_id, decided_by_id) AS one, greatest(asked_by_id, decided_by_id) AS other,
                         asked_by_id < decided_by_id AS onward, state, store_id, id
                    FROM approvals_approval
                   WHERE decided_at >= %(since)s AND decided_at < %(until)s AND state IN ('granted', 'rejected')),
         pair AS (SELECT one, other, count(*) FILTER (WHERE state = 'granted') AS cases, count(*) AS of,
                         min(store_id) AS store_id, count(DISTINCT store_id) AS stores, array_agg(id ORDER BY id) AS ids
                    FROM said GROUP BY one, other
                  HAVING count(*) FILTER (WHERE state = 'granted' AND onward) * 2 >= %(least)s
                     AND count(*) FILTER (WHERE state = 'granted' AND NOT onward) * 2 >= %(least)s
                     AND count(*) FILTER (WHERE state = 'rejected') * 20 <= count(*))
    SELECT coalesce(nullif(trim(a.first_name || ' ' || a.last_name), ''), a.username) || ' and '
           || coalesce(nullif(trim(b.first_name || ' ' || b.last_name), ''), b.username),
           CASE WHEN pair.stores = 1 THEN store.code END, pair.cases, pair.of, 0, pair.ids
      FROM pair
      JOIN stores_staffuser a ON a.id = pair.one
      JOIN stores_staffuser b ON b.id = pair.other
      LEFT JOIN stores_store store ON store.id = pair.store_id
     WHERE pair.cases >= %(least)s
"""

# A prefix has a model once twenty sales, and nineteen of twenty, say the same.
_OTHER_MODEL = f"""
    WITH sold AS (SELECT plan.id, left(plan.imei, 8) AS prefix, variant.model_id, plan.sold_by_id, plan.store_id
                    FROM plans_plan plan JOIN catalog_variant variant ON variant.id = plan.variant_id
                   WHERE plan.sold_at >= %(since)s AND plan.sold_at < %(until)s),
         counted AS (SELECT prefix, model_id, count(*) AS many, sum(count(*)) OVER (PARTITION BY prefix) AS all_of
                       FROM sold GROUP BY prefix, model_id),
         named AS (SELECT prefix, model_id FROM counted WHERE all_of >= 20 AND many * 20 >= all_of * 19)
    SELECT {_PERSON}, store.code, count(*), count(*), 0, array_agg(sold.id ORDER BY sold.id)
      FROM sold JOIN named ON named.prefix = sold.prefix AND named.model_id <> sold.model_id
      JOIN stores_store store ON store.id = sold.store_id
      JOIN stores_staffuser person ON person.id = sold.sold_by_id
     GROUP BY person.id, store.id
    HAVING count(*) >= %(least)s
"""  # noqa: S608  built of this module's own words

STATEMENTS = {
    "earlier_dated": _EARLIER_DATED,
    "void_after_cash": _VOID_AFTER_CASH,
    "one_mobile": _ONE_MOBILE,
    "one_reference": _ONE_REFERENCE,
    "refusals": _REFUSALS,
    "overrides": _OVERRIDES,
    "pairs": _PAIRS,
    "other_model": _OTHER_MODEL,
}
