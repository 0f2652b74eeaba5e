"""Triggers that keep the history of prices: an amount, once written, stands for good."""

import pgtrigger

from upgrade_program.foundation.database.laws import before, refuse


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
