"""Statements against the promises: plans, their numbers, their links, their phones and holders. Read as `hostile` says."""

from __future__ import annotations

from tests.architecture.hostile import again, denied, law
from upgrade_program.plans.models import ImeiSwap, Plan, PlanImei, PublicLink, SwapRequest

_OF_A_TABLE = "permission denied for table {}".format


def _swap(**changes: str) -> str:
    """Insert the swap that was asked for and not granted."""
    values = {"plan_id": "%(other_plan)s", "request_id": "r.id", "old_imei": "p.imei", "new_imei": "r.new_imei", "new_imei2": "''",
              "requested_by_id": "%(clerk)s", "approved_by_id": "%(manager)s", "at": "%(at)s"} | changes  # fmt: skip
    return (
        f"INSERT INTO plans_imeiswap ({', '.join(values)}) SELECT {', '.join(values.values())} FROM plans_swaprequest r, plans_plan p"
        " WHERE r.id = %(asked)s AND p.id = %(other_plan)s"
    )


def _holder(**changes: str) -> str:
    """Insert a record that gives a plan away, by a name."""
    values = {"plan_id": "id", "kind": "'transfer'", "old_customer_id": "customer_id", "new_customer_id": "customer_id",
              "old_name": "customer_name", "new_name": "'Somebody'", "new_language": "customer_language", "reason": "'x'",
              "by_id": "%(clerk)s", "at": "%(at)s"} | changes  # fmt: skip
    return f"INSERT INTO plans_holderchange ({', '.join(values)}) SELECT {', '.join(values.values())} FROM plans_plan WHERE id = %(plan)s"


