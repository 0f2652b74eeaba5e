"""What the pages of one plan show: its value, its dated tiers, the acts allowed, and the link or the payment it waits for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from stores.access import may_see_store
from upgrade_program.billing.upi import upi_link
from upgrade_program.buyback.queries import extension_of
from upgrade_program.interfaces.counter.acts import acts_on
from upgrade_program.interfaces.counter.life_acts import life_acts_on
from upgrade_program.interfaces.counter.links import public_url
from upgrade_program.interfaces.counter.sharing import share_text
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.imei import masked
from upgrade_program.plans.enums import Status, ValueStatus
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import exchanges_of, link_of, waiting_payment
from upgrade_program.plans.terms import DatedTier, Valuation, assured_value, tier_table

SOON = 7  # days before a fall in which the page warns
EXTENDABLE = 30  # days after a last day in which an extension may be asked for


def facts_of(plan: Plan, *, actor: Actor, on: date) -> dict[str, object]:
    """The facts for a template, two queries at most: the exchanges, and a pending plan's waiting payment or any other's public link."""
    value = assured_value(plan.promise, on=on)
    acts = acts_on(plan, actor=actor, on=on)
    exchanges = exchanges_of(plan)
    waits = waiting_payment(plan) if plan.status == Status.PENDING else None
    days = (value.next.on - on).days if value.next else 0
    tiers = tier_table(plan.promise.terms, bill_date=plan.bill_date, base=plan.base)
    link = public_url(link_of(plan)) if acts.link.allowed else ""
    extendable = _extendable(plan, value, tiers, actor=actor, on=on)
    return {
        "plan": plan,
        "value": value,
        "tiers": tiers,
        "acts": acts,
        "days": days,
        "soon": 0 < days <= SOON and value.value_status is ValueStatus.OPEN,
        "falls_by": value.assured - value.next.assured if value.next else Decimal(0),
        "waits": waits,
        "payment_link": payment_link(plan, waits) if waits and acts.pay.allowed else "",
        "link": link,
        "share_text": share_text(plan, tiers=tiers, link=link, on=on),
        "badge": _badge(plan, value),
        "alive": value.value_status in {ValueStatus.PENDING, ValueStatus.WAITING, ValueStatus.OPEN},
        "marked": on if value.value_status is ValueStatus.OPEN else None,
        "masked_imei": masked(plan.imei),
        "shows_documents": may_see_store(actor, plan.store_id),
        "today": on,
        "extendable": extendable,
        "extension": extension_of(plan) if extendable else None,
        "exchanges": exchanges,
        "life": life_acts_on(plan, actor=actor, exchanges=exchanges, on=on),
    }


def _extendable(plan: Plan, value: Valuation, tiers: list[DatedTier], *, actor: Actor, on: date) -> bool:
    """Whether to offer an extension: a tier ended lately, and nothing is held."""
    if plan.status not in {Status.ACTIVE, Status.EXPIRED} or value.held or not actor.at_counter:
        return False
    return any(0 < (on - tier.end).days <= EXTENDABLE for tier in tiers)


def _badge(plan: Plan, value: Valuation) -> str:
    """What the badge says: the status of the record, unless the day says more."""
    if value.held:
        return "held"
    return plan.status if value.value_status in {ValueStatus.WAITING, ValueStatus.OPEN} else value.value_status.value


def payment_link(plan: Plan, amount: Decimal) -> str:
    """The UPI link behind the payment QR; empty where the store has no UPI ID."""
    store = plan.store
    return upi_link(payee=store.upi_id, name=store.legal_name, amount=amount, note=f"Smart Upgrade {plan.written}") if store.upi_id else ""
