"""The laws of a claim token that a check cannot state; each raises a check violation under its own name."""

from __future__ import annotations

from typing import Any

import pgtrigger

from upgrade_program.buyback.enums import OPEN_STATES
from upgrade_program.foundation.database.laws import at_commit, before, never, never_when, refuse

_OPEN = ", ".join(f"'{state}'" for state in OPEN_STATES)
_RESERVED = "plan_id salt digest reserved_at reserved_on percent assured held_through"
_CHANGED = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in _RESERVED.split())


def a_standing_claim_token_holds_its_plan(tokens: str, operation: Any, condition: Any = None) -> pgtrigger.Trigger:
    """At commit: while an active plan has a standing token, the plan's hold is that token's; `tokens` says in SQL which are looked at."""
    return at_commit(
        "a_standing_claim_token_holds_its_plan",
        operation,
        f"""
        SELECT EXISTS (SELECT 1 FROM buyback_claimtoken t JOIN plans_plan p ON p.id = t.plan_id
                        WHERE {tokens} AND t.state = 'held' AND p.status = 'active'
                          AND (p.held_percent, p.held_until) IS DISTINCT FROM (t.percent, t.held_through)) INTO loose;
        IF loose THEN
            {refuse("a_standing_claim_token_holds_its_plan", "a standing claim token holds its tier on the plan")}
        END IF;
        """,  # noqa: S608  built of constants only
        declare=[("loose", "boolean")],
        condition=condition,
    )


def no_claim_token_stands_beside_an_open_claim(which: str, operation: Any, condition: str) -> pgtrigger.Trigger:
    """At commit: a claim uses the token of its plan up, and none is reserved while it goes on; `which` says in SQL what is looked at."""
    return at_commit(
        "no_claim_token_stands_beside_an_open_claim",
        operation,
        f"""
        SELECT EXISTS (SELECT 1 FROM buyback_claimtoken t JOIN buyback_claim c ON c.plan_id = t.plan_id
                        WHERE {which} AND t.state = 'held' AND c.state IN ({_OPEN})) INTO beside;
        IF beside THEN
            {refuse("no_claim_token_stands_beside_an_open_claim", "a claim token does not stand beside an open claim")}
        END IF;
        """,  # noqa: S608  built of constants only
        declare=[("beside", "boolean")],
        condition=pgtrigger.Condition(condition),
    )


TOKEN_LAWS = [
    never("claim_tokens_are_never_deleted", pgtrigger.Delete, "a claim token is never deleted"),
    never_when("a_claim_token_starts_standing", pgtrigger.Insert, "NEW.state <> 'held'", "a claim token starts standing"),
    never_when("what_was_reserved_stays", pgtrigger.Update, _CHANGED, "what was reserved never changes"),
    never_when(
        "an_ended_claim_token_never_changes",
        pgtrigger.Update,
        "OLD.state <> 'held' AND NEW IS DISTINCT FROM OLD",
        "a claim token that was used or has ended never changes",
    ),
    # The tier, the rupees and the days in the database's own words, out of the plan's frozen terms. Months are added to the bill date,
    # clamped to the month's end, as kernel.months does it; a test compares the two over every day of a plan.
    before(
        "a_claim_token_holds_the_tier_of_its_day",
        pgtrigger.Insert,
        f"""
        SELECT EXISTS (
            SELECT 1 FROM plans_plan p, jsonb_array_elements(p.frozen -> 'tiers') AS tier
             WHERE p.id = NEW.plan_id AND p.status = 'active' AND (tier ->> 2)::int = NEW.percent
               AND p.bill_date + make_interval(months => (tier ->> 0)::int) < NEW.reserved_on
               AND p.bill_date + make_interval(months => (tier ->> 1)::int) >= NEW.reserved_on
               AND round(p.base * NEW.percent / 100) = NEW.assured
               AND NEW.reserved_on + (p.frozen #>> '{{limits,hold_days}}')::int = NEW.held_through) INTO fits;
        IF fits THEN
            RETURN NEW;
        END IF;
        {refuse("a_claim_token_holds_the_tier_of_its_day", "a claim token holds what its plan gives that day, for the days of its terms")}
        """,  # noqa: S608  built of constants only
        declare=[("fits", "boolean")],
    ),
    before(
        "a_claim_token_opens_a_claim_of_its_tier",
        pgtrigger.Update,
        f"""
        SELECT EXISTS (SELECT 1 FROM buyback_claim c
                        WHERE c.id = NEW.claim_id AND (c.plan_id, c.percent) = (NEW.plan_id, NEW.percent)
                          AND c.opened_on BETWEEN NEW.reserved_on AND NEW.held_through) INTO fits;
        IF fits THEN
            RETURN NEW;
        END IF;
        {refuse("a_claim_token_opens_a_claim_of_its_tier", "a claim token opens a claim on its plan, in its tier, through its day")}
        """,  # noqa: S608  built of constants only
        declare=[("fits", "boolean")],
        condition=pgtrigger.Condition("(NEW.claim_id IS NOT NULL)"),
    ),
    a_standing_claim_token_holds_its_plan("t.id = NEW.id", pgtrigger.Insert | pgtrigger.Update),
    no_claim_token_stands_beside_an_open_claim("t.id = NEW.id", pgtrigger.Insert, "(NEW.state = 'held')"),
]
