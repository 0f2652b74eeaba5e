"""The battery of hostile statements, continued: a plan price that one person alone would set, or that nobody has granted."""

from __future__ import annotations

from tests.architecture.hostile import again, denied, law
from upgrade_program.catalog.models import PlanPrice, PriceChange, PriceChangeSet

_GRANTED = "a_price_was_granted_by_a_second_person"
_OF = "permission denied for table {}".format
# Set ₹579 from `later`, as head office typed and asked for it.
CLOSE = "UPDATE catalog_planprice SET valid = tstzrange(lower(valid), %(later)s) WHERE id = %(price)s; "

CLOSE_OTHER = "UPDATE catalog_planprice SET valid = tstzrange(lower(valid), %(later)s) WHERE model_id = %(other_model)s; "


def price(**changes: str) -> str:
    """The price of the change set that waits."""
    return CLOSE + again(
        PlanPrice,
        "id = %(price)s",
        **{"amount": "579", "valid": "tstzrange(%(later)s, NULL)", "set_by_id": "%(office)s", "set_at": "%(at)s"}
        | {"change_id": "%(change)s"}
        | changes,
    )


def decided(state: str = "granted", by: str = "%(manager)s") -> str:
    """Somebody decides the request that waits for it."""
    return (
        f"UPDATE approvals_approval SET state = '{state}', decided_by_id = {by}, decided_by_name = 'Somebody', decided_at = %(at)s,"
        " note = 'x' WHERE id = %(waiting_set)s; "
    )


CHANGES = [
    law("set a price alone", price(change_id="NULL"), "a_price_set_by_a_person_was_asked_for"),
    law("set a price that only waits", price(), _GRANTED),
    law("set a price that was rejected", decided("rejected") + price(), _GRANTED),
    law("grant one's own price", decided(by="asked_by_id"), "nobody_approves_their_own"),
    law("set another price than was granted", decided() + price(amount="578"), _GRANTED),
    law("set it for another model", decided() + CLOSE_OTHER + price(model_id="%(other_model)s"), _GRANTED),
    law("set it for one variant alone", decided() + price(variant_id="%(variant)s"), _GRANTED),
    law("set it from another instant", decided() + price(valid="tstzrange(%(later)s + interval '1 second', NULL)"), _GRANTED),
    law("set it in another's name", decided() + price(set_by_id="%(manager)s"), _GRANTED),
    law("use one grant twice", decided() + price() + "; " + price(withdrawn_at="%(at)s"),
        "catalog_planprice_change_id_key"),
    law("slip a row into what was asked for", "INSERT INTO catalog_pricechange (change_set_id, model_id, amount)"
        " VALUES (%(change_set)s, %(other_model)s, 449)", "what_was_asked_for_gets_no_more_rows"),
    law("a new price for nothing", "INSERT INTO catalog_pricechange (change_set_id, model_id, amount)"
        " VALUES (%(draft_set)s, %(model)s, 0)", "a_new_price_is_above_zero"),
    law("two new prices of one model", "INSERT INTO catalog_pricechange (change_set_id, model_id, amount)"
        " VALUES (%(draft_set)s, %(other_model)s, 449)", "one_row_a_device_and_change_set"),
    law("a variant of another model", "INSERT INTO catalog_pricechange (change_set_id, model_id, variant_id, amount)"
        " VALUES (%(draft_set)s, %(other_model)s, %(variant)s, 449)", "a_change_names_a_variant_of_its_model"),
    law("a change set from before it was made", again(PriceChangeSet, "id = %(change_set)s", from_at="made_at"),
        "a_change_set_begins_after_it_was_made"),
    law("a change set for no reason", again(PriceChangeSet, "id = %(change_set)s", reason="''"), "a_change_set_has_a_reason"),
    denied("another amount than was asked", "UPDATE catalog_pricechange SET amount = 1", _OF("catalog_pricechange")),
    denied("forget what was asked", "DELETE FROM catalog_pricechange", _OF("catalog_pricechange")),
    denied("another instant than was asked", "UPDATE catalog_pricechangeset SET from_at = now()", _OF("catalog_pricechangeset")),
    denied("another maker", "UPDATE catalog_pricechangeset SET made_by_id = %(clerk)s", _OF("catalog_pricechangeset")),
    denied("forget a change set", "DELETE FROM catalog_pricechangeset", _OF("catalog_pricechangeset")),
]  # fmt: skip

# The control: what another one has granted passes.
GRANTED_LAWFULLY = decided() + price()
TYPED_LAWFULLY = again(PriceChange, "id = %(change)s", change_set_id="%(draft_set)s", seen_id="NULL")
