"""Activity hears of purchases and of those given back; hearing the same news again changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from loyalty.activity.services import hear_purchase, take_purchase_back
from loyalty.programme.queries import programme_at
from loyalty.programme.refusals import NoProgramme
from stores.clock import local_day


def hear_plan_sold(news: Mapping[str, Any], *, at: datetime) -> None:
    """A plan is a purchase, final when its free look is over."""
    hear_purchase(
        source=f"plan:{news['plan_id']}",
        customer_id=news["customer_id"],
        store_id=news["store_id"],
        bought_at=datetime.fromisoformat(news["at"]),
        final_on=date.fromisoformat(news["free_look_until"]),
        at=at,
    )


def hear_plan_cancelled(news: Mapping[str, Any], *, at: datetime) -> None:
    take_purchase_back(source=f"plan:{news['plan_id']}", at=at)


def hear_claim_settled(news: Mapping[str, Any], *, at: datetime) -> None:
    """The new phone of an upgrade is a purchase, final when the programme's pending days are over; on a day without a programme, none."""
    bought_at = datetime.fromisoformat(news["at"])
    try:
        pending_through = programme_at(bought_at).first_day(local_day(bought_at)).toordinal() - 1
    except NoProgramme:
        return
    hear_purchase(
        source=f"settlement:{news['settlement_id']}",
        customer_id=news["customer_id"],
        store_id=news["store_id"],
        bought_at=bought_at,
        final_on=date.fromordinal(pending_through),
        at=at,
    )


def hear_claim_reversed(news: Mapping[str, Any], *, at: datetime) -> None:
    take_purchase_back(source=f"settlement:{news['settlement_id']}", at=at)
