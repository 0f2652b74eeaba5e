"""The laws of photos, held by the database itself."""

from __future__ import annotations

import pgtrigger

MOST_LIVE = 20
LIMIT_LAW = "at_most_twenty_live_photos_a_subject"


def _refuse(law: str, says: str) -> str:
    return f"RAISE EXCEPTION '{says}' USING ERRCODE = '23514', CONSTRAINT = '{law}';"


FACTS_STAND = pgtrigger.Trigger(
    name="the_facts_of_a_photo_never_change",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    func=f"""
        IF OLD.deleted_at IS NOT NULL OR (to_jsonb(NEW) - 'deleted_at') <> (to_jsonb(OLD) - 'deleted_at') THEN
            {_refuse("the_facts_of_a_photo_never_change", "of a photo only the deletion of its file is noted, once")}
        END IF;
        RETURN NEW;
    """,
)
NEVER_DELETED = pgtrigger.Trigger(
    name="photos_are_never_deleted",
    when=pgtrigger.Before,
    operation=pgtrigger.Delete,
    func=_refuse("photos_are_never_deleted", "the entry of a photo stays; its file is deleted"),
)
# Those who add to one subject at once wait for each other: counting alone would let both pass.
LIMITED = pgtrigger.Trigger(
    name=LIMIT_LAW,
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func=f"""
        PERFORM pg_advisory_xact_lock(hashtext('photos of a subject'), hashtext(NEW.subject));
        IF (SELECT count(*) FROM photos_photo WHERE subject = NEW.subject AND deleted_at IS NULL) >= {MOST_LIVE} THEN
            {_refuse(LIMIT_LAW, "a subject has at most 20 photos")}
        END IF;
        RETURN NEW;
    """,  # noqa: S608  (our own words, no input)
)
