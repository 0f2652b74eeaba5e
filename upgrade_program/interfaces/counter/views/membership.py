"""Paid membership at the counter: what runs, what was paid for it, and months sold once however often the button is pressed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from loyalty.members.queries import MemberView, member_for
from loyalty.programme.refusals import MembershipPriceChanged
from stores.access import require_seller
from stores.clock import local_day, now
from upgrade_program.foundation.requests.refusals import IdempotencyMismatch
from upgrade_program.foundation.requests.services import Answer, once
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.interfaces.counter.member.membership_form import MembershipForm
from upgrade_program.kernel.errors import Forbidden, NotFound, Refused
from upgrade_program.usecases.membership import purchases_of, sell_membership

ROUTE = "counter:member_membership"


class AlreadyBought(Refused):
    """The form was sent before with other content, and months came of it."""

    sentence = "This form has already sold a membership."
    next_step = "It stands below; open this page anew to sell more months."


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def membership(request: CounterRequest, pk: int) -> HttpResponse:
    """The form, or the months it sold (`sold`); what is refused stands at its field, with all that was typed."""
    require_seller(request.actor)
    at = now()
    member = member_for(request.actor, pk, at=at)
    form = MembershipForm(request.POST if request.method == "POST" else None, programme=member.programme)
    if form.is_valid() and (sold := _sold(request, member, form, at=at)):
        return redirect(f"{reverse(ROUTE, args=[pk])}?sold={sold}")
    return _page(request, member, form)


def _sold(request: CounterRequest, member: MemberView, form: MembershipForm, *, at: datetime) -> int | None:
    """The id of the months sold, or nothing and the form says why. Sending the same form again gives the same id."""

    def act() -> Answer:
        said = form.cleaned_data["months"]
        row = sell_membership(
            actor=request.actor,
            customer_id=member.customer.pk,
            months=said,
            expected_price=form.expected,
            tenders=form.tenders,
            at=at,
            on=local_day(at),
        )
        return Answer(status=201, body={"membership": row.pk})

    body = form.sent | {"member": member.customer.pk}
    try:
        return int(once(actor=request.actor, route=ROUTE, key=form.cleaned_data["key"], body=body, at=at, act=act).body["membership"])
    except (NotFound, Forbidden):
        raise
    except IdempotencyMismatch:
        form.tell(AlreadyBought())
    except Refused as no:
        form.tell(no)
        if isinstance(no, MembershipPriceChanged):
            form.show_price()
    return None


def _page(request: CounterRequest, member: MemberView, form: MembershipForm) -> HttpResponse:
    purchases, asked = purchases_of(request.actor, member.customer.pk), request.GET.get("sold", "")
    context: dict[str, Any] = {
        "member": member,
        "form": form,
        "purchases": purchases,
        "sold": next((one for one in purchases if str(one.membership.pk) == asked and not form.is_bound), None),
    }
    return render(request, "counter/members/membership.html", context, status=422 if form.errors else 200)