PROMISES = [
    denied("delete a plan", "DELETE FROM plans_plan WHERE id = %(plan)s", _OF_A_TABLE("plans_plan")),
    *(
        denied(f"rewrite: {change.partition(' ')[0]}", f"UPDATE plans_plan SET {change} WHERE id = %(plan)s", _OF_A_TABLE("plans_plan"))
        for change in (
            "number = '1KGY4A8D5BR'", "price = 1", "srp = 99999", "base = 99999", "frozen = '{}'", "bill_date = bill_date + 30",
            "expires_on = expires_on + 365", "free_look_until = free_look_until + 90", "imei = '490154203237518'", "sold_at = now()",
            "sold_by_id = %(manager)s", "store_id = %(other_store)s", "customer_id = customer_id + 1", "customer_name = 'Somebody'",
            "collection_id = %(open_collection)s", "consent_id = NULL", "terms_id = NULL",
            "buyer_address = 'Elsewhere'",
        )
    ),
    denied("free an IMEI by hand", "UPDATE plans_planimei SET live = false WHERE plan_id = %(plan)s", _OF_A_TABLE("plans_planimei")),
    denied("delete an IMEI", "DELETE FROM plans_planimei WHERE plan_id = %(plan)s", _OF_A_TABLE("plans_planimei")),
    denied("the old phone back", "DELETE FROM plans_imeiswap WHERE id = %(swap)s", _OF_A_TABLE("plans_imeiswap")),
    denied("another phone", "UPDATE plans_imeiswap SET new_imei = '490154203237518' WHERE id = %(swap)s", _OF_A_TABLE("plans_imeiswap")),
    denied("another paper", "UPDATE plans_swaprequest SET document = 'X' WHERE id = %(asked)s", _OF_A_TABLE("plans_swaprequest")),
    denied("another asker", "UPDATE plans_swaprequest SET asked_by_id = %(manager)s", _OF_A_TABLE("plans_swaprequest")),
    denied("forget who held it", "DELETE FROM plans_holderchange", _OF_A_TABLE("plans_holderchange")),
    denied("rewrite who held it", "UPDATE plans_holderchange SET new_name = 'Somebody'", _OF_A_TABLE("plans_holderchange")),
    denied("an old link again", "UPDATE plans_publiclink SET token = 'mine' WHERE plan_id = %(plan)s", _OF_A_TABLE("plans_publiclink")),
    denied("better terms", "UPDATE plans_termstier SET percent = 100", _OF_A_TABLE("plans_termstier")),
    denied("a day that was never worked", "DELETE FROM plans_businessday", _OF_A_TABLE("plans_businessday")),
    law("a step back", "UPDATE plans_plan SET status = 'pending' WHERE id = %(plan)s", "a_plan_takes_legal_steps_only"),
    law("wake a cancelled plan", "UPDATE plans_plan SET status = 'active' WHERE id = %(cancelled)s", "a_plan_takes_legal_steps_only"),
    law("wake an expired plan", "UPDATE plans_plan SET status = 'active' WHERE id = %(expired)s", "an_ended_promise_lives_again_only_held"),
    law("redeem an expired plan", "UPDATE plans_plan SET status = 'redeemed' WHERE id = %(expired)s", "a_plan_takes_legal_steps_only"),
    law("the same through pgtrigger's back door", "SET LOCAL pgtrigger.ignore = '{pgtrigger_a_plan_takes_legal_steps_only_87a8c}';"
        " UPDATE plans_plan SET status = 'pending' WHERE id = %(plan)s", "a_plan_takes_legal_steps_only"),
    law("another plan's invoice", "UPDATE plans_plan SET invoice_id = %(other_invoice)s WHERE id = %(plan)s",
        "an_invoice_stays_with_its_plan"),
    law("an invoice less", "UPDATE plans_plan SET invoice_id = NULL WHERE id = %(plan)s", "an_invoice_stays_with_its_plan"),
    law("cancel without a credit note", "UPDATE plans_plan SET status = 'cancelled' WHERE id = %(plan)s",
        "a_cancelled_invoice_has_its_credit_note"),
    law("activate without an invoice", "UPDATE plans_plan SET status = 'active' WHERE id = %(waiting)s",
        "a_plan_beyond_pending_is_invoiced"),
    law("hold 101 per cent", "UPDATE plans_plan SET held_percent = 101, held_until = '2028-01-01' WHERE id = %(plan)s",
        "a_hold_has_a_day_and_a_percent"),
    law("a plan born redeemed", again(Plan, "id = %(plan)s", number="'1KGY4A8D5BR'", status="'redeemed'"),
        "a_plan_starts_pending_or_active"),
    law("a number already given", again(Plan, "id = %(plan)s", phone_invoice_number="'V/99'"), "plans_plan_number_"),
    law("a second live plan on an IMEI", "INSERT INTO plans_planimei (plan_id, imei, live, barred, swapped_away)"
        " VALUES (%(other_plan)s, %(imei)s, true, false, false)", "one_live_plan_per_imei"),
    law("an IMEI that is none", again(PlanImei, "plan_id = %(plan)s", imei="'49015420323751'"), "an_imei_has_fifteen_digits"),
    law("a swapped IMEI still good", again(PlanImei, "plan_id = %(plan)s", imei="'490154203237518'", swapped_away="true"),
        "an_imei_swapped_away_is_barred"),
    law("swap alone", _swap(requested_by_id="%(clerk)s", approved_by_id="%(clerk)s"), "nobody_swaps_alone"),
    law("swap before anybody granted it", _swap(), "a_swap_is_what_was_asked_and_granted"),
    law("swap another's phone", _swap(plan_id="%(plan)s"), "a_swap_starts_from_the_plans_handset"),
    law("swap once more by an old request", again(ImeiSwap, "id = %(swap)s", old_imei="new_imei", new_imei="'490154203237518'"),
        "plans_imeiswap_request_id_"),
    law("a swap without a paper", again(SwapRequest, "id = %(asked)s", document="' '", approval_id="0"), "a_swap_names_its_paper"),
    law("give a plan to somebody", _holder(), "only_terms_that_allow_it_transfer_a_plan"),
    law("a new name without a reason", _holder(kind="'correction'", reason="' '"), "a_holder_change_has_a_reason"),
    law("a correction that corrects nothing", _holder(kind="'correction'", new_name="customer_name"), "a_holder_change_changes_something"),
    law("a holder of no language", _holder(kind="'correction'", new_language="'xx'"), "a_holder_is_written_to_in_a_known_language"),
    law("a holder who never was", _holder(kind="'correction'", old_name="'Nobody'"), "a_holder_change_starts_from_the_holder"),
    law("a second public link", again(PublicLink, "plan_id = %(plan)s", token="'mine'"), "one_public_link_in_force_a_plan"),
]  # fmt: skip
