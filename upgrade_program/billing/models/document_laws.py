"""The laws of tax documents that span two tables: the number, the money behind an invoice, the mirror of a credit note."""

import pgtrigger

from upgrade_program.foundation.database.laws import before, never, refuse

DOCUMENTS_NEVER_CHANGE = never(
    "tax_documents_never_change", pgtrigger.Update | pgtrigger.Delete, "a tax document is never changed or deleted"
)

DOCUMENTS_BEAR_THE_NUMBER_TAKEN = before(
    "documents_bear_the_number_taken",
    pgtrigger.Insert,
    f"""
    SELECT s.code || '/' || n.letter || lpad((n.year % 100)::text, 2, '0') || '/' || lpad(n.last::text, 5, '0') INTO due
    FROM billing_numberseries n JOIN stores_store s ON s.id = n.store_id
    WHERE n.store_id = NEW.store_id AND n.letter = NEW.letter AND n.year = NEW.year AND n.last = NEW.serial;
    IF due = NEW.number THEN
        RETURN NEW;
    END IF;
    {refuse("documents_bear_the_number_taken", "a document bears the number last taken from its series")}
    """,  # noqa: S608  built of constants only
    declare=[("due", "text")],
)

DOCUMENTS_SAY_WHAT_HAPPENED = before(
    "documents_say_what_happened",
    pgtrigger.Insert,
    f"""
    IF (NEW.igst > 0 AND NEW.seller ->> 'state' = NEW.place_of_supply)
       OR (NEW.cgst > 0 AND NEW.seller ->> 'state' IS DISTINCT FROM NEW.place_of_supply) THEN
        {refuse("tax_follows_the_place_of_supply", "tax inside the state is shared, across a border integrated")}
    END IF;
    IF NEW.kind = 'invoice' THEN
        SELECT count(*) = 1 INTO fits FROM billing_collection c
        WHERE c.id = NEW.collection_id AND c.store_id = NEW.store_id AND c.amount = NEW.total AND c.state = 'paid';
        IF NOT fits THEN
            {refuse("an_invoice_bills_what_was_paid", "an invoice bills the amount its own store was paid")}
        END IF;
    ELSE
        SELECT count(*) = 1 INTO fits FROM billing_taxdocument i
        WHERE i.id = NEW.credits_id AND i.kind = 'invoice' AND i.issued_at <= NEW.issued_at
          AND (i.store_id, i.collection_id, i.place_of_supply, i.sac, i.rate, i.taxable, i.cgst, i.sgst, i.utgst, i.igst, i.total)
            = (NEW.store_id, NEW.collection_id, NEW.place_of_supply, NEW.sac, NEW.rate,
               NEW.taxable, NEW.cgst, NEW.sgst, NEW.utgst, NEW.igst, NEW.total);
        IF NOT fits THEN
            {refuse("a_credit_note_mirrors_its_invoice", "a credit note repeats every amount of its invoice")}
        END IF;
    END IF;
    RETURN NEW;
    """,  # noqa: S608  built of constants only
    declare=[("fits", "boolean")],
)
