"""Triggers that keep what was agreed: the words of a consent text, and the consents given to them."""

import pgtrigger

from upgrade_program.foundation.database.laws import before, never, refuse

TEXTS_STAY_AS_WRITTEN = before(
    "consent_texts_stay_as_written",
    pgtrigger.Update | pgtrigger.Delete,
    f"""
        IF TG_OP = 'UPDATE'
           AND (OLD.id, OLD.purpose, OLD.version, OLD.language, OLD.text) = (NEW.id, NEW.purpose, NEW.version, NEW.language, NEW.text)
           AND lower(NEW.in_force) = lower(OLD.in_force) AND upper_inf(OLD.in_force) AND NOT isempty(NEW.in_force) THEN
            RETURN NEW;
        END IF;
        {refuse("consent_texts_stay_as_written", "people agreed to these words: only the open end of a text is set, once")}
    """,
)
CONSENTS_ARE_ONLY_ADDED = never(
    "consents_are_only_added", pgtrigger.Update | pgtrigger.Delete, "a consent is a record of what was agreed and never changes"
)
