"""The laws of a claim that a check cannot state; each raises a check violation under its own name."""

from typing import Any

import pgtrigger

from upgrade_program.buyback.enums import OPEN_STATES
from upgrade_program.buyback.lifecycle import STEPS
from upgrade_program.buyback.models.token_laws import no_claim_token_stands_beside_an_open_claim
from upgrade_program.foundation.database.laws import at_commit, before, never, never_when, refuse

_LEGAL_STEPS = ", ".join(sorted(f"('{first}', '{then}')" for first, then in STEPS))
_OPEN = ", ".join(f"'{state}'" for state in OPEN_STATES)
_OPENED_WITH = "number plan_id store_id opened_at opened_on opened_by_id percent assured held_through handset_imei wording photo_views"
_CHANGED = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in _OPENED_WITH.split())
_BEYOND_CHECK = "('accepted', 'settled', 'reversed')"


def an_open_claim_holds_its_plan(claims: str, operation: Any, condition: Any = None) -> pgtrigger.Trigger:
    """At commit: while an active plan has an open claim, the plan's hold is that claim's; `claims` says in SQL which are looked at."""
    return at_commit(
        "an_open_claim_holds_its_plan",
        operation,
        f"""
        SELECT EXISTS (SELECT 1 FROM buyback_claim c JOIN plans_plan p ON p.id = c.plan_id
                        WHERE {claims} AND c.state IN ({_OPEN}) AND p.status = 'active'
                          AND (p.held_percent, p.held_until) IS DISTINCT FROM (c.percent, c.held_through)) INTO loose;
        IF loose THEN
            {refuse("an_open_claim_holds_its_plan", "an open claim holds its tier on the plan")}
        END IF;
        """,  # noqa: S608  built of constants only
        declare=[("loose", "boolean")],
        condition=condition,
    )


