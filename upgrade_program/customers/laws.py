"""Triggers that keep what was agreed: the words of a consent text, and the consents given to them."""

import pgtrigger


def _refuse(law: str, words: str) -> str:
    return f"RAISE EXCEPTION '{words}' USING ERRCODE = '23514', CONSTRAINT = '{law}';"


TEXTS_STAY_AS_WRITTEN = pgtrigger.Trigger(
    name="consent_texts_stay_as_written",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func=f"""
        IF TG_OP = 'UPDATE'
           AND (OLD.id, OLD.purpose, OLD.version, OLD.language, OLD.text) = (NEW.id, NEW.purpose, NEW.version, NEW.language, NEW.text)
           AND lower(NEW.in_force) = lower(OLD.in_force) AND upper_inf(OLD.in_force) AND NOT isempty(NEW.in_force) THEN
            RETURN NEW;
        END IF;
        {_refuse("consent_texts_stay_as_written", "people agreed to these words: only the open end of a text is set, once")}
    """,
)
CONSENTS_ARE_ONLY_ADDED = pgtrigger.Trigger(
    name="consents_are_only_added",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func=_refuse("consents_are_only_added", "a consent is a record of what was agreed and never changes"),
)
