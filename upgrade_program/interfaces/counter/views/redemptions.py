"""Redemptions: the store's, and one of them with its code, used, taken back, or its link renewed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from loyalty.rewards.enums import AT_THE_COUNTER, Kind, State
from loyalty.rewards.models import Redemption
from loyalty.rewards.queries import for_actor, redemption_for
from loyalty.rewards.services import cancel_redemption, renew_link, use_redemption
from stores.access import require_manager, require_seller
from stores.clock import now, store_today
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.interfaces.counter.reward_forms import CancelForm, UseForm
from upgrade_program.kernel.errors import Forbidden, NotFound, Refused

SHOWN = 50


@require_safe
@staff_page
def redemptions(request: CounterRequest) -> HttpResponse:
    """The newest redemptions of the store (head office and auditors: of all)."""
    rows = for_actor(request.actor).order_by("-id")[:SHOWN]
    return render(request, "counter/rewards/redemptions.html", {"rows": rows, "most": SHOWN})


@require_safe
@staff_page
def redemption(request: CounterRequest, number: str) -> HttpResponse:
    """One redemption by its number, from any store; its code is shown where it was had, while it counts."""
    return _page(request, redemption_for(request.actor, number))


@require_POST
@staff_page
def use(request: CounterRequest, number: str) -> HttpResponse:
    """Takes the code in against a bill."""
    found = redemption_for(request.actor, number)
    require_seller(request.actor)
    form = UseForm(request.POST)
    if form.is_valid():
        try:
            use_redemption(number=number, bill=form.cleaned_data["reason"], actor=request.actor, at=now())
            return redirect("counter:redemption", number=found.number)
        except (NotFound, Forbidden):
            raise
        except Refused as no:
            form.tell(no)
    return _page(request, found, use_form=form, status=422)


@require_POST
@staff_page
def cancel(request: CounterRequest, number: str) -> HttpResponse:
    """A manager of the store takes it back."""
    found = redemption_for(request.actor, number)
    if found.store_id is not None:
        require_manager(request.actor, found.store_id)
    form = CancelForm(request.POST)
    if form.is_valid():
        try:
            cancel_redemption(number=number, reason=form.cleaned_data["reason"], actor=request.actor, at=now())
            return redirect("counter:redemption", number=found.number)
        except (NotFound, Forbidden):
            raise
        except Refused as no:
            form.tell(no)
    return _page(request, found, cancel_form=form, status=422)


@require_POST
@staff_page
def link(request: CounterRequest, number: str) -> HttpResponse:
    """A new download link for the member; the old one counts no more."""
    found = redemption_for(request.actor, number)
    try:
        renew_link(redemption=found, actor=request.actor, at=now())
    except (NotFound, Forbidden):
        raise
    except Refused as no:
        return _page(request, found, said=str(no), status=422)
    return redirect("counter:redemption", number=found.number)


def _page(
    request: CounterRequest,
    found: Redemption,
    *,
    use_form: UseForm | None = None,
    cancel_form: CancelForm | None = None,
    said: str = "",
    status: int = 200,
) -> HttpResponse:
    actor, alive = request.actor, found.state == State.ISSUED
    own = actor.works_for(found.store_id)
    over = found.good_through is not None and found.good_through < store_today()
    context: dict[str, Any] = {
        "redemption": found,
        "reward": found.reward,
        "said": said,
        "goods": found.reward.kind == Kind.GOODS,
        "shows_code": alive and own and found.code is not None,
        "over": alive and over,
        "can_use": alive and not over and actor.at_counter and found.reward.kind in AT_THE_COUNTER,
        "can_cancel": alive and own and actor.role == "manager" and found.reward.kind != Kind.PARTNER,
        "can_renew": alive and actor.at_counter and found.reward.kind == Kind.GOODS,
        "use_form": use_form or UseForm(),
        "cancel_form": cancel_form or CancelForm(),
    }
    return render(request, "counter/rewards/redemption.html", context, status=status)
