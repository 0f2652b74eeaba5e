"""One plan: what it is worth and why, what happened, and what may be done now."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stores.access import may_see_store, require_manager
from stores.clock import local_day, now, store_today
from upgrade_program.billing.upi import upi_link
from upgrade_program.interfaces.counter.acts import acts_on, grounds_for
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.interfaces.counter.links import public_url
from upgrade_program.interfaces.counter.marks import has_just_sold, note_unprinted, put_sold
from upgrade_program.interfaces.counter.timeline import timeline_of
from upgrade_program.kernel.errors import Refused
from upgrade_program.kernel.imei import masked
from upgrade_program.plans.enums import Ground, Status
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import link_of, plan_for, shows_full_numbers
from upgrade_program.plans.services import renew_link
from upgrade_program.plans.terms import Valuation, assured_value, tier_table
from upgrade_program.usecases.cancel import cancel as cancel_plan
from upgrade_program.usecases.sell import take_payment

SOON = 7  # days before a fall in which the page warns


class UtrForm(forms.Form):
    """The reference of the UPI payment a plan waits for."""

    reference = forms.CharField(
        label="UTR of the UPI payment",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class CancelForm(forms.Form):
    """Why a plan is cancelled."""

    ground = forms.ChoiceField(label="Ground", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Reason, in a few words", required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, data: object = None, *, grounds: dict[Ground, str]) -> None:
        choices = [(ground.value, words) for ground, words in grounds.items()]
        super().__init__(data, initial={"ground": choices[0][0]})  # type: ignore[arg-type]
        self.fields["ground"].choices = choices  # type: ignore[attr-defined]


@require_safe
@staff_page
def plan(request: CounterRequest, number: str) -> HttpResponse:
    """The plan page; any store's staff may open it by its exact number, IMEI and mobile masked."""
    return _page(request, plan_for(request.actor, number))


@require_safe
@staff_page
def done(request: CounterRequest, number: str) -> HttpResponse:
    """The page after a sale: number, dated steps, QR. Other stores' plans lead to their plan page."""
    sold = plan_for(request.actor, number)
    if not (request.actor.at_counter and request.actor.store_id == sold.store_id):
        return redirect("counter:plan", number=sold.number)
    own = has_just_sold(request.session, sold.number)
    if own and sold.invoice_id:
        note_unprinted(request.session, sold.invoice_id)
    full = own or shows_full_numbers(request.actor, sold)
    return render(request, "counter/done.html", _facts(request, sold) | {"full": full, "utr": UtrForm()})


@require_POST
@staff_page
def paid(request: CounterRequest, number: str) -> HttpResponse:
    """Takes the UTR of a pending plan's payment; a refusal stands at the field with what was typed."""
    form = UtrForm(request.POST)
    form.full_clean()
    at = now()
    try:
        sold = take_payment(actor=request.actor, number=number, reference=form["reference"].value() or "", at=at, on=local_day(at))
    except Refused as no:
        if no.status in {403, 404}:
            raise
        form.add_error("reference", str(no))
        return _page(request, plan_for(request.actor, number), utr=form, status=422)
    put_sold(request.session, sold.number)
    return redirect("counter:done", number=sold.number)


@require_POST
@staff_page
def link(request: CounterRequest, number: str) -> HttpResponse:
    """A new link for the customer; the old one stops working."""
    at = now()
    opened = plan_for(request.actor, number)
    renew_link(plan=opened, actor=request.actor, at=at)
    return redirect("counter:done", number=opened.number)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def cancel(request: CounterRequest, number: str) -> HttpResponse:
    """The page before a cancellation, with ground and reason; a refusal stands there and nothing has changed."""
    at = now()
    on = local_day(at)
    found = plan_for(request.actor, number)
    require_manager(request.actor, found.store_id)
    form = CancelForm(request.POST if request.method == "POST" else None, grounds=grounds_for(found, on=on))
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid():
                cancel_plan(
                    actor=request.actor,
                    number=number,
                    reason=form.cleaned_data["reason"],
                    ground=Ground(form.cleaned_data["ground"]),
                    at=at,
                    on=on,
                )
                return redirect("counter:plan", number=found.number)
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, str(no))
        status = 422
    context = {"plan": found, "form": form, "act": acts_on(found, actor=request.actor, on=on).cancel, "today": on}
    return render(request, "counter/cancel.html", context, status=status)


def _page(request: CounterRequest, shown: Plan, *, utr: UtrForm | None = None, status: int = 200) -> HttpResponse:
    context = _facts(request, shown) | {
        "full": shows_full_numbers(request.actor, shown),
        "timeline": timeline_of(shown, on=store_today()),
        "utr": utr or UtrForm(),
    }
    return render(request, "counter/plan.html", context, status=status)


def _facts(request: CounterRequest, shown: Plan) -> dict[str, object]:
    """What plan page and done page both show; the waiting payment for a pending plan, the public link for any other."""
    on = store_today()
    value = assured_value(shown.promise, on=on)
    acts = acts_on(shown, actor=request.actor, on=on)
    waits = waiting_payment(shown) if shown.status == Status.PENDING else None
    days = (value.next.on - on).days if value.next else 0
    return {
        "plan": shown,
        "value": value,
        "tiers": tier_table(shown.promise.terms, bill_date=shown.bill_date, base=shown.base),
        "acts": acts,
        "days": days,
        "soon": 0 < days <= SOON and value.value_status == "open",
        "falls_by": value.assured - value.next.assured if value.next else Decimal(0),
        "waits": waits,
        "payment_link": _payment_link(shown, waits) if waits and acts.pay.allowed else "",
        "link": public_url(link_of(shown)) if acts.link.allowed else "",
        "badge": _badge(shown, value),
        "alive": value.value_status in {"pending", "waiting", "open"},
        "marked": on if value.value_status == "open" else None,
        "masked_imei": masked(shown.imei),
        "shows_documents": may_see_store(request.actor, shown.store_id),
        "today": on,
    }


def _badge(shown: Plan, value: Valuation) -> str:
    """What the badge says: the status of the record, unless the day says more."""
    if value.held:
        return "held"
    return shown.status if value.value_status in {"waiting", "open"} else value.value_status


def waiting_payment(shown: Plan) -> Decimal | None:
    """The rupees of the UPI payment a pending plan waits for."""
    return shown.collection.payments.filter(state="pending").values_list("amount", flat=True).first()


def _payment_link(shown: Plan, amount: Decimal) -> str:
    store = shown.store
    return upi_link(payee=store.upi_id, name=store.legal_name, amount=amount, note=f"Smart Upgrade {shown.written}") if store.upi_id else ""
