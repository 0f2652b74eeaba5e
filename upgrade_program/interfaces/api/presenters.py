"""What the calls give: plain dicts of text, numbers and None, exactly as interface section 1 lists them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from stores.clock import STORE_TIME
from stores.models import ApiToken
from upgrade_program.billing.models import TaxDocument
from upgrade_program.catalog.queries import Offer
from upgrade_program.customers.mobiles import masked_mobile
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.imei import masked
from upgrade_program.plans.models import Plan
from upgrade_program.plans.terms import DatedTier, Valuation, assured_value, tier_table
from upgrade_program.usecases.cancel import CodeSent, RefundPreview
from upgrade_program.usecases.points import CodeSent as PointsCode
from upgrade_program.usecases.rewards import CodeSent as RewardCode
from upgrade_program.usecases.upgrade import OfferCode

TAX_LINES = ("taxable", "cgst", "sgst", "utgst", "igst", "total")


def rupees(amount: Decimal) -> str:
    """Rupees as text with two decimals: "6999.00"."""
    return f"{amount:.2f}"


def instant(at: datetime) -> str:
    """An instant in store time, with its offset."""
    return at.astimezone(STORE_TIME).isoformat(timespec="seconds")


def tiers(table: Iterable[DatedTier]) -> list[dict[str, Any]]:
    """The dated tiers in rupees."""
    return [
        {"from": tier.start.isoformat(), "through": tier.end.isoformat(), "percent": tier.percent, "value": rupees(tier.value)}
        for tier in table
    ]


def document(paper: TaxDocument | None) -> dict[str, Any] | None:
    """A tax document: its number and its lines, which sum to the total; None while there is none."""
    return {"number": paper.number, **{line: rupees(getattr(paper, line)) for line in TAX_LINES}} if paper else None


def refund(told: RefundPreview) -> dict[str, Any]:
    """What cancelling a plan would give back and take."""
    points = told.points
    return {
        "money": [{"method": part.method, "amount": rupees(part.amount)} for part in told.money],
        "points": [
            {"points": part.points, "last_day": part.last_day.isoformat() if part.last_day else None, "anew": part.anew}
            for part in points.back
        ],
        "points_taken": points.goes,
        "shortfall": points.shortfall,
        "shortfall_amount": rupees(points.worth),
    }


def plan(row: Plan, *, on: date, full: bool, store: str = "", sold_by: str = "") -> dict[str, Any]:
    """A plan as it stands on a day; `full` shows the whole IMEI and mobile.

    `store` and `sold_by` are given by who knows them already, to spare a query.
    """
    promise = row.promise
    return {
        "number": row.written,
        "status": str(row.status),
        "value_status": str(assured_value(promise, on=on).value_status),
        "imei": row.imei if full else masked(row.imei),
        "sku": row.sku,
        "srp": rupees(row.srp),
        "price": rupees(row.price),
        "bill_date": row.bill_date.isoformat(),
        "expires_on": row.expires_on.isoformat(),
        "tiers": tiers(tier_table(promise.terms, bill_date=row.bill_date, base=row.base)),
        "store": store or row.store.code,
        "sold_by": sold_by or row.sold_by.username,
        "sold_at": instant(row.sold_at),
        "invoice": document(row.invoice),
        "customer": {"name": row.customer_name, "mobile": row.customer.mobile if full else masked_mobile(row.customer.mobile)},
    }


def value(valuation: Valuation) -> dict[str, Any]:
    """What a plan is worth on a day, with its working."""
    tier, held, next_ = valuation.tier, valuation.held, valuation.next
    return {
        "on": valuation.on.isoformat(),
        "value_status": str(valuation.value_status),
        "percent": valuation.percent,
        "assured": rupees(valuation.assured),
        "tier": tier and {"from": tier.start.isoformat(), "through": tier.end.isoformat()},
        "held": held and {"percent": held.percent, "assured": rupees(held.assured), "through": held.through.isoformat()},
        "next": next_ and {"on": next_.on.isoformat(), "assured": rupees(next_.assured)},
        "working": [line.text for line in valuation.working],
    }


def code_sent(sent: CodeSent | OfferCode | PointsCode | RewardCode) -> dict[str, Any]:
    """Where a customer's code went, and its times."""
    return {"sent_to": sent.sent_to, "expires_at": instant(sent.expires_at), "resend_at": instant(sent.resend_at)}


def variant(offer: Offer) -> dict[str, Any]:
    """A variant as a till lists it; `reason` is the code of the refusal a sale would meet."""
    return {
        "sku": offer.sku,
        "brand": offer.brand,
        "model": offer.model,
        "ram_gb": offer.ram_gb,
        "storage_gb": offer.storage_gb,
        "srp": offer.srp and rupees(offer.srp),
        "plan_price": offer.plan_price and rupees(offer.plan_price),
        "sellable": offer.sellable,
        "reason": str(offer.reason) if offer.reason else None,
    }


def estimate(offer: Offer, srp: Decimal | None, terms: int | None, table: Iterable[DatedTier]) -> dict[str, Any]:
    """What a device and a bill date give; `srp` is the one of the bill date, `terms` the version the tiers follow."""
    return {
        "sku": offer.sku,
        "srp": srp and rupees(srp),
        "plan_price": offer.plan_price and rupees(offer.plan_price),
        "sellable": offer.sellable,
        "reason": str(offer.reason) if offer.reason else None,
        "terms": terms,
        "tiers": tiers(table),
    }


def token(raw: str, row: ApiToken, actor: Actor) -> dict[str, Any]:
    """A new token, shown this once, with whom and where it stands for."""
    store = {"code": actor.store_code, "name": actor.store_name} if actor.store_id else None
    return {
        "token": raw,
        "expires_at": instant(row.expires_at),
        "staff": {"username": actor.username, "role": str(actor.role)},
        "store": store,
    }
