"""The laws of a plan's life that only a trigger can state; each raises a check violation under its own name."""

import pgtrigger

from upgrade_program.plans.enums import LIVE
from upgrade_program.plans.lifecycle import STEPS


def law(name: str, *, says: str, operation: pgtrigger.Operation, condition: str = "") -> pgtrigger.Trigger:
    """A row trigger that refuses an operation as the named constraint, always or when `condition` (SQL) holds."""
    refusal = f"RAISE EXCEPTION '{says}' USING ERRCODE = '23514', CONSTRAINT = '{name}';"
    body = f"IF {condition} THEN {refusal} END IF;" if condition else refusal
    returns = "RETURN OLD;" if operation is pgtrigger.Delete else "RETURN NEW;"
    return pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=operation, func=f"{body} {returns}")


_LEGAL_STEPS = ", ".join(sorted(f"('{before}', '{after}')" for before, after in STEPS))
_LIVE = ", ".join(f"'{status}'" for status in LIVE)
_FROZEN = """
    number store_id sold_by_id sold_at customer_id customer_name customer_language consent_id variant_id device sku imei srp base price
    price_version_id phone_invoice_number phone_invoice_price bill_date first_tier_on fall_days expires_on free_look_until terms_id frozen
    place_of_supply buyer_gstin collection_id earlier_date_reason
"""
_FROZEN_CHANGED = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in _FROZEN.split())

PLAN_LAWS = [
    law("plans_are_never_deleted", says="a plan is never deleted", operation=pgtrigger.Delete),
    law(
        "a_plan_starts_pending_or_active",
        says="a plan starts pending or active",
        operation=pgtrigger.Insert,
        condition="NEW.status NOT IN ('pending', 'active')",
    ),
    law(
        "a_plan_takes_legal_steps_only",
        says="this step of a plan is not in its lifecycle",
        operation=pgtrigger.Update,
        condition=f"NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN ({_LEGAL_STEPS})",
    ),
    law("the_promise_is_frozen", says="what was promised at the sale never changes", operation=pgtrigger.Update, condition=_FROZEN_CHANGED),
    law(
        "an_invoice_stays_with_its_plan",
        says="an invoice once issued stays with its plan",
        operation=pgtrigger.Update,
        condition="OLD.invoice_id IS NOT NULL AND NEW.invoice_id IS DISTINCT FROM OLD.invoice_id",
    ),
    # The IMEIs follow the plan's status in the same statement, so no path can forget them (smart-upgrade section 4.1).
    pgtrigger.Trigger(
        name="imeis_follow_their_plan",
        when=pgtrigger.After,
        operation=pgtrigger.UpdateOf("status"),  # type: ignore[no-untyped-call]
        condition=pgtrigger.Condition("OLD.status IS DISTINCT FROM NEW.status"),
        func=f"""
            UPDATE plans_planimei
               SET live = NEW.status IN ({_LIVE}), barred = NEW.status IN ('redeemed', 'expired')
             WHERE plan_id = NEW.id AND NOT swapped_away;
            RETURN NULL;
        """,  # noqa: S608  (built from this module's own words)
    ),
]
