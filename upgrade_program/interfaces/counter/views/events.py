"""The events of a store, and the members who came."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from loyalty.activity.models import StoreEvent
from loyalty.activity.queries import events_at, missions_for_events
from loyalty.activity.services import add_event, enter_guest
from stores.access import require_manager, require_seller
from stores.clock import now, store_today
from upgrade_program.customers.mobiles import masked_mobile, parse_mobile
from upgrade_program.customers.queries import customer_by_mobile
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.interfaces.counter.reward_forms import EventForm, GuestForm
from upgrade_program.kernel.errors import Forbidden, NotFound, Refused

PAST = timedelta(days=60)
SHOWN = 100


@require_safe
@staff_page
def events(request: CounterRequest) -> HttpResponse:
    """The store's events to come, and those of the last two months."""
    today = store_today()
    rows = events_at(request.actor, since=today - PAST)[:SHOWN]
    return render(request, "counter/rewards/events.html", {"rows": rows, "today": today})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def plan_event(request: CounterRequest) -> HttpResponse:
    """Plans an event at the store: a manager's act. Head office plans for any store on its desk."""
    require_manager(request.actor, request.actor.store_id or 0)
    missions = missions_for_events(store_today())
    form = EventForm(request.POST if request.method == "POST" else None, missions=missions)
    if form.is_valid():
        try:
            made = add_event(store_id=request.actor.store_id or 0, actor=request.actor, at=now(), **form.cleaned_data)
            return redirect("counter:event", pk=made.pk)
        except Forbidden:
            raise
        except Refused as no:
            form.tell(no)
    context = {"form": form, "possible": missions.exists()}
    return render(request, "counter/rewards/plan_event.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def event(request: CounterRequest, pk: int) -> HttpResponse:
    """An event and its guests; POST enters one by their mobile. Another store's event is not there (404)."""
    found = events_at(request.actor, since=date.min).filter(pk=min(pk, 2**63 - 1)).first()
    if found is None:
        raise NotFound
    form = GuestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        require_seller(request.actor)
    if form.is_valid():
        try:
            _enter(request, found, form.cleaned_data["mobile"])
            return redirect("counter:event", pk=found.pk)
        except Forbidden:
            raise
        except Refused as no:
            form.tell(no)
    guests = found.attendances.select_related("customer", "by").order_by("-id")[:SHOWN]
    context = {
        "event": found,
        "form": form,
        "guests": [(masked_mobile(guest.customer.mobile), guest) for guest in guests],
        "today": store_today(),
    }
    return render(request, "counter/rewards/event.html", context, status=422 if form.errors else 200)


def _enter(request: CounterRequest, found: StoreEvent, typed: str) -> None:
    customer = customer_by_mobile(parse_mobile(typed, field="mobile"))
    if customer is None:
        raise NotFound(field="mobile", sentence="Nobody is known under this mobile.", next_step="A guest joins the programme first.")
    enter_guest(event_id=found.pk, customer_id=customer.pk, actor=request.actor, at=now())
