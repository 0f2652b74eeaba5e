"""A quote of the exchange partner for a phone without a plan."""

from __future__ import annotations

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from stores.access import require_seller
from stores.clock import local_day, now
from upgrade_program.buyback.enums import Grade
from upgrade_program.buyback.queries.partner_prices import quote_for, quotes_for
from upgrade_program.buyback.refusals import PlanStands
from upgrade_program.buyback.services import quote_phone
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.interfaces.counter.partner_form import GRADE_WORDS, PartnerForm
from upgrade_program.interfaces.counter.sale.quote import search_device
from upgrade_program.interfaces.counter.scanner import with_scanner
from upgrade_program.kernel.errors import Forbidden, NotFound, Refused

PAST = 8


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
@with_scanner
def partner(request: CounterRequest) -> HttpResponse:
    """Ask for a quote; `act=look` only looks the phone up. The answer is recorded and lands on its own page."""
    require_seller(request.actor)
    if request.method != "POST":
        return _page(request, PartnerForm(initial={"device": request.GET.get("device", "")[:80]}))
    if request.POST.get("act") == "look":
        return _page(request, PartnerForm(initial=request.POST.dict()))
    form, at, stands = PartnerForm(request.POST), now(), False
    try:
        if form.is_valid():
            given = form.cleaned_data
            sku = _sku(form)
            quote = quote_phone(sku=sku, grade=given["grade"], imei=given["imei"], actor=request.actor, at=at, on=local_day(at))
            return redirect("counter:partner_quote", pk=quote.pk)
    except (NotFound, Forbidden):
        raise
    except Refused as no:
        form.tell(no)
        stands = isinstance(no, PlanStands)
    return _page(request, form, stands=stands, status=422)


@require_safe
@staff_page
def devices(request: CounterRequest) -> HttpResponse:
    """Fragment: the phones that fit what is typed."""
    require_seller(request.actor)
    return render(request, "counter/partner_devices.html", _found(_looked_at(request.GET)))


@require_safe
@staff_page
def quote(request: CounterRequest, pk: int) -> HttpResponse:
    """One quote as it was told: amount, until when, where it comes from; to print for the customer."""
    found = quote_for(request.actor, pk)
    return render(request, "counter/partner_quote.html", {"quote": found, "condition": GRADE_WORDS[Grade(found.grade)]})


def _page(request: CounterRequest, form: PartnerForm, *, stands: bool = False, status: int = 200) -> HttpResponse:
    context = {"form": form, "stands": stands, "past": quotes_for(request.actor)[:PAST], **_found(form)}
    return render(request, "counter/partner.html", context, status=status)


def _looked_at(data: QueryDict) -> PartnerForm:
    return PartnerForm(initial=data.dict())


def _found(form: PartnerForm) -> dict[str, object]:
    return {"form": form, "search": search_device(text=form.typed("device"), sku=form.typed("sku"), at=now())}


def _sku(form: PartnerForm) -> str:
    """The phone meant: the one chosen, or the only one that fits what is typed."""
    chosen = search_device(text=form.typed("device"), sku=form.typed("sku"), at=now()).chosen
    return chosen.sku if chosen else ""
