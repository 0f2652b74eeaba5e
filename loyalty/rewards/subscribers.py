"""The member hears of a redemption what was committed, and of its cancellation. Hearing the same news again changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from loyalty.rewards.enums import Kind
from loyalty.rewards.models import Redemption
from upgrade_program.kernel.wording import day_text
from upgrade_program.messaging.services import Recipient, queue

_NO_END = {"en": "no end", "hi": "कोई अंत नहीं"}


def tell_redeemed(news: Mapping[str, Any], *, at: datetime) -> None:
    """The reward, the points it took, its number, and the code or the link, which are added when the message is sent."""
    row = _redemption(news)
    if row.reward.kind == Kind.GOODS:
        _queue("reward.goods", row, at=at, secret=True)
    else:
        language = row.customer.language
        until = day_text(row.good_through, language) if row.good_through else _NO_END[language]
        _queue("reward.redeemed", row, at=at, secret=True, until=until)


def tell_cancelled(news: Mapping[str, Any], *, at: datetime) -> None:
    """That the points are back."""
    _queue("reward.cancelled", _redemption(news), at=at)


def _redemption(news: Mapping[str, Any]) -> Redemption:
    return Redemption.objects.select_related("reward", "customer").get(pk=news["redemption_id"])


def _queue(template: str, row: Redemption, *, at: datetime, secret: bool = False, **slots: str) -> None:
    customer = row.customer
    queue(
        template=template,
        to=Recipient(language=customer.language, mobile=customer.mobile, email=customer.email, customer_id=customer.pk),
        slots={
            "name": customer.name,
            "reward": row.reward.named(customer.language),
            "points": str(row.points),
            "number": row.written,
            **slots,
        },
        cause=f"redemption:{row.pk}:{template.removeprefix('reward.')}",
        at=at,
        secret=f"reward:{row.pk}" if secret else "",
    )
