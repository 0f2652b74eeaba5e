"""The offer: on paper, or on the customer's own phone; making it sends the code that accepts it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from stores.access import require_seller
from stores.clock import local_day, now, store_today
from stores.sign_in import address_of
from upgrade_program.buyback.queries import claim_for
from upgrade_program.foundation.ui import figures
from upgrade_program.interfaces.counter.claim.facts import ClaimFacts
from upgrade_program.interfaces.counter.claim.forms import ClaimForm
from upgrade_program.interfaces.counter.claim.paper_words import OFFER
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.interfaces.counter.printing import LANGUAGES, language_of
from upgrade_program.interfaces.counter.scanner import with_scanner
from upgrade_program.interfaces.counter.views.claim import claim_page
from upgrade_program.interfaces.counter.views.claim_settle import settle_page
from upgrade_program.kernel.errors import Forbidden, NotFound, Refused
from upgrade_program.usecases import upgrade


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
@with_scanner
def offer(request: CounterRequest, number: str) -> HttpResponse:
    """GET: the offer on one page, in the customer's language. POST: makes it, or sends another code, and goes on to the new phone."""
    found = claim_for(request.actor, number)
    if request.method != "POST":
        return _paper(request, ClaimFacts(found, actor=request.actor, on=store_today()))
    require_seller(request.actor)
    at = now()
    try:
        upgrade.offer(actor=request.actor, claim=number, address=address_of(request), at=at, on=local_day(at))
        return redirect("counter:claim_settle", number=found.number)
    except (NotFound, Forbidden):
        raise
    except Refused as no:
        if found.state == "offered":
            return settle_page(request, found, no=no)
        form = ClaimForm(request.POST)
        form.add_error(None, str(no))
        return claim_page(request, found, form=form, status=422)


def _paper(request: CounterRequest, facts: ClaimFacts) -> HttpResponse:
    """The paper of a claim whose phone was checked (404 before)."""
    if facts.claim.payable is None:
        raise NotFound
    language = language_of(request, facts.claim.plan)
    lines = [line.read(language) for line in facts.working]
    context = {
        "claim": facts.claim,
        "plan": facts.claim.plan,
        "facts": facts,
        "lines": lines,
        "words": OFFER[language],
        "language": language,
        "held_day": figures.day(facts.claim.held_through, language=language, weekday=True),
        "languages": LANGUAGES,
    }
    return render(request, "counter/claim/offer.html", context)
