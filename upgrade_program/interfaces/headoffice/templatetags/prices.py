"""Words of the pricing desk's templates: `{% load prices %}`."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django import template

from stores.clock import STORE_TIME
from upgrade_program.kernel.wording import day_text, rupees_text

register = template.Library()


@register.filter
def instant(at: datetime | None) -> str:
    """15 May 2027, 00:00 in India."""
    if at is None:
        return ""
    local = at.astimezone(STORE_TIME)
    return f"{day_text(local.date())}, {local:%H:%M}"


@register.filter
def signed(amount: Decimal | None) -> str:
    """+₹30 or −₹100; nothing for none, ₹0 for no change."""
    if amount is None:
        return ""
    return f"+{rupees_text(amount)}" if amount > 0 else rupees_text(amount)


@register.filter
def share(part: float) -> str:
    """1.2 %: a share of one, to a tenth of a per cent."""
    return f"{part * 100:.1f} %"