CLAIM_LAWS = [
    never("claims_are_never_deleted", pgtrigger.Delete, "a claim is never deleted"),
    never_when("a_claim_starts_open", pgtrigger.Insert, "NEW.state <> 'open'", "a claim starts open"),
    never_when(
        "claims_take_legal_steps_only",
        pgtrigger.Update,
        f"NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN ({_LEGAL_STEPS})",
        "this step of a claim is not in its lifecycle",
    ),
    never_when("what_a_claim_opened_with_stays", pgtrigger.Update, _CHANGED, "what a claim opened with never changes"),
    never_when(
        "an_accepted_offer_is_frozen",
        pgtrigger.Update,
        f"""OLD.state IN {_BEYOND_CHECK} AND (NEW.answers, NEW.deducted, NEW.waived, NEW.payable, NEW.accepted_at)
            IS DISTINCT FROM (OLD.answers, OLD.deducted, OLD.waived, OLD.payable, OLD.accepted_at)""",
        "what the customer accepted never changes",
    ),
    never_when(
        "a_second_look_is_somebody_elses",
        pgtrigger.Update,
        "NEW.second_look_by_id IS NOT NULL AND OLD.second_look_by_id IS NULL AND NEW.second_look_by_id = OLD.ended_by_id",
        "the second look is not the refusers own",
    ),
    never_when(
        "a_second_look_is_taken_once",
        pgtrigger.Update,
        "OLD.second_look_at IS NOT NULL AND (NEW.second_look_at, NEW.second_look_by_id, NEW.upheld)"
        " IS DISTINCT FROM (OLD.second_look_at, OLD.second_look_by_id, OLD.upheld)",
        "a second look is taken once",
    ),
    before(
        "a_claim_is_made_with_the_plans_handset",
        pgtrigger.Insert,
        f"""
        SELECT EXISTS (SELECT 1 FROM plans_planimei i JOIN plans_plan p ON p.id = i.plan_id
                        WHERE i.plan_id = NEW.plan_id AND i.imei = NEW.handset_imei AND i.live AND p.status = 'active') INTO fits;
        IF fits THEN
            RETURN NEW;
        END IF;
        {refuse("a_claim_is_made_with_the_plans_handset", "a claim is made on an active plan, with its own handset")}
        """,  # noqa: S608  built of constants only
        declare=[("fits", "boolean")],
    ),
    # The same arithmetic as valuation.deductions, in the database's own words; a test compares the two over all answers.
    before(
        "deductions_are_computed",
        pgtrigger.Insert | pgtrigger.Update,
        f"""
        IF NEW.deducted IS NULL OR (TG_OP = 'UPDATE' AND (NEW.answers, NEW.deducted) IS NOT DISTINCT FROM (OLD.answers, OLD.deducted)) THEN
            RETURN NEW;
        END IF;
        rest := 100;
        due := 0;
        FOR line IN
            SELECT question.item ->> 0 AS key, (question.item ->> 1)::int AS minor, (question.item ->> 2)::int AS major
              FROM plans_plan p, jsonb_array_elements(p.frozen -> 'checks') WITH ORDINALITY AS question (item, place)
             WHERE p.id = NEW.plan_id ORDER BY question.place
        LOOP
            taken := least(rest, CASE NEW.answers ->> line.key WHEN 'major' THEN line.major WHEN 'minor' THEN line.minor ELSE 0 END);
            rest := rest - taken;
            due := due + round(NEW.assured * taken / 100);
        END LOOP;
        IF NEW.deducted <> least(due, NEW.assured) THEN
            {refuse("deductions_are_computed", "the deductions are not those of the answers")}
        END IF;
        RETURN NEW;
        """,  # noqa: S608  built of constants only
        declare=[("line", "record"), ("rest", "int"), ("taken", "int"), ("due", "numeric")],
    ),
    an_open_claim_holds_its_plan("c.id = NEW.id", pgtrigger.Insert | pgtrigger.Update),
    # Open is where a claim begins, and where a second look lets it go on.
    no_claim_token_stands_beside_an_open_claim("c.id = NEW.id", pgtrigger.Insert | pgtrigger.UpdateOf("state"), "(NEW.state = 'open')"),
    # At commit, because the grant is written after its effect. The newest grant counts, and only for the deductions it was asked of.
    at_commit(
        "what_is_waived_was_granted",
        pgtrigger.Insert | pgtrigger.UpdateOf("waived", "deducted"),
        f"""
        SELECT c.waived > 0 AND NOT EXISTS (
                   SELECT 1 FROM approvals_approval said
                    WHERE said.id = (SELECT max(id) FROM approvals_approval
                                      WHERE kind = 'claim.override' AND subject = 'claim:' || c.id AND state = 'granted')
                      AND said.decided_by_id <> said.asked_by_id
                      AND ((said.facts ->> 'amount')::numeric, (said.facts ->> 'deducted')::numeric) = (c.waived, c.deducted)) INTO unheard
          FROM buyback_claim c WHERE c.id = NEW.id;
        IF unheard THEN
            {refuse("what_is_waived_was_granted", "what is waived of the deductions is what one person asked for and another one granted")}
        END IF;
        """,  # noqa: S608  built of constants only
        declare=[("unheard", "boolean")],
        condition=pgtrigger.Condition("(NEW.waived > 0)"),
    ),
    at_commit(
        "a_claim_is_settled_by_its_settlement",
        pgtrigger.UpdateOf("state"),
        f"""
        SELECT c.state IN ('settled', 'reversed')
               AND NOT EXISTS (SELECT 1 FROM buyback_settlement s
                                WHERE s.claim_id = c.id AND (s.reversed_at IS NOT NULL) = (c.state = 'reversed')) INTO bare
          FROM buyback_claim c WHERE c.id = NEW.id;
        IF bare THEN
            {refuse("a_claim_is_settled_by_its_settlement", "a claim is settled by a settlement, and reversed with it")}
        END IF;
        """,  # noqa: S608  built of constants only
        declare=[("bare", "boolean")],
    ),
]

# The acts end them by themselves; this way no act forgets one, whoever writes it. Last in its statement: what the statement itself has
# ended is left alone. Expiry, which ends plans by the million, ends their requests in its own statement.
REQUESTS_END_WITH_THEIR_PLAN = pgtrigger.Trigger(
    name="requests_end_with_their_plan",
    when=pgtrigger.After,
    operation=pgtrigger.UpdateOf("status"),
    condition=pgtrigger.Condition("(OLD.status IS DISTINCT FROM NEW.status AND NEW.status IN ('cancelled', 'redeemed'))"),
    func="""
        UPDATE approvals_approval SET state = 'lapsed', decided_at = coalesce(NEW.ended_at, now())
         WHERE state = 'waiting'
           AND (subject = 'plan:' || NEW.id
                OR kind = 'claim.override' AND subject IN (SELECT 'claim:' || id FROM buyback_claim WHERE plan_id = NEW.id));
        RETURN NULL;
    """,
)

GATES_NEVER_CHANGE = never("passed_gates_never_change", pgtrigger.Update | pgtrigger.Delete, "what was seen at a gate never changes")
