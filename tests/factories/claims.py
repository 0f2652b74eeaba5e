"""Claims made the lawful way, step by step, through the use cases; each step includes those before it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from stores.clock import local_day
from tests.factories.codes import newest_code
from tests.factories.plans import AT, new_imei, sellable, sold
from upgrade_program.buyback.models import Claim, Settlement
from upgrade_program.buyback.services import NewPhone, Seen, id_seen, inspect_phone, make_offer, settle_claim
from upgrade_program.buyback.services.locking import locked
from upgrade_program.buyback.services.offering import confirm_offer
from upgrade_program.buyback.services.opening import open_claim
from upgrade_program.buyback.services.settling import accept
from upgrade_program.catalog.models import Variant
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import Plan

__all__ = [
    "BILLED",
    "CLEAN",
    "FIRST_TIER",
    "NewPhone",
    "accepted",
    "gates_seen",
    "inspected",
    "new_phone",
    "offered",
    "old_plan",
    "opened",
    "settled",
]

# Billed on 5 Nov 2026: on 3 May 2027 the first tier holds, 70 % through 5 May.
BILLED = datetime(2026, 11, 5, 6, 12, tzinfo=UTC)
FIRST_TIER = Decimal(9_799)  # of ₹13,999
CHECKS = ("display", "touch", "camera", "battery", "wifi", "fingerprint", "sound", "body")
CLEAN: dict[str, str] = dict.fromkeys(CHECKS, "none")


def gates_seen(**changes: Seen) -> dict[str, Seen]:
    """Every gate passed, unless changed."""
    plain = ("blacklist_clear", "locks_removed", "invoice_seen", "powers_on", "imei_legible", "no_liquid", "wipe_consent")
    seen = {key: Seen(passed=True, facts={}) for key in plain} | {"id_seen": id_seen("voter_id", "42XY")}
    return seen | changes


def old_plan(*, actor: Actor, at: datetime = BILLED, **changes: Any) -> Plan:
    """A plan whose first tier holds at AT."""
    return sold(actor=actor, at=at, **changes)


def opened(plan: Plan, *, actor: Actor, at: datetime = AT, **changes: Any) -> Claim:
    return open_claim(**({"plan": plan, "handset_imei": plan.imei, "actor": actor, "at": at, "on": local_day(at)} | changes))


def inspected(plan: Plan, *, actor: Actor, at: datetime = AT, answers: Mapping[str, str] = CLEAN) -> Claim:
    claim = opened(plan, actor=actor, at=at)
    return inspect_phone(number=claim.number, answers=answers, seen=gates_seen(), actor=actor, at=at, on=local_day(at))


def offered(plan: Plan, *, actor: Actor, at: datetime = AT, answers: Mapping[str, str] = CLEAN) -> Claim:
    claim = inspected(plan, actor=actor, at=at, answers=answers)
    made, _ = make_offer(number=claim.number, actor=actor, address="203.0.113.9", at=at, on=local_day(at))
    return made


def accepted(plan: Plan, *, actor: Actor, at: datetime = AT, answers: Mapping[str, str] = CLEAN) -> Claim:
    """The customer's code was given and used up; what remains is the settlement."""
    claim = offered(plan, actor=actor, at=at, answers=answers)
    confirm_offer(number=claim.number, code=newest_code(at=at), actor=actor, at=at, on=local_day(at))
    with transaction.atomic():
        claim = locked(actor=actor, number=claim.number)
        accept(claim, actor=actor, at=at)
    return claim


def new_phone(variant: Variant | None = None, **changes: Any) -> NewPhone:
    """A new phone that costs its SRP of ₹21,999, unless changed."""
    device = variant or sellable(name="Redmi Note 10 Pro", srp=21_999, price=799)
    fields = {"imei": new_imei(), "sku": device.sku, "price": Decimal(21_999), "bill_number": f"NP/{new_imei()[-6:]}"}
    return NewPhone(**(fields | changes))


def settled(
    claim: Claim, *, actor: Actor, at: datetime = AT, phone: NewPhone | None = None, acknowledged: bool = False, on: date | None = None
) -> Settlement:
    """Confirmed by the customer's code and settled."""
    day = on or local_day(at)
    if claim.accepted_at is None:
        confirm_offer(number=claim.number, code=newest_code(at=at), actor=actor, at=at, on=day)
    chosen = phone or new_phone()
    return settle_claim(number=claim.number, new_phone=chosen, excess_acknowledged=acknowledged, actor=actor, at=at, on=day)


def days_after(days: int, *, at: datetime = AT) -> datetime:
    return at + timedelta(days=days)
