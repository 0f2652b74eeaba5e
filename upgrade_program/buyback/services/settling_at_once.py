"""Writing a settlement by one statement: one round trip where the steps take a dozen (performance.md)."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import connection

from upgrade_program.billing.enums import Series
from upgrade_program.billing.models.rules import LAST_SERIAL
from upgrade_program.billing.numbers import begins
from upgrade_program.billing.refusals import SeriesFull
from upgrade_program.buyback.enums import Owed, State, Stock, VoucherKind
from upgrade_program.buyback.events import ClaimSettled
from upgrade_program.buyback.models import PurchaseVoucher, Settlement
from upgrade_program.buyback.services.overriding import EXTENSION, OVERRIDE
from upgrade_program.buyback.services.settling_steps import news_of
from upgrade_program.catalog.queries import Offer
from upgrade_program.foundation.approvals.enums import State as Asked
from upgrade_program.foundation.audit.services import as_facts
from upgrade_program.foundation.database.prepared import Prepared
from upgrade_program.foundation.outbox.services import is_wanted, payload_of, wake
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.enums import Status

# What the row says is taken from what was agreed, under the same names.
_SETTLEMENT = (
    *("payable", "new_variant_id", "new_device", "new_imei", "new_srp", "new_price", "bill_number", "year"),
    *("exchange", "forfeited", "excess_acknowledged"),
)
_LETTER = Series.PURCHASE_VOUCHER.value
# What stands in every settlement.
_ALWAYS: dict[str, Any] = {
    "letter": _LETTER,
    "last_serial": LAST_SERIAL,
    "kind": VoucherKind.PURCHASE.value,
    "stock": Stock.QUARANTINE.value,
    "owed": Owed.EXCHANGE.value,
    "plan_status": Status.REDEEMED.value,
    "state": State.SETTLED.value,
    "waiting": Asked.WAITING.value,
    "lapsed": Asked.LAPSED.value,
    "override": OVERRIDE,
    "extension": EXTENSION,
    "topic": ClaimSettled.topic,
}
_TEXTS = (
    *("letter", "kind", "stock", "owed", "plan_status", "state", "waiting", "lapsed", "override", "extension", "topic"),
    *("number_begins", "role", "new_device", "new_imei", "bill_number"),
)
_WRITE = Prepared(
    "settling_at_once",
    Path(__file__).with_suffix(".sql").read_text(),
    {
        **dict.fromkeys(_TEXTS, "text"),
        **dict.fromkeys(("claim", "plan", "store", "staff", "new_variant_id"), "bigint"),
        **dict.fromkeys(("payable", "new_srp", "new_price", "exchange", "forfeited"), "numeric"),
        **dict.fromkeys(("news", "facts"), "jsonb"),
        **dict.fromkeys(("year", "last_serial"), "integer"),
        **dict.fromkeys(("excess_acknowledged", "wanted"), "boolean"),
        **{"at": "timestamptz", "on": "date"},
    },
)


def write_at_once(settlement: Settlement, *, offer: Offer, paid_with_points: Decimal, actor: Actor) -> Settlement:
    """Store what was agreed, with all its rows, as the steps do; refuses as they do, and the laws by their names.

    Claim and plan are locked, and the claim is accepted. `series_full` leaves nothing behind.
    """
    news = news_of(settlement, settlement_id=0, offer=offer, paid_with_points=paid_with_points)
    with connection.cursor() as cursor:
        _WRITE.execute(cursor, _parameters(settlement, news=news, actor=actor))
        settlement_id, noted, *paper = cursor.fetchone()
    if settlement_id is None:
        raise SeriesFull
    if noted is None:
        raise RuntimeError("a settlement without its audit row")
    if is_wanted(ClaimSettled):
        wake()
    settlement.pk = settlement_id
    settlement._state.adding, settlement._state.db = False, connection.alias
    settlement.voucher = PurchaseVoucher.from_db(connection.alias, ["id", "number", "amount"], paper)
    claim, plan = settlement.claim, settlement.plan
    claim.state, claim.ended_at, claim.ended_by_id = State.SETTLED.value, settlement.settled_at, settlement.settled_by_id
    plan.status, plan.ended_at, plan.held_until, plan.held_percent = Status.REDEEMED.value, settlement.settled_at, None, None
    return settlement


def _parameters(settlement: Settlement, *, news: ClaimSettled, actor: Actor) -> dict[str, Any]:
    facts = {
        "claim": settlement.claim_id,
        "state": State.SETTLED.value,
        "exchange": settlement.exchange,
        "forfeited": settlement.forfeited,
        "plan_status": Status.REDEEMED.value,
    }
    return {
        **_ALWAYS,
        **{name: getattr(settlement, name) for name in _SETTLEMENT},
        "claim": settlement.claim_id,
        "plan": settlement.plan_id,
        "store": settlement.store_id,
        "staff": settlement.settled_by_id,
        "role": str(actor.role),
        "number_begins": begins(store=settlement.store, letter=_LETTER, year=settlement.year),
        "news": payload_of(news),  # the statement puts the settlement's id in
        "wanted": is_wanted(ClaimSettled),
        "facts": as_facts(facts),  # and here too, and the voucher's number
        "at": settlement.settled_at,
        "on": settlement.settled_on,
    }
