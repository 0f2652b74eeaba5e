"""Lists of plans: the store's, a customer's, and the store's as a CSV file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from loyalty.programme.queries import has_joined
from stores.clock import now, store_today
from upgrade_program.customers.mobiles import masked_mobile
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.interfaces.counter.list_page import list_file, list_page
from upgrade_program.interfaces.counter.lists import PlanFilter, plans_of, valued
from upgrade_program.kernel.imei import masked
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import for_actor, gave_one_up
from upgrade_program.usecases.erase import may_ask

_HEADER = (
    "plan",
    "status",
    "value_status",
    "value_today",
    "device",
    "imei",
    "customer",
    "mobile",
    "bill_date",
    "last_day",
    "price",
    "invoice",
    "store",
    "sold_by",
)


@require_safe
@staff_page
def plans(request: CounterRequest) -> HttpResponse:
    """The store's plans (head office and auditors: all stores'), searched, filtered, ordered, by pages."""
    on, wanted = store_today(), PlanFilter(request.GET)
    return list_page(
        request,
        "counter/plans.html",
        of="plans",
        wanted=wanted,
        found=lambda: plans_of(request.actor, wanted, on=on),
        shown=partial(valued, on=on),
        on=on,
    )


@require_safe
@staff_page
def customer_plans(request: CounterRequest, pk: int) -> HttpResponse:
    """A customer's plans at the actor's store; who neither holds nor held one there is not there (404)."""
    on = store_today()
    rows = valued(list(for_actor(request.actor).filter(customer_id=pk)[:50]), on=on)
    customer = rows[0].plan.customer if rows else gave_one_up(request.actor).filter(pk=pk).first()
    if customer is None:
        raise Http404
    may_erase = may_ask(request.actor) and not customer.erased
    context = {"customer": customer, "rows": rows, "today": on, "joined": has_joined(pk), "may_erase": may_erase}
    return render(request, "counter/customer.html", context)


@require_POST
@staff_page
def export(request: CounterRequest) -> HttpResponseBase:
    """The filtered list as a file, IMEI and mobile masked, at most 10,000 rows; who took how many is in the audit trail."""
    at = now()
    on, wanted = store_today(), PlanFilter(request.POST)
    found = plans_of(request.actor, wanted, on=on)
    return list_file(request, of="plans", wanted=wanted, found=found, header=_HEADER, cells=partial(_cells, on=on), at=at, on=on)


def _cells(found: list[Plan], *, on: date) -> Iterator[tuple[object, ...]]:
    for row in valued(found, on=on):
        plan = row.plan
        yield (
            plan.written,
            plan.status,
            row.value.value_status,
            row.value.assured,
            plan.device,
            masked(plan.imei),
            plan.customer_name,
            masked_mobile(plan.customer.mobile),
            plan.bill_date.isoformat(),
            plan.expires_on.isoformat(),
            plan.price,
            plan.invoice.number if plan.invoice else "",
            plan.store.code,
            plan.sold_by.name,
        )
