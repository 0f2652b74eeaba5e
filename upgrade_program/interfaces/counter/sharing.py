"""What a clerk sends a customer beside the QR: one short text with number, value and link, in the customer's language.

The text goes out by the clerk's own WhatsApp or messages, who chooses the contact there: no address names the customer's mobile,
neither towards a third party nor in a browser's history (reliability S0).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from upgrade_program.kernel.wording import day_text, rupees_text
from upgrade_program.plans.models import Plan
from upgrade_program.plans.terms import DatedTier

_WITH_VALUE = {
    "en": "Your Smart Upgrade plan {number}: {value} for your phone from {start} to {end}. Every day and value: {link}",
    "hi": "आपका Smart Upgrade प्लान {number}: {start} से {end} तक आपके फ़ोन की क़ीमत {value}। सभी दिन और क़ीमतें: {link}",
}
_ENDED = {
    "en": "Your Smart Upgrade plan {number}: {link}",
    "hi": "आपका Smart Upgrade प्लान {number}: {link}",
}


def share_text(plan: Plan, *, tiers: Sequence[DatedTier], link: str, on: date) -> str:
    """Plan number, the first value still to be had on a day, and the public link; nothing while there is no link."""
    if not link:
        return ""
    language = plan.customer.language
    ahead = next((tier for tier in tiers if plan.live and tier.end >= on), None)
    if ahead is None:
        return _ENDED[language].format(number=plan.written, link=link)
    days = {"start": day_text(ahead.start, language), "end": day_text(ahead.end, language)}
    return _WITH_VALUE[language].format(number=plan.written, value=rupees_text(ahead.value), link=link, **days)
