"""Triggers that state what a check constraint cannot: laws over two rows or two tables."""

import pgtrigger


def _refuse(law: str, words: str) -> str:
    return f"RAISE EXCEPTION '{words}' USING ERRCODE = '23514', CONSTRAINT = '{law}';"


CODES_NEVER_CHANGE = pgtrigger.Trigger(
    name="store_codes_never_change",
    when=pgtrigger.Before,
    operation=pgtrigger.UpdateOf("code"),  # type: ignore[no-untyped-call]
    condition=pgtrigger.Q(old__code__df=pgtrigger.F("new__code")),
    func=_refuse("store_codes_never_change", "a store code stands in every tax document and never changes"),
)

# Both triggers lock the staff row, so that a posting and a promotion at the same instant see each other.
OFFICE_HAS_NO_POSTING = pgtrigger.Trigger(
    name="office_staff_have_no_posting",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("until", "staff_id"),  # type: ignore[no-untyped-call]
    declare=[("office", "text")],
    func=f"""
        IF NEW.until IS NULL THEN
            SELECT office_role INTO office FROM stores_staffuser WHERE id = NEW.staff_id FOR NO KEY UPDATE;
            IF office <> '' THEN
                {_refuse("office_staff_have_no_posting", "head office and auditors have no store of their own")}
            END IF;
        END IF;
        RETURN NEW;
    """,  # noqa: S608  (our own words, no input)
)
POSTED_STAFF_HAVE_NO_OFFICE = pgtrigger.Trigger(
    name="office_staff_have_no_posting",
    when=pgtrigger.Before,
    operation=pgtrigger.UpdateOf("office_role"),  # type: ignore[no-untyped-call]
    func=f"""
        IF NEW.office_role <> '' AND EXISTS (SELECT 1 FROM stores_posting WHERE staff_id = NEW.id AND until IS NULL) THEN
            {_refuse("office_staff_have_no_posting", "head office and auditors have no store of their own")}
        END IF;
        RETURN NEW;
    """,  # noqa: S608  (our own words, no input)
)
POSTINGS_ARE_HISTORY = pgtrigger.Trigger(
    name="postings_end_and_never_change",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func=f"""
        IF TG_OP = 'UPDATE' AND OLD.until IS NULL AND NEW.until IS NOT NULL
           AND (NEW.staff_id, NEW.store_id, NEW.role, NEW.since) = (OLD.staff_id, OLD.store_id, OLD.role, OLD.since) THEN
            RETURN NEW;
        END IF;
        {_refuse("postings_end_and_never_change", "a posting is ended once and otherwise never changes")}
    """,
)
