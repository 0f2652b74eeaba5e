"""Triggers that keep the history of prices: an amount, once written, stands for good."""

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
