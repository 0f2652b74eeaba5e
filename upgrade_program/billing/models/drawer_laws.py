"""The laws of the cash drawer that a check cannot state: its life, what it may hold, and that the frozen sums are those of its lines."""

import pgtrigger

from upgrade_program.foundation.database.laws import at_commit, before, never, refuse

DRAWERS_FOLLOW_THEIR_LIFE = before(
    "drawers_follow_their_life",
    pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    f"""
    IF TG_OP = 'INSERT' AND NEW.closed_at IS NULL AND NEW.counts = 0 THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.closed_at IS NULL
       AND (NEW.id, NEW.store_id, NEW.day, NEW.opening, NEW.opened_at, NEW.opened_by_id)
         = (OLD.id, OLD.store_id, OLD.day, OLD.opening, OLD.opened_at, OLD.opened_by_id)
       AND (NEW.counts = OLD.counts + 1
            OR (NEW.counts, NEW.counted, NEW.counted_at, NEW.counted_by_id)
               IS NOT DISTINCT FROM (OLD.counts, OLD.counted, OLD.counted_at, OLD.counted_by_id)) THEN
        RETURN NEW;
    END IF;
    {refuse("drawers_follow_their_life", "a drawer opens, is counted and closes; what it began with and a closed one never change")}
    """,
)

# The share lock makes a line wait for a closing that is under way: nothing slips into a drawer that has been summed.
_OF_THE_SAME_OPEN_DRAWER = """
    SELECT d.store_id INTO place FROM billing_drawer d WHERE d.id = NEW.drawer_id AND d.closed_at IS NULL FOR SHARE;
"""
LINES_ENTER_AN_OPEN_DRAWER = before(
    "lines_enter_an_open_drawer",
    pgtrigger.Insert,
    f"""
    {_OF_THE_SAME_OPEN_DRAWER}
    SELECT count(*) = 1 INTO fits
    FROM billing_payment p JOIN billing_collection c ON c.id = p.collection_id LEFT JOIN billing_refund r ON r.id = NEW.refund_id
    WHERE p.id = coalesce(NEW.payment_id, r.payment_id) AND p.state = 'received' AND c.store_id = place;
    IF fits THEN
        RETURN NEW;
    END IF;
    {refuse("lines_enter_an_open_drawer", "a drawer holds money of its own store, received or given back, while it is open")}
    """,  # noqa: S608  built of constants only
    declare=[("place", "bigint"), ("fits", "boolean")],
)
MOVES_ENTER_AN_OPEN_DRAWER = before(
    "moves_enter_an_open_drawer",
    pgtrigger.Insert,
    f"""
    {_OF_THE_SAME_OPEN_DRAWER}
    IF place IS NOT NULL THEN
        RETURN NEW;
    END IF;
    {refuse("moves_enter_an_open_drawer", "cash is put into or taken out of an open drawer only")}
    """,
    declare=[("place", "bigint")],
)
LINES_NEVER_CHANGE = never("drawer_lines_never_change", pgtrigger.Update | pgtrigger.Delete, "what a drawer holds never changes")
MOVES_NEVER_CHANGE = never("cash_moves_never_change", pgtrigger.Update | pgtrigger.Delete, "a cash move never changes")


def _sum(method: str, *, of: str) -> str:
    return f"coalesce(sum({of}.amount) FILTER (WHERE {'p' if of == 'p' else 'paid'}.method = '{method}'), 0)"


_RECEIVED = ", ".join(_sum(method, of="p") for method in ("cash", "upi", "card", "points"))
_BACK = ", ".join(_sum(method, of="r") for method in ("cash", "upi", "card", "points"))
A_CLOSED_DRAWER_HOLDS_ITS_LINES = at_commit(
    "a_closed_drawer_holds_its_lines",
    pgtrigger.Insert | pgtrigger.Update,
    f"""
    IF NEW.closed_at IS NOT NULL THEN
        SELECT (NEW.cash_in, NEW.upi_in, NEW.card_in, NEW.points_in, NEW.cash_back, NEW.upi_back, NEW.card_back, NEW.points_back)
             = ({_RECEIVED}, {_BACK}) INTO fits
        FROM billing_drawerline line
        LEFT JOIN billing_payment p ON p.id = line.payment_id
        LEFT JOIN billing_refund r ON r.id = line.refund_id
        LEFT JOIN billing_payment paid ON paid.id = r.payment_id
        WHERE line.drawer_id = NEW.id;
        IF NOT fits THEN
            {refuse("a_closed_drawer_holds_its_lines", "the frozen sums of a drawer are not those of its payments and refunds")}
        END IF;
        SELECT (NEW.added, NEW.taken)
             = (coalesce(sum(amount) FILTER (WHERE kind = 'added'), 0), coalesce(sum(amount) FILTER (WHERE kind <> 'added'), 0)) INTO fits
        FROM billing_cashmove WHERE drawer_id = NEW.id;
        IF NOT fits THEN
            {refuse("a_closed_drawer_holds_its_moves", "the frozen sums of a drawer are not those of its cash moves")}
        END IF;
    END IF;
    """,  # noqa: S608  built of constants only
    declare=[("fits", "boolean")],
)
