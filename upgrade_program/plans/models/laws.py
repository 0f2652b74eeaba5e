"""The laws of a plan's life that only a trigger can state; each raises a check violation under its own name."""

import pgtrigger

from upgrade_program.foundation.database.laws import never, never_when
from upgrade_program.plans.enums import LIVE
from upgrade_program.plans.lifecycle import STEPS

_LEGAL_STEPS = ", ".join(sorted(f"('{before}', '{after}')" for before, after in STEPS))
_LIVE = ", ".join(f"'{status}'" for status in LIVE)
_FROZEN = """
    number store_id sold_by_id sold_at consent_id variant_id device sku srp base price
    price_version_id phone_invoice_number phone_invoice_price bill_date first_tier_on fall_days expires_on free_look_until terms_id frozen
    place_of_supply collection_id earlier_date_reason
"""
_FORGOTTEN = "EXISTS (SELECT 1 FROM plans_forgottenholder gone WHERE gone.customer_id = OLD.customer_id)"
_FROZEN_CHANGED = (
    " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in _FROZEN.split())
    + f"""
    OR (NEW.buyer_gstin, NEW.buyer_address) IS DISTINCT FROM (OLD.buyer_gstin, OLD.buyer_address)
       AND NOT ((NEW.buyer_gstin, NEW.buyer_address) = ('', '') AND {_FORGOTTEN})
"""
)

PLAN_LAWS = [
    never("plans_are_never_deleted", pgtrigger.Delete, "a plan is never deleted"),
    never_when(
        "a_plan_starts_pending_or_active",
        pgtrigger.Insert,
        "NEW.status NOT IN ('pending', 'active')",
        "a plan starts pending or active",
    ),
    never_when(
        "a_plan_takes_legal_steps_only",
        pgtrigger.Update,
        f"NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN ({_LEGAL_STEPS})",
        "this step of a plan is not in its lifecycle",
    ),
    never_when(
        "an_ended_promise_lives_again_only_held",
        pgtrigger.Update,
        "OLD.status = 'expired' AND NEW.status = 'active' AND (NEW.held_until IS NULL OR NEW.held_until <= OLD.expires_on)",
        "an expired plan lives again only while an extension holds it",
    ),
    never_when("the_promise_is_frozen", pgtrigger.Update, _FROZEN_CHANGED, "what was promised at the sale never changes"),
    never_when(
        "an_imei_changes_only_by_a_swap",
        pgtrigger.Update,
        """NEW.imei IS DISTINCT FROM OLD.imei AND NOT EXISTS (
             SELECT 1 FROM plans_imeiswap swap WHERE swap.plan_id = NEW.id AND (swap.old_imei, swap.new_imei) = (OLD.imei, NEW.imei)
                AND swap.id = (SELECT max(id) FROM plans_imeiswap WHERE plan_id = NEW.id))""",
        "a plan changes its handset only by the swap that says so",
    ),
    never_when(
        "the_holder_changes_only_by_a_record",
        pgtrigger.Update,
        """(NEW.customer_id, NEW.customer_name, NEW.customer_language)
             IS DISTINCT FROM (OLD.customer_id, OLD.customer_name, OLD.customer_language)
             AND NOT ((NEW.customer_id, NEW.customer_name, NEW.customer_language) = (OLD.customer_id, '(erased)', OLD.customer_language)
                      AND EXISTS (SELECT 1 FROM plans_forgottenholder gone WHERE gone.customer_id = OLD.customer_id))
             AND NOT EXISTS (
             SELECT 1 FROM plans_holderchange said WHERE said.plan_id = NEW.id
                AND (said.old_customer_id, said.old_name) = (OLD.customer_id, OLD.customer_name)
                AND (said.new_customer_id, said.new_name, said.new_language) = (NEW.customer_id, NEW.customer_name, NEW.customer_language)
                AND said.id = (SELECT max(id) FROM plans_holderchange WHERE plan_id = NEW.id))""",
        "customer, name and language change only by the record that says so",
    ),
    never_when(
        "an_invoice_stays_with_its_plan",
        pgtrigger.Update,
        "OLD.invoice_id IS NOT NULL AND NEW.invoice_id IS DISTINCT FROM OLD.invoice_id",
        "an invoice once issued stays with its plan",
    ),
    # The IMEIs follow the plan's status in the same statement, so no path can forget them (smart-upgrade section 4.1).
    pgtrigger.Trigger(
        name="imeis_follow_their_plan",
        when=pgtrigger.After,
        operation=pgtrigger.UpdateOf("status"),
        condition=pgtrigger.Condition("OLD.status IS DISTINCT FROM NEW.status"),
        func=f"""
            UPDATE plans_planimei
               SET live = NEW.status IN ({_LIVE}), barred = NEW.status IN ('redeemed', 'expired')
             WHERE plan_id = NEW.id AND NOT swapped_away;
            RETURN NULL;
        """,  # noqa: S608  (built from this module's own words)
    ),
]
