"""Triggers that keep the history of prices and of stops: what was once written stands for good."""

import pgtrigger

from upgrade_program.foundation.database.laws import at_commit, before, never, never_when, refuse


def prices_stay_as_written(law: str, *, fixed: str, settable: str = "TRUE") -> pgtrigger.Trigger:
    """Refuses under the name `law`: deleting a row, or changing anything but an open end into a later one.

    `fixed` are the columns that never change; `settable` is a further condition on what may change once.
    """
    old, new = (", ".join(f"{row}.{column.strip()}" for column in fixed.split(",")) for row in ("OLD", "NEW"))
    return before(
        law,
        pgtrigger.Update | pgtrigger.Delete,
        f"""
            IF TG_OP = 'UPDATE' AND ({old}) IS NOT DISTINCT FROM ({new})
               AND lower(NEW.valid) = lower(OLD.valid) AND NOT isempty(NEW.valid)
               AND (NEW.valid = OLD.valid OR upper_inf(OLD.valid))
               AND {settable} THEN
                RETURN NEW;
            END IF;
            {refuse(law, "a price stands as it was written: only its open end is set, once")}
        """,
    )


CHANGE_SET_LAWS = [never("a_change_set_stands_as_it_was_made", pgtrigger.Update | pgtrigger.Delete, "a change set stands as it was made")]
CHANGE_LAWS = [
    never("changes_are_only_added", pgtrigger.Update | pgtrigger.Delete, "a row of a change set stands as it was typed"),
    never_when(
        "what_was_asked_for_gets_no_more_rows",
        pgtrigger.Insert,
        """EXISTS (SELECT 1 FROM approvals_approval a
                    WHERE a.kind = 'prices.change' AND a.subject = 'prices:' || NEW.change_set_id)""",
        "a change set that was asked for gets no more rows",
    ),
]
# At commit: the second person's yes is the last row of the act.
A_PRICE_WAS_GRANTED = at_commit(
    "a_price_was_granted_by_a_second_person",
    pgtrigger.Insert,
    f"""
    SELECT EXISTS (
        SELECT 1 FROM catalog_pricechange c
          JOIN catalog_pricechangeset s ON s.id = c.change_set_id
          JOIN approvals_approval a ON a.kind = 'prices.change' AND a.subject = 'prices:' || s.id
         WHERE c.id = NEW.change_id AND a.state = 'granted' AND a.asked_by_id = s.made_by_id AND a.decided_by_id <> s.made_by_id
           AND c.model_id = NEW.model_id AND c.variant_id IS NOT DISTINCT FROM NEW.variant_id
           AND c.amount = NEW.amount AND s.from_at = lower(NEW.valid) AND s.made_by_id = NEW.set_by_id) INTO granted;
    IF NOT granted THEN
        {refuse("a_price_was_granted_by_a_second_person", "a price set by a person is one that a second person has granted")}
    END IF;
    """,  # noqa: S608  built of constants only
    declare=[("granted", "boolean")],
    condition=pgtrigger.Condition("NEW.change_id IS NOT NULL"),
)
STOP_LAWS = [
    before(
        "a_stop_stands_as_written_and_is_lifted_once",
        pgtrigger.Update | pgtrigger.Delete,
        f"""
            IF TG_OP = 'UPDATE' AND OLD.lifted_at IS NULL AND NEW.lifted_at IS NOT NULL
               AND (NEW.id, NEW.model_id, NEW.reason, NEW.stopped_at, NEW.stopped_by_id)
                   IS NOT DISTINCT FROM (OLD.id, OLD.model_id, OLD.reason, OLD.stopped_at, OLD.stopped_by_id) THEN
                RETURN NEW;
            END IF;
            {refuse("a_stop_stands_as_written_and_is_lifted_once", "a stop of selling stands as it was written: it is lifted, once")}
        """,
    ),
    never_when("a_stop_begins_by_standing", pgtrigger.Insert, "NEW.lifted_at IS NOT NULL", "a stop of selling begins by standing"),
    # At commit: the second person's yes is the last row of the act.
    at_commit(
        "a_stop_was_lifted_by_a_second_person",
        pgtrigger.Update,
        f"""
        SELECT EXISTS (
            SELECT 1 FROM approvals_approval a
             WHERE a.id = NEW.lifted_approval_id AND a.kind = 'stop.lift' AND a.subject = 'stop:' || NEW.id AND a.needs = 'headoffice'
               AND a.state = 'granted' AND a.decided_by_id <> a.asked_by_id AND a.decided_at = NEW.lifted_at) INTO granted;
        IF NOT granted THEN
            {refuse("a_stop_was_lifted_by_a_second_person", "a stop of selling is lifted when a second person has granted it")}
        END IF;
        """,  # noqa: S608  built of constants only
        declare=[("granted", "boolean")],
    ),
]
