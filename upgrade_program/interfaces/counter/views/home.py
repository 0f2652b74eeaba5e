"""The home page and the one field that rules it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from stores.access import stores_of
from stores.clock import store_today
from upgrade_program.buyback.queries import for_actor as claims_for_actor
from upgrade_program.buyback.queries import going_on
from upgrade_program.foundation.approvals.queries import waiting_for
from upgrade_program.interfaces.counter.figures import falls_of, figures_of
from upgrade_program.interfaces.counter.finding import find
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.interfaces.counter.lists import WEEK
from upgrade_program.interfaces.counter.marks import put_reserved, put_scanned
from upgrade_program.interfaces.counter.scanner import with_scanner
from upgrade_program.kernel.errors import Refused
from upgrade_program.plans.enums import Status
from upgrade_program.plans.queries import for_actor

SHOWN = 6


@require_safe
@staff_page
@with_scanner
def home(request: CounterRequest) -> HttpResponse:
    """The field, the figures of today, what falls this week and what waits for its payment."""
    return _home(request)


@require_POST
@staff_page
@with_scanner
def look_up(request: CounterRequest) -> HttpResponse:
    """Leads to the plan, the customer or a new sale; what means nothing comes back with a sentence and the text kept."""
    text = request.POST.get("q", "")[:200]
    try:
        found = find(request.actor, text.replace("\x00", ""), on=store_today())
    except Refused as no:
        return _home(request, text=text, no=no)
    if found.token:
        put_reserved(request.session, found.token)
    if found.plan:
        return redirect("counter:plan", number=found.plan)
    if found.claim:
        return redirect("counter:claim", number=found.claim)
    if found.redemption:
        return redirect("counter:redemption", number=found.redemption)
    if found.customer:
        return redirect("counter:customer_plans", pk=found.customer)
    put_scanned(request.session, found.imei)
    return redirect("counter:sell")


def _home(request: CounterRequest, *, text: str = "", no: Refused | None = None) -> HttpResponse:
    context: dict[str, object] = {"text": text, "error": str(no) if no else "", "for_you": waiting_for(request.actor).count()}
    if request.actor.at_counter:
        today = store_today()
        falling = falls_of(request.actor, on=today, days=WEEK)
        context |= {
            "figures": figures_of(request.actor, on=today),
            "falling": falling[:SHOWN],
            "falling_count": len(falling),
            "claims": going_on(claims_for_actor(request.actor), on=today).order_by("held_through", "id")[:SHOWN],
            "waiting": for_actor(request.actor).filter(status=Status.PENDING)[:SHOWN],
            "other_stores": stores_of(request.user).exclude(code=request.actor.store_code),
        }
    return render(request, "counter/home.html", context, status=422 if no else 200)
