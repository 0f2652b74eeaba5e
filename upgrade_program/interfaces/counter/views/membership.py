"""Paid membership at the counter: what runs, what was paid for it, months sold once however often the button is pressed; and taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from loyalty.members.queries import MemberView, member_for
from loyalty.programme.refusals import MembershipPriceChanged
from stores.access import may_manage, require_manager, require_seller
from stores.clock import local_day, now
from upgrade_program.foundation.requests.refusals import IdempotencyMismatch
from upgrade_program.foundation.requests.services import Answer, once
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.interfaces.counter.member.membership_form import MembershipBackForm, MembershipForm
from upgrade_program.kernel.errors import Forbidden, NotFound, Refused
from upgrade_program.usecases.membership import Purchase, purchases_of, sell_membership, take_back

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


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def membership_back(request: CounterRequest, pk: int) -> HttpResponse:
    """The latest months that stand, and why they are taken back; a manager of the store that sold them."""
    at = now()
    member = member_for(request.actor, pk, at=at)
    latest = _latest(purchases_of(request.actor, member.customer.pk))
    require_manager(request.actor, latest.membership.store_id if latest else request.actor.store_id or 0)
    form = MembershipBackForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            row = take_back(
                actor=request.actor,
                customer_id=member.customer.pk,
                first_day=given["first_day"],
                reason=given["reason"],
                at=at,
                on=local_day(at),
            )
            return redirect(f"{reverse(ROUTE, args=[pk])}?back={row.pk}")
        except (NotFound, Forbidden):
            raise
        except Refused as no:
            form.tell(no)
    context = {"member": member, "form": form, "latest": latest}
    return render(request, "counter/members/membership_back.html", context, status=422 if form.errors else 200)


def _latest(purchases: list[Purchase]) -> Purchase | None:
    """Only the months that no others follow go back."""
    return next((one for one in purchases if one.returnable), None)


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
            billed_to=form.billed_to,
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
    purchases, asked, back = purchases_of(request.actor, member.customer.pk), request.GET.get("sold", ""), request.GET.get("back", "")
    latest = _latest(purchases)
    context: dict[str, Any] = {
        "member": member,
        "form": form,
        "purchases": purchases,
        "latest": latest if latest and _goes_back(request, latest) else None,
        "returned": next((one for one in purchases if str(one.membership.pk) == back and one.credit_note), None),
        "sold": next((one for one in purchases if str(one.membership.pk) == asked and not form.is_bound), None),
    }
    return render(request, "counter/members/membership.html", context, status=422 if form.errors else 200)


def _goes_back(request: CounterRequest, one: Purchase) -> bool:
    """Whether this person may take the months back today."""
    return bool(may_manage(request.actor, one.membership.store_id) and one.returnable and local_day(now()) <= one.returnable)
