"""A member's rewards at the counter: what their points reach, and one redeemed with the code from their phone."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from loyalty.ledger.queries import balances
from loyalty.rewards.queries import Choice, choices_for, member_for, redemptions_of
from loyalty.rewards.services import confirm_redemption, redeem_reward, send_redemption_code, waiting_redemption_code
from stores.access import require_seller
from stores.clock import now
from stores.sign_in import address_of
from upgrade_program.customers.mobiles import masked_mobile
from upgrade_program.customers.models import Customer
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.interfaces.counter.reward_forms import CodeForm
from upgrade_program.kernel.errors import Forbidden, NotFound, Refused

SHOWN = 10


@require_safe
@staff_page
def rewards(request: CounterRequest, pk: int) -> HttpResponse:
    """What a member has, what can be had for it, and what they had before."""
    member, at = member_for(request.actor, pk), now()
    context = {
        "member": member,
        "balance": balances(member.pk, at=at),
        "choices": choices_for(member.pk, at=at),
        "redemptions": redemptions_of(member.pk)[:SHOWN],
    }
    return render(request, "counter/rewards/rewards.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def redeem(request: CounterRequest, pk: int, key: str) -> HttpResponse:
    """The page before a redemption; its two buttons send the member a code and redeem. A refusal stands there, with what was typed."""
    member = member_for(request.actor, pk)
    require_seller(request.actor)
    at = now()
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            if request.POST.get("act") != "send":
                number = _redeem(request, member, key, form.cleaned_data["otp"], at=at)
                return redirect("counter:redemption", number=number)
            send_redemption_code(reward=key, customer=member, actor=request.actor, address=address_of(request), at=at)
        except (NotFound, Forbidden):
            raise
        except Refused as no:
            form.tell(no)
    return _page(request, member, key, form, at=at)


def _redeem(request: CounterRequest, member: Customer, key: str, code: str, *, at: datetime) -> str:
    confirm_redemption(reward=key, customer_id=member.pk, code=code, actor=request.actor, at=at)
    return redeem_reward(reward=key, customer_id=member.pk, actor=request.actor, at=at, with_code=True).number


def _page(request: CounterRequest, member: Customer, key: str, form: CodeForm, *, at: datetime) -> HttpResponse:
    choice = _choice(member, key, at=at)
    context = {
        "member": member,
        "choice": choice,
        "form": form,
        "code": waiting_redemption_code(reward=choice.offer.reward, terms=choice.offer.terms, customer=member, actor=request.actor, at=at),
        "sent_to": masked_mobile(member.mobile),
        "balance": balances(member.pk, at=at),
    }
    return render(request, "counter/rewards/redeem.html", context, status=422 if form.errors else 200)


def _choice(member: Customer, key: str, *, at: datetime) -> Choice:
    """The offer of a key as this member meets it; one that is not offered now is not there (404)."""
    found = next((choice for choice in choices_for(member.pk, at=at) if choice.offer.reward.key == key), None)
    if found is None:
        raise NotFound
    return found
