"""What a settlement must know, in one question that locks: the plan first, then its claim; with them the new phone and where it stands.

Of many settlements at once one locks, and the others wait together: for a look, which all may have at the same moment. If they queued for
the lock, each would hold it until it has heard that it lost, and on a busy machine the last would wait longer than `lock_timeout`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from stores.clock import local_day
from stores.models import Store
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.queries.look_ups import COLUMNS as LOOKED_UP
from upgrade_program.buyback.queries.look_ups import LOOK_UP, read_along
from upgrade_program.buyback.services.locking import PLAN_THEN_CLAIM
from upgrade_program.buyback.services.new_phone import NewPhone, asked_imei
from upgrade_program.catalog.queries import Offer, offer_for
from upgrade_program.catalog.queries.offers import COLUMNS, OFFER, offer_from
from upgrade_program.catalog.refusals import UnknownSku
from upgrade_program.foundation.database.prepared import Prepared
from upgrade_program.foundation.database.rows import Columns
from upgrade_program.kernel.numbers import parse_plan_number
from upgrade_program.plans.enums import Status
from upgrade_program.plans.models import Plan

# What a settlement and its answer look at.
_PLAN = Columns(Plan, "id", "number", "status", "store_id", "customer_id", "frozen", "held_until", "held_percent")
_CLAIM = Columns(
    Claim,
    *("id", "number", "plan_id", "store_id", "state", "opened_at", "percent", "assured", "held_through", "handset_imei", "wording"),
    *("photo_views", "answers", "waived", "payable", "offers", "accepted_at", "reason"),
)
_STORE = Columns(Store, "id", "code")
# Rows of a lock waited for are looked at again as they stand then, the others as they stood when this began: so only what never
# changes is joined to them, and look-ups, of which the one just made may be missing in the answer.
ASK = f"""
    SELECT {_CLAIM.of("claim")}, {_PLAN.of("plan")}, {_STORE.of("opened")}, {_STORE.of("here")},
           EXISTS (SELECT 1 FROM plans_planimei WHERE imei = %(imei)s AND plan_id = plan.id),
           EXISTS (SELECT 1 FROM plans_planimei WHERE imei = %(imei)s AND barred), {LOOKED_UP},
           {", ".join(f"offer.{column}" for column in COLUMNS)}
      FROM buyback_claim claim
      JOIN plans_plan plan ON plan.id = claim.plan_id
      JOIN stores_store opened ON opened.id = claim.store_id
      JOIN stores_store here ON here.id = %(store)s
      LEFT JOIN ({OFFER}) offer ON true
      {LOOK_UP}
     WHERE claim.number = %(number)s
"""  # noqa: S608  (built of this house's own words)
TYPES = {**dict.fromkeys(("number", "imei", "sku"), "text"), "store": "bigint", "day": "date", "at": "timestamptz"}
_FACTS = Prepared("settling_facts", f"{ASK} {PLAN_THEN_CLAIM} SKIP LOCKED", TYPES)
_SEEN = Prepared("settling_facts_seen", f"{ASK} FOR SHARE OF plan, claim", TYPES)
_QUEUED = Prepared("settling_facts_queued", f"{ASK} {PLAN_THEN_CLAIM}", TYPES)


@dataclass(frozen=True, slots=True)
class SettlementFacts:
    """The claim with its plan as both stand now; None for an unknown number. Kept from everybody else until the transaction ends, unless
    the plan lives no more: then there is nothing to settle.

    `offer` is the new phone's, None for an unknown SKU; `is_own` when its IMEI is or was this plan's, `is_barred` when it ended a plan.
    """

    claim: Claim | None
    offer: Offer | None
    store: Store | None = None
    is_own: bool = False
    is_barred: bool = False


def settlement_facts(*, number: str, new_phone: NewPhone, store_id: int, at: datetime) -> SettlementFacts:
    """Ask for all of it, in one statement unless somebody else has the plan in hand; nothing is refused here."""
    day = local_day(at)
    asked = {
        "number": parse_plan_number(number) or "",
        "imei": asked_imei(new_phone),
        "sku": new_phone.sku.replace("\x00", ""),  # the database takes no such text, and no SKU has it
        "store": store_id,
        "day": day,
        "at": at,
    }
    row = _answer(_FACTS, asked) or _answer_once_free(asked)
    if row is None:
        return SettlementFacts(claim=None, offer=_offer(new_phone.sku, at=at))
    claim = _CLAIM.read(row)
    row = row[len(_CLAIM) :]
    claim.plan = _PLAN.read(row)
    row = row[len(_PLAN) :]
    claim.store, here = _STORE.read(row), _STORE.read(row[len(_STORE) :])
    is_own, is_barred, *row = row[2 * len(_STORE) :]
    read_along(claim, row[:4])
    offered = row[4:]
    return SettlementFacts(
        claim=claim,
        offer=offer_from(offered, at=at, day=day) if offered[0] is not None and "\x00" not in new_phone.sku else None,
        store=here,
        is_own=is_own,
        is_barred=is_barred,
    )


def _answer(question: Prepared, asked: dict[str, Any]) -> Sequence[Any] | None:
    with connection.cursor() as cursor:
        question.execute(cursor, asked)
        row: Sequence[Any] | None = cursor.fetchone()
    return row


def _answer_once_free(asked: dict[str, Any]) -> Sequence[Any] | None:
    """As whoever has the plan in hand leaves it. Only one that lives on is queued for, once the look, which others have too, is given back:
    two that keep theirs would wait for each other."""
    with transaction.atomic():
        row = _answer(_SEEN, asked)
        transaction.set_rollback(True)
    if row is None or _PLAN.read(row[len(_CLAIM) :]).status != Status.ACTIVE:
        return row
    return _answer(_QUEUED, asked)


def _offer(sku: str, *, at: datetime) -> Offer | None:
    try:
        return offer_for(sku=sku, at=at)
    except UnknownSku:
        return None
