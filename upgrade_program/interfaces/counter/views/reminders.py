"""A customer says at the counter whether they want reminders and word of points."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from loyalty.members.queries import member_for
from stores.access import require_seller
from stores.clock import now
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.messaging.enums import Way
from upgrade_program.messaging.services import choose


@require_POST
@staff_page
def reminders(request: CounterRequest, pk: int) -> HttpResponse:
    """Stop them, or with `wants=yes` let them come again; said twice it is noted once."""
    require_seller(request.actor)
    at = now()
    member_for(request.actor, pk, at=at)
    choose(customer_id=pk, wants=request.POST.get("wants") == "yes", way=Way.COUNTER, actor=request.actor, at=at)
    return redirect("counter:member", pk=pk)
