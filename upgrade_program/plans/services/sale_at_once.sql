-- A sale paid in full, in one statement: what sale_steps.py does verb by verb, row for row (tests/plans/test_sale_at_once.py).
-- Each part reads the one before it, and so waits for it: locks are taken in the order of the steps, the handset's first, the series'
-- and then the audit chain's last. A UTR already used leaves fewer payments than were given, and nothing after them; a full series
-- leaves no invoice, and nothing after it.
WITH taken AS MATERIALIZED (
    SELECT nextval(pg_get_serial_sequence('plans_plan', 'id')) AS id
),
bound AS (
    INSERT INTO plans_planimei (plan_id, imei, live, barred, swapped_away)
    SELECT taken.id, imei, true, false, false FROM taken, unnest(%(imeis)s::text[]) AS imei
    RETURNING id
),
known AS (
    INSERT INTO customers_customer AS known (mobile, name, email, language, created_at)
    SELECT %(mobile)s, %(name)s, %(email)s, %(language)s, %(at)s FROM (SELECT count(*) FROM bound) AS all_bound
    ON CONFLICT (mobile) DO UPDATE SET email = COALESCE(NULLIF(known.email, ''), EXCLUDED.email), language = EXCLUDED.language
    RETURNING id, mobile, name, email, language, created_at
),
agreed AS (
    INSERT INTO customers_consent (customer_id, text_id, given_at, store_id, staff_id, subject)
    SELECT known.id, %(text)s, %(at)s, %(store)s, %(staff)s, 'plan:' || taken.id FROM known, taken
    RETURNING id
),
asked AS (
    INSERT INTO billing_collection (store_id, amount, state, at)
    SELECT %(store)s, %(price)s, 'paid', %(at)s FROM agreed
    RETURNING id
),
paid AS (
    INSERT INTO billing_payment (collection_id, method, amount, reference, state, received_at, day)
    SELECT asked.id, method, amount, reference, 'received', %(at)s, %(on)s
      FROM asked, unnest(%(methods)s::text[], %(amounts)s::numeric[], %(references)s::text[])
           WITH ORDINALITY AS part (method, amount, reference, place)
     ORDER BY place
        ON CONFLICT (reference, day) WHERE method = 'upi' AND reference <> '' DO NOTHING
    RETURNING reference
),
numbered AS (
    INSERT INTO billing_numberseries AS series (store_id, letter, year, last)
    SELECT %(store)s, %(invoice_letter)s, %(invoice_year)s, 1
      FROM (SELECT count(*) AS parts FROM paid) AS all_paid WHERE parts = cardinality(%(methods)s::text[])
        ON CONFLICT (store_id, letter, year) DO UPDATE SET last = series.last + 1 WHERE series.last < %(last_serial)s
    RETURNING last
),
issued AS (
    INSERT INTO billing_taxdocument (
        kind, number, store_id, letter, year, serial, issued_at, issued_on, collection_id, reason, seller, buyer, place_of_supply,
        description, sac, rate, taxable, cgst, sgst, utgst, igst, total)
    SELECT %(invoice_kind)s, %(number_begins)s || lpad(numbered.last::text, 5, '0'), %(store)s, %(invoice_letter)s, %(invoice_year)s,
           numbered.last, %(at)s, %(on)s, asked.id, '', %(invoice_seller)s::jsonb, %(invoice_buyer)s::jsonb, %(invoice_place_of_supply)s,
           %(invoice_description)s, %(invoice_sac)s, %(invoice_rate)s, %(invoice_taxable)s, %(invoice_cgst)s, %(invoice_sgst)s,
           %(invoice_utgst)s, %(invoice_igst)s, %(invoice_total)s
      FROM numbered, asked
    RETURNING id, number, serial
),
sold AS (
    INSERT INTO plans_plan (
        id, number, status, store_id, sold_by_id, sold_at, customer_id, customer_name, customer_language, consent_id, variant_id, device,
        sku, imei, srp, base, price, price_version_id, phone_invoice_number, phone_invoice_price, bill_date, first_tier_on, fall_days,
        expires_on, free_look_until, earlier_date_reason, terms_id, frozen, place_of_supply, buyer_gstin, buyer_address, collection_id,
        invoice_id, activated_at)
    SELECT taken.id, %(number)s, %(status)s, %(store)s, %(sold_by_id)s, %(at)s, known.id, %(customer_name)s, %(language)s, agreed.id,
           %(variant_id)s, %(device)s, %(sku)s, %(imei)s, %(srp)s, %(base)s, %(price)s, %(price_version_id)s, %(phone_invoice_number)s,
           %(phone_invoice_price)s, %(bill_date)s, %(first_tier_on)s, %(fall_days)s::date[], %(expires_on)s, %(free_look_until)s,
           %(earlier_date_reason)s, %(terms_id)s, %(frozen)s::jsonb, %(place_of_supply)s, %(buyer_gstin)s, %(buyer_address)s,
           asked.id, issued.id, %(at)s
      FROM issued, taken, known, agreed, asked
    RETURNING id
),
linked AS (
    INSERT INTO plans_publiclink (plan_id, token, created_at) SELECT sold.id, %(token)s, %(at)s FROM sold
    RETURNING plan_id
),
told AS (
    INSERT INTO outbox_message (topic, cause, payload, recorded_at, due_at, attempts, heard_by, delivered_at, last_error)
    SELECT %(topic)s, 'plan:' || linked.plan_id || ':sold',
           %(news)s::jsonb || jsonb_build_object('plan_id', linked.plan_id, 'customer_id', known.id), %(at)s, %(at)s, 0, '{}',
           CASE WHEN NOT %(wanted)s THEN %(at)s::timestamptz END, ''
      FROM linked, known
    RETURNING id
),
noted AS (
    INSERT INTO audit_auditrow (chain, seq, at, actor_id, actor_role, store_id, verb, subject, before, after, reason, prev, hash)
    SELECT %(store)s, 0, %(at)s, %(staff)s, %(role)s, %(store)s, 'plan.sold', 'plan:' || taken.id, NULL,
           %(facts)s::jsonb || jsonb_build_object('invoice', issued.number, 'customer', known.id), %(reason)s, '', ''
      FROM told, taken, issued, known
    RETURNING id
)
SELECT taken.id, ARRAY(SELECT reference FROM paid), agreed.id, asked.id, issued.id, issued.number, issued.serial, noted.id,
       known.id, known.mobile, known.name, known.email, known.language, known.created_at
  FROM taken, known, agreed, asked LEFT JOIN issued ON true LEFT JOIN noted ON true
