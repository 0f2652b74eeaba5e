"""The programme hears of plans and claims, in batches. Hearing the same news again, or in another order, changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from loyalty.programme.accrual import Bill
from loyalty.programme.enums import Occasion, Source
from loyalty.programme.services import Heard, TakenBack, hear, take_back
from loyalty.programme.services.earning import day_after
from upgrade_program.kernel.money import rupees

News = Mapping[str, Any]


def earn_for_plans_sold(payloads: Sequence[News], *, at: datetime) -> None:
    """For each plan: the points of a plan sold, and those of the phone's bill; pending until its free look has passed."""
    hear([_plan(news) for news in payloads], at=at)


def earn_for_claims_settled(payloads: Sequence[News], *, at: datetime) -> None:
    """For each settlement: the points of an upgrade done, and those of the new phone's bill less the exchange."""
    hear([_claim(news) for news in payloads], at=at)


def take_back_for_plans_cancelled(payloads: Sequence[News], *, at: datetime) -> None:
    """Exactly what the plan gave; a plan that was never paid gave nothing."""
    paid = [news for news in payloads if news["credit_note"] is not None]
    take_back([_taken_back(Source.PLAN, news["plan_id"], news) for news in paid], at=at)


def take_back_for_claims_reversed(payloads: Sequence[News], *, at: datetime) -> None:
    """Exactly what the settlement gave."""
    take_back([_taken_back(Source.CLAIM, news["claim_id"], news) for news in payloads], at=at)


def _plan(news: News) -> Heard:
    phone = {"brand": news["brand"], "model_id": news["model_id"]}
    fee, taxable = rupees(news["price"]), rupees(news["taxable"])
    return Heard(
        source=Source.PLAN,
        source_id=str(news["plan_id"]),
        customer_id=news["customer_id"],
        store_id=news["store_id"],
        at=datetime.fromisoformat(news["at"]),
        live_on=day_after(date.fromisoformat(news["free_look_until"])),
        bills=(
            Bill(
                occasion=Occasion.PLAN_SOLD,
                lines=(fee,),
                left_out=_some({"tax": fee - taxable, "points": rupees(news["paid_with_points"])}),
                **phone,
            ),
            Bill(occasion=Occasion.PHONE_BILL, lines=(rupees(news["phone_price"]),), **phone),
        ),
    )


def _claim(news: News) -> Heard:
    phone = {"brand": news["brand"], "model_id": news["model_id"]}
    left_out = _some({"exchange": rupees(news["exchange"]), "points": rupees(news["paid_with_points"])})
    lines = (rupees(news["price"]),)
    return Heard(
        source=Source.CLAIM,
        source_id=str(news["claim_id"]),
        customer_id=news["customer_id"],
        store_id=news["store_id"],
        at=datetime.fromisoformat(news["at"]),
        live_on=None,
        bills=(
            Bill(occasion=Occasion.UPGRADE_DONE, lines=lines, left_out=left_out, **phone),
            Bill(occasion=Occasion.PHONE_BILL, lines=lines, left_out=left_out, **phone),
        ),
    )


def _taken_back(source: Source, pk: int, news: News) -> TakenBack:
    return TakenBack(source=source, source_id=str(pk), store_id=news["store_id"], at=datetime.fromisoformat(news["at"]))


def _some(amounts: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return {why: amount for why, amount in amounts.items() if amount}
