"""A member withdraws the consent to points at the counter, with the code from their phone: at any store, wherever they joined."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from loyalty.members.queries import member_for
from loyalty.members.services import confirm_leaving, leave_at_counter, send_leaving_code, waiting_leaving_code
from loyalty.programme.queries import is_member
from stores.access import require_seller
from stores.clock import now
from stores.sign_in import address_of
from upgrade_program.customers.mobiles import masked_mobile
from upgrade_program.customers.models import Customer
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.interfaces.counter.reward_forms import CodeForm
from upgrade_program.kernel.errors import Forbidden, NotFound, Refused


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def leave(request: CounterRequest, pk: int) -> HttpResponse:
    """The page before it, with what follows; its buttons send the code and withdraw. A refusal stands there."""
    require_seller(request.actor)
    at = now()
    member = member_for(request.actor, pk, at=at)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            if _left(request, member.customer, form.cleaned_data["otp"], at=at):
                return redirect("counter:member", pk=pk)
        except (NotFound, Forbidden):
            raise
        except Refused as no:
            form.tell(no)
    context = {
        "member": member,
        "form": form,
        "belongs": is_member(pk),
        "code": waiting_leaving_code(customer=member.customer, actor=request.actor, at=at),
        "present": masked_mobile(member.customer.mobile),
    }
    return render(request, "counter/members/leave.html", context, status=422 if form.errors else 200)


def _left(request: CounterRequest, customer: Customer, code: str, *, at: datetime) -> bool:
    """What the button pressed asks for; whether the consent is withdrawn."""
    if request.POST.get("act") == "send":
        send_leaving_code(customer=customer, actor=request.actor, address=address_of(request), at=at)
        return False
    confirm_leaving(customer=customer, code=code, actor=request.actor, at=at)
    leave_at_counter(customer=customer, actor=request.actor, at=at)
    return True
