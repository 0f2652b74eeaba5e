"""One plan: what it is worth and why, what happened, and what may be done now."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from loyalty.spending.queries import purse_of, used_for
from stores.clock import now, store_today
from upgrade_program.buyback.queries import whole_plan_for
from upgrade_program.interfaces.counter.claim.forms import PhotoForm, StartForm
from upgrade_program.interfaces.counter.claim.photos import day_zero_of
from upgrade_program.interfaces.counter.claim.starting import claim_facts_of
from upgrade_program.interfaces.counter.forms import UtrForm
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.interfaces.counter.marks import has_just_sold
from upgrade_program.interfaces.counter.plan_facts import facts_of
from upgrade_program.interfaces.counter.scanner import with_scanner
from upgrade_program.interfaces.counter.timeline import timeline_of
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import plan_for, shows_full_numbers
from upgrade_program.usecases.points import source_of


@require_safe
@staff_page
@with_scanner
def plan(request: CounterRequest, number: str) -> HttpResponse:
    """The plan page; any store's staff may open it by its exact number, IMEI and mobile masked."""
    return plan_page(request, whole_plan_for(request.actor, number))


@require_safe
@staff_page
def done(request: CounterRequest, number: str) -> HttpResponse:
    """The page after a sale: number, dated steps, QR. Other stores' plans lead to their plan page."""
    sold = plan_for(request.actor, number)
    if not request.actor.works_for(sold.store_id):
        return redirect("counter:plan", number=sold.number)
    on = store_today()
    facts = facts_of(sold, actor=request.actor, on=on) | {"day_zero": day_zero_of(sold, actor=request.actor, on=on)}
    full = has_just_sold(request.session, sold.number) or shows_full_numbers(request.actor, sold)
    used = used_for(source_of(sold))
    purse = purse_of(used.customer_id, at=now()) if used else None
    return render(request, "counter/done.html", facts | {"full": full, "utr": UtrForm(), "used": used, "purse": purse})


def plan_page(
    request: CounterRequest,
    shown: Plan,
    *,
    utr: UtrForm | None = None,
    start: StartForm | None = None,
    photo: PhotoForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The plan page, with the form that was refused if there is one: a payment's reference, a claim's IMEI, a photo."""
    on = store_today()
    context = (
        facts_of(shown, actor=request.actor, on=on)
        | claim_facts_of(shown, actor=request.actor, on=on, session=request.session, form=start)
        | {
            "photo": photo,
            "full": shows_full_numbers(request.actor, shown),
            "timeline": timeline_of(shown, on=on),
            "utr": utr or UtrForm(),
        }
    )
    return render(request, "counter/plan.html", context, status=status)
