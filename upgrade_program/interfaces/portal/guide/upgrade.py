"""What a new phone would cost with the old one given back: today, and after the value falls next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from stores.clock import now, store_today
from upgrade_program.buyback.valuation import exchange
from upgrade_program.catalog.queries import Offer, eligible_brand, search_offers
from upgrade_program.interfaces.portal.throttle import throttled
from upgrade_program.plans.queries import plan_behind
from upgrade_program.plans.terms import Valuation, assured_value

MOST = 30
LONGEST = 80


@dataclass(frozen=True, slots=True)
class Choice:
    """A new phone at its selling price, and what is left to pay for it in rupees; `excess` is what would be lost because it costs less.

    `later` is what is left to pay once the value has fallen; None where nothing is known to come next.
    """

    offer: Offer
    price: Decimal
    today: Decimal
    excess: Decimal
    later: Decimal | None


def choices(q: str, *, value: Valuation, at: datetime) -> list[Choice]:
    """The phones that may be taken against a plan's value, as `q` names them, cheapest first; those without a price today are left out."""
    offers = [offer for offer in search_offers(q=q, at=at, limit=MOST) if eligible_brand(offer.brand) and offer.srp is not None]
    found = [_choice(offer, price=offer.srp, value=value) for offer in offers if offer.srp is not None]
    return sorted(found, key=lambda each: (each.price, each.offer.label))


def _choice(offer: Offer, *, price: Decimal, value: Valuation) -> Choice:
    given = exchange(value.assured, price=price)
    later = price - exchange(value.next.assured, price=price).amount if value.next else None
    return Choice(offer=offer, price=price, today=price - given.amount, excess=given.excess, later=later)


def falls_on(value: Valuation) -> date | None:
    """The day from which another value holds."""
    return value.next.on if value.next else None


@require_safe
@throttled
@never_cache
@gzip_page
def upgrade(request: HttpRequest, token: str) -> HttpResponse:
    """A plan's upgrade preview, behind the plan's link. Unknown and revoked links are the same 404 as the plan's own page."""
    plan = plan_behind(token, on=store_today()) if len(token) <= 64 and "\x00" not in token else None
    if plan is None:
        raise Http404
    value = assured_value(plan.promise, on=store_today())
    q = request.GET.get("q", "")[:LONGEST].replace("\x00", "")
    usable = value.value_status == "open"
    context = {
        "plan": plan,
        "token": token,
        "value": value,
        "usable": usable,
        "q": q,
        "choices": choices(q, value=value, at=now()) if usable or value.value_status == "waiting" else [],
        "falls_on": falls_on(value),
    }
    answer = render(request, "portal/guide/upgrade.html", context)
    answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
