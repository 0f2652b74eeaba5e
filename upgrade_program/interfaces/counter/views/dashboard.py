"""The store manager's dashboard: today, this week, who sold what."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from stores.clock import store_today
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.reporting.dashboard.shop import shop_board
from upgrade_program.reporting.day import store_to_report


@require_safe
@staff_page
def dashboard(request: CounterRequest) -> HttpResponse:
    """The own store's week up to today (head office and auditors: of any store by its code); for its manager, not for clerks."""
    store = store_to_report(request.actor, code=request.GET.get("store", ""))
    return render(request, "counter/dashboard.html", {"board": shop_board(store=store, on=store_today())})
