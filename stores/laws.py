"""Triggers that state what a check constraint cannot: laws over two rows or two tables."""

import pgtrigger

from upgrade_program.foundation.database.laws import before, refuse

CODES_NEVER_CHANGE = before(
    "store_codes_never_change",
    pgtrigger.UpdateOf("code"),
    refuse("store_codes_never_change", "a store code stands in every tax document and never changes"),
    condition=pgtrigger.Q(old__code__df=pgtrigger.F("new__code")),
)

# The other store's row is locked against its own closing, which asks for all of it.
CLOSED_STORES_ARE_SERVED_BY_AN_OPEN_ONE = before(
    "closed_stores_are_served_by_an_open_one",
    pgtrigger.Insert | pgtrigger.UpdateOf("is_open", "served_by_id"),
    f"""
        IF NEW.served_by_id IS NOT NULL THEN
            SELECT is_open INTO trades FROM stores_store WHERE id = NEW.served_by_id FOR KEY SHARE;
            IF NOT trades OR NEW.served_by_id = NEW.id THEN
                {refuse("closed_stores_are_served_by_an_open_one", "a closed store is served by another one that trades")}
            END IF;
        END IF;
        IF NOT NEW.is_open AND EXISTS (SELECT 1 FROM stores_store WHERE served_by_id = NEW.id) THEN
            {refuse("closed_stores_are_served_by_an_open_one", "a store that serves another one hands it on before it closes")}
        END IF;
        RETURN NEW;
    """,  # noqa: S608  (our own words, no input)
    declare=[("trades", "boolean")],
)

# Both triggers lock the staff row, so that a posting and a promotion at the same instant see each other.
OFFICE_HAS_NO_POSTING = before(
    "office_staff_have_no_posting",
    pgtrigger.Insert | pgtrigger.UpdateOf("until", "staff_id"),
    f"""
        IF NEW.until IS NULL THEN
            SELECT office_role INTO office FROM stores_staffuser WHERE id = NEW.staff_id FOR NO KEY UPDATE;
            IF office <> '' THEN
                {refuse("office_staff_have_no_posting", "head office and auditors have no store of their own")}
            END IF;
        END IF;
        RETURN NEW;
    """,  # noqa: S608  (our own words, no input)
    declare=[("office", "text")],
)
POSTED_STAFF_HAVE_NO_OFFICE = before(
    "office_staff_have_no_posting",
    pgtrigger.UpdateOf("office_role"),
    f"""
        IF NEW.office_role <> '' AND EXISTS (SELECT 1 FROM stores_posting WHERE staff_id = NEW.id AND until IS NULL) THEN
            {refuse("office_staff_have_no_posting", "head office and auditors have no store of their own")}
        END IF;
        RETURN NEW;
    """,  # noqa: S608  (our own words, no input)
)
POSTINGS_ARE_HISTORY = before(
    "postings_end_and_never_change",
    pgtrigger.Update | pgtrigger.Delete,
    f"""
        IF TG_OP = 'UPDATE' AND OLD.until IS NULL AND NEW.until IS NOT NULL
           AND (NEW.staff_id, NEW.store_id, NEW.role, NEW.since) = (OLD.staff_id, OLD.store_id, OLD.role, OLD.since) THEN
            RETURN NEW;
        END IF;
        {refuse("postings_end_and_never_change", "a posting is ended once and otherwise never changes")}
    """,
)
