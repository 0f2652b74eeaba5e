"""Papers of a claim: the purchase voucher, the return voucher, the reason of a refusal; and the way on to the next plan."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stores.access import may_see_store, require_seller
from stores.clock import now, store_today
from upgrade_program.buyback.enums import State
from upgrade_program.buyback.models import Claim, PurchaseVoucher, Settlement
from upgrade_program.buyback.paper import voucher_paper
from upgrade_program.buyback.queries import claim_for
from upgrade_program.foundation.documents import engine
from upgrade_program.foundation.ui import figures
from upgrade_program.interfaces.counter.claim.facts import ClaimFacts
from upgrade_program.interfaces.counter.claim.paper_words import REASON
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.interfaces.counter.marks import put_begun
from upgrade_program.interfaces.counter.printing import LANGUAGES, Look, drawn, language_of
from upgrade_program.kernel.errors import NotFound
from upgrade_program.kernel.wording import rupees_text
from upgrade_program.plans.models import Plan

look_or_print = require_http_methods(["GET", "HEAD", "POST"])


@look_or_print
@staff_page
def voucher(request: CounterRequest, number: str) -> HttpResponse:
    """The purchase voucher on A4, for the settling store (head office and auditors look); claims not settled have none (404)."""
    claim = claim_for(request.actor, number)
    return _paper(request, _settlement(claim).voucher, of=claim.plan)


@look_or_print
@staff_page
def return_voucher(request: CounterRequest, number: str) -> HttpResponse:
    """The return voucher of a reversed settlement, likewise."""
    claim = claim_for(request.actor, number)
    paper = _settlement(claim).return_voucher
    if paper is None:
        raise NotFound
    return _paper(request, paper, of=claim.plan)


@require_safe
@staff_page
def reason(request: CounterRequest, number: str) -> HttpResponse:
    """Why a claim was refused, and what can be done, on one page in the customer's language; other claims have none (404)."""
    found = claim_for(request.actor, number)
    if found.state != State.REFUSED:
        raise NotFound
    facts = ClaimFacts(found, actor=request.actor, on=store_today())
    language = language_of(request, found.plan)
    point, words = facts.point, REASON[language]
    held_day = figures.day(found.held_through, language=language, weekday=True)
    context = {
        "claim": found,
        "plan": found.plan,
        "facts": facts,
        "language": language,
        "words": words,
        "goes_on": words["goes_on"].format(day=held_day, value=rupees_text(found.assured)),
        "languages": LANGUAGES,
        "cause": point.refusal(language) if point else "",
        "steps": point.advice(language) if point else [],
    }
    return render(request, "counter/claim/reason.html", context)


@require_POST
@staff_page
def sell_next(request: CounterRequest, number: str) -> HttpResponse:
    """Opens the sale of a plan for the new phone, filled with what the settlement knows; only at the settling store (404 elsewhere)."""
    found = claim_for(request.actor, number)
    require_seller(request.actor)
    settlement = _settlement(found)
    if not request.actor.works_for(settlement.store_id) or settlement.reversed_at:
        raise NotFound
    customer = found.plan.customer
    put_begun(
        request.session,
        device=settlement.new_device,
        sku=settlement.new_variant.sku,
        imei=settlement.new_imei,
        bill_number=settlement.bill_number,
        bill_price=f"{settlement.new_price:.0f}",
        mobile=customer.mobile,
        name=customer.name,
        language=customer.language,
    )
    return redirect("counter:sell")


def _settlement(claim: Claim) -> Settlement:
    try:
        settlement: Settlement = claim.settlement
    except Settlement.DoesNotExist as none:
        raise NotFound from none
    return settlement


def _paper(request: CounterRequest, paper: PurchaseVoucher, *, of: Plan) -> HttpResponse:
    """In the language asked for, else in the customer's."""
    if not may_see_store(request.actor, paper.store_id):
        raise NotFound
    language = language_of(request, of)

    def draw(duplicate: bool) -> bytes:
        return engine.render(
            template="purchase_voucher", data=voucher_paper(paper, language=language, duplicate=duplicate), language=language
        )

    look = Look(request, subject=f"voucher:{paper.pk}", form="a4", store_id=paper.store_id)
    pdf = drawn(look, draw=draw, at=now())
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": 'inline; filename="voucher.pdf"'})
